"""What opening many matters would mean, shown before it is confirmed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import say, show_rows
from duban.cli.terminal.tables import moment, named
from duban.cli.terminal.words import word
from duban.states import FieldType
from duban.words import listed

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from duban.ledger import Forecast, ListImport
    from duban.states import Definition

_MOST_NAMES = 3
_MOST_UNITS = 10


def show_list(result: ListImport, definition: Definition) -> None:
    """Show the rows of a list as they were read, and under them everything that is odd, row by row."""
    roles = [name for name in definition.roles if any(row.matter.units.get(name) for row in result.rows)]
    fields = [name for name, declared in definition.fields.items() if declared.type is FieldType.DATE]
    dates = [name for name in fields if any(name in row.matter.data for row in result.rows)]
    titles = [definition.roles[name].title for name in roles] + [definition.fields[name].title for name in dates]
    show_rows(
        ("Row", "No.", "Title", *titles, "Number"),
        (
            [
                str(row.line),
                row.number or "",
                row.title,
                *(named(row.matter.units.get(name, ())) for name in roles),
                *(str(row.matter.data.get(name, "")) for name in dates),
                row.instance or "",
            ]
            for row in result.rows
        ),
    )
    for heading, odd in (
        (word("Cannot be opened:"), [(row, text) for row in result.rows for text in row.problems]),
        (word("Please check:"), [(row, text) for row in result.rows for text in row.doubts]),
        (word("Before it is opened:"), [(row, each.text) for row in result.rows for each in row.concerns]),
    ):
        said = [[word("row {line}", line=row.line), text] for row, text in odd]
        said += [[word("the list"), text] for text in result.doubts] if heading == word("Please check:") else []
        if said:
            say("", heading)
            show_rows(("Where", "What"), said)


def show_forecast(forecast: Forecast, *, quiet: bool, now: datetime, in_hours: bool, zone: tzinfo) -> None:
    """Show how many messages would be sent, by message and by unit, and warn of too many at once or at night."""
    if not forecast.total:
        return
    facts = {"count": forecast.total, "units": len(forecast.by_unit)}
    if quiet:
        say("", word("Taken over quietly, none of these {count} messages to {units} units is sent:", **facts))
    else:
        say("", word("It would send {count} messages to {units} units:", **facts))
    rows = [[each.message, str(each.count), _some(each.units)] for each in forecast.messages]
    if quiet:
        show_rows(("Message", "Count", "To"), rows)
    else:
        leave = [
            word("never: nobody can be reached") if each.leaves_at is None else moment(each.leaves_at, zone)
            for each in forecast.messages
        ]
        show_rows(("Message", "Count", "To", "Leaves"), [[*row, at] for row, at in zip(rows, leave, strict=True)])
    most = list(forecast.by_unit.items())
    shown = [word("{unit} {count}", unit=unit, count=count) for unit, count in most[:_MOST_UNITS]]
    more = word(" and {count} more units", count=len(most) - _MOST_UNITS) if len(most) > _MOST_UNITS else ""
    say(word("By unit: {shown}{more}", shown=listed(shown), more=more))
    if not quiet:
        _warn(forecast, now=now, in_hours=in_hours, zone=zone)


def _warn(forecast: Forecast, *, now: datetime, in_hours: bool, zone: tzinfo) -> None:
    from duban.ledger import HANDFUL

    if forecast.at_once and not in_hours:
        facts = {"count": forecast.at_once, "now": moment(now, zone)}
        say(word("Mind: {count} of them would leave at once, at {now}, outside office hours.", **facts))
    elif forecast.at_once > HANDFUL:
        say(word("Mind: {count} of them would leave at once.", count=forecast.at_once))
    if forecast.total > HANDFUL:
        say(word("If this is under way already, take it over with --quiet: nobody is told of what has passed."))


def confirm(question: str, *, yes: bool, opens: bool = True) -> None:
    """Ask at a terminal, and end the command if the answer is no; without a terminal --yes has to say so before.

    It `opens` matters, or else writes into those that stand.
    """
    if yes:
        return
    import typer

    if sys.stdin is None or not sys.stdin.isatty():
        if opens:
            raise Refusal(word("nothing was opened: look at it with --dry-run, then confirm it with --yes"))
        raise Refusal(word("nothing was written: look at it with --dry-run, then confirm it with --yes"))
    if not typer.confirm(question, err=True):
        raise Refusal(word("nothing was opened") if opens else word("nothing was written"))


def _some(units: tuple[str, ...]) -> str:
    if len(units) <= _MOST_NAMES:
        return listed(units)
    some = listed(units[: _MOST_NAMES - 1])
    return word("{some} and others, {count} units in all", some=some, count=len(units))
