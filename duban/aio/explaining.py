"""The verbs that explain, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from duban.aio.guest import AsyncGuest
    from duban.workflow import Allowed, Engine, Explanation, WhyDue, WhyEscalated, WhyNot


class AsyncExplaining:
    """Says why: a due date, an escalation, a refusal."""

    engine: Engine

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
