"""Commands of what people say about an instance: remark, urge, answer, instruct; and whom to ring today."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.options import By, Expect, Json, Key, Note, Number, Viewer, no_such, read_data
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.tables import headline
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Call, CallMatter, Instance, UrgeOutcome

_READERS = ("office", "units")
_REASON_TEXTS = {
    "overdue": "overdue",
    "unanswered": "not answered",
    "unsigned": "not taken up",
    "unassigned": "a unit is to be named",
}


def remark(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to remark.")],
    *,
    by: By,
    to: Annotated[
        str, typer.Option("--to", metavar="WHOM", help="Who may read it: office, or units (the units too).")
    ] = "office",
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Put a remark into an instance's history, open or closed: for the office, or for the units too.

    Example: duban remark WT-2024-0001 已电话了解进度，本周可签收 --by 市优化办
    """
    if to not in _READERS:
        raise typer.BadParameter(no_such("--to", to, _READERS))
    with opened_engine(context) as engine:
        item = engine.remark(number, text, by=by, to=to, expect=expect, key=key)
    _answer(word("remarked for the office") if to == "office" else word("remarked for the units too"), item, as_json)


def urge(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NUMBER...]", help="Which; left out: all that is found.", autocompletion=completing.numbers
        ),
    ] = None,
    *,
    by: By,
    note: Note = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Of this scenario only.", autocompletion=completing.scenarios),
    ] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="In this state only.")] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="That this unit has a part in.", autocompletion=completing.units),
    ] = None,
    light: Annotated[
        str | None, typer.Option("--light", metavar="LIGHT", help="Showing green, blue, yellow or red.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are open, if nothing narrows it down.")] = False,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Urge those whose turn it is, on these instances or on all open ones that are found.

    Of several, each is judged by itself: it may have been urged a short time ago. The message leaves in office hours.

    Example: duban urge WT-2024-0001 --by 市优化办 --note 请今日签收
    """
    search = {"scenario": scenario, "state": state, "unit": unit, "light": light}
    narrowed = any(value is not None for value in search.values())
    if not numbers and not narrowed and not every:
        raise typer.BadParameter(word("say which to urge: numbers, a search, or --all"))
    if numbers and (narrowed or every):
        raise typer.BadParameter(word("say which to urge: by numbers or by a search, not both"))
    one = numbers[0] if numbers and len(numbers) == 1 else None
    if one is None and (expect is not None or key is not None):
        raise typer.BadParameter(word("--expect and --key are for one number"))
    with opened_engine(context) as engine:
        if one is not None:
            item = engine.urge(one, by=by, note=note, expect=expect, key=key)
            _answer(word("urged"), item, as_json)
            return
        done = engine.urge_many(
            numbers or None, by=by, note=note, scenario=scenario, state=state, unit=unit, light=light
        )
    if as_json:
        put_json([each.to_json() for each in done])
    elif done:
        show_rows(("Number", "Matter", "Urged?"), ([each.number, each.title, _became(each)] for each in done))
    else:
        say(word("no instance fits"))
    if numbers and any(not each.ok for each in done):
        raise typer.Exit(1)


def answer(
    context: typer.Context,
    number: Number,
    seq: Annotated[int, typer.Argument(metavar="ENTRY", help="The urge or paper, by its entry in the history.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The answer.")],
    *,
    by: By,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Answer an urge or a paper: how it stands, and when it will be done.

    Example: duban answer WT-2024-0003 4 已整改大半，月底完成 --by 市住建局
    """
    with opened_engine(context) as engine:
        item = engine.answer(number, seq, text, by=by, expect=expect, key=key)
    _answer(word("answered entry {seq}", seq=seq), item, as_json)


def instruct(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the leader wrote.")],
    *,
    by: By,
    leader: Annotated[str, typer.Option("--leader", metavar="UNIT[/PERSON]", help="Whose instruction it is.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of it, such as 2026-03-20.")],
    demand: Annotated[
        str | None,
        typer.Option("--demand", metavar="TEXT", help="What it asks of the units; they are told this alone."),
    ] = None,
    scan: Annotated[
        str | None, typer.Option("--scan", metavar="FILE", help="A scan: its name and SHA-256 are kept.")
    ] = None,
    opens: Annotated[bool, typer.Option("--open", help="Open the linked item for it; its result goes back.")] = False,
    expect: Expect = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Record what a leader has instructed; the units see what it asks of them, and not the text.

    Example: duban instruct WT-2024-0001 抓紧 --leader 市领导 --on 2024-04-16 --by 市优化办
    """
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise typer.BadParameter(word("--on {given!r} is no day such as 2026-03-20", given=on)) from None
    kept = None if scan is None else read_data([f"scan=@{scan}"])["scan"]
    with opened_engine(context) as engine:
        item = engine.instruct(
            number, text, by=by, leader=leader, on=day, demand=demand, scan=kept, open=opens, expect=expect, key=key
        )
    _answer(word("instruction recorded"), item, as_json)


def calls(
    context: typer.Context,
    *,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="This unit only.", autocompletion=completing.units),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Of this scenario only.", autocompletion=completing.scenarios),
    ] = None,
    by: Viewer = None,
    as_json: Json = False,
) -> None:
    """List whom to ring today, why, and their number: what is overdue, urged and not answered, or not taken up.

    Example: duban calls --scenario issue
    """
    with reading_engine(context) as engine:
        found = engine.call_list(unit=unit, scenario=scenario, viewer=by)
    if as_json:
        put_json([each.to_json() for each in found])
    elif found:
        headings = ("Unit", "Name", "Mobile", "Number", "Matter", "Why", "Due")
        show_rows(headings, (row for each in found for row in _call_rows(each)))
    else:
        say(word("nobody has to be rung today"))


def _answer(what: str, item: "Instance", as_json: bool) -> None:  # noqa: FBT001 - as the command has it
    if as_json:
        put_json(item.to_json())
    else:
        say(what, headline(item))


def _became(outcome: "UrgeOutcome") -> str:
    if not outcome.ok:
        return word("no: {why}", why=words.clauses(outcome.blockers))
    return word("told: {units}", units=outcome.told) if outcome.told else word("recorded, and nobody could be told")


def _call_rows(call: "Call") -> list[list[str]]:
    """Return a unit to ring as rows, one for each matter; who is rung stands in the first."""
    who = [call.unit, call.contact + words.aside(call.why), call.mobile]
    rows = []
    for place, matter in enumerate(call.matters):
        said = [matter.number, matter.title, _why(matter), "" if matter.due_on is None else str(matter.due_on)]
        rows.append([*(who if place == 0 else ["", "", ""]), *said])
    return rows


def _why(matter: "CallMatter") -> str:
    reasons = [word(_REASON_TEXTS[each]) for each in matter.reasons if each != "overdue"]
    late = [word("overdue, days {days}", days=matter.late)] if "overdue" in matter.reasons else []
    return words.joined([*late, *reasons])
