"""A plan's year on the screen and as CSV: month by month, what would be sent to whom."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from duban.cli.terminal.output import say, show_rows
from duban.cli.terminal.words import word, words
from duban.ledger import plain_cell
from duban.words import listed

if TYPE_CHECKING:
    from duban.ledger import MonthOfMessages, PlanYear

_MOST_DAYS, _MOST_UNITS = 8, 10
YEAR_COLUMNS = ("Date", "Unit", "Contact", "Message", "Task", "Title", "Copy")


def show_year(year: PlanYear) -> None:
    """Show the months, what each unit would get, and what the figures mean."""
    facts = {"start": year.start, "until": year.until, "count": len(year.letters)}
    say(word("From {start} to {until}, if nobody does anything: {count} letters.", **facts))
    show_rows(
        ("Month", "Message", "Count", "Units", "Days"),
        ([each.month, each.message, str(each.count), str(each.units), _days(each)] for each in year.months),
    )
    most = list(year.by_unit.items())
    shown = [word("{unit} {count}", unit=unit, count=count) for unit, count in most[:_MOST_UNITS]]
    more = word(" and {count} more units", count=len(most) - _MOST_UNITS) if len(most) > _MOST_UNITS else ""
    if shown:
        say("", word("By unit: {shown}{more}", shown=listed(shown), more=more))
    if year.waiting:
        say(word("{count} more would wait until somebody releases them.", count=year.waiting))
    if not year.finished:
        say(word("It was not played to its end: too much happens, or something cannot be done."))
    say("", word("Who signs, reports and finishes in time gets far less: this is the most that is sent."))


def write_year(path: str, year: PlanYear) -> None:
    """Write every letter as a row of CSV that Excel opens; raises FileExistsError if the file is there."""
    with Path(path).open("x", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(words(*YEAR_COLUMNS))
        for letter in year.letters:
            copy = word("yes") if letter.is_copy else ""
            said = (letter.unit, letter.contact, letter.message, letter.task, letter.title, copy)
            rows.writerow([letter.day.isoformat(), *map(plain_cell, said)])


def _days(month: MonthOfMessages) -> str:
    """Return the days of a month with how often on each; of many, the first."""
    days = [f"{int(day[-2:])}({count})" for day, count in month.days.items()]
    return listed(days) if len(days) <= _MOST_DAYS else listed([*days[:_MOST_DAYS], "…"])
