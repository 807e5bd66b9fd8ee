"""What lists show of an instance that is being worked on: the columns and bindings that only reads need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import THE_SYSTEM, Light, done_by, light_at, light_until, turn_of
from duban.states.history import Latest, Remarked, latest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Actor, Subject
    from duban.states.history import Entry
    from duban.storage import InstanceRecord
    from duban.workflow.rules import Compiled


Marks = tuple[bool, dict[str, tuple[str, ...]]]
"""Whether an instance is open, and by role the units that have done their part."""


class Listed:
    """Follows what is done to one subject, for the lists in which it stands."""

    def __init__(self, record: InstanceRecord | None, compiled: Compiled, subject: Subject) -> None:
        self._record = record
        self._latest = Latest() if record is None else latest_of(record.latest)
        self._acted_at = None if record is None else record.acted_at
        self._was_closed = record is not None and subject.closed_at is not None
        self._done = {} if record is None else _done(compiled, subject)

    def take(self, entry: Entry, actor: Actor, subject: Subject, *, seq: int, at: datetime) -> None:
        """Take the next entry of the history, which leads to where the subject is."""
        self._latest = self._latest.after(
            entry.kind,
            seq=seq,
            by_engine=actor == THE_SYSTEM,
            state=subject.state,
            round=subject.round,
            remark_to=entry.to if isinstance(entry, Remarked) else None,
        )
        if self._latest.act == seq:
            self._acted_at = at

    def columns(
        self, compiled: Compiled, subject: Subject, lights: Mapping[Light, datetime], now: datetime
    ) -> tuple[Any, ...]:
        """Return the columns that lists need, in the order of `CHANGING`.

        As long as the lights are to come at the same instants, what is written of them stays: a sweep writes those of
        all instances in one statement.
        """
        record = self._record
        same = record is not None and [record.blue_at, record.yellow_at, record.red_at] == [
            lights.get(each) for each in (Light.BLUE, Light.YELLOW, Light.RED)
        ]
        return (
            record.light if record is not None and same else light_at(lights, now).rank,
            record.light_until if record is not None and same else light_until(lights, now),
            turn_of(compiled.definition, subject),
            self._acted_at,
            self._latest.kept(),
        )

    def marks(self, compiled: Compiled, subject: Subject, *, rebound: bool) -> Marks | None:
        """Return what the bindings have to say anew; None if that is nothing."""
        closed, done = subject.closed_at is not None, _done(compiled, subject)
        if (closed, done) == (self._was_closed, self._done) and not (rebound and (closed or done)):
            return None
        return not closed, done


def _done(compiled: Compiled, subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return by role the units that have done what each of them has to do in the present state."""
    asked = compiled.each.get(subject.state) and subject.signing
    return done_by(compiled.definition, subject) if asked else {}
