"""What was done last to instances: of many, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.states.history import Latest, Progressed, latest_of, read_history
from duban.storage import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states.history import Recorded
    from duban.storage import InstanceRecord


@dataclass(frozen=True, slots=True)
class LastAct(Jsonable):
    """Something that was done: when, by whom, its kind in the history, and if there are any its trigger and note."""

    seq: int
    at: datetime
    by: str
    kind: str
    trigger: str | None = None
    note: str | None = None


Entries = dict[tuple[int, int], "Recorded"]
"""Entries of histories, by the key of the instance and the seq."""


def entries_shown(
    connection: Connection, records: Sequence[InstanceRecord], others: Iterable[tuple[int, int]] = ()
) -> Entries:
    """Return the entries that the rows of instances show, and others, in one statement."""
    places = {(record.id, seq) for record in records for seq in shown_of(latest_of(record.latest))}
    found = finding.entries_at(connection, places.union(others))
    return dict(zip(found, read_history(list(found.values())), strict=True))


def shown_of(latest: Latest) -> tuple[int, ...]:
    """Return the entries that the row of an instance shows."""
    return tuple(seq for seq in (latest.act, latest.back, latest.remark, latest.office) if seq)


def act_of(entry: Recorded | None) -> LastAct | None:
    """Return what an entry says that was done."""
    if entry is None:
        return None
    facts = entry.facts
    by = facts.hand if isinstance(facts, Progressed) else entry.actor
    note = getattr(facts, "note", None)
    return LastAct(entry.seq, entry.at, by, facts.kind, entry.trigger, note if isinstance(note, str) else None)


def last_acts(connection: Connection, records: Sequence[InstanceRecord]) -> dict[int, LastAct]:
    """Return what was done last to each instance, by its key; in one statement for all of them."""
    places = {record.id: latest_of(record.latest).act for record in records}
    found = finding.entries_at(connection, {(key, seq) for key, seq in places.items() if seq})
    read = zip(found, read_history(list(found.values())), strict=True)
    return {key: act for (key, _), entry in read if (act := act_of(entry)) is not None}
