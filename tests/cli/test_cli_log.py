"""What a daemon writes to its log: a line for what happened, none for what did not, and nothing secret."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from command_line import done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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


def test_a_channel_that_is_down_is_a_warning_with_what_to_do_and_no_secret(office: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (office / "password").write_text(SECRET, "utf-8")
    (office / "duban.toml").write_text(
        'units = "units.csv"\ncontacts = "contacts.csv"\n'
        f'[channels.email]\nnotifier = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'username = "duban"\npassword_file = "password"\nsender = "duban@example.org"\n',
        "utf-8",
    )
    opened("--data", "deadline=2024-04-30", "--data", f"reporter={REPORTER}")
    with daemon(office) as running:
        running.reach(lambda: any('event="channel down"' in line for line in running.lines))
        running.beats(3)
    (down,) = [line for line in running.lines if 'event="channel down"' in line]
    assert " level=warning " in down
    assert f"127.0.0.1:{port}" in down
    assert 'advice="see [channels.email] in duban.toml; `duban outbox test --medium email` tries it"' in down
    logged = "\n".join(running.lines)
    assert SECRET not in logged
    assert REPORTER not in logged
    assert "traceback" not in logged.lower()


def test_a_database_that_is_taken_away_is_said_once_and_again_when_it_is_back(office: Path) -> None:
    opened()
    with daemon(office) as running:
        running.beats(1)
        # What a disk that is gone looks like: the file is there, and nothing can be read from it.
        content = (office / "duban.db").read_bytes()
        (office / "duban.db").write_bytes(b"gone" * 4096)
        running.reach(lambda: any('event="sweep failed"' in line for line in running.lines))
        running.reach(lambda: any('event="heartbeat failed"' in line for line in running.lines))
        (office / "duban.db").write_bytes(content)
        running.reach(lambda: any('event="sweep works again"' in line for line in running.lines))
        running.beats(2)
    failed = [line for line in running.lines if 'event="sweep failed"' in line]
    assert len(failed) == len(set(map(json.dumps, failed))) <= 2
    assert all("advice=" in line for line in failed)
