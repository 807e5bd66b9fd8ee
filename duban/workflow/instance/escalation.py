"""Escalation: every due rung of an instance takes effect, and a stay that has reached its limit ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from duban.states import BOUND, bound_clock, bound_moment, claim, due_now, step_due
from duban.states.history import Because, RungFired, RungSkipped, StayEnded
from duban.workflow.instance.changes import decisions, sayings
from duban.workflow.instance.claims import FIRED, SKIPPED, Claim
from duban.workflow.instance.others import aim
from duban.workflow.instance.overtaking import overtake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duban.states import ClockLedger, DueRung
    from duban.workflow.instance.work import UnitOfWork


def escalate(works: Sequence[UnitOfWork]) -> None:
    """Let everything take effect that is due at these instances."""
    for work in works:
        _escalate(work)


def _escalate(work: UnitOfWork) -> None:
    """Let every due rung take effect, in the order of their moments, each judged by what the one before left.

    Then remind those who have decisions to take.
    """
    definition, calendar = work.compiled.definition, work.compiled.calendar
    while True:
        bound = bound_moment(definition, calendar, work.subject)
        due = due_now(definition, calendar, work.subject, now=work.now)
        step = step_due(definition, calendar, work.subject, now=work.now)
        if step is not None and all(
            step.moment <= each for each in (*(rung.moment for rung in due[:1]), bound) if each
        ):
            sayings.go_up(work, step)
            continue
        if bound is not None and bound <= work.now and not (due and due[0].moment <= bound):
            _end_stay(work, bound)
            continue
        if not due:
            break
        item = due[0]
        clock = item.clock
        ledger = work.subject.clocks[clock]
        work.subject.claimed[clock] = claim(work.subject.claimed.get(clock, ()), item.rung.id)
        outcome = SKIPPED if item.skip else FIRED
        work.claims += (Claim(clock, ledger.round, ledger.lap, item.rung.id, outcome),)
        if item.skip:
            work.tally.skipped += 1
            rung, moment = item.rung.id, item.moment.isoformat()
            work.note(RungSkipped(clock=clock, lap=ledger.lap, rung=rung, moment=moment, why=str(item.skip)))
        else:
            work.tally.fired += 1
            _fire(work, ledger, item)

    aim(work)
    for waiting in tuple(work.subject.waiting.values()):
        decisions.remind(work, waiting)


def _fire(work: UnitOfWork, ledger: ClockLedger, item: DueRung) -> None:
    rung = item.rung
    said: dict[str, Any] = {}
    earlier = len(work.messages)
    if rung.light is not None:
        said["light"] = str(rung.light)
        work.subject.shed[str(rung.light)] = work.subject.shed.get(str(rung.light), 0) + 1
    if rung.confirm is not None:
        said["confirm"] = rung.confirm
        if rung.paper is not None:
            said["paper"] = rung.paper
        said["told"] = decisions.hold(work, ledger.name, rung)
    elif rung.message is not None and (rung.notify or rung.copy):
        said["message"] = rung.message
        said["told"] = work.post(rung, message=rung.message, ledger=ledger) or UNSET
        overtake(work, rung, ledger, work.messages[earlier:])
    moment = item.moment.isoformat()
    work.note(RungFired(clock=ledger.name, lap=ledger.lap, rung=rung.id, moment=moment, **said))
    if rung.then is not None and rung.confirm is None:
        work.pull_keeping(rung.then, Because(clock=ledger.name, lap=ledger.lap, rung=rung.id), earlier)


def _end_stay(work: UnitOfWork, moment: datetime) -> None:
    """End a stay that has reached its limit, once per stay: the system pulls the state's `then`, if there is one."""
    subject = work.subject
    state = work.compiled.definition.states[subject.state]
    clock, stay = bound_clock(state.name), subject.stays.get(state.name, 1)
    subject.claimed[clock] = (BOUND,)
    work.claims += (Claim(clock, subject.round, stay, BOUND, FIRED),)
    work.tally.fired += 1
    at_most = str(state.at_most)
    work.note(StayEnded(state=state.name, at_most=at_most, stay=stay, moment=moment.isoformat()))
    if state.then is not None:
        work.pull(state.then, Because(state=state.name, at_most=at_most))
