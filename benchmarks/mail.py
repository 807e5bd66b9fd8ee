"""Mail: from the outbox to the receipts, beside aiosmtplib alone; and over a slow link, by connections."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import aiosmtplib

from benchmarks.acts import RUNS, fire_all
from benchmarks.measure import Result, interleaved, ratio_of
from benchmarks.office import DEFINITION, OPENED, Store, opened
from duban import Engine, Settings
from duban.notifiers import SmtpNotifier
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.notifiers import Message

SENDER = "duban@example.org"
SLOW = 20
"""Milliseconds that the slow server takes to reply, each time."""

MOST = 16
"""Connections at once."""

BOUNDS = {"SQLite": (2.5, 5), "PostgreSQL": (2, 3.5)}
"""What the dispatcher must and should reach by four connections, to `aiosmtplib.send` for each message."""


def mail(store: Store, name: str, many: int) -> list[Result]:
    """Time draining an outbox against a connection per message, by a server that takes commands at once or not."""
    base = store.new()
    with engine_on(base, 0, 1) as engine:
        fire_all(engine, opened(base, many))

    def drained(port: int) -> float:
        with engine_on(store.copy(base), port, 4) as engine:
            return many / drain(engine)

    def one_by_one(port: int) -> float:
        began = perf_counter()
        asyncio.run(sent(many, port, like))
        return many / (perf_counter() - began)

    like = sample(store.copy(base))
    with server() as plain, server("--pipelining") as at_once:
        found = interleaved(
            {
                "ours": lambda: drained(plain),
                "floor": lambda: one_by_one(plain),
                "at once": lambda: drained(at_once),
            },
            runs=RUNS,
        )
    must, goal = BOUNDS[name]
    return [
        ratio_of(f"mail, {name}, to aiosmtplib.send", found, unit="/s", must=must, goal=goal),
        ratio_of(f"mail, {name}, PIPELINING, to the same", found, unit="/s", must=must, goal=goal, ours="at once"),
    ]


def over_a_slow_link(store: Store) -> Result:
    """Time many slow connections against one."""
    with server("--delay", str(SLOW)) as slow:

        def by(connections: int) -> float:
            own = store.new()
            count = 20 * connections
            with engine_on(own, 0, 1) as engine:
                fire_all(engine, opened(own, count))
            with engine_on(own, slow, connections) as engine:
                return count / drain(engine)

        over = interleaved({"ours": lambda: by(MOST), "floor": lambda: by(1)}, runs=RUNS)
    return ratio_of(f"mail over a slow link, {MOST} connections to 1", over, unit="/s", must=0.95 * MOST)


def engine_on(url: str, port: int, connections: int) -> Engine:
    """Return an engine that sends by a server, so many mails at once."""
    settings = Settings.plain(url).model_copy(update={"connections": connections})
    channels = {"email": lambda: SmtpNotifier(host="127.0.0.1", port=port, sender=SENDER, security="none")}
    clock = FixedClock(OPENED)
    made = Engine(settings, scenarios=[DEFINITION], directory=MadeUpPeople(), channels=channels, clock=clock)
    made.prepare()
    return made


def drain(engine: Engine) -> float:
    """Send all that is in the outbox; returns the seconds that it took."""
    began = perf_counter()
    result = asyncio.run(engine.deliver())
    took = perf_counter() - began
    if result.retried or result.dead or result.down or not result.delivered:
        message = f"the outbox could not be drained: {result}"
        raise RuntimeError(message)
    return took


def sample(url: str) -> Message:
    """Return one of the messages in an outbox, as the dispatcher gives it to its channel."""
    post = RecordingNotifier()
    with Engine(
        Settings.plain(url),
        scenarios=[DEFINITION],
        directory=MadeUpPeople(),
        channels={"email": lambda: post},
        clock=FixedClock(OPENED),
    ) as engine:
        asyncio.run(engine.deliver())
    return post.sent[0]


async def sent(many: int, port: int, like: Message) -> None:
    """Write and send mails one by one, each on a connection of its own, as `aiosmtplib.send` does."""
    for place in range(many):
        await aiosmtplib.send(written(place, like), hostname="127.0.0.1", port=port, start_tls=False)


def written(place: int, like: Message) -> EmailMessage:
    """Return such a mail as the dispatcher sends: the same text, and the same HTML."""
    one = EmailMessage()
    one["From"], one["To"] = SENDER, f"{place}@example.org"
    one["Subject"], one["Message-ID"] = f"JS-2024-{place}", f"<{place}@example.org>"
    one.set_content(like.text)
    if like.html is not None:
        one.add_alternative(like.html, subtype="html")
    return one


@contextmanager
def server(*options: str) -> Iterator[int]:
    """Give the port of a mail server in a process of its own."""
    program = Path(__file__).parent / "steps" / "sink.py"
    command = [sys.executable, str(program), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.kill()
