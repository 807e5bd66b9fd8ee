"""Whatever breaks one of the doctor's checks off is a finding, and everything else is looked at still."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import duban
from examined import channel, wanting

from duban import Engine, Settings
from duban.notifiers import register

if TYPE_CHECKING:
    from pathlib import Path

_PLUG = """
from duban import Message, Receipt

class Courier:
    def __init__(self, *, broken: str = "") -> None:
        if broken == "making":
            raise KeyError("no such thing")

    async def send(self, message: Message) -> Receipt:
        return Receipt("courier", "kept")

    async def check(self) -> None:
        raise ZeroDivisionError("of the\\nplug's own")
"""


@pytest.mark.parametrize(("broken", "told"), [("making", "KeyError"), ("asking", "ZeroDivisionError: of the plug's")])
def test_a_plug_that_fails_unforeseen_is_a_finding_and_all_else_is_looked_at(
    office: Path, monkeypatch: pytest.MonkeyPatch, broken: str, told: str
) -> None:
    (office / "courier.py").write_text(_PLUG, "utf-8")
    monkeypatch.syspath_prepend(office)
    module = importlib.import_module("courier")
    monkeypatch.delitem(sys.modules, "courier")
    register("courier", module.Courier)
    channel(office, notifier="courier", broken=broken)
    found = wanting()
    assert found.keys() == {"channel-email"}
    assert told in found["channel-email"]["found"]
    shown = {check["code"] for check in duban("doctor", "--json").json["checks"]}
    assert {"directory", "scenarios", "database", "calendar"} <= shown


def test_instances_that_cannot_be_read_are_a_finding_and_all_else_is_looked_at(office: Path) -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[heartbeat]\nfile = "nowhere/beat.json"\n')
    with Engine(Settings.load(office / "duban.toml")) as engine:
        engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办")
    with sqlite3.connect(office / "duban.db") as connection:
        connection.execute("UPDATE duban_instance SET memory = '{'")
    connection.close()
    assert {"database", "heartbeat"} <= wanting().keys()
