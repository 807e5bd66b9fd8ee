"""The verbs that count, and read what units have at hand, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from duban.aio.guest import AsyncGuest
    from duban.workflow import AtHand, Count, Deeds, Engine, Query


class AsyncHands:
    """Says how many there are, and whose."""

    engine: Engine

    async def deeds(
        self,
        who: str,
        *,
        since: date,
        until: date | None = None,
        scenario: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Deeds:
        """Return what a unit has done, or one person of it, to the instances in which it takes part; newest first.

        Args:
            who: a unit, with all its people, or `unit/person`.
            since: the first day, which counts as a whole, or an aware instant.
            until: the last day or instant that belongs to it; left out, the present one.
            scenario: only instances of this scenario.
            cursor: the `next` of the part before.
            limit: how many acts there are at most; up to 500.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if a day, the cursor or the limit cannot be used.
            UnknownScenario: if nothing was done, and no loaded or stored definition is of this scenario.
            InvalidUnits: if nothing was done, and the unit is unknown.

        """
        return await run(
            partial(
                self.engine.deeds,
                who,
                since=since,
                until=until,
                scenario=scenario,
                cursor=cursor,
                limit=limit,
                viewer=viewer,
            ),
            session,
        )

    async def at_hand(
        self,
        unit: str | Sequence[str],
        *,
        by: str | None = None,
        limit: int = 50,
        at_most: int = 1000,
        beside: Sequence[str] = (),
        since: datetime | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> AtHand:
        """Return what a unit, or several, have at hand: what is their turn, and what they have to decide.

        It takes the same few statements for many instances as for one.

        Args:
            unit: whose turn it is; a name or several.
            by: who acts, a unit or `unit/person`; each row says what they may do.
            limit: how many rows there are at most; up to 500. The counts are of all.
            at_most: stop counting when the units fill so many roles, because each instance is looked up; then the rows
                are the first of all, but there may be more of each count.
            beside: other units, whose turn is listed as well, but not counted.
            since: an aware instant; what was acted on since then is listed as news, fifty at most.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if no unit is named, or the limit or the instant cannot be used.
            InvalidUnits: if one of the units is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(
            partial(
                self.engine.at_hand,
                unit,
                by=by,
                limit=limit,
                at_most=at_most,
                beside=beside,
                since=since,
                viewer=viewer,
            ),
            session,
        )

    async def count(
        self,
        query: Query | None = None,
        *,
        by: str | None = None,
        at_most: int | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Count:
        """Return how many instances match a query, and how many by each value; none of them is loaded.

        Args:
            query: what is asked for; without one, all.
            by: `light`, `state`, `scenario`, `unit` (one instance counts for each unit that takes part in it) or
                `waiting_for` (for each unit whose turn it is).
            at_most: stop counting at so many: then `more` says that there are more in all, and `beyond` of which values
                there may be more. Of everything that is open, so many of each light are counted; of all else, so many
                in all, whichever these are.
            viewer: who reads; only the `scope` of the query depends on it.
            session: your own.

        Raises the same errors as `page`.

        """
        return await run(partial(self.engine.count, query, by=by, at_most=at_most, viewer=viewer), session)

    async def counts(
        self,
        query: Query | None = None,
        *,
        by: Iterable[str],
        at_most: int | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> dict[str, Count]:
        """Return how many instances match a query by several things, by each as `count` does, in one reading.

        Args:
            query: what is asked for; without one, all.
            by: what `count` takes as `by`, several of it.
            at_most: stop counting at so many, as `count` does.
            viewer: who reads; only the `scope` of the query depends on it.
            session: your own.

        Raises the same errors as `page`.

        """
        return await run(partial(self.engine.counts, query, by=by, at_most=at_most, viewer=viewer), session)
