"""The check-up: what is wrong and where it is mended, a line on each page while the daemon stands still, no secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from browser import PASSWORD, Browser

from duban import Engine, Settings
from duban.desk import Desk, DeskOffice, Function
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SETTINGS = """\
[heartbeat]
file = "heart.json"
url = "https://hc.example/ping/4711"
[channels.email]
notifier = "smtp"
host = "mail.example"
password = "hunter2"
[desk]
title = "云川市督办台"
second_factor = []
"""


def beat(folder: Path, at: str) -> None:
    (folder / "heart.json").write_text(json.dumps({"at": at, "scenarios": {}}), "utf-8")


def test_what_is_wrong_is_shown_with_where_it_is_mended_and_secrets_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "duban.toml").write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("DUBAN_DESK__THREADS", "4")
    clock = FixedClock("2026-11-16T09:00+08:00")
    settings = Settings.load(tmp_path / "duban.toml")
    with Engine(settings, scenarios=["issue"], clock=clock, channels={}) as engine:
        keeping, browsers = DeskOffice(engine), {}
        keeping.init()
        desk = Desk(engine)
        for name, unit, function in (
            ("guanli", "", Function.ADMIN),
            ("wujia", "市督考办", Function.OFFICER),
            ("tangrui", "市住建局", Function.CLERK),
        ):
            browsers[name] = Browser(desk)
            browsers[name].choose(keeping.add(name, shown=name, unit=unit, function=function), PASSWORD)
        admin, officer = browsers["guanli"], browsers["wujia"]
        beat(tmp_path, "2026-11-16T08:59:58+08:00")
        assert "心跳已停" not in admin.get("/check").text
        beat(tmp_path, "2026-11-16T08:20:00+08:00")
        assert all("心跳已停40分钟" in admin.get(page).text for page in ("/me", "/messages", "/admin/accounts"))
        assert "心跳已停" not in officer.get("/me").text
        assert "心跳已停" not in officer.get("/check").text.partition("其余")[0]  # what was found a minute ago
        found = officer.get("/check?anew=1").text
        assert "还不知道有备份" in found
        assert all(each in found for each in ("心跳已停40分钟", '<a class="b" href="/units">去补单位与人员'))
        assert "现行设置" not in found
        shown = admin.get("/check").text
        assert "hunter2" not in shown
        assert "4711" not in shown
        rows = {row.partition("</code>")[0]: row for row in shown.split("<code>")[1:]}
        assert all(each in rows["channels.email.password"] for each in ("已设置", "duban.toml"))
        assert "已设置" in rows["heartbeat.url"]
        assert all(each in rows["desk.title"] for each in ("云川市督办台", "duban.toml"))
        assert "DUBAN_DESK__THREADS" in rows["desk.threads"]
        assert "默认" in rows["desk.port"]
        assert browsers["tangrui"].get("/check").status_code == 404
