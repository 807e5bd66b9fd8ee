"""The same harness for tests of async applications, whose engine is that of `duban.aio`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from duban import words
from duban.aio import AsyncEngine
from duban.testing.harness import Harness

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from duban.testing.saying import Said
    from duban.workflow import Engine, FixedClock


class AsyncHarness:
    """A `Harness` to await: it takes what that takes, and is used in an `async with` statement.

    `engine` is an `AsyncEngine`; `sync` is the harness behind it, for what has no twin here, such as `refused`. `bind=`
    takes the application's database by a driver that blocks, as `AsyncEngine` does.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as Harness takes them
        self.sync = Harness(*args, **options)
        self._made: AsyncEngine | None = None

    async def __aenter__(self) -> Self:
        """Make the engine, and the schema if there is none."""
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(self, *_: object) -> None:
        """Close the engine, and delete what the test has written."""
        await asyncio.to_thread(self.__exit__)

    def __enter__(self) -> Self:
        """Make the engine where nothing can be awaited: in a fixture."""
        self.sync.__enter__()
        self._made = _Around(self.sync.engine)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the engine where nothing can be awaited."""
        self._made = None
        self.sync.__exit__()

    @property
    def engine(self) -> AsyncEngine:
        """Return the engine; outside of the `with` statement there is none."""
        if self._made is None:
            message = words.Line("a harness has an engine only inside its `with` statement")
            raise RuntimeError(message)
        return self._made

    @property
    def clock(self) -> FixedClock:
        """Return the clock."""
        return self.sync.clock

    @property
    def now(self) -> datetime:
        """Return the instant that the clock shows, in UTC."""
        return self.sync.now

    async def run(self) -> tuple[Said, ...]:
        """Let everything take effect that is due now, send what may leave, and return what was told by that."""
        return await asyncio.to_thread(self.sync.run)

    async def until(self, at: datetime | str) -> tuple[Said, ...]:
        """Move the clock to an instant, and return what was told on the way."""
        return await asyncio.to_thread(self.sync.until, at)

    async def advance(self, length: str | timedelta, *, scenario: str | None = None) -> tuple[Said, ...]:
        """Move the clock by a length of time such as `3 working days`, and return what was told on the way."""
        return await asyncio.to_thread(lambda: self.sync.advance(length, scenario=scenario))

    async def until_due(self, number: str, *, clock: str | None = None) -> tuple[Said, ...]:
        """Move the clock to the instant at which an instance is overdue, and return what was told on the way."""
        return await asyncio.to_thread(lambda: self.sync.until_due(number, clock=clock))

    async def said(self) -> tuple[Said, ...]:
        """Return every message decided since the start or since `forget`, also those that have not left, in order."""
        return await asyncio.to_thread(self.sync.said)

    async def forget(self) -> None:
        """Let the assertions about messages be about those only that are decided from now on."""
        await asyncio.to_thread(self.sync.forget)

    async def assert_told(
        self,
        who: str,
        *,
        message: str | None = None,
        medium: str | None = None,
        number: str | None = None,
        saying: str | None = None,
        times: int | None = None,
    ) -> tuple[Said, ...]:
        """Assert that somebody was told something, and return those messages; what may leave now leaves first."""
        __tracebackhide__ = True
        facts = {"message": message, "medium": medium, "number": number, "saying": saying}
        return await asyncio.to_thread(lambda: self.sync.assert_told(who, times=times, **facts))

    async def assert_not_told(
        self,
        who: str | None = None,
        *,
        message: str | None = None,
        medium: str | None = None,
        number: str | None = None,
        saying: str | None = None,
    ) -> None:
        """Assert that nobody, or not this one, was told anything that fits; what may leave now leaves first."""
        __tracebackhide__ = True
        facts = {"message": message, "medium": medium, "number": number, "saying": saying}
        await asyncio.to_thread(lambda: self.sync.assert_not_told(who, **facts))

    async def assert_at(
        self,
        number: str,
        *,
        state: str | None = None,
        light: str | None = None,
        due: date | str | None = None,
        round: int | None = None,
    ) -> None:
        """Assert where an instance stands now; only what is given is compared, and all that differs is named."""
        __tracebackhide__ = True
        await asyncio.to_thread(lambda: self.sync.assert_at(number, state=state, light=light, due=due, round=round))


class _Around(AsyncEngine):
    """An async engine around one that is there already."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
