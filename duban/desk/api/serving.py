"""The API under the desk's address: finds the operation of a request, reads its content, and answers off the loop."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.routing import compile_path

from duban import words
from duban.desk.api.answering import Request, admitted, answered, refused, written
from duban.desk.api.pace import Pace
from duban.desk.api.problems import Code, Problem
from duban.desk.api.resources import OPERATIONS
from duban.desk.api.speaking import accepted
from duban.desk.api.uploading import received_file
from duban.desk.api.waiting import STREAM, Streams, begun, streamed, waited
from duban.desk.serving import call_of, is_longer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from re import Pattern

    from starlette.requests import Request as Asked

    from duban.desk.api.operation import Given, Operation
    from duban.desk.serving import Tools
    from duban.desk.who import Identity

MOST = 1_048_576
"""So many bytes a request may bring, unless it brings a file."""


class _Uncounted(Pace):
    """Counts nothing: what is asked again, or is counted when its file has come."""

    def take(self, *_: object, **__: object) -> None:
        """Take whatever comes."""


_UNCOUNTED = _Uncounted(0, 0)


class Api:
    """Answers everything below `/api/v1`; `off_loop` runs in a thread what asks the database."""

    base = "/api/v1"

    def __init__(
        self,
        tools: Tools,
        off_loop: Callable[[Callable[[], Any]], Awaitable[Any]],
        *,
        operations: Sequence[Operation] = OPERATIONS,
    ) -> None:
        self._tools, self._off_loop = tools, off_loop
        self.operations = tuple(operations)
        self._pace = Pace(tools.settings.api_per_minute, tools.settings.api_acts_per_minute)
        self._streams = Streams()
        self._routes: dict[str, tuple[Pattern[str], Any, dict[str, Operation]]] = {}
        for each in self.operations:
            if each.path not in self._routes:
                pattern, _, convertors = compile_path(each.path)
                self._routes[each.path] = (pattern, convertors, {})
            self._routes[each.path][2][each.method] = each

    async def answer(self, asked: Asked, given: Identity | None) -> Response:
        """Answer a request."""
        call = call_of(asked)
        path = "/" + str(asked.path_params.get("rest", ""))
        request = Request(call, asked.headers, given=given)
        found = self._found(path)
        if found is None:
            return await self._refused(Problem(Code.NOT_FOUND), request)
        params, by_method = found
        operation = by_method.get("GET" if asked.method == "HEAD" and "HEAD" not in by_method else asked.method)
        if operation is None:
            allow = ", ".join(sorted({*by_method, *(("HEAD",) if "GET" in by_method else ())}))
            return await self._refused(Problem(Code.METHOD, headers={"allow": allow}), request)
        request = replace(request, call=replace(call, params=params))
        base = call.prefix + self.base
        if operation.takes:
            return await self._file(operation, request, asked, base)
        if operation.body is not None:
            try:
                content = await _content(asked)
            except Problem as problem:
                return await self._refused(problem, request)
            request = replace(request, content=content)
        if operation.waits:
            return await self._waited(operation, request, asked, base)
        work = partial(answered, self._tools, self._pace, operation, request, base)
        return _response(await self._off_loop(work), asked)

    async def _waited(self, operation: Operation, request: Request, asked: Asked, base: str) -> Response:
        """Answer when there is something to tell, or as long as the client listens."""

        async def again(request: Request, pace: Pace = _UNCOUNTED) -> Given:
            given: Given = await self._off_loop(partial(answered, self._tools, pace, operation, request, base))
            return given

        streams = STREAM in request.header("accept")
        request = begun(request) if streams else request
        first = await again(request, self._pace)
        if not streams or first.status != 200:  # noqa: PLR2004 - the status
            return _response(await waited(again, request, asked, first), asked)
        try:
            self._streams.enter()
        except Problem as problem:
            return await self._refused(problem, request)

        async def told() -> AsyncIterator[bytes]:
            try:
                async for part in streamed(again, request, first):
                    yield part
            finally:
                self._streams.leave()

        return StreamingResponse(told(), headers={"content-type": f"{STREAM}; charset=utf-8"})

    async def _file(self, operation: Operation, request: Request, asked: Asked, base: str) -> Response:
        """Read a file only from somebody who may bring one."""
        try:
            await self._off_loop(partial(admitted, self._tools, _UNCOUNTED, operation, request))
            async with received_file(asked, self._tools) as file:
                request = replace(request, content=file)
                work = partial(answered, self._tools, self._pace, operation, request, base)
                return _response(await self._off_loop(work), asked)
        except Problem as problem:
            return await self._refused(problem, request)

    async def _refused(self, problem: Problem, request: Request) -> Response:
        with words.speaking(accepted(request.header("accept-language")) or self._tools.settings.language):
            return _response(refused(problem, request), None)

    def _found(self, path: str) -> tuple[dict[str, str], Mapping[str, Operation]] | None:
        for pattern, convertors, by_method in self._routes.values():
            if (match := pattern.match(path)) is not None:
                return {name: convertors[name].convert(value) for name, value in match.groupdict().items()}, by_method
        return None


async def _content(asked: Asked) -> bytes:
    """Return what a request brings. Raise Problem if it is too much, or was broken off."""
    if is_longer(asked, MOST, unsaid=False):
        raise Problem(Code.TOO_LARGE)
    parts, came = [], 0
    try:
        async for part in asked.stream():
            came += len(part)
            if came > MOST:
                raise Problem(Code.TOO_LARGE)
            parts.append(part)
    except ClientDisconnect:
        raise Problem(Code.MALFORMED) from None
    return b"".join(parts)


def _response(given: Given, asked: Asked | None) -> Response:
    body, headers = written(given)
    if not isinstance(body, bytes):
        return StreamingResponse(body, given.status, headers)
    if asked is not None and asked.method == "HEAD":
        headers["content-length"] = str(len(body))
        return Response(b"", given.status, headers)
    return Response(body, given.status, headers)
