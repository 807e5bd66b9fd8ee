"""The command that moves open instances to a newer version of their scenario."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban import words
from duban.cli import completing
from duban.cli.options import By, Json, Note
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.failures import complain
from duban.cli.terminal.output import put_json, say, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.tables import moment
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, tzinfo

    from rich.text import Text

    from duban.workflow import Migrated, Migration, Standing

_COLUMNS = ("Number", "Matter", "Clock", "Due day", "Light", "Next")


def migrate(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Which workflow, such as issue.", autocompletion=completing.scenarios),
    ],
    *,
    by: By,
    to: Annotated[
        int | None, typer.Option("--to", metavar="N", help="The version to move to; left out: the highest.", min=1)
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="OLD=NEW", help="The new state for one that is gone. May be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Move the open instances of a scenario to a newer version of its file; what cannot be moved says why.

    Example: duban migrate issue --by 市优化办 --dry-run
    """
    states = dict(_renamed(state or ()))
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        with progress("moving the instances", as_json=as_json, counted=True) as told:
            result = engine.migrate(scenario, by=by, to=to, states=states, note=note, dry_run=dry_run, progress=told)
        zone = engine.working_calendar(scenario, to).timezone
    if as_json:
        put_json(result.to_json())
    else:
        _show(result, zone)
    if not result.ok:
        raise typer.Exit(1)


def _renamed(given: "Iterable[str]") -> "Iterator[tuple[str, str]]":
    for text in given:
        old, mark, new = (part.strip() for part in text.partition("="))
        if not (old and mark and new):
            form = word("{option} {text!r}: write {form}", option="--state", text=text, form="OLD=NEW")
            raise typer.BadParameter(form)
        yield old, new


def _show(result: "Migration", zone: "tzinfo") -> None:
    if result.moved:
        show_rows(_COLUMNS, (row for one in result.moved for row in _rows(one, zone)))
    for one in result.moved:
        if one.skipped:
            facts = {"number": one.number, "count": len(one.skipped), "steps": _steps(one)}
            say(word("{number}: steps of the new rules that lie behind, left out: {count} ({steps})", **facts))
    for one in result.blocked:
        heading = word("{number} ({title}) cannot be moved:", number=one.number, title=one.title)
        complain([heading, *(f"  [{why.code}] {why.message}" for why in one.blockers)])
    facts = {"scenario": result.scenario, "version": result.version, "count": len(result.moved)}
    if result.done:
        said = word("moved to {scenario} version {version}: open instances {count}", **facts)
    else:
        said = word(
            "a preview, nothing was changed; to move to {scenario} version {version}: open instances {count}", **facts
        )
    blocked = len(result.blocked)
    say(said + (word("; {count} cannot be moved, and keep their rules", count=blocked) if blocked else ""))


def _steps(one: "Migrated") -> str:
    from duban.workflow import moment_words

    steps = ((clock, moment_words(rung)) for clock, rung in one.skipped)
    return words.listed(word("{clock}: {moment}", clock=clock, moment=moment) for clock, moment in steps)


def _rows(one: "Migrated", zone: "tzinfo") -> "Iterator[list[str | Text]]":
    """Yield a row for each clock of an instance; the first also has what concerns the whole instance."""
    from rich.text import Text

    before, after = one.before, one.after or one.before
    state = "" if before.state == after.state else words.aside(f"{before.state}→{after.state}")
    whole = [Text.assemble(*_lights(before, after)), _next(before, after, zone)]
    clocks = [(each.clock, _change(_day(each.due_before), _day(each.due_on))) for each in one.clocks]
    for place, (clock, days) in enumerate(clocks or [("", "")]):
        first = place == 0
        yield [one.number, f"{one.title}{state}" if first else "", clock, days, *(whole if first else ("", ""))]


def _day(day: "date | None") -> str:
    return word("none") if day is None else str(day)


def _lights(before: "Standing", after: "Standing") -> "list[Text]":
    from rich.text import Text

    from duban.cli.terminal.output import light

    shown = light(after.light)
    return [shown] if before.light == after.light else [light(before.light), Text("→"), shown]


def _next(before: "Standing", after: "Standing", zone: "tzinfo") -> str:
    from duban.workflow import moment_words

    return _change(
        *(
            word("nothing more")
            if each.next is None
            else f"{moment(each.next.moment, zone)} {moment_words(each.next.rung)}"
            for each in (before, after)
        )
    )


def _change(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"
