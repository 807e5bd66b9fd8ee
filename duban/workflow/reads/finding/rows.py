"""A row of a list: an instance with whose turn it is, what was done last, and what was said last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable, at_turn, turn_of
from duban.states.history import Latest, Remarked, latest_of
from duban.workflow.reads.last_acts import Entries, LastAct, act_of, entries_shown, shown_of
from duban.workflow.reads.parts import parts_done_by
from duban.workflow.reads.sayings import Remark, may_read
from duban.workflow.rules import instance_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.states.history import Recorded
    from duban.storage import InstanceRecord
    from duban.workflow.report_values import LastReport
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


@dataclass(frozen=True, slots=True)
class ListRow(Jsonable):
    """An instance as lists show it.

    `turn` is the role whose turn it is, `waits_for` are its units that have still to act, and `holders` those of their
    people who have the matter in hand. `last` is what was done last, `returned` the act that last sent the work back,
    with its reason, and `remark` the last remark, as far as the viewer may read it. `progress` is the newest report, by
    the unit `progress_of`. `source` and `external_no` are what `open` was given. `parts`
    has the numbers of the parts of this round that count, each with the units that do it.
    """

    _json_merged = ("instance",)

    instance: Instance
    turn: str | None = None
    waits_for: tuple[str, ...] = ()
    holders: Mapping[str, str] = field(default_factory=dict)
    last: LastAct | None = None
    returned: LastAct | None = None
    remark: Remark | None = None
    progress: LastReport | None = None
    progress_of: str | None = None
    source: str | None = None
    external_no: str | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the instance for JSON, with what the list shows beside."""
        beside = Jsonable.to_json(self)
        return {**beside.pop("instance"), **beside}


def rows_of(
    connection: Connection,
    records: Sequence[InstanceRecord],
    loaded: Sequence[tuple[Compiled, Subject]],
    *,
    now: datetime,
    viewer: str | None,
) -> tuple[ListRow, ...]:
    """Return the rows of instances; what they show of their histories is read in one statement."""
    return rows_from(records, loaded, entries_shown(connection, records), now=now, viewer=viewer)


def rows_from(
    records: Sequence[InstanceRecord],
    loaded: Sequence[tuple[Compiled, Subject]],
    entries: Entries,
    *,
    now: datetime,
    viewer: str | None,
) -> tuple[ListRow, ...]:
    """Return the rows of instances whose entries were read."""
    latest = [latest_of(record.latest) for record in records]
    return tuple(
        _row(record, compiled, subject, {seq: entries.get((record.id, seq)) for seq in shown_of(one)}, one, now, viewer)
        for record, one, (compiled, subject) in zip(records, latest, loaded, strict=True)
    )


def _row(  # noqa: PLR0917 - what a row is made from
    record: InstanceRecord,
    compiled: Compiled,
    subject: Subject,
    entries: Mapping[int, Recorded | None],
    latest: Latest,
    now: datetime,
    viewer: str | None,
) -> ListRow:
    definition = compiled.definition
    turn = turn_of(definition, subject)
    waits_for = at_turn(definition, subject, turn)
    said = [_remark(compiled, subject, entries.get(seq), viewer) for seq in (latest.remark, latest.office)]
    instance = instance_of(compiled, subject, now=now, viewer=viewer)
    newest = max(instance.reports.items(), key=lambda one: one[1].at, default=(None, None))
    return ListRow(
        instance,
        turn,
        waits_for,
        {unit: subject.holders[unit] for unit in waits_for if unit in subject.holders},
        act_of(entries.get(latest.act)),
        act_of(entries.get(latest.back)),
        max((each for each in said if each is not None), key=lambda one: one.seq, default=None),
        newest[1],
        newest[0],
        record.source,
        record.external_no,
        parts_done_by(subject),
    )


def _remark(compiled: Compiled, subject: Subject, entry: Recorded | None, viewer: str | None) -> Remark | None:
    if entry is None or not isinstance(entry.facts, Remarked):
        return None
    said = entry.facts
    open_to_all = said.to != "office"
    if not open_to_all and not may_read(compiled.definition, subject.units, said.kind, entry.actor, viewer):
        return None
    return Remark(entry.seq, entry.at, entry.actor, said.to, said.text)
