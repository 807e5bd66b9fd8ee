"""Layout of what waits for a decision, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Pending

PENDING_COLUMNS = ("Number", "Matter", "To decide", "Asked", "Who decides")


def pending_row(pending: Pending) -> list[str]:
    """Return a request that waits for a decision as a row."""
    from duban.ledger import length_words
    from duban.states import SYSTEM

    if pending.act is not None:
        what = pending.what or pending.act
    elif pending.length is None:
        what = words.headed(pending.clock, pending.what)
    else:
        what = word(
            "{clock}: {length} more ({before} → {after})",
            clock=pending.clock,
            length=length_words(pending.length),
            before=pending.due_on,
            after=pending.due_on_if_granted,
        )
    asked = "" if pending.asked_by == SYSTEM else pending.asked_by
    return [
        pending.id,
        pending.title,
        what,
        words.clauses(filter(None, [asked, pending.note, *_given_with(pending), *_opinions(pending)])),
        words.listed(pending.units),
    ]


def _given_with(pending: Pending) -> list[str]:
    """Return the values that were given with a request."""
    return [words.listed(str(value) for value in pending.data.values())] if pending.data else []


def _opinions(pending: Pending) -> list[str]:
    """Return the opinions on a request, and whose is not there yet."""
    said = [word("opinion of {by}: {text}", by=each.by, text=each.text) for each in pending.opinions]
    if pending.asked:
        said.append(word("opinion not given yet: {units}", units=words.listed(pending.asked)))
    return said
