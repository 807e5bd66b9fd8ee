"""Targets by unit of one locked instance: the shares that the directory gives, and the lights as they turn."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from duban.states import BEHIND, MET, THE_SYSTEM, Effects, Light, fold_name, progress_of, standing_of
from duban.states.history import Lagging, SharesSet, TargetTurned, linked_after, turned_to
from duban.workflow.errors import InvalidUnits
from duban.workflow.instance.messages import said_of
from duban.workflow.people import shares_of

if TYPE_CHECKING:
    from duban.states import Progress, Subject
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.rules import Compiled


def aim(work: UnitOfWork) -> None:
    """Record which units have shares now, if they are others since, and each target whose light has turned."""
    if not work.compiled.counts or work.subject.closed_at is not None:
        return
    definition, known = work.compiled.definition, work.subject.shares
    shares = {name: known.get(name, {}) for name in definition.targets}
    with suppress(InvalidUnits):  # a directory that is wrong: what was found in it last goes on to hold
        shares = shares_of(definition, work.core.directory)
    _record(work, shares)
    turn(work)


def _record(work: UnitOfWork, shares: dict[str, dict[str, int]]) -> None:
    subject, names = work.subject, _renamed(work)
    if shares == subject.shares and not names:
        return
    subject.shares, subject.linked = shares, linked_after(subject.linked, names)
    work.note(SharesSet(shares=shares, names=names))


def _renamed(work: UnitOfWork) -> dict[str, tuple[str, ...]]:
    """Return the names of today of the units by which linked instances are counted."""
    counted = (each for each in work.subject.linked.values() if each.scenario)
    known = dict.fromkeys(unit for each in counted for units in each.roles.values() for unit in units)
    now = {unit: work.core.directory.canonical(unit) for unit in known}
    return {unit: (name,) for unit, name in now.items() if fold_name(unit) != fold_name(name)}


def turn(work: UnitOfWork) -> None:
    """Record each target that stands otherwise than was told last; announce that it is worse, or that it is met."""
    subject = work.subject
    for quota in work.compiled.definition.targets.values():
        progress = progress_of(quota, subject, work.compiled.calendar, work.now)
        now, before = standing_of(progress), subject.turned.get(quota.name, str(Light.GREEN))
        if now == before:
            continue
        subject.turned = turned_to(subject.turned, quota.name, now)
        after = turn_announced(before, now)
        told = work.announce(Effects(), said_of(THE_SYSTEM, None), after=after) if after else ()
        work.note(TargetTurned(**turn_facts(progress), light=now, before=before, told=told or UNSET))


def turn_announced(before: str, now: str) -> str:
    """Return the act after which a turn is announced; empty if it is not."""
    if now == MET:
        return MET
    return BEHIND if before == MET or Light(now).rank > Light(before).rank else ""


def turn_facts(progress: Progress) -> dict[str, Any]:
    """Return what an entry says of a target."""
    return {
        "target": progress.name,
        "done": progress.done,
        "wanted": progress.wanted,
        "missing": progress.missing,
        "lagging": tuple(Lagging(each.unit, each.done, each.wanted) for each in progress.lagging),
    }


def counted_facts(compiled: Compiled, other: Subject) -> dict[str, Any]:
    """Return what an entry says beside of a linked instance, if targets count."""
    return {"scenario": other.scenario, "roles": dict(other.units)} if compiled.counts else {}
