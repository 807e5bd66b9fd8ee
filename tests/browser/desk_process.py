"""An office whose desk runs as a process of its own, over a database that the tests reach as well."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from duban import Contact, Engine, Permanent, Settings, Unit
from duban.desk import DeskOffice, Function
from duban.desk.accounts import Passwords, sessions
from duban.desk.store import accounts, writing
from duban.desk.store import sessions as session_table
from duban.notifiers import Receipt
from duban.scenarios import shipped_text
from duban.testing import FixedClock
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import Instance
    from duban.notifiers import Message

BEIJING = ZoneInfo("Asia/Shanghai")
UNITS = [
    *map(Unit, ("市优化办", "市督考办", "市领导", "市住建局", "市教育局")),
    Unit("市质安站", parent="市住建局"),
]
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
REFUSED = "no.such@office.example"
"""An address that no server knows."""
PEOPLE = [
    Contact("市优化办", "方晓宁", Level.HANDLER, email="fang@office.example", mobile="19900000101"),
    Contact("市住建局", "唐瑞", Level.HANDLER, email="tang@office.example", mobile="19900000102"),
    Contact("市住建局", "韩立群", Level.HANDLER, email="han@office.example", mobile="19900000105"),
    Contact("市督考办", "伍佳", Level.HANDLER, email="wu@office.example", mobile="19900000103"),
    Contact("市领导", "梁以诚", Level.HANDLER, email="liang@office.example", mobile="19900000104"),
    Contact("市教育局", "何静", Level.HANDLER, email=REFUSED),
]
SETTINGS = """
database = "sqlite:///duban.db"
scenarios = ["kinds", "task", "plan", "sheet", "bulletin", "assessment", "evidence-list", "evidence", "material"]
[evidence]
folder = "files"
free_mb = 0
[desk]
port = 0
title = "云川市督办台"
second_factor = []
[channels.email]
notifier = "file"
folder = "mail"
"""
CAST = {
    "tangrui": ("唐瑞", "市住建局", Function.CLERK),
    "yanzheng": ("严正", "市住建局", Function.LEADER),
    "fangxiaoning": ("方晓宁", "市优化办", Function.CLERK),
    "wujia": ("伍佳", "市督考办", Function.OFFICER),
    "liangyicheng": ("梁以诚", "市领导", Function.PRINCIPAL),
    "guanli": ("关立", "", Function.ADMIN),
}
PASSWORD = "清明时节雨纷纷路上行人欲断魂啊"


class PostOffice:
    """A mail server that knows everybody but one."""

    async def send(self, message: Message) -> Receipt:
        """Take a message, or refuse it for good."""
        if message.to == REFUSED:
            refusal = f"550 {message.to}: no such user"
            raise Permanent(refusal)
        return Receipt("test", "250 ok")


@dataclass
class Served:
    """The office: its engine, another one over the same database whose clock can be set, and where its desk is."""

    engine: Engine
    earlier: Engine
    clock: FixedClock
    address: str

    def open(self, title: str = "取号机故障", *, by: str = "市优化办/方晓宁") -> str:
        """Open a problem that the housing bureau has to solve."""
        units = {"lead": "市优化办", "responsible": "市住建局"}
        return self.engine.open("issue", by=by, title=title, units=units, data={"reporter": "李某"}).number

    def open_before(self, days: int, title: str, *, to: str = "市住建局") -> str:
        """Open a problem that has been under way for so many days."""
        self.clock.set(_morning(days))
        units = {"lead": "市优化办", "responsible": to}
        return self.earlier.open("issue", by="市优化办", title=title, units=units).number

    def signed_for(self) -> str:
        """Open a problem that has been signed for."""
        number = self.open()
        self.engine.fire(number, "签收", by="市住建局/唐瑞")
        return number

    def handed_in(self) -> tuple[str, str]:
        """Open a problem whose close-out is asked for; return its number, and the digest of its evidence."""
        number = self.signed_for()
        proof = self.engine.put_file(BytesIO(PICTURE), by="市住建局/唐瑞", name="验收单.png")
        data = {"measure": "已换", "evidence": [proof]}
        self.engine.fire(number, "申请销号", by="市住建局/唐瑞", data=data)
        return number, proof["sha256"]

    def task(self, title: str) -> str:
        """Open a task that has been signed for since before last month."""
        units = {"lead": "市优化办", "responsible": ["市住建局"]}
        self.clock.set(before_last_month())
        due = self.engine.today() + timedelta(days=90)
        number = self.earlier.open("task", title=title, by="市优化办", units=units, data={"deadline": due}).number
        self.earlier.fire(number, "签收", by="市住建局/唐瑞")
        return number

    def sheet(self) -> tuple[str, str]:
        """Return the sheet of the housing bureau of last month, and a line of it that is to be written."""
        if not self._sheets():
            self.task("加装电梯")
            self.task("保证金改革")
            self.clock.set(_morning(datetime.now(BEIJING).day))
            self.earlier.sweep()
        (sheet,) = self._sheets()
        return sheet.number, sheet.sheet.missing[0].number

    def _sheets(self) -> list[Instance]:
        return self.engine.find(scenario="sheet", unit="市住建局", open_only=True)

    def undelivered(self) -> None:
        """Let the messages to the education bureau die, which its server refuses."""
        self.open_before(30, "窗口无人", to="市教育局")
        self.clock.set(_morning(16))  # the longest holiday is over
        with ThreadPoolExecutor(1) as aside:  # the browser has a loop running here
            aside.submit(asyncio.run, self.earlier.deliver()).result()

    def acts(self, number: str) -> list[str]:
        """Return what people have done to a matter, in order."""
        return [entry.trigger for entry in self.engine.history(number) if entry.trigger and entry.actor != "system"]

    def session(self, name: str) -> str:
        """Return what the cookie of somebody holds who has signed in just now."""
        now = self.engine.now()
        with writing(self.engine) as connection:
            account = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar_one()
            return sessions.begin_session(
                connection, account, at=now, address="127.0.0.1", agent="test", proved_at=now, second_at=now
            )

    def expire(self, cookie: str) -> None:
        """End a session, as time does."""
        hashed = sessions.hashed(cookie)
        with writing(self.engine) as connection:
            gone = update(session_table).where(session_table.c.hash == hashed).values(ended_at=self.engine.now())
            connection.execute(gone)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the desk of a new office on a port of its own."""
    (folder / "duban.toml").write_text(SETTINGS, "utf-8")
    (folder / "kinds").mkdir()
    (folder / "kinds" / "issue.yaml").write_text(shipped_text("issue"), "utf-8")
    settings, clock = Settings.load(folder / "duban.toml"), FixedClock(datetime.now(BEIJING))
    with Engine(settings) as engine, Engine(settings, clock=clock, channels={"email": PostOffice}) as earlier:
        office = DeskOffice(engine)
        office.init()
        engine.import_units(UNITS, by="市督考办")
        engine.import_contacts(PEOPLE, by="市督考办")
        password = Passwords(settings.desk).hashed(PASSWORD)
        for name, (shown, unit, function) in CAST.items():
            office.add(name, shown=shown, unit=unit, function=function)
        clock.set(before_last_month())
        earlier.sweep()  # what is due by the month is made from here on
        with writing(engine) as connection:
            now = engine.now()
            connection.execute(update(accounts).values(password=password, password_at=now))
        command = [sys.executable, "-m", "duban", "desk"]
        with subprocess.Popen(
            command, cwd=folder, env={**os.environ, "LANG": "C.UTF-8"}, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                address = process.stdout.readline().strip().rpartition(" ")[2]
                yield Served(engine, earlier, clock, address.replace("localhost", "127.0.0.1"))
            finally:
                process.kill()


def before_last_month() -> datetime:
    """Return a moment shortly before the month began that is over now."""
    return _morning(datetime.now(BEIJING).day + 35)


def _morning(days: int) -> datetime:
    """Return ten in the morning of a day that was so long ago."""
    return datetime.now(BEIJING).replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=days)
