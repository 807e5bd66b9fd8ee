"""The verb that moves open instances to a newer definition: each in one journalled step, and nothing told twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.states import (
    Blocker,
    ClockStatus,
    Migrator,
    StatesError,
    index_of,
    light_at,
    migration_blockers,
    next_rung,
)
from duban.states.history import DueChange, DueDate, Rules, RulesChanged, fold, read_history, step_facts
from duban.storage import calendars, instances, pinned, relations
from duban.workflow.acts.migration_values import Migrated, MigratedClock, Migration, NextRung, Standing
from duban.workflow.core import HasCore
from duban.workflow.errors import UnknownState, WorkflowError
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Command, hears
from duban.workflow.people import bind_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Actor, ClockLedger, Definition, Subject
    from duban.storage import Guest, InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Progress


class Migrating(HasCore):
    """Moves open instances from the definition that they were opened under to a newer one."""

    def migrate(
        self,
        scenario: str,
        *,
        by: str,
        to: int | None = None,
        states: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
        session: Guest | None = None,
        progress: Progress | None = None,
    ) -> Migration:
        """Move the open instances of a scenario to its highest version loaded, or to version `to`.

        Each instance moves in one transaction of its own (all in the caller's with `session`), or stays as it is, with
        the reasons. `states` names the new state for each that is gone. With `dry_run` nothing is written. Budgets
        count from the same start; nothing that fired fires again. Closed instances stay with their rules. Whoever may
        call this may do it: no role of a scenario is asked. `progress` is told how many of how many are done.
        Raises UnknownScenario, UnknownVersion, UnknownState.
        """
        check_texts(by=by, note=note)
        core = self._core
        core.prepare(session)
        order = _Order(core.actor(by, subject=scenario, trigger="migrate"), to, dict(states or {}), note)
        with core.database.reading(session) as connection:
            core.catalogue.refresh(connection, calendars.read_stamp(connection))
            target = core.catalogue.version(scenario, to).definition
            _check_states(core, connection, target, order.states)
            numbers = pinned.open_under_others(connection, scenario, target.digest)
            previews = [
                _previewed(core, connection, number, target, order)
                for number in (_counted(numbers, progress) if dry_run else ())
            ]
        if not dry_run:
            for number in _counted(numbers, progress):
                with core.database.writing(session) as connection:
                    previews.append(_moved(core, connection, number, target, order))
        found = [one for one in previews if one is not None]
        return Migration(
            scenario,
            target.version,
            target.digest,
            moved=tuple(one for one in found if not one.blockers),
            blocked=tuple(one for one in found if one.blockers),
            done=not dry_run,
        )


def _counted(numbers: Sequence[str], progress: Progress | None) -> Iterator[str]:
    """Yield the numbers, and tell after each how many are done."""
    for done, number in enumerate(numbers, start=1):
        yield number
        if progress is not None:
            progress(done, len(numbers))


@dataclass(frozen=True, slots=True)
class _Order:
    """Who wants what: the version (none for the highest), new names of states, a note."""

    actor: Actor
    to: int | None
    states: Mapping[str, str]
    note: str | None


def _check_states(core: Core, connection: Connection, target: Definition, states: Mapping[str, str]) -> None:
    """See that each state that is renamed is gone, and that its new name is there."""
    if not states:
        return
    counted = pinned.count_open_by_definition(connection, target.scenario)
    olds = [core.catalogue.pinned(connection, digest, target.scenario).definition for digest in counted]
    known = {state for definition in olds for state in definition.states}
    for old, new in states.items():
        if new not in target.states:
            raise UnknownState(
                new,
                words.Line(
                    "version {version} has none of that name: {known}",
                    version=target.version,
                    known=tuple(target.states),
                ),
            )
        if old in target.states:
            raise UnknownState(
                old,
                words.Line(
                    "version {version} has it too; people move instances, by their acts", version=target.version
                ),
            )
        if olds and old not in known:
            raise UnknownState(
                old, words.Line("no open instance's definition has it; there are: {known}", known=tuple(sorted(known)))
            )


def _previewed(core: Core, connection: Connection, number: str, target: Definition, order: _Order) -> Migrated | None:
    record = instances.read_instance(connection, number)
    return None if record is None else _migrated(core, connection, record, target, order, dry_run=True)


def _moved(core: Core, connection: Connection, number: str, target: Definition, order: _Order) -> Migrated | None:
    """Move one instance under its lock; none where somebody else has moved or closed it meanwhile."""
    record = instances.lock_instance(connection, number)
    if record is None or record.closed_at is not None or record.definition == target.digest:
        return None
    return _migrated(core, connection, record, target, order, dry_run=False)


def _migrated(
    core: Core, connection: Connection, record: InstanceRecord, target: Definition, order: _Order, *, dry_run: bool
) -> Migrated:
    """Return what becomes of one instance; it stays as it is where something stands against it."""
    new = core.catalogue.version(target.scenario, order.to)
    found: list[Migrated] = []

    def change(works: Sequence[UnitOfWork]) -> None:
        (work,) = works
        before = _standing(work.compiled, work.subject, work.now)
        blockers = _blockers(connection, work, new, order)
        found.append(Migrated(record.number, record.title, before, blockers=tuple(blockers)))
        if not blockers:
            found.append(_carry_out(core, connection, work, new, order, before))

    try:
        Command(core, connection, settles=False, dry_run=dry_run).take([record], change)
    except (StatesError, WorkflowError) as error:
        if not found:
            raise
        # Such as a due date beyond the calendar: that is this instance's matter, and no other's.
        return replace(found[0], blockers=(Blocker("fault", {"problem": str(error).splitlines()[0]}),))
    return found[-1]


def _blockers(connection: Connection, work: UnitOfWork, new: Compiled, order: _Order) -> list[Blocker]:
    old, subject = work.compiled, work.subject
    blockers = migration_blockers(
        (old.definition, old.calendar), (new.definition, new.calendar), subject, now=work.now, states=order.states
    )
    if hears(new.definition) and not hears(old.definition) and relations.links(connection, work.row):
        blockers.append(Blocker("links"))
    return blockers


def _carry_out(  # noqa: PLR0917 - likewise
    core: Core, connection: Connection, work: UnitOfWork, new: Compiled, order: _Order, before: Standing
) -> Migrated:
    old, subject = work.compiled, work.subject
    clocks = dict(subject.clocks)
    work.adopt(new)
    stepper = Migrator(
        (old.definition, old.calendar),
        (new.definition, new.calendar),
        subject,
        now=work.now,
        states=order.states,
        trail=fold(read_history(instances.read_history(connection, work.row))).trail,
    )
    _bind_defaults(core, new.definition, stepper)
    stepper.migrate()
    subject.version += 1
    changes = tuple(_clocks(clocks, subject.clocks))
    entry = RulesChanged(
        left=Rules(old.definition.version, old.definition.digest),
        to=Rules(new.definition.version, new.definition.digest),
        due={one.clock: _due_change(one) for one in changes},
        states=dict(order.states),
        note=order.note or None,
        **step_facts(stepper.effects, subject),
    )
    work.journal.write(entry, order.actor, from_state=before.state, to_state=subject.state)
    work.absorb(stepper.effects)
    skipped = tuple((skip.clock, skip.rung) for skip in stepper.effects.skipped)
    after = _standing(new, subject, work.now)
    return Migrated(subject.number, subject.title, before, after, changes, skipped)


def _due_change(one: MigratedClock) -> DueChange:
    return DueChange(DueDate(one.due_before, one.due_at_before), DueDate(one.due_on, one.due_at))


def _bind_defaults(core: Core, definition: Definition, stepper: Migrator) -> None:
    """Let the defaults of roles fill what is left out, as at opening; nobody is replaced, so no lap begins."""
    subject = stepper.subject
    missing = {role.name: role.default for role in definition.roles.values() if role.name not in subject.units}
    given = {name: default for name, default in missing.items() if default}
    for role, bound in bind_roles(definition, core.directory, given, only=True).items():
        subject.units[role], subject.texts[role] = bound.units, bound.texts
        stepper.effects.rebound[role] = bound.units


def _standing(compiled: Compiled, subject: Subject, now: datetime) -> Standing:
    definition, calendar = compiled.definition, compiled.calendar
    index = index_of(definition, calendar, subject)
    coming = next_rung(definition, calendar, subject)
    return Standing(
        version=definition.version,
        state=subject.state,
        due_on=index.due_on,
        due_at=index.due_at,
        light=light_at(index.lights, now),
        next=None if coming is None else NextRung(coming.clock, coming.rung, coming.moment),
    )


def _clocks(before: Mapping[str, ClockLedger], after: Mapping[str, ClockLedger]) -> Iterable[MigratedClock]:
    for name, ledger in after.items():
        was = before.get(name)
        if {ledger.status, was.status if was else ledger.status} == {ClockStatus.STOPPED}:
            continue
        yield MigratedClock(
            clock=name,
            due_before=was.due_on if was else None,
            due_on=ledger.due_on,
            due_at_before=was.due_at if was else None,
            due_at=ledger.due_at,
        )
