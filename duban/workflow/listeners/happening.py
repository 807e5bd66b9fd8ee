"""What listeners are told of: one thing that happened to one instance, as a frozen value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from msgspec import Struct

from duban.storage import HistoryRecord
from duban.workflow.values import HistoryEntry, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from duban.states import Subject

What = Literal["act", "rung", "opening", "closing", "decision", "entry"]
"""The names of what can be listened to."""

ENTRY: What = "entry"
CLOSING: What = "closing"

OF_KIND: dict[str, What] = {
    "act": "act",
    "rung": "rung",
    "bound": "rung",
    "open": "opening",
    "decide": "decision",
}
"""What an entry of the history tells of, by its kind; each is an `entry` as well."""

HAPPENINGS: tuple[What, ...] = ("act", "rung", "opening", "closing", "decision", "entry")


class Worked(Protocol):
    """The work on an instance, as far as it is told."""

    subject: Subject
    entries: list[HistoryRecord]

    @property
    def was_closed(self) -> bool:
        """Return whether the instance was closed before."""
        ...

    def result(self, viewer: str | None = None) -> Instance:
        """Return the instance as the work leaves it."""
        ...


class Happening(Struct, frozen=True, eq=False):
    """One thing that happened to one instance: `what` it was, and the history's entry of it.

    `what` is `act`, `rung`, `opening`, `closing`, `decision` or `entry`, as it was listened to. `key` is the
    idempotency key with which the act was asked for, if there was one. The instance and its entries have every field,
    private ones as well: listeners are trusted code.
    """

    # Values are made when they are asked for: whoever listens pays for what they look at.

    what: What
    key: str | None
    _record: HistoryRecord
    _work: Worked
    _made: dict[str | int, Any]

    @property
    def number(self) -> str:
        """Return the number of the instance."""
        return self._work.subject.number

    @property
    def scenario(self) -> str:
        """Return the scenario of the instance."""
        return self._work.subject.scenario

    @property
    def instance(self) -> Instance:
        """Return the instance as it is after all that was done to it at once."""
        made: Instance | None = self._made.get("instance")
        if made is None:
            made = self._made["instance"] = self._work.result()
        return made

    @property
    def entry(self) -> HistoryEntry:
        """Return the entry of the history that tells of it."""
        return self._entry(self._record)

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """Return all entries that were written of the instance at once, in their order."""
        return tuple(self._entry(record) for record in self._work.entries)

    @property
    def kind(self) -> str:
        """Return the kind of the entry."""
        return self._record.kind

    @property
    def trigger(self) -> str | None:
        """Return the trigger that was pulled, if one was."""
        return self._record.trigger

    @property
    def from_state(self) -> str | None:
        """Return the state before; None for an opening."""
        return self._record.from_state

    @property
    def to_state(self) -> str | None:
        """Return the state after."""
        return self._record.to_state

    @property
    def by(self) -> str:
        """Return who did it: `unit`, `unit/person`, or `system` for the engine itself."""
        return self._record.actor

    @property
    def at(self) -> datetime:
        """Return the instant, in UTC."""
        return self._record.at

    def to_json(self) -> dict[str, Any]:
        """Return what happened for JSON: what, key, the entry and the instance."""
        return {
            "what": self.what,
            "key": self.key,
            "number": self.number,
            "entry": self.entry.to_json(),
            "instance": self.instance.to_json(),
        }

    def _entry(self, record: HistoryRecord) -> HistoryEntry:
        made: HistoryEntry | None = self._made.get(record.seq)
        if made is None:
            made = self._made[record.seq] = HistoryEntry.of(record)
        return made

    def __repr__(self) -> str:
        """Return what it is, of which instance and entry."""
        return f"Happening({self.what!r}, {self.number!r}, kind={self.kind!r}, seq={self._record.seq})"


def told_by(work: Worked) -> Iterator[tuple[HistoryRecord, Sequence[What]]]:
    """Yield each entry of a work with the names of what it tells of."""
    closed_by = _closing(work) if work.subject.closed_at is not None and not work.was_closed else None
    for record in work.entries:
        named = OF_KIND.get(record.kind)
        names = (ENTRY,) if named is None else (named, ENTRY)
        yield record, (*names, CLOSING) if record is closed_by else names


def _closing(work: Worked) -> HistoryRecord | None:
    """Return the entry that has closed an instance: the last that has led to its state, or ended it there."""
    state = work.subject.state
    for record in reversed(work.entries):
        if record.to_state == state and (record.from_state != state or record.kind in _ENDING):
            return record
    return work.entries[-1] if work.entries else None


_ENDING = {"void", "merge", "decide", "migrate"}
