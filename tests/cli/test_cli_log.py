"""What a daemon writes to its log: a line for what happened, none for what did not, and nothing secret."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from command_line import done

from duban.operations.supervision import Pulse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Postgres

DEADLINE = 60
SECRET, REPORTER = "geheim-4711", "不愿透露姓名的王某"


class Running:
    """A real daemon in a folder, and what it has logged."""

    def __init__(self, folder: Path) -> None:
        self.beat = folder / "beat.json"
        with (folder / "duban.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[heartbeat]\nfile = "beat.json"\nlongest_wait_seconds = 86400\n')
        with (folder / "daemon.log").open("wb") as log:
            command = [sys.executable, "-m", "duban", "daemon"]
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        self._log = folder / "daemon.log"

    @property
    def lines(self) -> list[str]:
        return self._log.read_text("utf-8").splitlines()

    def events(self) -> list[str]:
        return [line.split(" event=")[1].split()[0] for line in self.lines]

    def failures(self) -> dict[str, list[str]]:
        """Return, by task, the reasons for which it failed."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            if " failed" in line:
                task, reason = line.split('event="')[1].split(" failed")[0], line.split(" reason=")[1]
                found.setdefault(task, []).append(reason)
        return found

    def reach(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + DEADLINE
        while not condition():
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < until, self.lines
            time.sleep(0.01)

    def beats(self, more: int) -> None:
        """Wait until the heart has beaten some more times: all else has come round as often."""
        for _ in range(more):
            last = self.beat.read_bytes() if self.beat.exists() else b""
            self.reach(lambda last=last: self.beat.exists() and self.beat.read_bytes() != last)  # type: ignore[misc]


@contextmanager
def daemon(folder: Path) -> Iterator[Running]:
    settings = folder / "duban.toml"
    settings.write_text("heartbeat_seconds = 0.1\n" + settings.read_text("utf-8"), "utf-8")
    running = Running(folder)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def opened(*extra: str) -> str:
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    return str(done("open", "issue", "--by", "市优化办", *units, *extra, "--json").json["number"])


def test_a_daemon_with_nothing_to_do_logs_its_start_and_its_end(office: Path) -> None:
    with daemon(office) as running:
        running.beats(5)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(DEADLINE) == 0
    assert running.events() == ["started", "stopped"]
    assert "every_seconds=0.1" in running.lines[0]


def test_a_sweep_that_fired_says_so_in_one_line_with_figures(office: Path) -> None:
    opened("--data", "deadline=2024-04-30")
    with daemon(office) as running:
        running.reach(lambda: "swept" in running.events())
        running.beats(3)
    (swept,) = [line for line in running.lines if " event=swept " in line]
    assert " level=info logger=duban.daemon event=swept instances=1 fired=3 skipped=" in swept
    assert running.events().count("swept") == 1


def test_a_service_manager_is_told_that_it_is_ready_goes_on_and_stops(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("notify")
        manager.settimeout(DEADLINE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(office / "notify"))
        with daemon(office) as running:
            told = [manager.recv(64)]
            while told.count(b"WATCHDOG=1") < 3:
                told.append(manager.recv(64))
            running.process.send_signal(signal.SIGTERM)
            while told[-1] != b"STOPPING=1":
                told.append(manager.recv(64))
            assert running.process.wait(DEADLINE) == 0
    assert told.index(b"READY=1") <= 1, "only a first round may have come before"
    assert set(told) == {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"}


def test_a_task_that_is_stuck_is_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        pulse = Pulse("sweep", "drain")
        for _ in range(5):
            pulse.felt("drain")
        with pytest.raises(BlockingIOError):
            manager.recv(64)
        pulse.felt("sweep")
        assert manager.recv(64) == b"WATCHDOG=1"


def test_a_manager_that_is_gone_troubles_nobody(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(office / "nobody"))
    with daemon(office) as running:
        running.beats(2)
    assert running.events() == ["started"]


def test_a_channel_that_is_down_is_a_warning_with_what_to_do_and_no_secret(urgent: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (urgent / "password").write_text(SECRET, "utf-8")
    (urgent / "duban.toml").write_text(
        'scenarios = ["scenarios"]\nunits = "units.csv"\ncontacts = "contacts.csv"\n'
        f'[channels.email]\nnotifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'username = "duban"\npassword_file = "password"\nsender = "duban@example.org"\n',
        "utf-8",
    )
    opened("--data", "deadline=2024-04-30", "--data", f"reporter={REPORTER}")
    with daemon(urgent) as running:
        running.reach(lambda: any('event="channel down"' in line for line in running.lines))
        running.beats(3)
    (down,) = [line for line in running.lines if 'event="channel down"' in line]
    assert " level=warning " in down
    assert f"127.0.0.1:{port}" in down
    assert 'advice="see [channels.email] in duban.toml; `duban outbox test --medium email --to …` tries it"' in down
    logged = "\n".join(running.lines)
    assert SECRET not in logged
    assert REPORTER not in logged
    assert "traceback" not in logged.lower()


@pytest.mark.parametrize(
    ("locale", "reason"),
    [
        ("en_US.UTF-8", "connection refused, nobody listens there"),
        ("zh_CN.UTF-8", "连接被拒绝，那里没有服务在运行"),
    ],
)
def test_reasons_are_logged_in_the_language_of_the_process(
    urgent: Path, monkeypatch: pytest.MonkeyPatch, locale: str, reason: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (urgent / "duban.toml").write_text(
        'scenarios = ["scenarios"]\nunits = "units.csv"\ncontacts = "contacts.csv"\n'
        f'[channels.email]\nnotifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'sender = "duban@example.org"\n',
        "utf-8",
    )
    opened("--data", "deadline=2024-04-30")
    monkeypatch.setenv("LANG", locale)
    with daemon(urgent) as running:
        running.reach(lambda: any('event="channel down"' in line for line in running.lines))
    (down,) = [line for line in running.lines if 'event="channel down"' in line]
    assert f' reason="127.0.0.1:{port}: {reason}"' in down


def test_a_database_that_is_taken_away_is_said_once_and_again_when_it_is_back(
    office: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create()
    (office / "duban.toml").write_text(f"database = '{postgres.url(name)}'\n", "utf-8")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("notify")
        manager.settimeout(DEADLINE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(office / "notify"))
        with daemon(office) as running:
            running.beats(1)
            postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            postgres.hang_up(name)
            running.reach(lambda: {"sweep", "drain", "heartbeat"} <= running.failures().keys())
            for _ in range(10):  # rounds that all end the same way
                manager.recv(64)
            said = running.lines
            for _ in range(10):
                manager.recv(64)
            assert running.lines == said, "it is said once, however often it is tried"
            postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            running.reach(lambda: sum("works again" in line for line in running.lines) >= 3)
            running.beats(1)
    postgres.drop(name)
    assert all("advice=" in line for line in running.lines if "level=warning" in line)
