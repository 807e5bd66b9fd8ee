"""The engine: the verbs that applications, the daemon and the command line call."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

from duban.states import Act, Actor, Blocker, decode, role_blockers, utc
from duban.storage import (
    Database,
    InstanceRecord,
    KeyRecord,
    canonical_json,
    instances,
    outbox,
    queries,
    require_schema,
    schema_version,
    upgrade,
)
from duban.workflow.binding import bind_roles, bind_units
from duban.workflow.catalogue import Catalogue, Compiled
from duban.workflow.clock import Clock, SystemClock
from duban.workflow.delivery import Dispatcher
from duban.workflow.errors import KeyReused, TransitionConflict, TransitionRefused, UnknownInstance
from duban.workflow.explain import WhyDue, WhyEscalated, why_due, why_escalated
from duban.workflow.opening import Opening, open_instance
from duban.workflow.recipients import Postmaster
from duban.workflow.settings import Settings, load_definitions
from duban.workflow.sweeping import Sweeper
from duban.workflow.tickets import Ticket, ticket_for
from duban.workflow.values import Allowed, DeliveryResult, HistoryEntry, Instance, SweepResult
from duban.workflow.verifying import Verification, verify
from duban.workflow.views import instance_of, subject_of
from duban.workflow.workbench import Workbench, write_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine import Engine as SqlEngine
    from sqlalchemy.orm import Session

    from duban.notifiers import Notifier
    from duban.states import Definition, Subject
    from duban.workflow.directory import Directory

    Guest = Session | Connection


class Engine:
    """Opens, moves, watches and explains instances; synchronous and thread-safe.

    Give it a database URL, `Settings`, or the application's own SQLAlchemy engine as `bind`. `scenarios` are files,
    folders, names of shipped scenarios or definitions; left out, the shipped ones. With `session=` a command joins the
    application's transaction and neither commits nor rolls back.
    """

    def __init__(
        self,
        database: str | Settings | None = None,
        *,
        bind: SqlEngine | None = None,
        scenarios: Iterable[str | Path | Definition] | None = None,
        directory: Directory | None = None,
        channels: Mapping[str, Callable[[], Notifier]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        if (database is None) == (bind is None):
            message = "give Engine either a database (a URL or Settings) or bind=, the application's own engine"
            raise TypeError(message)
        self.settings = database if isinstance(database, Settings) else Settings.plain(database)
        self._database = Database(bind, ours=False) if bind is not None else Database.from_url(self.settings.database)
        self._clock = clock or SystemClock()
        self.catalogue = Catalogue(
            load_definitions(self.settings.scenarios, folder=self.settings.folder)
            if scenarios is None
            else load_definitions(scenarios)
        )
        self.directory = directory if directory is not None else self.settings.load_directory()
        self.channels = dict(self.settings.channel_factories() if channels is None else channels)
        self._postmaster = Postmaster(self.directory, self.channels or ("email",))
        self._sweeper = Sweeper(self)
        self._dispatcher = Dispatcher(self)
        self._schema_known = False

    # -- the seams that the services of this room share ---------------------------------------------------------------

    @property
    def database(self) -> Database:
        """Return the database, for the services of this room."""
        return self._database

    def now(self) -> datetime:
        """Return the present instant by this engine's clock, in UTC."""
        return utc(self._clock.now())

    def workbench(self, compiled: Compiled, subject: Subject, *, now: datetime, head: tuple[int, str]) -> Workbench:
        """Return a workbench for one subject."""
        return Workbench(
            compiled,
            subject,
            now=now,
            postmaster=self._postmaster,
            domain=self.settings.message_domain,
            head=head,
        )

    def prepare(self) -> None:
        """See to it that the schema is there: created in an empty database of ours, required everywhere else."""
        if self._schema_known:
            return
        with self._database.reading() as connection:
            found = schema_version(connection)
            if found is not None or not self._database.ours:
                require_schema(self._database, connection)
        if found is None:
            upgrade(self._database)
        self._schema_known = True

    def create_tables(self) -> None:
        """Create our tables, or bring them up to date, in a database that we were given by `bind`."""
        upgrade(self._database)
        self._schema_known = True

    # -- commands -----------------------------------------------------------------------------------------------------

    def open(
        self,
        scenario: str,
        *,
        by: str,
        title: str | None = None,
        units: Mapping[str, str | Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        source: str | None = None,
        external_no: str | None = None,
        ongoing: bool = False,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Open an instance of the newest loaded definition of `scenario`, and return it.

        `units` maps roles to the units (or one unit) that fill them; a required role bound to `[]` waits for `assign`.
        With `source` and `external_no` the same outside matter opens once: a repeat returns what stands.
        Raises UnknownScenario, InvalidUnits, InvalidData, TransitionRefused, KeyReused.
        """
        compiled = self.catalogue.newest(scenario)
        opening = Opening(
            actor=self._actor(by),
            title=title or compiled.definition.title,
            units=bind_roles(compiled.definition, self.directory, units or {}),
            data=compiled.check(data),
            note=note,
            source=source,
            external_no=external_no,
            ongoing=ongoing,
        )
        arguments = {"scenario": scenario, **opening.to_json()}
        self.prepare()
        with self._database.writing(session) as connection:
            return open_instance(self, connection, compiled, opening, ticket=ticket_for(key, "open", arguments))

    def fire(
        self,
        number: str,
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Pull a trigger of an instance, and return the instance as it stands afterwards.

        Raises TransitionRefused with every blocker (TransitionConflict where `expect` is not the present version),
        UnknownInstance, UnknownTrigger, InvalidData, InvalidUnits, KeyReused. A refusal changes nothing.
        """
        actor = self._actor(by)
        arguments = {"number": number, "trigger": trigger, "by": str(actor), "data": data, "note": note, "units": units}

        def act(bench: Workbench) -> None:
            compiled, subject = bench.compiled, bench.subject
            named = bind_units(compiled.definition, self.directory, trigger, units)
            asked = Act(
                trigger,
                actor,
                data=compiled.check(data),
                note=note,
                units=None if named is None else named.units,
                texts=None if named is None else named.texts,
            )
            judgement = compiled.judge(subject, asked, now=bench.now)
            if judgement.transition is None:
                raise TransitionRefused(subject.number, trigger, judgement.blockers)
            bench.take(judgement.transition, asked)

        return self._command(
            number, act, ticket=ticket_for(key, "fire", arguments), trigger=trigger, expect=expect, session=session
        )

    def assign(
        self,
        number: str,
        role: str,
        units: str | Sequence[str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Bind units to a role of an instance, and return the instance; clocks under way begin a lap.

        Who may do so is the scenario's `opens_by`. Raises as `fire` does.
        """
        actor = self._actor(by)
        arguments = {"number": number, "role": role, "units": units, "by": str(actor), "note": note}

        def act(bench: Workbench) -> None:
            definition, subject = bench.compiled.definition, bench.subject
            bound = bind_roles(definition, self.directory, {role: units}, only=True)[role]
            blockers = self.opening_blockers(definition, subject, actor)
            if subject.closed_at is not None:
                blockers.append(
                    Blocker("state", f"已于“{subject.state}”办结，不能再指定单位", {"state": subject.state})
                )
            if blockers:
                raise TransitionRefused(subject.number, "assign", blockers)
            bench.assign(role, bound.units, bound.texts, actor=actor, note=note)

        return self._command(
            number, act, ticket=ticket_for(key, "assign", arguments), trigger="assign", expect=expect, session=session
        )

    def _command(
        self,
        number: str,
        act: Callable[[Workbench], None],
        *,
        ticket: Ticket | None,
        trigger: str,
        expect: int | None,
        session: Guest | None,
    ) -> Instance:
        """Lock, judge what is then read, and only then write."""
        self.prepare()
        with self._database.writing(session) as connection:
            record = instances.lock_instance(connection, number)
            if record is None:
                raise UnknownInstance(number)
            if (earlier := self.replay(connection, ticket)) is not None:
                return earlier
            compiled, subject = self.load(connection, record)
            if expect is not None and expect != subject.version:
                raise TransitionConflict(number, trigger, [_conflict(expect, subject.version)])
            bench = self.workbench(compiled, subject, now=self.now(), head=(record.head_seq, record.head_hash))
            act(bench)
            result = instance_of(compiled, subject, now=bench.now)
            if (earlier := self.keep_ticket(connection, ticket, result, compiled, at=bench.now)) is not None:
                return earlier
            write_back(connection, [(record.id, bench)])
            return result

    def load(self, connection: Connection, record: InstanceRecord) -> tuple[Compiled, Subject]:
        """Return the pinned definition and the subject of a record, private values included."""
        compiled = self.catalogue.pinned(connection, record.definition, record.number)
        subject = subject_of(record)
        if compiled.private:
            for name, text, _, _ in instances.read_private(connection, record.id):
                if text is None:
                    subject.private.pop(name, None)
                else:
                    subject.private[name] = json.loads(text)
        return compiled, subject

    def opening_blockers(self, definition: Definition, subject: Subject, actor: Actor) -> list[Blocker]:
        """Return why the actor may not open or assign; not judged while the role that may is empty."""
        role = definition.opens_by
        if actor.is_system or (role is not None and subject.units.get(role)):
            return role_blockers(definition, subject, (role,) if role else (), actor)
        return []

    def replay(self, connection: Connection, ticket: Ticket | None) -> Instance | None:
        """Return the first result of an idempotency key; raises KeyReused where it stood for something else."""
        if ticket is None:
            return None
        known = instances.read_key(connection, ticket.key)
        if known is None:
            return None
        if (known.verb, known.arguments) != (ticket.verb, ticket.arguments):
            raise KeyReused(ticket.key, known.verb)
        stored = json.loads(known.result)
        standing = self.read(connection, stored["number"])
        compiled = self.catalogue.pinned(connection, stored.pop("definition"), standing.number)
        kept = {name: value for name, value in standing.data.items() if name in compiled.private}
        fields = compiled.definition.fields
        data = {name: decode(fields[name], value) for name, value in stored.pop("data").items()}
        return Instance.from_json({**stored, "data": {**data, **kept}})

    def keep_ticket(
        self, connection: Connection, ticket: Ticket | None, result: Instance, compiled: Compiled, *, at: datetime
    ) -> Instance | None:
        """Store an idempotency key with its result, as the first write; returns the result of whoever was faster.

        Private values are left out: they live where they can be erased.
        """
        if ticket is None:
            return None
        stored = result.to_json()
        stored["data"] = {name: value for name, value in stored["data"].items() if name not in compiled.private}
        text = canonical_json({**stored, "definition": compiled.definition.digest})
        record = KeyRecord(ticket.verb, ticket.arguments, text)
        claimed = instances.claim_key(connection, ticket.key, record, at=at)
        return None if claimed else self.replay(connection, ticket)

    def _actor(self, by: str) -> Actor:
        parsed = Actor.parse(by)
        if not parsed.unit:
            message = f"by={by!r} names nobody: give a unit, or unit/person"
            raise ValueError(message)
        if parsed.is_system:
            reason = Blocker("role", "“system”是引擎自身，不能由外部以其名义办理", {"by": by})
            raise TransitionRefused(by, "system", [reason])
        return Actor(self.directory.canonical(parsed.unit), parsed.person)

    def read(self, connection: Connection, number: str) -> Instance:
        """Return an instance, all of it, inside a transaction."""
        compiled, subject = self.load(connection, self._record(connection, number))
        return instance_of(compiled, subject, now=self.now())

    # -- reading ------------------------------------------------------------------------------------------------------

    def instance(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> Instance:
        """Return an instance as `viewer` (a unit) may see it; without a viewer, all of it."""
        self.prepare()
        with self._database.reading(session) as connection:
            compiled, subject = self.load(connection, self._record(connection, number))
            return instance_of(compiled, subject, now=self.now(), viewer=viewer)

    def find(
        self,
        *,
        scenario: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        role: str | None = None,
        light: str | None = None,
        open_only: bool = False,
        due_by: datetime | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[Instance]:
        """Return the instances that fit, those due first first and those without a date last."""
        self.prepare()
        now = self.now()
        with self._database.reading(session) as connection:
            records = queries.find_instances(
                connection,
                now=now,
                scenario=scenario,
                state=state,
                unit=None if unit is None else self.directory.canonical(unit),
                role=role,
                light=light,
                open_only=open_only,
                due_by=due_by,
                limit=limit,
            )
            loaded = [self.load(connection, record) for record in records]
            return [instance_of(compiled, subject, now=now, viewer=viewer) for compiled, subject in loaded]

    def opened(self, source: str, external_no: str, *, session: Guest | None = None) -> Instance | None:
        """Return the instance under which an outside matter was opened, if it was."""
        self.prepare()
        with self._database.reading(session) as connection:
            number = instances.find_external(connection, source, external_no)
            if number is None:
                return None
            return self.read(connection, number)

    def history(self, number: str, *, session: Guest | None = None) -> list[HistoryEntry]:
        """Return everything that happened to an instance, in order; private values stand there as hashes only."""
        self.prepare()
        with self._database.reading(session) as connection:
            record = self._record(connection, number)
            return [HistoryEntry.of(entry) for entry in instances.read_history(connection, record.id)]

    def allowed(self, number: str, *, by: str, session: Guest | None = None) -> list[Allowed]:
        """Return each trigger with what stands against its being pulled now, without trying."""
        actor = self._actor(by)
        self.prepare()
        with self._database.reading(session) as connection:
            compiled, subject = self.load(connection, self._record(connection, number))
        now = self.now()
        return [
            Allowed(trigger, compiled.judge(subject, Act(trigger, actor), now=now).blockers)
            for trigger in compiled.definition.transitions
        ]

    def why_due(self, number: str) -> tuple[WhyDue, ...]:
        """Return how the due date of each clock of the instance was reckoned, day by day."""
        self.prepare()
        with self._database.reading() as connection:
            compiled, subject = self.load(connection, self._record(connection, number))
        return why_due(compiled, subject, now=self.now())

    def why_escalated(self, number: str) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped: when, why, and who was told."""
        return why_escalated(self.history(number))

    def verify(self, *, heads: Mapping[str, tuple[int, str]] | None = None) -> Verification:
        """Recompute every history; `heads` (number to seq and hash, exported earlier) finds recomputed chains too."""
        self.prepare()
        with self._database.reading() as connection:
            return verify(connection, heads=heads)

    def _record(self, connection: Connection, number: str) -> InstanceRecord:
        record = instances.read_instance(connection, number)
        if record is None:
            raise UnknownInstance(number)
        return record

    # -- services -----------------------------------------------------------------------------------------------------

    def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many sweep at the same time."""
        self.prepare()
        return self._sweeper.run_once(self.now(), stop=stop)

    async def deliver(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Drain the outbox: send what may leave now."""
        await asyncio.to_thread(self.prepare)
        return await self._dispatcher.run_once(stop=stop)

    def next_instant(self) -> datetime | None:
        """Return the next instant at which a sweep or a drain has work to do."""
        self.prepare()
        with self._database.reading() as connection:
            instants = [queries.next_wake(connection), outbox.next_delivery(connection)]
        return min((instant for instant in instants if instant is not None), default=None)

    def close(self) -> None:
        """Close the connections that are ours."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        self.close()


def _conflict(expected: int, found: int) -> Blocker:
    message = f"事项已有新的办理（版本{found}，您看到的是{expected}），请刷新后再办"
    return Blocker("conflict", message, {"expect": expected, "version": found})
