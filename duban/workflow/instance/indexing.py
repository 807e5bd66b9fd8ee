"""The index of an instance that was just read, and what tells that it has to be computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Index, Light, index_of

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.storage import InstanceRecord
    from duban.workflow.rules import Compiled


def index_in(record: InstanceRecord, compiled: Compiled, subject: Subject) -> Index | None:
    """Return the index of a subject that was just read, from the columns of its row; None if they are out of date.

    They were computed when the row was written, from what else is in the row and from the calendar. So they are out of
    date if the calendar has changed since, or if the instance was set aside, which moves its wake-up.
    """
    revision = compiled.calendar.revision
    if record.set_aside is not None or any(ledger.revision != revision for ledger in subject.clocks.values()):
        return None
    shown = (Light.BLUE, record.blue_at), (Light.YELLOW, record.yellow_at), (Light.RED, record.red_at)
    lights = {light: since for light, since in shown if since is not None}
    # With only one clock and no quota, the lights of the instance are those of the clock.
    counts = compiled.definition.target is not None or bool(compiled.definition.targets)
    alone = len(subject.clocks) == 1 and not counts and record.closed_at is None
    clocks = dict.fromkeys(subject.clocks, lights) if alone else {}
    return Index(record.due_on, record.due_at, record.provisional, lights, clocks, record.wake_at)


def index_now(compiled: Compiled, subject: Subject, rested_on: tuple[object, ...]) -> Index:
    """Return the index of a subject as it is now; `rested_on` is what `rests_on` returns of it.

    What is opened or moved at one time has equal clocks and so equal indexes. So the last one of a definition is kept,
    if it rests on nothing but clocks and their claims.
    """
    definition = compiled.definition
    if definition.target or definition.targets or definition.states[subject.state].at_most or _has_more(subject):
        return index_of(definition, compiled.calendar, subject)
    shared = (*rested_on, *subject.claimed)
    known, index = compiled.last_index
    if known != shared or index is None:
        index = index_of(definition, compiled.calendar, subject)
        compiled.last_index = shared, index
    return index


def _has_more(subject: Subject) -> bool:
    return bool(subject.closed_at or subject.waiting or subject.linked or subject.urges)


def rests_on(compiled: Compiled, subject: Subject) -> tuple[object, ...]:
    """Return everything that a subject's index is computed from: if it is unchanged, so is the index."""
    state = compiled.definition.states[subject.state]
    clocks: tuple[object, ...] = (*subject.clocks.values(), *subject.claimed.values())
    clocks = (*clocks, subject.closed_at, subject.closed_light)
    if compiled.definition.targets:
        days = [subject.data.get(quota.by) for quota in compiled.definition.targets.values()]
        clocks = (*clocks, str(subject.shares), *subject.turned.items(), *days)
    if compiled.definition.urge is not None and compiled.definition.urge.unanswered and subject.urges:
        # Whom an urge still waits for is for the units, and for what each of them has done.
        asked = [*subject.urges.items(), *subject.units.items(), str(subject.signing)]
        clocks = (*clocks, *asked, subject.state, subject.entered_at)
    if not subject.waiting and not subject.linked and state.at_most is None:
        return clocks
    return (*clocks, *subject.waiting.values(), *subject.linked.values(), state.name, subject.entered_at)
