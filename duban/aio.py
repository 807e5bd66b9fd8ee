"""The async door: the same engine and the same verbs, awaited.

Without `session=` a verb runs in a thread of its own, so the event loop goes on meanwhile; with an application's
`AsyncSession` or `AsyncConnection` it runs inside that, on the application's own async driver (`run_sync`). There is no
second implementation behind it.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from duban.workflow import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.notifiers import Notifier
    from duban.states import Definition, Duration
    from duban.workflow import (
        Allowed,
        CalendarImport,
        CalendarView,
        Clock,
        DeliveryResult,
        Directory,
        Health,
        HistoryEntry,
        Instance,
        Link,
        Migration,
        NewItem,
        Pending,
        Progress,
        Settings,
        SweepResult,
        Verification,
        WhyDue,
        WhyEscalated,
        WhyNot,
    )

Result = TypeVar("Result")


class AsyncGuest(Protocol):
    """What an application may pass as `session=`: SQLAlchemy's or SQLModel's AsyncSession, or an AsyncConnection."""

    async def run_sync(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:  # noqa: ANN401 - as SQLAlchemy has it
        """Run a function on the session's own connection."""
        ...


class AsyncEngine:
    """An `Engine` for async applications; it takes what `Engine` takes, and each verb takes and gives the same.

    Where a task is cancelled while a verb runs in its thread, the verb still comes to its end: it is done or refused as
    a whole, and a `key` tells which.
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
        self.engine = Engine(
            database, bind=bind, scenarios=scenarios, directory=directory, channels=channels, clock=clock
        )

    async def open(
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
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Open an instance; see `Engine.open`."""
        verb = partial(
            self.engine.open,
            scenario,
            by=by,
            title=title,
            units=units,
            data=data,
            note=note,
            source=source,
            external_no=external_no,
            ongoing=ongoing,
            key=key,
        )
        return await _run(verb, session)

    async def fire(
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
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Pull a trigger; see `Engine.fire`."""
        verb = partial(
            self.engine.fire, number, trigger, by=by, data=data, note=note, units=units, key=key, expect=expect
        )
        return await _run(verb, session)

    async def open_many(
        self, scenario: str, items: Iterable[NewItem], *, by: str, session: AsyncGuest | None = None
    ) -> list[Instance]:
        """Open many instances, all or none; see `Engine.open_many`."""
        return await _run(partial(self.engine.open_many, scenario, items, by=by), session)

    async def fire_many(
        self,
        numbers: Iterable[str],
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[Instance]:
        """Pull one trigger of many instances, all or none; see `Engine.fire_many`."""
        return await _run(partial(self.engine.fire_many, numbers, trigger, by=by, data=data, note=note), session)

    async def assign(
        self,
        number: str,
        role: str,
        units: str | Sequence[str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Bind units to a role; see `Engine.assign`."""
        return await _run(
            partial(self.engine.assign, number, role, units, by=by, note=note, key=key, expect=expect), session
        )

    async def extend(
        self,
        number: str,
        clock: str,
        length: str | Duration,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Ask for more time; see `Engine.extend`."""
        return await _run(
            partial(self.engine.extend, number, clock, length, by=by, note=note, key=key, expect=expect), session
        )

    async def decide(
        self,
        id: str,
        *,
        approve: bool,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Grant or refuse what waits for a decision; see `Engine.decide`."""
        return await _run(partial(self.engine.decide, id, approve=approve, by=by, note=note, key=key), session)

    async def link(
        self,
        number: str,
        other: str,
        kind: str = "repeat_of",
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Link an instance with another; see `Engine.link`."""
        return await _run(partial(self.engine.link, number, other, kind, by=by, note=note, key=key), session)

    async def migrate(
        self,
        scenario: str,
        *,
        by: str,
        to: int | None = None,
        states: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
        session: AsyncGuest | None = None,
        progress: Progress | None = None,
    ) -> Migration:
        """Move the open instances of a scenario to a newer definition; see `Engine.migrate`."""
        options: dict[str, Any] = {"to": to, "states": states, "note": note, "dry_run": dry_run, "progress": progress}
        return await _run(partial(self.engine.migrate, scenario, by=by, **options), session)

    # -- reading ------------------------------------------------------------------------------------------------------

    async def instance(self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None) -> Instance:
        """Return an instance as `viewer` may see it."""
        return await _run(partial(self.engine.instance, number, viewer=viewer), session)

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
        """Return the instances that fit, those due first first and those without a date last."""
        verb = partial(
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
        )
        return await _run(verb, session)

    async def pending(
        self, *, number: str | None = None, unit: str | None = None, session: AsyncGuest | None = None
    ) -> list[Pending]:
        """Return what waits for a decision, asked first first."""
        return await _run(partial(self.engine.pending, number=number, unit=unit), session)

    async def links(self, number: str, *, session: AsyncGuest | None = None) -> list[Link]:
        """Return what an instance is linked with."""
        return await _run(partial(self.engine.links, number), session)

    async def opened(self, source: str, external_no: str, *, session: AsyncGuest | None = None) -> Instance | None:
        """Return the instance under which an outside matter was opened, if it was."""
        return await _run(partial(self.engine.opened, source, external_no), session)

    async def history(self, number: str, *, session: AsyncGuest | None = None) -> list[HistoryEntry]:
        """Return everything that happened to an instance, in order."""
        return await _run(partial(self.engine.history, number), session)

    async def allowed(self, number: str, *, by: str, session: AsyncGuest | None = None) -> list[Allowed]:
        """Return each trigger with what stands against its being pulled now."""
        return await _run(partial(self.engine.allowed, number, by=by), session)

    async def why_due(self, number: str, *, session: AsyncGuest | None = None) -> tuple[WhyDue, ...]:
        """Return how the due date of each clock came about."""
        return await _run(partial(self.engine.why_due, number), session)

    async def why_escalated(self, number: str, *, session: AsyncGuest | None = None) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped, and why."""
        return await _run(partial(self.engine.why_escalated, number), session)

    async def why_not(
        self, number: str, trigger: str | None = None, *, by: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[WhyNot, ...]:
        """Return why a trigger cannot be pulled, or why what is still to come has not come yet."""
        return await _run(partial(self.engine.why_not, number, trigger, by=by), session)

    async def calendar(self, name: str = "china") -> CalendarView:
        """Return how far a calendar is known."""
        return await asyncio.to_thread(self.engine.calendar, name)

    async def health(self) -> Health:
        """Return how far the installation is behind."""
        return await asyncio.to_thread(self.engine.health)

    async def verify(
        self, *, heads: Mapping[str, tuple[int, str]] | None = None, progress: Progress | None = None
    ) -> Verification:
        """Recompute every history; `progress` is called in the thread that does."""
        return await asyncio.to_thread(partial(self.engine.verify, heads=heads, progress=progress))

    async def next_instant(self) -> datetime | None:
        """Return the next instant at which a sweep or a drain has work to do."""
        return await asyncio.to_thread(self.engine.next_instant)

    # -- services -----------------------------------------------------------------------------------------------------

    async def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once."""
        return await asyncio.to_thread(partial(self.engine.sweep, stop=stop))

    async def deliver(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Drain the outbox: send what may leave now."""
        return await self.engine.deliver(stop=stop)

    async def import_calendar(
        self,
        calendar: str = "china",
        days: Mapping[date, tuple[bool, str | None]] | None = None,
        *,
        dry_run: bool = False,
    ) -> CalendarImport:
        """Lay days over a calendar and date every open clock anew."""
        return await asyncio.to_thread(partial(self.engine.import_calendar, calendar, days, dry_run=dry_run))

    async def prepare(self) -> None:
        """See to it that the schema is there."""
        await asyncio.to_thread(self.engine.prepare)

    async def create_tables(self) -> None:
        """Create our tables, or bring them up to date."""
        await asyncio.to_thread(self.engine.create_tables)

    async def close(self) -> None:
        """Close the connections that are ours."""
        await asyncio.to_thread(self.engine.close)

    async def __aenter__(self) -> Self:
        """Return the engine."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        await self.close()


async def _run(verb: Callable[..., Result], session: AsyncGuest | None) -> Result:
    if session is None:
        return await asyncio.to_thread(verb)
    if not callable(getattr(session, "run_sync", None)):
        given = type(session).__name__
        message = f"session= takes an AsyncSession or an AsyncConnection here, not {given}"
        raise TypeError(message)
    return await session.run_sync(lambda guest: verb(session=guest))
