"""An office whose desk runs as a process of its own, over a database that the tests reach as well."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from duban import Engine, Settings
from duban.desk import DeskOffice, Function
from duban.desk.accounts import Passwords, sessions
from duban.desk.store import accounts, writing
from duban.desk.store import sessions as session_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNITS = """name,aliases,groups,parent
市优化办,,,
市督考办,,,
市领导,,,
市住建局,,,
市质安站,,,市住建局
市教育局,,,
"""
PEOPLE = """unit,name,level,email,mobile
市优化办,方晓宁,handler,fang@office.example,19900000101
市住建局,唐瑞,handler,tang@office.example,19900000102
市督考办,伍佳,handler,wu@office.example,19900000103
市领导,梁以诚,handler,liang@office.example,19900000104
"""
SETTINGS = """
database = "sqlite:///duban.db"
scenarios = ["task", "issue", "plan", "sheet"]
units = "units.csv"
contacts = "contacts.csv"
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
    "fangxiaoning": ("方晓宁", "市优化办", Function.CLERK),
    "wujia": ("伍佳", "市督考办", Function.OFFICER),
    "liangyicheng": ("梁以诚", "市领导", Function.PRINCIPAL),
    "guanli": ("关立", "", Function.ADMIN),
}
PASSWORD = "清明时节雨纷纷路上行人欲断魂啊"


@dataclass
class Served:
    """The office: its engine, and where its desk is."""

    engine: Engine
    address: str

    def open(self, title: str = "取号机故障", *, by: str = "市优化办/方晓宁") -> str:
        """Open a problem that the housing bureau has to solve."""
        units = {"lead": "市优化办", "responsible": "市住建局"}
        return self.engine.open("issue", by=by, title=title, units=units, data={"reporter": "李某"}).number

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
    (folder / "units.csv").write_text(UNITS, "utf-8")
    (folder / "contacts.csv").write_text(PEOPLE, "utf-8")
    (folder / "duban.toml").write_text(SETTINGS, "utf-8")
    settings = Settings.load(folder / "duban.toml")
    with Engine(settings) as engine:
        office = DeskOffice(engine)
        office.init()
        password = Passwords(settings.desk).hashed(PASSWORD)
        for name, (shown, unit, function) in CAST.items():
            office.add(name, shown=shown, unit=unit, function=function)
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
                yield Served(engine, address.replace("localhost", "127.0.0.1"))
            finally:
                process.kill()
