"""The command that simulates an instance of a scenario, and the layout of its timeline."""

import re
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban import words
from duban.cli.checking import load, sources_of
from duban.cli.options import Data, Json, read_data, read_units
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import light, put_json, say, show_rows, stacked
from duban.cli.terminal.progress import progress
from duban.cli.terminal.tables import clock_story, day_rows, due, moment, state_text
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from duban.states import Definition
    from duban.workflow import HistoryEntry, Instance, Simulation, Stop

_COLUMNS = ("Time", "Light", "What", "Told")
_ACT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2})?)\s+(\S+)\s+by\s+(\S+)(?:\s+with\s+(.+))?", re.DOTALL)
_EACH = "each:"
"""Before a role: each of its units that still owes the act."""
_MORNING = time(9)
_DAY = timedelta(days=1)


def simulate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or the name of a shipped scenario.")],
    *,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="When it is opened; left out: when the office opens next."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The last day; left out: while something comes, or 120 days."),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="ROLE=UNIT[,UNIT…]", help="Who fills a role; left out: a unit of that name."),
    ] = None,
    data: Data = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="UNIT", help="Who opens it; left out: a unit of the role that may."),
    ] = None,
    act: Annotated[
        list[str] | None,
        typer.Option(
            "--act",
            metavar="ACT",
            help='What somebody does: "2026-01-06 09:00 签收 by UNIT [with FIELD=VALUE, note=TEXT]"; by each:ROLE for '
            "each unit of a role that still owes it. May be repeated.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play an instance ahead with nobody acting, or as --act says: each step, each light, and who would be told.

    Example: duban scenario simulate issue --from 2026-01-05 --until 2026-03-31
    """
    from duban.states import calendar_for
    from duban.workflow import CannotOpen, SystemClock
    from duban.workflow import simulate as play

    definition = load(file)
    zone = calendar_for(
        definition.calendar,
        timezone=definition.timezone,
        hours=definition.hours,
        conventions=definition.conventions,
    )
    opened = zone.next_opening(SystemClock().now()) if start is None else _instant(start, "--from", zone.timezone)
    ends = None if until is None else _instant(until, "--until", zone.timezone, whole_day=True)
    if ends is not None and ends <= opened:
        facts = {"until": until, "opening": moment(opened, zone.timezone)}
        raise typer.BadParameter(word("--until {until!r} is not after the opening, {opening}", **facts))
    acts = [_step(text, zone.timezone) for text in act or ()]
    for text, step in zip(act or (), acts, strict=True):
        at = datetime.fromisoformat(step["at"])
        if at < opened or (ends is not None and at > ends):
            facts = {"text": text, "opening": moment(opened, zone.timezone)}
            raise typer.BadParameter(word("--act {text!r} is before the opening, {opening}, or after the end", **facts))
    try:
        with progress("playing it ahead", as_json=as_json):
            result = play(
                definition,
                start=opened,
                until=ends,
                units=read_units(unit),
                data=read_data(data),
                acts=acts,
                among=_others(file),
                by=by,
            )
    except CannotOpen as error:
        raise Refusal(*error.reasons) from None
    if as_json:
        put_json(result.to_json())
    else:
        _show(result, definition, zone.timezone)
    if not result.ok:
        raise typer.Exit(1)


def _others(file: str) -> "Iterator[Definition]":
    """Yield the scenarios that this one may open instances of: those that come with duban, and those in its folder."""
    from duban.scenarios import ScenarioError, offered

    yield from offered()
    for source in sources_of(str(Path(file).parent)) if Path(file).is_file() else ():
        try:
            yield load(source)
        except ScenarioError:
            continue  # another file is broken; if it is needed, that is reported later


def _instant(text: str, option: str, zone: "tzinfo", *, whole_day: bool = False) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        facts = {"option": option, "text": text}
        raise typer.BadParameter(
            word("{option} {text!r} is no date; write it like 2026-01-05, or 2026-01-05 09:00", **facts)
        ) from None
    if ":" not in text:
        found = datetime.combine(found.date() + _DAY, time()) if whole_day else datetime.combine(found, _MORNING)
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _step(text: str, zone: "tzinfo") -> dict[str, Any]:
    match = _ACT.fullmatch(text.strip())
    if match is None:
        message = word(
            '--act {text!r}: write it like "2026-01-06 09:00 签收 by 责任单位", with FIELD=VALUE where it needs',
            text=text,
        )
        raise typer.BadParameter(message)
    when, trigger, by, given = match.groups()
    values = read_data(part.strip() for part in re.split(r"[,，]", given) if part.strip()) if given else {}
    note = values.pop("note", None)
    actor = {"each": by.removeprefix(_EACH)} if by.startswith(_EACH) else by
    return {"at": _instant(when, "--act", zone).isoformat(), "do": trigger, "by": actor, "with": values, "note": note}


def _show(result: "Simulation", definition: "Definition", zone: "tzinfo") -> None:
    show_rows(_COLUMNS, _rows(result.stops, definition, zone))
    end = (
        word("nothing more is to come")
        if result.finished
        else word("played until {moment}", moment=moment(result.until, zone))
    )
    item = result.instance
    stands = words.headed(f"{item.number} {item.title}", words.joined([state_text(item), _deadline(item)]))
    owing = dict.fromkeys(unit for units in item.owing.values() for unit in units)
    owed = [word("still owed by {units}", units=words.listed(owing))] if owing else []
    say("", words.clauses([stands, *owed, end]), "")
    for clock in result.clocks:
        say(*clock_story(clock, zone))
        off = [f"{day}{words.aside(why)}" for day, counted, why in day_rows(clock.days) if not counted]
        if off:
            say("  " + word("not counted: {days}", days=off))


def _deadline(item: "Instance") -> str:
    return word("no clock is running") if item.due_on is None else word("due day {day}", day=due(item))


def _rows(stops: "Sequence[Stop]", definition: "Definition", zone: "tzinfo") -> "Iterator[list[str | Text]]":
    """Yield a row for each event; reminders on consecutive days share one."""
    from duban.ledger import tell

    reminded: list[Stop] = []
    for stop in stops:
        if {entry.kind for entry in stop.entries} == {"remind"} and not stop.refused:
            reminded.append(stop)
            continue
        yield from _reminders(reminded, zone)
        reminded = []
        at = moment(stop.at, zone)
        told = tell(definition, stop.entries, zone)
        for entry, happening in zip(stop.entries, told, strict=True):
            who = "" if entry.actor == "system" else f"{happening.who} "
            why = words.aside(happening.why)
            yield [at, light(stop.light), f"{who}{happening.what}{why}", _letters(stop, entry)]
        for line in stop.refused:
            yield [at, light(stop.light), word("not done: {why}", why=line), ""]
    yield from _reminders(reminded, zone)


def _reminders(stops: "Sequence[Stop]", zone: "tzinfo") -> "Iterator[list[str | Text]]":
    if not stops:
        return
    first, last = stops[0], stops[-1]
    begin, end = moment(first.at, zone), moment(last.at, zone)
    span = begin if first is last else word("{begin} to {end}", begin=begin, end=end)
    told = words.listed(dict.fromkeys(letter.unit for letter in first.letters))
    yield [
        span,
        light(last.light),
        word("daily reminders of what waits for a decision: {count}", count=len(stops)),
        told,
    ]


def _letters(stop: "Stop", entry: "HistoryEntry") -> "Text":
    """Return who gets a message about an entry, and with which subject."""
    told = entry.facts.told or ()
    named = getattr(entry.facts, "message", None)
    lines = [
        words.headed(
            f"{letter.unit}{words.aside(letter.contact)}{word(' copy') if letter.copy else ''}", letter.subject
        )
        for letter in stop.letters
        if letter.unit in told and named in {None, letter.message}
    ]
    return stacked(lines or [words.listed(told)])
