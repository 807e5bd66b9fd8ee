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

    from duban.aio.guest import AsyncGuest
    from duban.states import Definition, WorkingCalendar
    from duban.workflow import (
        Allowed,
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
        """Return where an instance stands, in the words of its scenario, all of it read at one moment.

        Args:
            number: what people quote, such as WT-2026-0001.
            viewer: who looks, a unit or `unit/person`; left out, nothing is hidden.
            by: whose acts to judge, a unit or `unit/person`: `allowed` says what it may do now, else it is empty.
            session: the application's own, whose transaction is read.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: for a unit `by` that may do nothing and that nobody knows.

        """
        return await run(partial(self.engine.situation, number, viewer=viewer, by=by), session)

    async def case_files(
        self, *, scenario: str | None = None, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[CaseFile]:
        """Return every instance, or those of a scenario, with its own rules and its history, in the order of `find`.

        However many there are, they are read at one moment and in a few statements.
        Raises UnknownScenario if there is nothing of it and nobody knows the name.
        """
        return await run(partial(self.engine.case_files, scenario=scenario, viewer=viewer), session)

    async def instance(self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None) -> Instance:
        """Return an instance as `viewer` may see it; without a viewer, all of it."""
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
        """Return the instances that fit, those due first first and those without a date last.

        `role` says in which role `unit` takes part. Raises UnknownScenario, UnknownState, or InvalidUnits for a role or
        a unit, where nothing fits and nobody knows the name.
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
        self, *, number: str | None = None, unit: str | None = None, session: AsyncGuest | None = None
    ) -> list[Pending]:
        """Return what waits for a decision, asked first first: of one instance, or that `unit` may decide.

        Raises UnknownInstance, and InvalidUnits where nothing waits for the unit and nobody knows it.
        """
        return await run(partial(self.engine.pending, number=number, unit=unit), session)

    async def links(self, number: str, *, session: AsyncGuest | None = None) -> list[Link]:
        """Return what an instance is linked with: what it was opened by, its children, its repeats and the rest."""
        return await run(partial(self.engine.links, number), session)

    async def calendar(self, name: str = "china") -> CalendarView:
        """Return how far a calendar is known; a name that is no calendar's is that of a table alone."""
        return await asyncio.to_thread(partial(self.engine.calendar, name))

    async def opened(self, source: str, external_no: str, *, session: AsyncGuest | None = None) -> Instance | None:
        """Return the instance under which an outside matter was opened, if it was."""
        return await run(partial(self.engine.opened, source, external_no), session)

    async def history(self, number: str, *, session: AsyncGuest | None = None) -> list[HistoryEntry]:
        """Return everything that happened to an instance, in order; private values stand there as hashes only."""
        return await run(partial(self.engine.history, number), session)

    async def verify(
        self, *, heads: Mapping[str, tuple[int, str]] | None = None, progress: Progress | None = None
    ) -> Verification:
        """Recompute every history; `heads` (number to seq and hash, exported earlier) finds recomputed chains too."""
        return await asyncio.to_thread(partial(self.engine.verify, heads=heads, progress=progress))

    async def allowed(self, number: str, *, by: str, session: AsyncGuest | None = None) -> list[Allowed]:
        """Return each trigger with what stands against its being pulled now, without trying.

        Raises InvalidUnits for a unit that may do nothing and is neither in the directory nor in any instance; where
        there is no directory, any name is a unit's.
        """
        return await run(partial(self.engine.allowed, number, by=by), session)

    async def why_due(self, number: str, *, session: AsyncGuest | None = None) -> tuple[WhyDue, ...]:
        """Return how the due date of each clock of the instance came about: its story, and the walk day by day."""
        return await run(partial(self.engine.why_due, number), session)

    async def why_escalated(self, number: str, *, session: AsyncGuest | None = None) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped: when, why, who was told, and what became of each message."""
        return await run(partial(self.engine.why_escalated, number), session)

    async def why_not(
        self, number: str, trigger: str | None = None, *, by: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[WhyNot, ...]:
        """Return why a trigger cannot be pulled by a unit; without one, why what is still to come has not come yet."""
        return await run(partial(self.engine.why_not, number, trigger, by=by), session)

    async def explain(self, number: str, *, session: AsyncGuest | None = None) -> Explanation:
        """Return what `why_due`, `why_escalated` and `why_not` say of an instance, all of it read at one moment.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.explain, number), session)

    async def definitions(self) -> list[Definition]:
        """Return the newest loaded definition of each scenario, in the order in which they were loaded."""
        return await asyncio.to_thread(self.engine.definitions)

    async def definition(self, scenario: str, version: int | None = None) -> Definition:
        """Return a loaded definition of a scenario: this version of it, the newest without one.

        Raises UnknownScenario, UnknownVersion.
        """
        return await asyncio.to_thread(partial(self.engine.definition, scenario, version))

    async def rules(self, number: str, *, session: AsyncGuest | None = None) -> Definition:
        """Return the definition that an instance is pinned to, whether its file is still loaded or not.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.rules, number), session)

    async def working_calendar(self, scenario: str, version: int | None = None) -> WorkingCalendar:
        """Return the calendar that a loaded scenario reckons with, and its time zone.

        The days that were imported into it are those that this engine has read so far: the database is not asked.
        Raises UnknownScenario, UnknownVersion.
        """
        return await asyncio.to_thread(partial(self.engine.working_calendar, scenario, version))

    async def numbers(self, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
        """Return number and title of the newest instances whose number begins so; none if there is no database.

        It makes no database and raises no StorageError: what cannot be looked into knows no numbers.
        """
        return await asyncio.to_thread(partial(self.engine.numbers, beginning, limit=limit))

    async def nearest_number(self, number: str) -> str | None:
        """Return the number that was probably meant by one that there is not; None if none is close."""
        return await asyncio.to_thread(partial(self.engine.nearest_number, number))

    async def today(self) -> date:
        """Return the office's day, by the calendar of the scenario that was loaded first."""
        return await asyncio.to_thread(self.engine.today)

    async def units(self) -> list[UnitEntry]:
        """Return every unit of the directory as it stands today."""
        return await asyncio.to_thread(self.engine.units)

    async def contacts(self) -> list[ContactEntry]:
        """Return every contact of the directory as it stands today, unit by unit."""
        return await asyncio.to_thread(self.engine.contacts)

    async def outbox(
        self,
        *,
        statuses: Sequence[str] = UNSENT,
        number: str | None = None,
        limit: int | None = None,
        session: AsyncGuest | None = None,
    ) -> list[OutboxEntry]:
        """Return the messages of these statuses, oldest first.

        Args:
            statuses: some of `pending`, `delivered`, `withdrawn` and `dead`; left out, what is unsent.
            number: the instance whose messages are asked for; left out, those of all.
            limit: at most so many, the newest.
            session: the application's own, whose transaction is read.

        Raises:
            InvalidData: if a status or the limit makes no sense.
            UnknownInstance: if `number` is no instance's.

        """
        return await run(partial(self.engine.outbox, statuses=statuses, number=number, limit=limit), session)

    async def drafts(
        self, *, number: str | None = None, after: int = 0, session: AsyncGuest | None = None
    ) -> list[Draft]:
        """Return every message of the outbox as its reader sees it, oldest first, whatever became of it.

        Private fields are shown as that reader may see them. `number` asks for one instance's, `after` for those with
        a greater id only.
        """
        return await run(partial(self.engine.drafts, number=number, after=after), session)
