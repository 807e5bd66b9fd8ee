"""A morning with very many mails, in a process of its own; prints what it took. `make morning` sends 10,000.

python tests/faults/morning.py 10000
"""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from duban import Contact, Directory, Engine, Settings, Unit
from duban.notifiers import SmtpNotifier
from duban.testing import FixedClock
from duban.workflow import Level

if TYPE_CHECKING:
    from duban import Message, Receipt

HERE = Path(__file__).parent
SINK = HERE.parents[1] / "benchmarks" / "steps" / "sink.py"
UNITS = 50


class Counting(SmtpNotifier):
    """Notes how many messages are leased while every twentieth is sent."""

    file: Path
    most = sent = 0

    async def send(self, message: Message) -> Receipt:
        Counting.sent += 1
        if Counting.sent % 20 == 0:
            self._look()
        return await super().send(message)

    def _look(self) -> None:
        with sqlite3.connect(self.file) as connection:
            (leased,) = connection.execute("SELECT count(*) FROM duban_outbox WHERE leased_by IS NOT NULL").fetchone()
        connection.close()
        Counting.most = max(Counting.most, leased)


def main(many: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, SINK], stdout=-1, text=True) as sink,
    ):
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        file = Counting.file = Path(folder) / "duban.db"
        units = [f"单位{place}" for place in range(UNITS)]
        people = [
            Contact(unit, "张三", Level.HANDLER, email=f"{place}@example.org") for place, unit in enumerate(units)
        ]
        mail = {"host": "127.0.0.1", "port": port, "sender": "d@example.org", "security": "none"}
        with Engine(
            Settings.plain(f"sqlite:///{file}").model_copy(update={"connections": 4}),
            scenarios=[HERE / "call.yaml"],
            directory=Directory([*map(Unit, units)], people),
            channels={"email": lambda: Counting(**mail)},
            clock=FixedClock("2024-04-01T09:00+08:00"),
        ) as engine:
            decided = decide(engine, file, units, many)
            before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
            result = asyncio.run(engine.deliver())
            took = perf_counter() - began
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            waiting = len(engine.outbox())
        sink.kill()
    told: dict[str, float] = {
        "decided": decided,
        "delivered": result.delivered,
        "waiting": waiting,
        "leased_most": Counting.most,
    }
    told |= {"grown_mb": round(grown / 1024, 1), "seconds": round(took, 1)}
    sys.stdout.write(json.dumps(told) + "\n")


def decide(engine: Engine, file: Path, units: list[str], many: int) -> int:
    """Decide a mail to each unit, and the same again and again past the engine, for that takes no time."""
    for unit in units:
        engine.open("call", title="请办理", units={"lead": unit}, by=unit)
    asyncio.run(engine.deliver(stop=lambda: True))  # what is loaded once is loaded
    with sqlite3.connect(file) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(duban_outbox)") if row[1] != "id"]
        copied = ", ".join("message_id || '.' || n" if name == "message_id" else name for name in columns)
        times = f"times(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < {many // UNITS - 1})"  # noqa: S608
        target = f"duban_outbox({', '.join(columns)})"
        connection.execute(f"WITH RECURSIVE {times} INSERT INTO {target} SELECT {copied} FROM duban_outbox, times")  # noqa: S608
        (decided,) = connection.execute("SELECT count(*) FROM duban_outbox").fetchone()
    connection.close()
    return int(decided)


if __name__ == "__main__":
    main(int(sys.argv[1]))
