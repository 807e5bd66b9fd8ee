"""The command that moves open instances to a newer version of their scenario."""

from itertools import chain
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

    from duban.states import LostRung, MigratedUnit
    from duban.workflow import Migrated, Migration, Standing

_LOST_TEXTS = {
    "gone": "not in the new rules",
    "past": "its moment has passed",
    "stopped": "the clock stops",
    "done": "done before, and not done again",
}
"""Why a step will never come."""

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
    role: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="OLD=NEW", help="The new name of a role; its units keep it. May be repeated."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="OLD=NEW", help="The new name of a field; its value stays. May be repeated."),
    ] = None,
    trigger: Annotated[
        list[str] | None,
        typer.Option(
            "--trigger", metavar="OLD=NEW", help="The new name of a trigger; who pulled it counts. May be repeated."
        ),
    ] = None,
    clock: Annotated[
        list[str] | None,
        typer.Option("--clock", metavar="OLD=NEW", help="The new name of a clock; it goes on. May be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Move the open instances of a scenario to a newer version of its file; what cannot be moved says why.

    Example: duban migrate issue --by 市优化办 --dry-run
    """
    states, roles = _renamed("--state", state), _renamed("--role", role)
    fields, triggers = _renamed("--field", field), _renamed("--trigger", trigger)
    clocks = _renamed("--clock", clock)
    with (reading_engine if dry_run else opened_engine)(context) as engine:
        with progress("moving the instances", as_json=as_json, counted=True) as told:
            result = engine.migrate(
                scenario,
                by=by,
                to=to,
                states=states,
                roles=roles,
                fields=fields,
                triggers=triggers,
                clocks=clocks,
                note=note,
                dry_run=dry_run,
                progress=told,
            )
        zone = engine.working_calendar(scenario, to).timezone
    if as_json:
        put_json(result.to_json())
    else:
        _show(result, zone)
    if not result.ok:
        raise typer.Exit(1)


def _renamed(option: str, given: "Iterable[str] | None") -> dict[str, str]:
    names: dict[str, str] = {}
    for text in given or ():
        old, mark, new = (part.strip() for part in text.partition("="))
        if not (old and mark and new):
            form = word("{option} {text!r}: write {form}", option=option, text=text, form="OLD=NEW")
            raise typer.BadParameter(form)
        if names.setdefault(old, new) != new:
            twice = word(
                "{option} {text!r}: {old} becomes {new} already", option=option, text=text, old=old, new=names[old]
            )
            raise typer.BadParameter(twice)
    return names


def _show(result: "Migration", zone: "tzinfo") -> None:
    if result.moved:
        show_rows(_COLUMNS, (row for one in result.moved for row in _rows(one, zone)))
    for line in chain.from_iterable(_told(one) for one in result.moved):
        say(line)
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


def _told(one: "Migrated") -> "Iterator[str]":
    """Yield a line for each unit that gains or loses an instance, and one for the steps that will never come."""
    for each in one.units:
        yield from _hands(one.number, each)
    if one.lost:
        facts = {"number": one.number, "count": len(one.lost), "steps": _steps(one.lost)}
        yield word("{number}: steps that will never come: {count} ({steps})", **facts)
    if one.returned:
        facts = {"number": one.number, "count": len(one.returned), "steps": _back(one.returned)}
        yield word("{number}: steps that come again: {count} ({steps})", **facts)


def _hands(number: str, each: "MigratedUnit") -> "Iterator[str]":
    """Yield what becomes other for a unit: its part in the instance, whether it is its turn, what it may do."""
    facts = {"number": number, "unit": each.unit, "roles": each.roles, "before": each.roles_before}
    if not each.roles_before:
        yield word("{number}: {unit} gains the matter, as {roles}", **facts)
    elif not each.roles:
        yield word("{number}: {unit} loses the matter, which it had as {before}", **facts)
    elif each.roles != each.roles_before:
        yield word("{number}: {unit} has the matter as {roles}, before as {before}", **facts)
    if each.turn and not each.turn_before:
        yield word("{number}: it is the turn of {unit} now", **facts)
    elif each.turn_before and not each.turn:
        yield word("{number}: it is the turn of {unit} no more", **facts)
    gained, lost = (
        tuple(act for act in ours if act not in others)
        for ours, others in ((each.acts, each.acts_before), (each.acts_before, each.acts))
    )
    if gained and lost:
        yield word("{number}: {unit} may do {gained}, and no more {lost}", **facts, gained=gained, lost=lost)
    elif gained:
        yield word("{number}: {unit} may now do {gained}", **facts, gained=gained)
    elif lost:
        yield word("{number}: {unit} may no more do {lost}", **facts, lost=lost)


def _steps(lost: "Iterable[LostRung]") -> str:
    from duban.workflow import clock_words, moment_words

    told = (
        word(
            "{clock}: {moment}, {why}",
            clock=clock_words(one.clock),
            moment=moment_words(one.rung),
            why=word(_LOST_TEXTS[one.why]),
        )
        for one in lost
    )
    return words.listed(told)


def _back(returned: "Iterable[tuple[str, str]]") -> str:
    from duban.workflow import moment_words

    steps = (word("{clock}: {moment}", clock=clock, moment=moment_words(rung)) for clock, rung in returned)
    return words.listed(steps)


def _rows(one: "Migrated", zone: "tzinfo") -> "Iterator[list[str | Text]]":
    """Yield a row for each clock of an instance; the first also has what concerns the whole instance."""
    from rich.text import Text

    before, after = one.before, one.after or one.before
    state = "" if before.state == after.state else words.aside(f"{before.state}→{after.state}")
    whole = [Text.assemble(*_lights(before, after)), _next(before, after, zone)]
    clocks = [
        (_change(each.was or each.clock, each.clock), _change(_day(each.due_before), _day(each.due_on)))
        for each in one.clocks
    ]
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
