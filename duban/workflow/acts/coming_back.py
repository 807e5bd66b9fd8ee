"""What was withdrawn because another message had arrived comes back if that one is reported as lost after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import Among, ClockStatus, owing_of_role
from duban.storage import fallbacks, instances, outbox
from duban.words import Reason
from duban.workflow.instance import subject_of
from duban.workflow.people import USUAL_WAIT, takes_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled

_REACHED = "reached"


def bring_back_behind(core: Core, connection: Connection, keys: Iterable[int]) -> None:
    """Let what stood behind lost messages leave, if it is still to be told; the lost ones are given by their ids."""
    lost = [record for key in keys if (record := outbox.read_message(connection, key)) is not None]
    waiting = {record.id: fallbacks.standing_behind(connection, record.message_id) for record in lost}
    lost = sorted((record for record in lost if waiting[record.id]), key=lambda record: record.number)
    if not lost:
        return
    core.refresh(connection)
    found = instances.lock_instances(connection, list(dict.fromkeys(record.number for record in lost)))
    subjects = {instance.number: subject_of(instance) for instance in found}
    for record in lost:
        compiled, subject = core.catalogue.pinned(connection, record.definition, record.number), subjects[record.number]
        if _still_stands(compiled, subject, record):
            _bring_back(core, connection, compiled, record)


def _bring_back(core: Core, connection: Connection, compiled: Compiled, before: OutboxRecord) -> None:
    """Let the next medium leave as soon as it may, and each one behind it later."""
    now = core.now()
    at = compiled.hours_of(before.facts).next_opening(now)
    standing = fallbacks.standing_behind(connection, before.message_id)
    while standing:
        for each in standing:
            if each.status == outbox.PENDING or words.kept_code(each.reason or "") == _REACHED:
                why = words.kept(Reason("brought-back", {}))
                reached = words.kept(Reason(_REACHED, {}))
                fallbacks.bring_back(connection, each, now=now, at=at, reached=reached, why=why)
        at = takes_over(compiled.hours_of(standing[0].facts), at, USUAL_WAIT)
        standing = [one for each in standing for one in fallbacks.standing_behind(connection, each.message_id)]


def _still_stands(compiled: Compiled, subject: Subject, record: OutboxRecord) -> bool:
    """Return whether a message would not have been withdrawn since: its clock goes on, and its unit owes something."""
    if subject.ended is not None:
        return False
    if (record.rung or "").startswith("#"):
        seq = int((record.rung or "#0")[1:])
        return seq in subject.waiting or seq in subject.urges
    if record.clock is None:
        return True
    ledger = subject.clocks.get(record.clock)
    if ledger is None or (ledger.round, ledger.lap) != (record.round, record.lap):
        return False
    if ledger.status is ClockStatus.STOPPED or _is_overtaken(compiled, subject, record):
        return False
    return _owes(compiled, subject, record)


def _is_overtaken(compiled: Compiled, subject: Subject, record: OutboxRecord) -> bool:
    """Return whether a later rung has told more since; rungs that take effect together do not overtake each other."""
    claimed, ladder = (
        subject.claimed.get(record.clock or "", ()),
        compiled.definition.ladders.get(record.clock or "", ()),
    )
    if record.rung not in claimed:
        return False
    moments = {rung.id: rung.at for rung in ladder}
    later = claimed[claimed.index(record.rung) + 1 :]
    return any(moments.get(each) != moments.get(record.rung) for each in later)


def _owes(compiled: Compiled, subject: Subject, record: OutboxRecord) -> bool:
    """Return whether a unit that is only reminded as long as it owes something still does."""
    rungs = compiled.definition.ladders.get(record.clock or "", ())
    owing = [each for rung in rungs if rung.id == record.rung for each in rung.notify if each.among is Among.OWING]
    if not owing or record.is_copy:
        return True
    return any(record.unit in (owing_of_role(compiled.definition, subject, each.name) or ()) for each in owing)
