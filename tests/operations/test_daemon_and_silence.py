"""A daemon whose mail server has a mail and does not answer: all else goes on, and it stops when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager
from queue import Queue
from threading import Semaphore
from typing import TYPE_CHECKING

import pytest
from mail_servers import Script, scripted_server

from duban import Contact, Directory, Engine, Receipt, Settings, Unit
from duban.notifiers import SmtpNotifier
from duban.operations import Daemon
from duban.workflow import Level
from duban.workflow.settings import Heartbeat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from duban import Message

SCENARIO = """
scenario: call
version: 1
title: 来电
number: "LD-{year}-{seq}"
calendar: 24x7
opens_by: desk
roles: {desk: {title: 值班室, required: true}}
states: {待接: {initial: true, waits_for: desk}, 办结: {final: true}}
transitions: {接: {from: 待接, to: 办结, by: desk}}
announce: [{on: open, notify: desk, message: 来电}]
messages:
  来电:
    subject: "{{ item.number }}"
    text: "{{ item.number }}"
    sms: {template: SMS_1, sign: 督办, text: "${号}请办理", values: {号: "{{ item.number }}"}}
"""
PEOPLE = Directory(
    [Unit("邮件"), Unit("短信")],
    [
        Contact("邮件", "小王", Level.HANDLER, email="desk@example.org"),
        Contact("短信", "小李", Level.HANDLER, mobile="13800000001"),
    ],
)
PATIENCE = 60
"""Seconds after which what never comes is taken for that."""


class Pager:
    def __init__(self) -> None:
        self.sent: Queue[Message] = Queue()

    async def send(self, message: Message) -> Receipt:
        self.sent.put(message)
        return Receipt("pager", "sent")


def call(engine: Engine, unit: str) -> None:
    engine.open("call", title=unit, units={"desk": unit}, by=unit)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "call.yaml"
    file.write_text(SCENARIO, "utf-8")
    return file


@asynccontextmanager
async def silent(script: Script) -> AsyncIterator[int]:
    async with asyncio.timeout(PATIENCE), scripted_server(script) as port:
        yield port


def test_other_media_and_the_heart_go_on_and_a_stop_ends_the_wait(tmp_path: Path, scenario: Path) -> None:
    settings = Settings.plain(f"sqlite:///{tmp_path / 'd.db'}").model_copy(
        update={
            "heartbeat_seconds": 0.05,
            "lease_seconds": 1.0,
            "folder": tmp_path,
            "heartbeat": Heartbeat(file="beat"),
        }
    )
    felt, pager = Semaphore(0), Pager()

    async def play() -> None:
        script = Script({"DATA": "354 go on", ".": "…"})
        async with silent(script) as port:
            own = {"host": "127.0.0.1", "port": port, "sender": "d@example.org", "security": "none"}
            channels = {"email": lambda: SmtpNotifier(**own), "sms": lambda: pager}
            with Engine(settings, scenarios=[scenario], directory=PEOPLE, channels=channels) as engine:
                daemon = Daemon(engine, felt=lambda task: felt.release() if task == "drain" else None)
                await asyncio.to_thread(daemon.start)
                try:
                    await asyncio.to_thread(call, engine, "邮件")
                    await script.reached(lambda: "." in script.lines)
                    for _ in range(3):
                        await asyncio.to_thread(call, engine, "短信")
                        assert (await asyncio.to_thread(pager.sent.get)).to == "13800000001"
                        (tmp_path / "beat").unlink(missing_ok=True)
                        while not (tmp_path / "beat").exists():  # it beats anew
                            assert await asyncio.to_thread(felt.acquire, timeout=PATIENCE)
                finally:
                    await asyncio.to_thread(daemon.stop)
                assert script.lines.count(".") == 1
                waiting = {
                    entry.medium: (entry.status, entry.attempts)
                    for entry in engine.outbox(statuses=["pending", "delivered", "dead"])
                }
                assert waiting == {"email": ("pending", 1), "sms": ("delivered", 1)}

    asyncio.run(play())


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_a_process_that_is_ended_in_mid_mail_loses_nothing(tmp_path: Path, scenario: Path, ending: int) -> None:
    """One that is told to stop says that the mail may have arrived; one that is killed cannot, and sends it again."""
    (tmp_path / "contacts.csv").write_text("unit,name,level,email\n邮件,小王,handler,desk@example.org\n", "utf-8")

    def settings(port: int) -> Settings:
        (tmp_path / "duban.toml").write_text(
            f'database = "sqlite:///d.db"\nscenarios = ["{scenario.name}"]\ncontacts = "contacts.csv"\n'
            "digests = { media = [] }\n"
            "heartbeat_seconds = 0.1\nlease_seconds = 1\n[channels.email]\n"
            f'notifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsender = "d@example.org"\nsecurity = "none"\n',
            "utf-8",
        )
        return Settings.load(tmp_path / "duban.toml")

    async def play() -> None:
        script = Script({"DATA": "354 go on", ".": "…"})
        async with silent(script) as port:
            with Engine(settings(port)) as engine:
                call(engine, "邮件")
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "duban", "daemon", cwd=tmp_path, env=dict(os.environ), stderr=subprocess.PIPE
                )
                await script.reached(lambda: "." in script.lines)
                process.send_signal(ending)
                _, said = await process.communicate()
                script.answers["."] = "250 taken"
                again = (await engine.deliver()).delivered
                (row,) = engine.outbox(statuses=["pending", "delivered", "dead"])
                ends = {signal.SIGTERM: (0, 0, "pending"), signal.SIGKILL: (-9, 1, "delivered")}
                assert (process.returncode, again, row.status) == ends[signal.Signals(ending)], said.decode()
                assert Counter(script.lines)["."] == 1 + again

    asyncio.run(play())
