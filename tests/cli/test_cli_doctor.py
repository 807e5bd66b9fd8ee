"""Whatever can be wrong with an installation, provoked with the real parts, found by the doctor, with what to do."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import done, duban
from examined import channel, wanting
from mail_servers import PASSWORD, USER, Authority, Inbox, mail_server, make_authority

from duban import Engine, Settings
from duban.operations import examine
from duban.testing import FixedClock

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from conftest import Postgres

TESTS = Path(__file__).parent.parent
CONTACTS = "unit,name,level,email,mobile,deputy,absent_until\n"
HAN = re.compile(r"[\u4e00-\u9fff]")


def opened(engine: Engine) -> str:
    return engine.open("issue", units={"lead": "市优化办", "responsible": "市住建局"}, by="市优化办").number


@contextmanager
def serving(starttls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run the mail server in a thread of its own, beside the command."""
    ready, ended = threading.Event(), asyncio.Event()
    port: list[int] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with mail_server(Inbox(), starttls=starttls) as bound:
            port.append(bound)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


def smtp(port: int, **more: object) -> dict[str, object]:
    usual = {"notifier": "smtp", "host": "127.0.0.1", "port": port, "sender": "duban@example.org", "username": USER}
    return {**usual, "password_file": "password", **more}


# -- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("市住建局,甲,handler,,,,\n", "甲未登记邮箱和手机"),
        ("市住建局,甲,handler,jia@example.org,,,2999-01-01\n", "甲离岗至2999年1月1日"),
        ("市发改委,乙,handler,yi@example.org,,,\n", "市住建局（未登记联系人）"),
    ],
    ids=["no address", "absent without deputy", "a unit without contacts"],
)
def test_whom_no_message_reaches(office: Path, rows: str, expected: str) -> None:
    (office / "contacts.csv").write_text(CONTACTS + rows, "utf-8")
    assert expected in wanting()["unreachable"]["found"]


def test_a_mobile_alone_reaches_nobody_where_there_is_no_sms(office: Path) -> None:
    (office / "contacts.csv").write_text(f"{CONTACTS}市住建局,甲,handler,,13800000000,,\n", "utf-8")
    channel(office, notifier="file", folder="mail")
    assert "市住建局（联系人没有可用通道的地址）" in wanting()["unreachable"]["found"]


def test_who_is_absent_with_a_deputy_is_reached(office: Path) -> None:
    people = (office / "contacts.csv").read_text("utf-8")
    absent = "市住建局,甲,handler,jia@example.org,,住建局经办人,2999-01-01,\n"
    (office / "contacts.csv").write_text(people + absent, "utf-8")
    assert done("doctor", "--json").json["ok"]


def test_a_bad_address_is_named_with_its_line(office: Path) -> None:
    (office / "contacts.csv").write_text(f"{CONTACTS}市住建局,甲,handler,jia,,,\n", "utf-8")
    assert "contacts.csv:2: email jia: 不是邮箱地址" in wanting()["directory"]["found"]


def test_an_unknown_group_and_an_unknown_unit_in_a_scenario(office: Path) -> None:
    scenario = office / "scenarios" / "issue.yaml"
    text = scenario.read_text("utf-8")
    changed = re.sub(r"(supervisor: *\{[^}]*default: *)[^,}]+", r"\g<1>市无此单位", text)
    assert changed != text
    scenario.write_text(changed, "utf-8")
    assert "市无此单位（issue）" in wanting()["scenario-units"]["found"]


def test_an_unknown_group_in_an_instance_says_where_to_declare_it(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=各有关部门", "--new-unit", "各有关部门")
    done("open", "issue", "--by", "市优化办", *units)
    found = wanting()["unknown-units"]
    assert found["found"].endswith("：各有关部门")
    assert "groups" in found["advice"]


# -- channels ---------------------------------------------------------------------------------------------------------


def test_a_mail_server_that_is_not_there(office: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    channel(office, notifier="smtp", host="127.0.0.1", port=port, security="none", sender="duban@example.org")
    assert "连接被拒绝，那里没有服务在运行" in wanting()["channel-email"]["found"]


@pytest.mark.parametrize(
    ("password", "trusted", "expected"),
    [(PASSWORD, True, None), ("wrong", True, "用户名或密码不对"), (PASSWORD, False, "证书不受信任")],
    ids=["well", "wrong password", "a certificate that nobody vouches for"],
)
def test_a_real_mail_server_is_asked(
    office: Path, authority: Authority, password: str, *, trusted: bool, expected: str | None
) -> None:
    (office / "password").write_text(password, "utf-8")
    trust = {"ca_file": authority.ca_file} if trusted else {}
    with serving(starttls=authority.server) as port:
        channel(office, **smtp(port, security="starttls", **trust))
        if expected is None:
            assert done("doctor", "--json").json["ok"]
        else:
            found = wanting()["channel-email"]["found"]
            assert expected in found
            assert password not in found


def test_a_mail_server_without_tls(office: Path) -> None:
    (office / "password").write_text(PASSWORD, "utf-8")
    with serving() as port:
        channel(office, **smtp(port, security="starttls"))
        assert f"127.0.0.1:{port}" in wanting()["channel-email"]["found"]


@pytest.mark.parametrize("given", [{"password_file": "password"}, {}], ids=["its file is away", "there is none"])
def test_a_password_that_is_missing(office: Path, given: dict[str, object]) -> None:
    settings = {**smtp(2525, security="starttls")}
    del settings["password_file"]
    channel(office, **settings, **given)
    assert "DUBAN_CHANNELS__EMAIL__PASSWORD" in wanting()["channel-email"]["advice"]


def test_a_template_of_a_message_that_cannot_be_used(office: Path) -> None:
    scenario = office / "scenarios" / "issue.yaml"
    text = scenario.read_text("utf-8")
    scenario.write_text(text.replace("{{ item.number }}", "{{ item.nummer }}", 1), "utf-8")
    assert "nummer" in wanting()["scenarios"]["found"]


def test_a_folder_for_mail_that_takes_no_files(office: Path) -> None:
    (office / "mail").write_text("no folder", "utf-8")
    assert {"channel-email", "channel-sms"} <= wanting().keys()


@pytest.mark.usefixtures("english")
def test_a_folder_for_files_that_takes_none_or_is_on_a_full_disk(office: Path) -> None:
    before = (office / "duban.toml").read_text("utf-8")
    assert "Kept files" not in duban("doctor").out, "who keeps none is not told of them"
    for more, found, advice in (
        ("free_mb = 0", "", ""),
        ("free_mb = 1000000", "GiB left on its disk", "less than free_mb says"),
    ):
        (office / "duban.toml").write_text(f'{before}\n[evidence]\nfolder = "files"\n{more}\n', "utf-8")
        if not found:
            assert "files, with" in duban("doctor").out
            continue
        assert found in wanting()["files"]["found"]
        assert advice in wanting()["files"]["advice"]
    (office / "files").write_text("no folder", "utf-8")
    assert "takes no files" in wanting()["files"]["found"]


def test_a_heartbeat_that_cannot_be_written(office: Path) -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[heartbeat]\nfile = "nowhere/beat.json"\n')
    assert "nowhere" in wanting()["heartbeat"]["found"]


# -- the database -----------------------------------------------------------------------------------------------------


def test_a_database_whose_folder_is_not_there(office: Path) -> None:
    text = (office / "duban.toml").read_text("utf-8")
    (office / "duban.toml").write_text(text.replace("sqlite:///duban.db", "sqlite:///nowhere/duban.db"), "utf-8")
    assert "nowhere" in wanting()["database"]["found"]


@pytest.mark.parametrize(("version", "advice"), [("0001", "duban db upgrade"), ("9999", "升级本机的 duban")])
def test_a_schema_that_is_not_ours(office: Path, version: str, advice: str) -> None:
    done("db", "upgrade")
    with sqlite3.connect(office / "duban.db") as connection:
        connection.execute("UPDATE duban_alembic_version SET version_num = ?", (version,))
    connection.close()
    assert advice in wanting()["database"]["advice"]


def test_a_clock_that_is_behind_what_was_written(office: Path) -> None:
    ahead = FixedClock(datetime.now(UTC) + timedelta(days=3))
    with Engine(Settings.load(office / "duban.toml"), clock=ahead) as engine:
        opened(engine)
    assert "3天之后" in wanting()["clock"]["found"] or "2天之后" in wanting()["clock"]["found"]


def test_a_clock_that_differs_from_the_database_server(postgres: Postgres, office: Path) -> None:
    name = postgres.create()
    text = (office / "duban.toml").read_text("utf-8")
    (office / "duban.toml").write_text(text.replace("sqlite:///duban.db", postgres.url(name)), "utf-8")
    done("db", "upgrade")
    assert done("doctor", "--json").json["ok"]
    ahead = FixedClock(datetime.now(UTC) + timedelta(hours=2, minutes=1))
    found = {check.code: check for check in examine(language="en", clock=ahead).checks}
    assert not found["clock"].ok
    assert "120 minutes ahead of the database server's" in found["clock"].found or "121" in found["clock"].found
    postgres.drop(name)


def test_what_is_due_and_nobody_handles(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    done("open", "issue", "--by", "市优化办", *units, "--data", "deadline=2024-04-30")
    assert "duban daemon" in wanting()["due"]["advice"]


def test_what_could_not_be_sent(office: Path) -> None:
    (office / "contacts.csv").write_text(CONTACTS, "utf-8")
    done("open", "issue", "--by", "市优化办", "--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    assert "duban outbox retry --dead" in wanting()["dead-letters"]["advice"]


def test_what_the_search_has_not_taken_up_yet(office: Path) -> None:  # noqa: ARG001
    units = ("--unit", "lead=市优化办", "--unit", "responsible=市住建局")
    done("open", "issue", "--title", "取号机故障", "--by", "市优化办", *units)

    def checked(later: int) -> tuple[bool, str, str]:
        clock = FixedClock(datetime.now(UTC) + timedelta(minutes=later))
        (found,) = (check for check in examine(language="en", clock=clock).checks if check.code == "search")
        return found.ok, found.found, found.advice

    assert checked(0) == (True, "instances that are not in the index yet: 1", "")
    assert checked(30)[:2] == (True, "instances that are not in the index yet: 1, the oldest for 30 minutes")
    assert "engine.index_texts()" in checked(30)[2]
    assert done("daemon", "--once", "--json").json["search"] == {"instances": 1, "behind": 0}
    assert checked(30) == (True, "everything is in the index", "")
    assert done("db", "index", "--json").json == {"instances": 0, "behind": 0}
    assert done("db", "index", "--anew").out == "已收入检索索引1件，待收0件\n"
    assert "取号机故障" in done("list", "--text", "取号").out
    assert duban("list", "--text", "取号 路灯").out == "没有符合条件的事项\n"


def test_a_scenario_that_was_changed_under_a_running_daemon(office: Path) -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[heartbeat]\nfile = "beat.json"\n')
    beating = [sys.executable, "-c", _BEAT]
    subprocess.run(beating, cwd=office, check=True)
    assert done("doctor", "--json").json["ok"]
    scenario = office / "scenarios" / "issue.yaml"
    scenario.write_text(re.sub(r"(?m)^version: \d+", "version: 77", scenario.read_text("utf-8")), "utf-8")
    assert "issue" in wanting()["daemon"]["found"]


_BEAT = """
from duban.operations import Daemon
from duban.workflow import Engine, Settings
with Engine(Settings.load()) as engine:
    engine.prepare()
    daemon = Daemon(engine)
    daemon.sweep()
    daemon.drain()
    assert daemon.beat()
"""


# -- the calendar -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "ok"), [(-30, True), (1, False)], ids=["near", "past"])
def test_a_horizon_that_is_near_is_noted_and_one_that_is_past_is_wanting(office: Path, days: int, *, ok: bool) -> None:
    with Engine(Settings.load(office / "duban.toml")) as engine:
        horizon = engine.working_calendar("issue").horizon
    assert horizon is not None
    noon = datetime.combine(horizon + timedelta(days=days), datetime.min.time(), tzinfo=UTC) + timedelta(hours=4)
    check = next(each for each in examine(clock=FixedClock(noon)).checks if each.code == "calendar")
    assert (check.ok, "engine.import_calendar()" in check.advice) == (ok, True)


# -- both languages ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("english")
def test_the_doctor_speaks_english_where_the_locale_does(office: Path) -> None:
    (office / "contacts.csv").write_text(CONTACTS, "utf-8")
    units = ("--unit", "lead=市优化办", "--unit", "responsible=各有关部门", "--new-unit", "各有关部门")
    done("open", "issue", "--by", "市优化办", *units)
    found = duban("doctor", "--json").json["checks"]
    assert {"directory", "dead-letters", "unknown-units"} <= {check["code"] for check in found if not check["ok"]}
    assert not HAN.search("".join(check["name"] + check["advice"] for check in found).replace("各有关部门", ""))


@pytest.mark.parametrize(("line", "told"), [('secret_file = "nowhere"', "nowhere"), ('secret = "short"', "16")])
def test_a_secret_for_reports_of_sms_that_cannot_be_used(office: Path, line: str, told: str) -> None:
    with (office / "duban.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[receipts]\n{line}\n")
    found = wanting()
    assert found.keys() == {"receipts"}
    assert told in found["receipts"]["found"]


def test_an_id_of_no_digest_fits_no_message(office: Path) -> None:  # noqa: ARG001
    assert duban("outbox", "list", "--digest", "99").out == "没有符合条件的消息\n"
