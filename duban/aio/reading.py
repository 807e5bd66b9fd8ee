"""The verbs that read instances, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from duban.aio.guest import AsyncGuest
    from duban.workflow import (
        Allowed,
        CalendarView,
        CaseFile,
        Engine,
        Figures,
        FiguresPeriod,
        HistoryEntry,
        Instance,
        Link,
        Page,
        Pending,
        Query,
        Situation,
    )


class AsyncReads:
    """Answers questions about instances."""

    engine: Engine

    async def situation(
        self,
        number: str,
        *,
        viewer: str | None = None,
        by: str | None = None,
        history: bool = False,
        session: AsyncGuest | None = None,
    ) -> Situation:
        """Return an instance with its definition, clocks, links and requests for decisions, read in one snapshot.

        Args:
            number: what people quote, such as WT-2026-0001.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            by: a unit or `unit/person`; `allowed` then says which triggers it can pull now, and `possible` what else it
                can do.
            history: whether the history comes along, as the verb of that name returns it.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the unit `by` may do nothing here and is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(partial(self.engine.situation, number, viewer=viewer, by=by, history=history), session)

    async def case_files(
        self,
        *,
        scenario: str | None = None,
        numbers: Iterable[str] | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[CaseFile]:
        """Return all instances, or those of a scenario, with their definitions and history, in the order of `find`.

        With `numbers`, they are the instances that have these, in this order.

        They are read in one snapshot, in a few statements however many there are.
        Raises UnknownScenario if there are none, and no loaded or stored definition is of this scenario, and
        UnknownInstance if there is none with one of the numbers.
        """
        return await run(partial(self.engine.case_files, scenario=scenario, numbers=numbers, viewer=viewer), session)

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
        ended: str | None = None,
        due_by: datetime | None = None,
        limit: int | None = None,
        owing: str | None = None,
        plan: str | None = None,
        unassigned: bool = False,
        text: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[Instance]:
        """Return the instances that match all that is given, by due date; those without one come last.

        Args:
            scenario: the name of their scenario.
            state: the state that they are in; what has ended otherwise is in none.
            unit: a unit that fills one of their roles.
            role: the role that `unit` fills.
            light: the light that they show now.
            open_only: leave out closed ones.
            ended: `void` or `merged`; only those that were closed so.
            due_by: an aware datetime; only those due by then.
            limit: return at most this many.
            owing: a unit that still owes what each unit of a role has to do for itself; instead of `unit`.
            plan: the number of a plan; only its tasks, those included that were carried over into another since.
            unassigned: only open ones that wait for `assign`: a role that must have a unit has none.
            text: at most five words, all of which stand in what everybody may read of them: number, title, source and
                outside number, units, public fields, and what was said. Parts of words count as well.
            viewer: who reads.
            session: your own.

        Raises:
            UnknownInstance: if there is no such plan.
            InvalidData: if an argument cannot be used, `role` is given without a unit, or both `unit` and `owing` are.
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
                ended=ended,
                due_by=due_by,
                limit=limit,
                owing=owing,
                plan=plan,
                unassigned=unassigned,
                text=text,
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
            unit: only those that this unit may decide, or on which its opinion is asked for.
            viewer: who reads; requests show no private values, and so the same to all.
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

    async def opened_for(
        self, source: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> dict[str, Instance]:
        """Return what was opened for the matters of an outside source, by the numbers that they have there."""
        return await run(partial(self.engine.opened_for, source, viewer=viewer), session)

    async def history(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[HistoryEntry]:
        """Return the history of an instance, in order.

        It has private values only as salted hashes, for every `viewer`. The text of a remark for the office is left out
        for a `viewer` who may not read it. Raises UnknownInstance.
        """
        return await run(partial(self.engine.history, number, viewer=viewer), session)

    async def figures(
        self,
        query: Query | None = None,
        *,
        period: FiguresPeriod = None,
        at: date | None = None,
        by: str = "unit",
        listed: str | Sequence[str] = (),
        compare: str | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Figures:
        """Return figures of a period as they were known at a cut-off, from the histories of the matters alone.

        The same period and cut-off give the same numbers, whatever has happened since: what was closed, re-dated,
        corrected, made void, merged, migrated, renamed or imported later is not known yet. Definitions of the figures
        are in docs/reference/figures.md.

        Args:
            query: which matters; what it says of how they stand now is refused. A unit takes part as of the cut-off.
                Without one, all.
            period: `2026-03`, `2026-Q1`, `2026-H1`, `2026`, `2026-W10`, `2026-03-01/2026-03-20`, or two days.
            at: the last day that counts as a whole, or an instant. Left out, now.
            by: `unit` (a matter counts for each unit that works on it), `lead`, `scenario`, `source`, `plan`, `month`
                or `quarter` (in which what is counted falls).
            listed: the figures of which the matters behind them are listed.
            compare: `previous` (环比) or `last-year` (同比): how they differ from the figures of the period before, or
                of the same period of last year, each as known at the same distance from its end.
            viewer: who reads; only the `scope` of the query depends on it, for figures show no private values.
            session: your own.

        Raises the same errors as `page`, and InvalidData if anything cannot be asked for.

        """
        return await run(
            partial(
                self.engine.figures, query, period=period, at=at, by=by, listed=listed, compare=compare, viewer=viewer
            ),
            session,
        )

    async def page(
        self,
        query: Query | None = None,
        *,
        order: str = "due",
        cursor: str | None = None,
        limit: int = 50,
        lights: bool = False,
        at_most: int | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Page:
        """Return a page of the instances that match a query; without one, of all.

        Args:
            query: what is asked for.
            order: `due` (the earliest due date first, then what has none, then what is closed), `opened`, `closed`,
                `acted` (when anybody last did something) or `number`; with `-` before it, the other way round.
            cursor: the `next` or `previous` of another page of this query, in this order, for this viewer.
            limit: how many rows a page has at most; up to 500.
            lights: count by light as well, in the same reading.
            at_most: stop counting early, as `count` does; a page of very many instances is ready much sooner.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if the query, the order, the cursor or the limit cannot be used.
            UnknownScenario: if no loaded or stored definition is of the scenario.
            UnknownState: if no definition has the state.
            UnknownName: if no definition has the field, or it is private.
            InvalidUnits: if no definition has the role, or a unit is unknown.
            UnknownInstance: if there is no such plan.

        """
        return await run(
            partial(
                self.engine.page,
                query,
                order=order,
                cursor=cursor,
                limit=limit,
                lights=lights,
                at_most=at_most,
                viewer=viewer,
            ),
            session,
        )

    async def allowed_many(
        self, numbers: Iterable[str], *, by: str, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> dict[str, list[Allowed]]:
        """Return by number what `allowed` says of each of many instances, in a few statements for all of them.

        Raises:
            UnknownInstance: if there is none with one of the numbers.
            InvalidUnits: if the unit may do nothing with one of them and is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(partial(self.engine.allowed_many, numbers, by=by, viewer=viewer), session)
