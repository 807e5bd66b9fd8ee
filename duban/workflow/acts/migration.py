"""The verb that moves open instances to a newer definition: one history entry for each, and no message sent twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.states import (
    Blocker,
    ClockStatus,
    Migrator,
    Renames,
    StatesError,
    changed_parts,
    index_of,
    light_at,
    lost_rungs,
    migration_blockers,
    next_rung,
    parts,
    renamed,
    to_come,
)
from duban.states.history import DueChange, DueDate, Rules, RulesChanged, fold, read_history, step_facts
from duban.storage import instances, pinned, relations
from duban.workflow.acts.migration_clocks import rename_clocks
from duban.workflow.acts.migration_names import by_titles, check_names, check_states
from duban.workflow.acts.migration_values import Migrated, MigratedClock, Migration, NextRung, Standing
from duban.workflow.core import HasCore
from duban.workflow.errors import WorkflowError
from duban.workflow.inputs import check_texts, mapped
from duban.workflow.instance import SKIPPED, Claim, Command
from duban.workflow.people import bind_roles
from duban.workflow.rules import require_content

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
        roles: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        triggers: Mapping[str, str] | None = None,
        clocks: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
        session: Guest | None = None,
        progress: Progress | None = None,
    ) -> Migration:
        """Move the open instances of a scenario to another version of it, each in a transaction of its own.

        An instance that cannot be moved stays as it is, and the result says why. Budgets count from the same start as
        before, and no rung that has fired fires again. Closed instances keep their definition. No role is checked:
        whoever can call this may migrate.

        Args:
            scenario: its name.
            by: who migrates, as the history will say.
            to: the version to move to; by default the highest one loaded.
            states: the new state for each state that the new version no longer has.
            roles: likewise the new role for each role that is renamed; its units go over to it.
            fields: the new field for each field that is renamed; its value goes over, if it fits. What was erased stays
                so.
            triggers: the new trigger for each trigger that is renamed; how often it was pulled in this round, by whom,
                and who has signed goes over.
            clocks: the new clock for each clock that is renamed; it goes on with the time that was used and added, and
                nothing that was done takes effect again.
            note: a remark, kept in the history.
            dry_run: write nothing, and return what would change.
            session: your own; all instances then move in your transaction.
            progress: called after each instance with how many are done and how many there are.

        Raises:
            UnknownScenario: if no such scenario is loaded.
            UnknownVersion: if version `to` is not loaded.
            UnknownState: if `states` renames a state that the new version still has, or that no open instance's
                definition has, or gives a new name that the new version does not have.
            UnknownName: likewise for a role, field, trigger or clock; also if two of one definition would become one.
            InvalidData: if `by` names no unit, or `by` or `note` is not text.
            ScenarioChanged: if the database has another content of that version.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        check_texts(by=by, note=note)
        core = self._core
        core.prepare(session)
        given = {"roles": roles, "fields": fields, "triggers": triggers, "clocks": clocks}
        names = Renames(*(mapped(name, each) for name, each in given.items()))
        order = _Order(core.actor(by, subject=scenario, trigger="migrate"), to, mapped("states", states), note, names)
        with core.database.reading(session) as connection:
            core.refresh(connection, acting=True)
            target = core.catalogue.version(scenario, to).definition
            scenario = target.scenario
            require_content(connection, target)
            if order.states or names:
                counted = pinned.count_open_by_definition(connection, scenario)
                olds = [core.catalogue.pinned(connection, digest, scenario).definition for digest in counted]
                check_states(olds, target, order.states)
                order = replace(order, names=by_titles(olds, target, names))
                check_names(olds, target, order.names)
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
    """Yield the numbers, and call `progress` after each."""
    for done, number in enumerate(numbers, start=1):
        yield number
        if progress is not None:
            progress(done, len(numbers))


@dataclass(frozen=True, slots=True)
class _Order:
    """What a migration was asked to do: the target version (None for the highest), new names, a note."""

    actor: Actor
    to: int | None
    states: Mapping[str, str]
    note: str | None
    names: Renames


def _previewed(core: Core, connection: Connection, number: str, target: Definition, order: _Order) -> Migrated | None:
    record = instances.read_instance(connection, number)
    return None if record is None else _migrated(core, connection, record, target, order, dry_run=True)


def _moved(core: Core, connection: Connection, number: str, target: Definition, order: _Order) -> Migrated | None:
    """Move one instance under its lock; return None if it has been moved or closed in the meantime."""
    record = instances.lock_instance(connection, number)
    if record is None or record.closed_at is not None or record.definition == target.digest:
        return None
    return _migrated(core, connection, record, target, order, dry_run=False)


def _migrated(
    core: Core, connection: Connection, record: InstanceRecord, target: Definition, order: _Order, *, dry_run: bool
) -> Migrated:
    """Migrate one instance and return the result; if there are blockers it stays as it is."""
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
        # Such as a due date beyond the calendar: only this instance is concerned, so the others go on.
        return replace(found[0], blockers=(Blocker("fault", {"problem": str(error).splitlines()[0]}),))
    return found[-1]


def _blockers(connection: Connection, work: UnitOfWork, new: Compiled, order: _Order) -> list[Blocker]:
    old, subject = work.compiled, work.subject
    blockers = migration_blockers(
        (old.definition, old.calendar),
        (new.definition, new.calendar),
        subject,
        now=work.now,
        states=order.states,
        names=order.names.among(old.definition),
    )
    late = (new.hears and not old.hears) or (new.counts and not old.counts)
    if late and relations.links(connection, work.row):
        blockers.append(Blocker("links"))
    return blockers


def _carry_out(  # noqa: PLR0917 - likewise
    core: Core, connection: Connection, work: UnitOfWork, new: Compiled, order: _Order, before: Standing
) -> Migrated:
    old, subject = work.compiled, work.subject
    names = order.names.among(old.definition)
    hidden = {name for name in old.private if name in subject.given}
    clocks, bindings = renamed(subject.clocks, names.clocks), dict(subject.units)
    was = {new: name for name, new in names.clocks.items() if name in subject.clocks}
    held = parts(old.definition, subject)
    coming = {
        (names.clocks.get(clock, clock), rung): moment
        for (clock, rung), moment in to_come(old.definition, old.calendar, subject).items()
    }
    work.adopt(new)
    story = fold(read_history(instances.read_history(connection, work.row)))
    stepper = Migrator(
        (old.definition, old.calendar),
        (new.definition, new.calendar),
        subject,
        now=work.now,
        states=order.states,
        trail=story.trail,
        entered=story.entered,
        names=names,
        left_out=story.left_out,
    )
    stepper.migrate()
    _bind_defaults(core, new.definition, stepper)
    subject.version += 1
    changes = tuple(_clocks(clocks, subject.clocks, was))
    entry = RulesChanged(
        left=Rules(old.definition.version, old.definition.digest),
        to=Rules(new.definition.version, new.definition.digest),
        due={one.clock: _due_change(one) for one in changes},
        states=dict(order.states),
        note=order.note or None,
        edition=subject.edition,
        roles=names.roles,
        fields=names.fields,
        triggers=names.triggers,
        clock_names=names.clocks,
        returned=stepper.returned,
        **step_facts(stepper.effects, subject),
    )
    work.absorb(stepper.effects)
    rename_clocks(connection, work, names.clocks, under_way=was.values())
    work.renamed_fields = tuple((name, now) for name, now in names.fields.items() if name in hidden)
    work.files.renamed = tuple(names.fields.items())
    work.write(entry, order.actor, from_state=before.state)
    for role, now in names.roles.items():
        if role in bindings:
            work.rebound |= {role: (), now: subject.units[now]}
    work.released = tuple(
        Claim(clock, subject.clocks[clock].round, subject.clocks[clock].lap, rung, SKIPPED)
        for clock, rungs in stepper.returned.items()
        for rung in rungs
    )
    skipped = tuple((skip.clock, skip.rung) for skip in stepper.effects.skipped)
    return Migrated(
        subject.number,
        subject.title,
        before,
        _standing(new, subject, work.now),
        changes,
        skipped,
        lost=lost_rungs(stepper, coming),
        units=changed_parts(old.definition, new.definition, held, parts(new.definition, subject), names),
        returned=tuple((clock, rung) for clock, rungs in stepper.returned.items() for rung in rungs),
    )


def _due_change(one: MigratedClock) -> DueChange:
    return DueChange(DueDate(one.due_before, one.due_at_before), DueDate(one.due_on, one.due_at))


def _bind_defaults(core: Core, definition: Definition, stepper: Migrator) -> None:
    """Fill empty roles with their defaults, as opening does; no units are replaced, so no lap begins."""
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


def _clocks(
    before: Mapping[str, ClockLedger], after: Mapping[str, ClockLedger], names: Mapping[str, str]
) -> Iterable[MigratedClock]:
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
            was=names.get(name),
        )
