"""The verbs that read, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run
from duban.workflow import UNSENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from duban.aio.guest import AsyncGuest
    from duban.states import Definition, WorkingCalendar
    from duban.workflow import (
        Allowed,
        Anchored,
        CalendarView,
        CaseFile,
        ContactEntry,
        Draft,
        Engine,
        Explanation,
        HistoryEntry,
        Instance,
        Link,
        OutboxEntry,
        Pending,
        Progress,
        Situation,
        UnitEntry,
        Verification,
        WhyDue,
        WhyEscalated,
        WhyNot,
    )


class AsyncReads:
    """Answers questions."""

    engine: Engine

    async def situation(
        self, number: str, *, viewer: str | None = None, by: str | None = None, session: AsyncGuest | None = None
    ) -> Situation:
        """Return an instance with its definition, clocks, links and requests for decisions, read in one snapshot.

        Args:
            number: what people quote, such as WT-2026-0001.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            by: a unit or `unit/person`; `allowed` then says which triggers it can pull now, and is empty otherwise.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the unit `by` may do nothing here and is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(partial(self.engine.situation, number, viewer=viewer, by=by), session)

    async def case_files(
        self, *, scenario: str | None = None, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[CaseFile]:
        """Return all instances, or those of a scenario, with their definitions and history, in the order of `find`.

        They are read in one snapshot, in a few statements however many there are.
        Raises UnknownScenario if there are none, and no loaded or stored definition is of this scenario.
        """
        return await run(partial(self.engine.case_files, scenario=scenario, viewer=viewer), session)

    async def instance(self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None) -> Instance:
        """Return an instance as `viewer` may see it; without a viewer, with all its fields. Raises UnknownInstance."""
        return await run(partial(self.engine.instance, number, viewer=viewer), session)

    async def find(
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
        session: AsyncGuest | None = None,
    ) -> list[Instance]:
        """Return the instances that match all that is given, by due date; those without one come last.

        Args:
            scenario: the name of their scenario.
            state: the state that they are in.
            unit: a unit that fills one of their roles.
            role: the role that `unit` fills.
            light: the light that they show now.
            open_only: leave out closed ones.
            due_by: an aware datetime; only those due by then.
            limit: return at most this many.
            viewer: who reads.
            session: your own.

        Raises:
            InvalidData: if an argument cannot be used, or `role` is given without `unit`.
            UnknownScenario: if nothing matches, and no loaded or stored definition is of this scenario.
            UnknownState: if nothing matches, and no definition has this state.
            InvalidUnits: if nothing matches, and no definition has the role, or the unit is unknown.

        """
        return await run(
            partial(
                self.engine.find,
                scenario=scenario,
                state=state,
                unit=unit,
                role=role,
                light=light,
                open_only=open_only,
                due_by=due_by,
                limit=limit,
                viewer=viewer,
            ),
            session,
        )

    async def pending(
        self,
        *,
        number: str | None = None,
        unit: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[Pending]:
        """Return the requests that wait for a decision, oldest first.

        Args:
            number: only those of this instance.
            unit: only those that this unit may decide.
            viewer: who reads; requests show no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if nothing waits for the unit, and it is unknown.

        """
        return await run(partial(self.engine.pending, number=number, unit=unit, viewer=viewer), session)

    async def links(self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None) -> list[Link]:
        """Return the links of an instance: to the one that opened it, its parts, its repeats and any others.

        They show no values of fields, and so the same to every `viewer`. Raises UnknownInstance.
        """
        return await run(partial(self.engine.links, number, viewer=viewer), session)

    async def calendar(self, name: str = "china") -> CalendarView:
        """Return how far a calendar is known, and the days imported into it.

        A name that is no calendar's is that of a table of imported days. If there is neither, CalendarError is raised.
        """
        return await asyncio.to_thread(partial(self.engine.calendar, name))

    async def opened(
        self, source: str, external_no: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> Instance | None:
        """Return the instance that was opened for an outside matter, as `viewer` may see it; None if none was."""
        return await run(partial(self.engine.opened, source, external_no, viewer=viewer), session)

    async def history(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[HistoryEntry]:
        """Return the history of an instance, in order.

        It has private values only as salted hashes, for every `viewer`. Raises UnknownInstance.
        """
        return await run(partial(self.engine.history, number, viewer=viewer), session)

    async def allowed(
        self, number: str, *, by: str, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[Allowed]:
        """Return for each trigger whether `by` can pull it now, and if not, why; nothing is changed.

        What the scenario calls `primary` stands first, if it can be done.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the unit may do nothing here, and neither the directory nor any instance has it. Without a
                directory, any name can be a unit's.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(partial(self.engine.allowed, number, by=by, viewer=viewer), session)

    async def why_due(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[WhyDue, ...]:
        """Return how each clock of the instance got its due date: its events, and its days one by one.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.why_due, number, viewer=viewer), session)

    async def why_escalated(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped: when, why, who was told, and what became of each message.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.why_escalated, number, viewer=viewer), session)

    async def why_not(
        self,
        number: str,
        trigger: str | None = None,
        *,
        by: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> tuple[WhyNot, ...]:
        """Return why `by` cannot pull a trigger; without a trigger, what has not happened yet and why.

        Raises:
            UnknownInstance: if there is no such instance.
            UnknownTrigger: if the instance's definition has no such trigger.
            InvalidData: if a trigger is given without `by`.
            InvalidUnits: if the unit does not fill the role, and neither the directory nor any instance has it.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(partial(self.engine.why_not, number, trigger, by=by, viewer=viewer), session)

    async def explain(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> Explanation:
        """Return what `why_due`, `why_escalated` and `why_not` say of an instance, read in one snapshot.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.explain, number, viewer=viewer), session)

    async def definitions(self) -> list[Definition]:
        """Return the newest loaded definition of each scenario, in the order of loading."""
        return await asyncio.to_thread(self.engine.definitions)

    async def definition(self, scenario: str, version: int | None = None) -> Definition:
        """Return a loaded definition of a scenario: that of `version`, or the newest.

        Raises UnknownScenario, UnknownVersion.
        """
        return await asyncio.to_thread(partial(self.engine.definition, scenario, version))

    async def rules(self, number: str, *, session: AsyncGuest | None = None) -> Definition:
        """Return the definition that an instance is pinned to, even if its file is no longer loaded.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.rules, number), session)

    async def working_calendar(self, scenario: str, version: int | None = None) -> WorkingCalendar:
        """Return the calendar of a loaded scenario, which has its time zone.

        It has the imported days that this engine has read so far: the database is not read.
        Raises UnknownScenario, UnknownVersion.
        """
        return await asyncio.to_thread(partial(self.engine.working_calendar, scenario, version))

    async def numbers(self, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
        """Return the number and title of the newest instances whose numbers begin with `beginning`.

        Empty if the database does not exist or cannot be read: it creates none, and raises no StorageError.
        """
        return await asyncio.to_thread(partial(self.engine.numbers, beginning, limit=limit))

    async def nearest_number(self, number: str) -> str | None:
        """Return the existing number that a mistyped one probably means; None if none is close."""
        return await asyncio.to_thread(partial(self.engine.nearest_number, number))

    async def today(self) -> date:
        """Return today's date in the time zone of the scenario that was loaded first."""
        return await asyncio.to_thread(self.engine.today)

    async def units(self) -> list[UnitEntry]:
        """Return every unit of the directory, with who can be reached today."""
        return await asyncio.to_thread(self.engine.units)

    async def contacts(self) -> list[ContactEntry]:
        """Return every contact of the directory, unit by unit, with who gets their messages today."""
        return await asyncio.to_thread(self.engine.contacts)

    async def outbox(
        self,
        *,
        statuses: Sequence[str] = UNSENT,
        number: str | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[OutboxEntry]:
        """Return the messages of these statuses, oldest first; `drafts` returns how they read.

        Args:
            statuses: any of `pending`, `delivered`, `withdrawn` and `dead`; by default `pending` and `dead`.
            number: return only the messages of this instance.
            limit: return at most this many, the newest.
            viewer: who reads; what is kept of a message's way has no private values, so all are told the same.
            session: your own; what your transaction has written is read too.

        Raises:
            InvalidData: if a status is unknown, or the limit is not a whole number or negative.
            UnknownInstance: if there is no instance with that number.

        """
        return await run(
            partial(self.engine.outbox, statuses=statuses, number=number, limit=limit, viewer=viewer), session
        )

    async def drafts(
        self, *, number: str | None = None, after: int = 0, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[Draft]:
        """Return the messages of the outbox as their recipients see them, oldest first, of every status.

        A message shows the private fields that the person whom it goes to may see, and `viewer` too. `number` selects
        the messages of one instance, `after` those with a greater id. Raises UnknownInstance if there is no instance
        with that number.
        """
        return await run(partial(self.engine.drafts, number=number, after=after, viewer=viewer), session)

    async def verify(
        self,
        *,
        heads: Mapping[str, tuple[int, str]] | None = None,
        chains: Mapping[str, Mapping[str, tuple[int, str]]] | None = None,
        against: str | Path | None = None,
        public_key: str | bytes | None = None,
        last: str | None = None,
        progress: Progress | None = None,
    ) -> Verification:
        """Hold everything that is stored against the histories, and these against their chains and their rules.

        Args:
            heads: number to seq and hash, as an earlier `Verification` has them. With these, it is also found if
                somebody has recomputed a whole chain.
            chains: likewise the heads of what is chained beside the histories, as an earlier `Verification` has them.
            against: a file that `anchor` or `duban verify --export` wrote; its own chain is checked too.
            public_key: the public key (PEM) that must have signed the file's last anchor; by default that of the
                settings, if they name one.
            last: the hash of an anchor, as its export told it: the file must have it. So it is found if anchors were
                cut off at its end.
            progress: called with how many instances are checked, and how many numbers were given out.

        Raises:
            NoAnchors: if `against` holds no anchors.
            KeyUnusable: if the public key cannot be used.

        """
        return await asyncio.to_thread(
            partial(
                self.engine.verify,
                heads=heads,
                chains=chains,
                against=against,
                public_key=public_key,
                last=last,
                progress=progress,
            )
        )

    async def anchor(self, file: str | Path, *, progress: Progress | None = None) -> Anchored:
        """Verify everything, also against the log of anchors in `file`, and append an anchor to it if all is sound.

        A log that is not there yet is made. An anchor has the heads of all histories that the log does not have yet,
        and the hash of the anchor before; the key of the settings signs it, if there is one.

        Raises:
            FileExistsError: if `file` is something else than such a log.
            StorageBusy: if another export writes to it at this moment.
            KeyUnusable: if the key of the settings cannot be used.

        """
        return await asyncio.to_thread(partial(self.engine.anchor, file, progress=progress))
