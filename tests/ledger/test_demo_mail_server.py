"""The demo's mail at a real SMTP server."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from demo_runs import Run, read_mail, small_plan

from duban.ledger import DemoChannelDown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path


class Inbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's own name and shape
        self.mails.append(read_mail(envelope.content))
        return "250 OK"


KINDS = ("plain", "html")


def _body(mail: EmailMessage, kind: str) -> str:
    """Return a mail's text without the tokens of its links, which are drawn anew in each office."""
    return re.sub(r"/s/[\w-]+", "/s/…", mail.get_body((kind,)).get_content())


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, str]]:
    """Run a real SMTP server in a thread of its own; yields its inbox and its URL."""
    inbox, ready, loop = Inbox(), threading.Event(), asyncio.new_event_loop()
    sessions: list[SMTP] = []
    places: list[tuple[int, asyncio.Event]] = []

    def session() -> SMTP:
        sessions.append(SMTP(inbox, hostname="mail.example", loop=loop))
        return sessions[-1]

    async def serve(stop: asyncio.Event) -> None:
        server = await loop.create_server(session, "127.0.0.1", 0)
        places.append((server.sockets[0].getsockname()[1], stop))
        ready.set()
        await stop.wait()
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve(asyncio.Event()))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    port, stop = places[0]
    try:
        yield inbox, f"smtp://127.0.0.1:{port}/?from=duban@demo.example"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def test_a_real_mail_server_gets_the_same_mail_as_the_folder(tmp_path: Path) -> None:
    written = Run(small_plan(tmp_path), tmp_path / "files")
    with mail_server() as (inbox, url):
        sent = Run(small_plan(tmp_path), tmp_path / "sent", smtp_url=url)
    assert not sent.mails

    def told(mails: list[EmailMessage]) -> Counter[tuple[str, ...]]:
        return Counter(
            (mail["to"], mail["subject"], mail["date"], *(_body(mail, kind) for kind in KINDS)) for mail in mails
        )

    assert told(inbox.mails) == told(written.mails)
    assert len({mail["message-id"] for mail in inbox.mails}) == len(inbox.mails)


@pytest.mark.usefixtures("english")
def test_a_mail_server_that_is_not_there_ends_the_demo_with_one_line(tmp_path: Path) -> None:
    with mail_server() as (_, url):
        pass
    with pytest.raises(DemoChannelDown, match=r"^email: 127\.0\.0\.1:\d+: .*leave smtp= out"):
        Run(small_plan(tmp_path), tmp_path / "out", smtp_url=url)
