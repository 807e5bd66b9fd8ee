"""The engine: the verbs that applications, the daemon and the command line call."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from duban.states import Act, Blocker, Duration, decision_blockers, extension_blockers, parse_duration
from duban.storage import Database, calendars, instances
from duban.workflow import deciding, linking
from duban.workflow.binding import bind_roles, bind_units
from duban.workflow.catalogue import Catalogue
from duban.workflow.clock import Clock, SystemClock
from duban.workflow.core import Core
from duban.workflow.delivery import Dispatcher
from duban.workflow.errors import TransitionConflict, TransitionRefused, UnknownInstance, conflict
from duban.workflow.opening import open_instance
from duban.workflow.opening_values import Opening
from duban.workflow.reading import Reader
from duban.workflow.redating import CalendarImport, import_calendar
from duban.workflow.relating import Relation, relate
from duban.workflow.settings import Settings, load_definitions
from duban.workflow.sweeping import Sweeper
from duban.workflow.texts import check_texts
from duban.workflow.tickets import keep_ticket, replay, ticket_for
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow.directory import Directory
    from duban.workflow.redating import Days
    from duban.workflow.values import DeliveryResult, Instance, SweepResult
    from duban.workflow.workbench import Workbench


class Engine(Reader):
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
        settings = database if isinstance(database, Settings) else Settings.plain(database)
        who = directory if directory is not None else settings.load_directory()
        ways = dict(settings.channel_factories() if channels is None else channels)
        super().__init__(
            Core(
                settings=settings,
                database=Database.from_url(settings.database) if bind is None else Database(bind, ours=False),
                catalogue=Catalogue(
                    load_definitions(settings.scenarios, folder=settings.folder)
                    if scenarios is None
                    else load_definitions(scenarios)
                ),
                directory=who,
                channels=ways,
                clock=clock or SystemClock(),
                directory_is_ours=directory is None,
            )
        )
        self._sweeper = Sweeper(self._core, self._recurring)
        self._dispatcher = Dispatcher(self._core)

    @property
    def settings(self) -> Settings:
        """Return the settings that the engine was made with."""
        return self._core.settings

    @property
    def database(self) -> Database:
        """Return the database."""
        return self._core.database

    @property
    def catalogue(self) -> Catalogue:
        """Return the loaded definitions."""
        return self._core.catalogue

    @property
    def directory(self) -> Directory:
        """Return who is who."""
        return self._core.directory

    @property
    def channels(self) -> Mapping[str, Callable[[], Notifier]]:
        """Return a factory of the notifier for each medium."""
        return self._core.channels

    def now(self) -> datetime:
        """Return the present instant by this engine's clock, in UTC."""
        return self._core.now()

    def refresh_directory(self) -> None:
        """Read units.csv and contacts.csv again where they were written since; a daemon does so before it sweeps."""
        self._core.refresh_directory()

    def prepare(self) -> None:
        """See to it that the schema is there: created in an empty database of ours, required everywhere else."""
        self._core.prepare()

    def create_tables(self) -> None:
        """Create our tables, or bring them up to date, in a database that we were given by `bind`."""
        self._core.create_tables()

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
        texts = {"scenario": scenario, "by": by, "title": title, "note": note, "source": source, "key": key}
        check_texts(**texts, external_no=external_no)
        compiled = self.catalogue.newest(scenario)
        opening = Opening(
            actor=self._core.actor(by, subject=title or compiled.definition.title, trigger="open"),
            title=title or compiled.definition.title,
            units=bind_roles(compiled.definition, self.directory, units or {}),
            data=compiled.check(data),
            note=note,
            source=source,
            external_no=external_no,
            ongoing=bool(ongoing),
        )
        arguments = {"scenario": scenario, **opening.to_json()}
        self._core.prepare(session)
        with self.database.writing(session) as connection:
            self.catalogue.refresh(connection, calendars.read_stamp(connection))
            compiled = self.catalogue.newest(scenario)
            ticket = ticket_for(key, "open", arguments, private=compiled.private)
            return open_instance(self._core, connection, compiled, opening, ticket=ticket)

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
        check_texts(by=by, trigger=trigger, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger=trigger)
        arguments = {"number": number, "trigger": trigger, "by": str(actor), "data": data, "note": note, "units": units}

        def act(bench: Workbench) -> None:
            compiled, subject = bench.compiled, bench.subject
            asked = Act(trigger, actor, data=compiled.check(data), note=note)
            judgement = compiled.judge(subject, asked, now=bench.now)
            taken = judgement.transition
            if taken is None:
                raise TransitionRefused(subject.number, trigger, judgement.blockers)
            if units is not None:
                named = bind_units(compiled.definition, self.directory, taken, subject.state, units)
                asked = replace(asked, units=named.units, texts=named.texts)
            bench.take(taken, asked)

        return self._command(
            number, act, asked=(key, "fire", arguments), trigger=trigger, expect=expect, session=session
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
        check_texts(by=by, role=role, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="assign")
        arguments = {"number": number, "role": role, "units": units, "by": str(actor), "note": note}

        def act(bench: Workbench) -> None:
            definition, subject = bench.compiled.definition, bench.subject
            bound = bind_roles(definition, self.directory, {role: units}, only=True)[role]
            blockers = self._core.opening_blockers(definition, subject, actor)
            if subject.closed_at is not None:
                blockers.append(
                    Blocker("state", f"已于“{subject.state}”办结，不能再指定单位", {"state": subject.state})
                )
            if blockers:
                raise TransitionRefused(subject.number, "assign", blockers)
            bench.assign(role, bound.units, bound.texts, actor=actor, note=note)

        return self._command(
            number, act, asked=(key, "assign", arguments), trigger="assign", expect=expect, session=session
        )

    def extend(
        self,
        number: str,
        clock: str,
        length: str | Duration,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Ask for more time on a clock, such as "5 working days"; it is given when somebody else approves (`decide`).

        Raises TransitionRefused (code `extension` where the scenario does not provide for it), DurationError, and as
        `fire` does.
        """
        asked = str(length) if isinstance(length, Duration) else length
        check_texts(by=by, clock=clock, length=asked, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="extend")
        more = parse_duration(length) if isinstance(length, str) else length
        arguments = {"number": number, "clock": clock, "length": str(more), "by": str(actor), "note": note}

        def act(bench: Workbench) -> None:
            definition, subject = bench.compiled.definition, bench.subject
            blockers = extension_blockers(definition, subject, clock, more, actor, now=bench.now)
            if blockers:
                raise TransitionRefused(subject.number, "extend", blockers)
            deciding.ask_extension(bench, clock, more, actor=actor, note=note)

        return self._command(
            number, act, asked=(key, "extend", arguments), trigger="extend", expect=expect, session=session
        )

    def decide(
        self,
        id: str,
        *,
        approve: bool,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Grant or refuse what waits for a decision (an `id` of `pending`), and return its instance.

        Raises TransitionRefused (`state` where it does not wait any more, `role`, `four-eyes`), and as `fire` does.
        """
        check_texts(by=by, id=id, note=note, key=key)
        number, seq = deciding.parse_id(id)
        actor = self._core.actor(by, subject=number, trigger="decide")
        arguments = {"id": id, "approve": approve, "by": str(actor), "note": note}

        def act(bench: Workbench) -> None:
            blockers = decision_blockers(bench.compiled.definition, bench.subject, seq, actor)
            if blockers:
                raise TransitionRefused(number, "decide", blockers)
            deciding.decide(bench, seq, approve=approve, actor=actor, note=note)

        return self._command(
            number, act, asked=(key, "decide", arguments), trigger="decide", expect=None, session=session
        )

    def link(
        self,
        number: str,
        other: str,
        kind: str = "repeat_of",
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Link an instance with another, and return it: `repeat_of` (the same matter), `counts_for` (a quota), or any.

        Who may do so is the scenario's `opens_by`. Raises as `fire` does.
        """
        check_texts(by=by, other=other, kind=kind, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="link")
        self._core.prepare(session)
        with self.database.writing(session) as connection:
            return relate(self._core, connection, Relation(number, other, kind, actor, note), key=key)

    def _command(
        self,
        number: str,
        act: Callable[[Workbench], None],
        *,
        asked: tuple[str | None, str, Mapping[str, Any]],
        trigger: str,
        expect: int | None,
        session: Guest | None,
    ) -> Instance:
        """Lock, judge what is then read, and only then write."""
        self._core.prepare(session)
        with self.database.writing(session) as connection:
            record = instances.lock_instance(connection, number)
            if record is None:
                raise UnknownInstance(number)
            compiled, subject = self._core.load(connection, record)
            ticket = ticket_for(*asked, private=compiled.private)
            if (earlier := replay(self._core, connection, ticket)) is not None:
                return earlier
            if expect is not None and expect != subject.version:
                raise TransitionConflict(number, trigger, [conflict(expect, subject.version)])
            bench = self._core.workbench(compiled, subject, now=self.now(), record=record)
            if linking.hears(compiled.definition):
                # Nobody is refused because of what is known and has not been told yet.
                linking.catch_up(connection, bench)
            act(bench)
            linking.settle(self._core, connection, bench, record.id, opener=open_instance)
            result = bench.result()
            if (earlier := keep_ticket(self._core, connection, ticket, result, compiled, at=bench.now)) is not None:
                return earlier
            write_back(connection, [(record.id, bench)])
            return result

    # -- services -----------------------------------------------------------------------------------------------------

    def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many sweep at the same time."""
        self.prepare()
        return self._sweeper.run_once(self.now(), stop=stop)

    def import_calendar(
        self, calendar: str = "china", days: Days | None = None, *, dry_run: bool = False
    ) -> CalendarImport:
        """Lay days over a calendar (whether each is worked, and a note) and date every open clock anew, all or nothing.

        Without `days` the clocks are dated by the library as it is now. Nothing fired before fires again; with
        `dry_run` nothing is written. Other processes reckon with it from the next instance that they read on.
        """
        check_texts(calendar=calendar)
        self.prepare()
        with self.database.reading() if dry_run else self.database.writing() as connection:
            return import_calendar(self._core, connection, calendar, days or {}, dry_run=dry_run)

    async def deliver(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Drain the outbox: send what may leave now."""
        await asyncio.to_thread(self.prepare)
        return await self._dispatcher.run_once(stop=stop)

    def close(self) -> None:
        """Close the connections that are ours."""
        self.database.close()

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        self.close()
