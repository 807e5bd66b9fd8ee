"""Where an awaited verb runs: in a thread of its own, or inside an async application's session."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from duban.aio.hearing import hearing

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class AsyncGuest(Protocol):
    """What an application may pass as `session=`: SQLAlchemy's or SQLModel's AsyncSession, or an AsyncConnection."""

    async def run_sync(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:  # noqa: ANN401 - as SQLAlchemy has it
        """Run a function on the session's own connection."""
        ...


async def run(verb: Callable[..., Result], session: AsyncGuest | None = None) -> Result:
    """Call a verb and return what it returns: in a thread, or with `session` on its own connection.

    Raises TypeError for a session that is not async.
    """
    if session is None:
        async with hearing():
            return await asyncio.to_thread(verb)
    if not callable(getattr(session, "run_sync", None)):
        given = type(session).__name__
        message = f"session= takes an AsyncSession or an AsyncConnection here, not {given}"
        raise TypeError(message)
    return await session.run_sync(lambda guest: verb(session=guest))
