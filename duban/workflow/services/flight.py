"""A message in flight: its channel has as long as it says, and whoever sends it holds it meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from duban.notifiers import Receipt

_LOOK = 1.0
"""Seconds after which a flight looks whether it is to be broken off."""


async def answered(
    sending: Coroutine[Any, Any, Receipt],
    *,
    patience: float,
    hold: Callable[[], Awaitable[object]],
    interval: float,
    breaks_off: Callable[[float], bool],
) -> Receipt:
    """Return the receipt for a message that is being sent, or raise what the channel raises.

    All times are in seconds, by a clock that only runs forward. `hold` is called every `interval`, and `breaks_off` at
    least as often, with the time in flight. Raise TimeoutError if that is True, or there is no answer in `patience`.
    """
    flying = asyncio.ensure_future(sending)
    flown = held = 0.0
    try:
        while not flying.done():
            step = min(_LOOK, interval, patience - flown)
            await asyncio.wait([flying], timeout=step)
            flown, held = flown + step, held + step
            if flying.done():
                break
            if flown >= patience or breaks_off(flown):
                raise TimeoutError
            if held >= interval:
                held = 0.0
                await hold()
        return flying.result()
    finally:
        if not flying.done():
            flying.cancel()
            await asyncio.wait([flying])
        if not flying.cancelled():
            flying.exception()  # one that nobody waits for any more is not reported as forgotten
