"""Waiting for events: an answer that comes when something happens, or a stream of all that does.

Nobody waits in a thread: between two looks at the database the loop has all of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
from anyio import sleep

from duban.desk.api.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request as Asked

    from duban.desk.api.answering import Request
    from duban.desk.api.operation import Given
    from duban.desk.serving import Sent

    Asking = Callable[[Request], Awaitable[Given]]

STREAM = "text/event-stream"
EVERY = 1.0
"""So many seconds pass between two looks."""

_BEATS, _LONGEST = 15, 600
"""After so many looks without an event a line keeps the connection open; after so many in all it ends."""

_MOST_STREAMS = 32


class Streams:
    """Counts the streams that are open in this process, of which there are only so many."""

    def __init__(self) -> None:
        self.open = 0

    def enter(self) -> None:
        """Count one more. Raise Problem if there are too many."""
        if self.open >= _MOST_STREAMS:
            raise Problem(Code.TOO_MANY, headers={"retry-after": "30"})
        self.open += 1

    def leave(self) -> None:
        """Count one less."""
        self.open -= 1


async def waited(ask: Asking, request: Request, asked: Asked, first: Given) -> Given:
    """Return the answer once there is an event, or when its time is over; `first` is that which was given at once."""
    given = first
    left = float(_seconds(request.call.query))
    while left > 0 and _is_empty(given) and not await asked.is_disconnected():
        await sleep(EVERY)
        left -= EVERY
        given = await ask(request)
    return given


async def streamed(ask: Asking, request: Request, first: Given) -> AsyncIterator[bytes]:
    """Yield events as they happen, each with the cursor behind it; `first` is the answer that was given at once."""
    given, quiet = first, 0
    for _ in range(_LONGEST):
        if given.status != 200:  # noqa: PLR2004 - the token has ended, or the feed has lost its place
            yield b"event: problem\ndata: " + msgspec.json.encode(given.value) + b"\n\n"
            return
        for each in given.value["events"]:
            yield b"id: %s\ndata: %s\n\n" % (each["cursor"].encode(), msgspec.json.encode(each))
        quiet = 0 if given.value["events"] else quiet + 1
        if quiet % _BEATS == _BEATS - 1:
            yield b": still here\n\n"
        if not given.value["more"]:
            await sleep(EVERY)
        given = await ask(_behind(request, given.value["next"]))


def begun(request: Request) -> Request:
    """Return a request for a stream that goes on where the client has left off."""
    last = request.header("last-event-id")
    return _behind(request, last) if last else request


def _behind(request: Request, cursor: str) -> Request:
    if not cursor:
        return request
    query = request.call.query
    kept = tuple(pair for pair in query.fields if pair[0] != "since")
    return replace(request, call=replace(request.call, query=replace(query, fields=(*kept, ("since", cursor)))))


def _seconds(query: Sent) -> int:
    written = query.get("wait")
    return int(written) if written.isascii() and written.isdigit() else 0


def _is_empty(given: Given) -> bool:
    value: Any = given.value
    return given.status == 200 and not value["events"] and not value["more"]  # noqa: PLR2004 - the status
