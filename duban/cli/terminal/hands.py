"""Layout of what waits for units, and of what they have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.output import light
from duban.cli.terminal.tables import listed_due, moment, state_text
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from rich.text import Text

    from duban.states import Definition
    from duban.workflow import AtHand, Deed, HandRow

WORK_COLUMNS = ("Number", "Matter", "State", "Due", "Light", "May be done", "Beside")
DEED_COLUMNS = ("Time", "Who", "Number", "Matter", "What", "Remark", "State now")
_WHEN_TEXTS = {
    "overdue": "overdue already",
    "today": "due today",
    "week": "this week",
    "later": "later",
    "undated": "without a due day",
}


def work_row(hand: HandRow, definition: Definition) -> list[str | Text]:
    """Return what waits for a unit as a row: what may be done with it, and what else has to be known."""
    item = hand.row.instance
    may = [each.trigger for each in hand.allowed if all(blocker.code == "requires" for blocker in each.blockers)]
    return [
        item.number,
        item.title,
        state_text(item),
        listed_due(item),
        light(item.light),
        words.listed(may),
        words.clauses(_beside(hand, definition)),
    ]


def _beside(hand: HandRow, definition: Definition) -> Iterator[str]:
    from duban.ledger import names_words

    row, sheet = hand.row, hand.row.instance.sheet
    back, last = row.returned, row.last
    if back is not None and back.note and (last is None or last.seq <= back.seq or last.trigger is None):
        yield words.headed(back.trigger or "", back.note)
    if sheet is not None:
        done, whole = len(sheet.lines) - len(sheet.missing), len(sheet.lines)
        yield word("{done} of {all} lines are written", done=done, all=whole)
    if hand.urged is not None:
        yield words.headed(word("asks you to hurry"), hand.urged.note or hand.urged.by)
    if row.turn is not None and len(row.instance.units.get(row.turn, ())) > 1:
        title, units = definition.roles[row.turn].title, names_words(row.waits_for)
        yield word("waits for {title}: {units}", title=title, units=units)
    if row.holders:
        yield word("in the hands of {people}", people=list(row.holders.values()))
    if hand.reply_by is not None:
        yield word("{paper} is to be answered by {day}", paper=hand.reply_to, day=hand.reply_by)


def work_words(found: AtHand) -> str:
    """Return how much waits for units, by when it is due, and how much more they take part in."""
    plus = "+" if found.more else ""
    due = [
        word("{when}: {many}", when=word(_WHEN_TEXTS[when]), many=f"{many}{plus}") for when, many in found.due.items()
    ]
    waiting = word("waiting: {many}", many=f"{found.turn}{plus}") + words.aside(words.joined(due))
    if found.more:
        return words.clauses([waiting, word("more open than can be counted")])
    return words.clauses([waiting, word("with others: {many}", many=found.open - found.turn)])


def deed_row(deed: Deed, definition: Definition, zone: tzinfo) -> list[str]:
    """Return an act as a row, with how the matter stands now, and who has still to decide what was asked for."""
    from duban.ledger import tell

    (told,) = tell(definition, [deed.entry], zone)
    now = state_text(deed.instance)
    if deed.pending is not None:
        now = words.clauses([now, word("{units} has yet to decide", units=words.listed(deed.pending.units))])
    what = [moment(deed.entry.at, zone), deed.entry.actor, deed.instance.number, deed.instance.title]
    return [*what, told.what, told.why, now]
