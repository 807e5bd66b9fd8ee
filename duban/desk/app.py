"""The desk as an ASGI application: alone under uvicorn, or mounted in another application."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router

from duban.desk.accounts import Accounts, Keyring, Passwords
from duban.desk.acts import refresh_kinds
from duban.desk.api import Api
from duban.desk.callbacks import PATH, Callbacks
from duban.desk.models import Rulebook
from duban.desk.pages import NOT_FOUND, PAGES, other_method, unread
from duban.desk.probing import Probes
from duban.desk.serving import (
    MOST_FIELDS,
    Frame,
    Sent,
    Tools,
    Unreadable,
    call_of,
    has_begun,
    is_longer,
    received,
    replied,
)
from duban.desk.store import require

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from duban.desk.serving import Call, Page, Reply
    from duban.desk.who import Identity
    from duban.workflow import Engine

    Identify = Callable[[Request], Awaitable[Identity | None]]


T = TypeVar("T")

_MIB = 1_048_576


class Desk:
    """The pages on which an office and its units work, over one engine; an ASGI application that needs no lifespan.

    With `identify` the application that mounts the desk says who comes; then nobody signs in here, and there are no
    accounts. `pages` are those that there are; the templates of other ones than its own are found in `templates`.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        identify: Identify | None = None,
        pages: Sequence[Page] = PAGES,
        templates: Path | None = None,
    ) -> None:
        settings = engine.settings.desk
        self._identify, self._ready, local = identify, identify is not None, identify is None
        self.pages = tuple(page for page in pages if local or not page.local)
        self._limiter = CapacityLimiter(settings.threads)
        routes = [Route(page.path, partial(self._answer, page), name=page.name) for page in self.pages]
        for route in routes:
            route.methods = set()  # any: the page that says which ones are taken is ours
        self._routes = tuple(routes)
        posted = Route(PATH, Callbacks(engine).answer, name="callback", methods=["GET", "POST"])
        asked = Route(f"{Api.base}/{{rest:path}}", self._answer_program, name="api")
        asked.methods = set()  # any, likewise
        probes = Probes(engine, local=local)
        watched = [
            Route("/healthz", probes.lives, name="healthz", methods=["GET"]),
            Route("/readyz", probes.ready, name="readyz", methods=["GET"]),
            Route("/metrics", probes.metrics, name="metrics", methods=["GET"]),
        ]
        self._router = Router([asked, *watched, *routes, posted], redirect_slashes=False, default=self._lost)
        keyring = Keyring(engine.settings.folder / settings.key_file)
        self.tools = Tools(
            engine=engine,
            accounts=Accounts(engine, keyring, Passwords(settings)),
            rulebook=Rulebook(engine),
            settings=settings,
            pages=self.pages,
            address_of=self._address_of,
            page_at=self._page_at,
            templates=templates,
            local=local,
        )
        self.api = Api(self.tools, self._work_for_program)
        self._framed = Frame(self._router, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._framed(scope, receive, send)

    async def _answer(self, page: Page, request: Request) -> Response:
        call = call_of(request)
        given = None if self._identify is None else await self._identify(request)
        if request.method not in (methods := _methods(page)):
            return await self._work(other_method(methods), replace(call, method="GET"), Sent(), given)
        if request.method != "POST":
            return await self._work(page, call, Sent(), given)
        limits, most, fields = self.tools.engine.settings.evidence, page.body, MOST_FIELDS
        brings = page.files and is_longer(request, most, unsaid=True)
        if (brings or page.fields > fields) and await self._has_begun(call, given):
            most, fields = most + (limits.act_mb * _MIB if brings else 0), page.fields
        files = limits.act_files if page.files else 0
        try:
            async with received(request, most, files=files, fields=fields) as sent:
                return await self._work(page, call, sent, given)
        except Unreadable as error:
            return await self._work(unread(error, page), replace(call, method="GET"), Sent(), given)

    async def _has_begun(self, call: Call, given: Identity | None) -> bool:
        """Return whether a form comes from somebody who has signed in, even if they were idle for too long."""
        return given is not None or await self._off_loop(partial(has_begun, self.tools, call))

    async def _work(self, page: Page, call: Call, sent: Sent, given: Identity | None) -> Response:
        return _response(await self._off_loop(partial(self._reply, page, call, sent, given)))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        """Return what some work gives that asks the database, done in a thread."""
        return await to_thread.run_sync(work, limiter=self._limiter)

    async def _answer_program(self, request: Request) -> Response:
        given = None if self._identify is None else await self._identify(request)
        return await self.api.answer(request, given)

    async def _work_for_program(self, work: Callable[[], T]) -> T:
        """Return what an operation of the API gives, which meets the same desk as the pages do."""

        def prepared() -> T:
            self._prepare()
            return work()

        return await self._off_loop(prepared)

    def _prepare(self) -> None:
        """See to it that the desk has its tables, and take up kinds that have come since."""
        if not self._ready:
            require(self.tools.engine)
            self._ready = True
        refresh_kinds(self.tools.engine)

    def _reply(self, page: Page, call: Call, sent: Sent, given: Identity | None) -> Reply:
        self._prepare()
        return replied(self.tools, page, call, sent, given)

    async def _lost(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        call = replace(call_of(Request(scope, receive)), method="GET")
        response = await self._work(NOT_FOUND, call, Sent(), None)
        await response(scope, receive, send)

    def _address_of(self, name: str, /, **params: str) -> str:
        return str(self._router.url_path_for(name, **params))

    def _page_at(self, path: str) -> tuple[Page, dict[str, str]] | None:
        for page, route in zip(self.pages, self._routes, strict=True):
            match = route.path_regex.match(path)
            if match is not None:
                return page, match.groupdict()
        return None


def _methods(page: Page) -> list[str]:
    return [*(["GET", "HEAD"] if page.shown is not None else []), *(["POST"] if page.posted is not None else [])]


def _response(reply: Reply) -> Response:
    body, status = reply.body, reply.status
    response = Response(body, status) if isinstance(body, bytes) else StreamingResponse(body, status)
    for name, value in reply.headers:
        response.headers.append(name, value)
    return response
