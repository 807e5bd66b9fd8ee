"""The desk of the demo: a plan's year is played up to a busy afternoon, and one works on from there as any of the cast.

Nobody signs in: who one is stands in a cookie of the demo's own. So it listens on this machine alone, and what stands
here exists nowhere else.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from duban import words
from duban.demo.acting import play
from duban.demo.cast import Conduct
from duban.demo.clock import DemoClock
from duban.demo.folder import DemoFolder
from duban.demo.people import parties, people_of
from duban.demo.playing import desk_of_demo, staged
from duban.desk import Desk, serve_desk
from duban.desk.pages import PAGES
from duban.desk.serving import SIGNED_IN, WHOEVER, Answer, NotFound, Page, go
from duban.evidence import Evidence
from duban.ledger import ledger_rows
from duban.notifiers import FileNotifier
from duban.storage import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from duban.demo.cast import Step
    from duban.demo.playing import Stage
    from duban.desk import Identity
    from duban.desk.serving import Visit
    from duban.workflow import Engine, Instance, Progress

COOKIE = "duban-demo"
_MONTH, _SLOW = timedelta(days=30), 2
"""One of so many units has not handed in the sheet of the last month yet."""

_PULSE = 2.0
"""Seconds between two looks at what has come due or waits to be sent."""


def serve_demo(
    notice_path: Path | None,
    *,
    out: Path,
    port: int,
    ready: Callable[[int], None] | None = None,
    progress: Progress | None = None,
) -> None:
    """Play a plan's year up to a busy afternoon, and serve its desk on this machine until the process is stopped.

    Raises what `run_demo` raises of a plan and its folder, and NotInstalled if a library of the desk is missing.
    """
    folder, clock = DemoFolder(out), DemoClock()
    more = {
        "folder": out,
        "desk": desk_of_demo(notice_path, port),
        "evidence": Evidence(folder="files", free_mb=0),
    }
    mail = partial(FileNotifier, folder=folder.mail, sender="督办平台 <duban@demo.example>")
    with staged(notice_path, folder, clock, mail=mail, more=more) as stage:
        with words.speaking("zh"):
            _play(stage, progress)
        rows = ledger_rows(stage.engine)
        desk = DemoDesk(stage.engine, people_of(stage.engine, rows))
        clock.go_on()
        with _alive(stage.engine):
            serve_desk(desk, stage.engine, ready=ready)


def _play(stage: Stage, progress: Progress | None) -> None:
    """Play the year; the last draft of each task has not been signed, and some sheets have not been handed in."""
    _, rows, parts, steps = stage.imported()
    until = _busy(steps, parts) or stage.end(rows, parts)
    last = {step.number: step for step in steps if step.signs and step.at < until}
    kept = [step for step in steps if last.get(step.number) is not step]

    def owing(sheet: Instance) -> bool:
        unit = sheet.units["reporter"][0]
        return sheet.opened_at > until - _MONTH and crc32(unit.encode()) % _SLOW == 0

    asyncio.run(play(stage.engine, stage.clock, kept, until=until, progress=progress, owing=owing))


def _busy(steps: Sequence[Step], parts: dict[str, Conduct]) -> datetime | None:
    """Return the afternoon of a day on which a late task was handed in; of several, the middle one."""
    handed = {
        step.at.date(): step.at for step in steps if step.trigger == "提请初审" and parts[step.number] is Conduct.LATE
    }
    days = sorted(handed)
    return handed[days[len(days) // 2]].replace(hour=14, minute=0) if days else None


@contextmanager
def _alive(engine: Engine) -> Iterator[None]:
    """Sweep and deliver, in a thread, as the daemon would."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(_PULSE):
            try:
                engine.sweep()
                asyncio.run(engine.deliver())
            except StorageError:
                continue  # busy: the next beat does it

    thread = threading.Thread(target=beat, name="demo", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class DemoDesk:
    """The desk with a page before it on which one chooses who to be; an ASGI application."""

    def __init__(self, engine: Engine, people: dict[str, Identity]) -> None:
        self._people = {secrets.token_urlsafe(12): identity for identity in people.values()}
        own = (
            Page("cast", "/demo", WHOEVER, shown=self._show, posted=self._enter),
            Page("another", "/demo/another", SIGNED_IN, shown=_leave, nav="Be somebody else", place=99),
        )
        templates = Path(__file__).parent / "templates"
        self.desk = Desk(engine, identify=self._identify, pages=(*PAGES, *own), templates=templates)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; who has not chosen yet is asked first."""
        if scope["type"] == "http" and scope["path"] == "/" and not self._chosen(scope):
            headers = [(b"location", b"/demo"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 303, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.desk(scope, receive, send)

    def _chosen(self, scope: Scope) -> bool:
        sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        return any(each.strip().removeprefix(f"{COOKIE}=") in self._people for each in sent.split(";"))

    async def _identify(self, request: Request) -> Identity | None:
        return self._people.get(request.cookies.get(COOKIE, ""))

    def _show(self, visit: Visit) -> Answer:
        keys = {identity.account: key for key, identity in self._people.items()}
        found = parties(visit.engine, self._people)
        today = visit.engine.today()
        return Answer("cast.j2", {"parties": found, "keys": keys, "today": today})

    def _enter(self, visit: Visit) -> Answer:
        key = visit.form.get("who")
        if key not in self._people:
            raise NotFound
        return replace(go(visit.url("work")), headers={"set-cookie": f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax"})


def _leave(visit: Visit) -> Answer:
    return go(visit.url("cast"))


NAV_TEXTS = ("Be somebody else",)
