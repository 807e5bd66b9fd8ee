"""The desk's pages: server time beside an empty route, their own statements by the driver, and the rendering alone.

And each among 200,000 instances beside among 2,000. A page's figure is the median of warm requests through ASGI.
"""

from __future__ import annotations

import asyncio
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from benchmarks.lists import NOW, filled
from benchmarks.measure import Result, interleaved, ratio_of, timed
from benchmarks.office import engine_on
from benchmarks.recording import connect, recording, replay
from duban.desk import Desk, Function, Identity, Membership
from duban.desk.serving import answering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from benchmarks.office import Store
    from duban import Engine
    from duban.desk.serving import Answer, Visit

RUNS, TIMES = 5, 30
UNIT = "单位7"
HERE = "http://localhost:8700"


class Budget(NamedTuple):
    """A page, and how often of its floor and of its time among few it may take: must and goal of each."""

    path: str
    floor: tuple[float, float | None]
    growth: tuple[float, float | None]


PAGES = {
    "work waiting": Budget("/", (4, 2.5), (1.5, 1.2)),
    "ledger, what is open": Budget("/ledger", (4, 2.5), (2, 1.3)),
    "ledger, the red": Budget("/ledger?light=red", (4, 2.5), (2, 1.3)),
    "ledger, a word": Budget("/ledger?text=Z-70", (6, None), (10, 4)),
    "a matter of 50 entries": Budget("/i/{number}", (5, 3), (1.2, None)),
}


class Client:
    """Somebody of a unit at a desk, in this process."""

    def __init__(self, application: Any) -> None:  # noqa: ANN401 - any ASGI application
        transport = httpx.ASGITransport(application, client=("10.1.2.3", 50_000))
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(transport=transport, base_url=HERE)

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        answer = self._loop.run_until_complete(self._client.get(path))
        assert answer.is_success, (path, answer.status_code)  # noqa: S101 - a page that fails is fast
        return answer

    def milliseconds(self, path: str) -> float:
        """Return the median time of a page that was asked for before."""
        return median(timed(lambda: self.get(path)) for _ in range(TIMES)) * 1000


def desk_on(engine: Engine) -> Client:
    """Return somebody at the desk of an engine; the application that it is mounted in says who they are."""
    place = Membership(0, UNIT, "经办人", Function.CLERK)
    who = Identity(None, "somebody", "经办人", place)

    async def identify(_request: Request) -> Identity:
        return who

    return Client(Desk(engine, identify=identify))


def empty() -> Client:
    """Return an application that answers with nothing."""

    async def nothing(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    return Client(Starlette(routes=[Route("/", nothing)]))


def desk(store: Store, name: str, few: int, many: int) -> Iterator[Result]:
    """Time each page beside its floor among few, and among many beside among few."""
    urls = {size: filled(store, size) for size in (few, many)}
    with engine_on(urls[few], NOW) as small, engine_on(urls[many], NOW) as large:
        for engine in (small, large):
            engine.index_texts()
        numbers = {engine: _long(engine) for engine in (small, large)}
        here, there = desk_on(small), desk_on(large)
        for subject, budget in PAGES.items():
            path, path_there = (budget.path.format(number=numbers[engine]) for engine in (small, large))
            here.get(path)
            there.get(path_there)
            takes = {"ours": partial(here.milliseconds, path), "floor": _floor(small, urls[few], here, path)}
            must, goal = budget.floor
            figures = interleaved(takes, runs=RUNS)
            yield ratio_of(f"{subject}, {name}", figures, unit="ms", must=must, goal=goal, at_least=False)
            takes = {"ours": partial(there.milliseconds, path_there), "floor": takes["ours"]}
            must, goal = budget.growth
            figures = interleaved(takes, runs=RUNS)
            said = f"{subject}, {many:,} to {few:,}, {name}"
            yield ratio_of(said, figures, unit="ms", must=must, goal=goal, at_least=False)


def _long(engine: Engine) -> str:
    """Return the number of a matter with fifty entries."""
    number = engine.open("bench", by=UNIT, title="取号机故障", units={"lead": UNIT}).number
    for _ in range(49):
        engine.remark(number, "设备已到货，正在调试", by=UNIT)
    return number


def _floor(engine: Engine, url: str, client: Client, path: str) -> Any:  # noqa: ANN401 - takes nothing, gives milliseconds
    """Return what takes the time of an empty route, a page's statements by the driver, and its rendering alone."""
    shown: list[tuple[Answer, Visit]] = []
    render = answering.render

    def kept(answer: Answer, visit: Visit) -> Any:  # noqa: ANN401 - as it is
        shown.append((answer, visit))
        return render(answer, visit)

    answering.render = kept
    try:
        with recording(engine) as taken:
            client.get(path)
    finally:
        answering.render = render
    nothing, bare = empty(), connect(url)

    def once() -> None:
        nothing.get("/")
        replay(bare, taken)
        render(*shown[-1])

    return lambda: median(timed(once) for _ in range(TIMES)) * 1000
