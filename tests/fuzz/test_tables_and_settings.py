"""CSV files and settings made bad are refused in lines that name the place, or can be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutations import ODD, VALUES, mutated
from sizes import tries
from work import bounded_work

from duban import Directory, Settings, SettingsError
from duban.cli.starting import starting_files
from duban.notifiers import NotifierError
from duban.workflow import WorkflowError, read_calendar_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")

FILES = starting_files()
UNITS = [FILES["units.csv"], "单位名称,别名,分组,上级\n甲,甲办;甲方,市直、各区,\n乙,,,甲\n"]
CONTACTS = [
    FILES["contacts.csv"],
    """\
单位,姓名,级别,邮箱,手机,代理人,离岗至,语言
甲,张三,经办,a@example.org,13812345678,李四,2024-05-31,zh-CN
甲,李四,领导,b@example.org,+8613812345678,乙/王五,2024年5月31日,en
乙,王五,handler,,138 1234 5678,,,
""",
]
CALENDARS = ['日期,是否上班,备注\n2027-01-01,休,元旦\n2027-01-04,上班,"调休,上班"\n']
SETTINGS = [
    FILES["duban.toml"],
    """\
database = "sqlite:///duban.db"
scenarios = ["issue"]
heartbeat_seconds = 5
lease_seconds = 60
message_domain = "duban.local"

[channels.email]
notifier = "smtp"
host = "smtp.example.org"
port = 587
security = "starttls"
username = "duban@example.org"
sender = "督办平台 <duban@example.org>"
timeout = 5

[channels.sms]
notifier = "http-sms"
url = "https://sms.example.org/send"
headers = {Authorization = "key"}
body = '{"mobile": {{ mobile | tojson }}, "template": {{ template | tojson }}, "values": {{ values | tojson }}}'
success = "json.Code == 'OK'"

[heartbeat]
url = "https://hc.example.org/ping"
longest_wait_seconds = 900
""",
]
VARIABLES = [
    *("DATABASE", "SCENARIOS", "UNITS", "CONTACTS", "CHANNELS", "CHANNELS__EMAIL", "CHANNELS__EMAIL__NOTIFIER"),
    *("CHANNELS__EMAIL__HOST", "CHANNELS__SMS__URL", "CHANNELS____", "HEARTBEAT", "HEARTBEAT__URL", "HEARTBEAT__FILE"),
    *("HEARTBEAT__LONGEST_WAIT_SECONDS", "HEARTBEAT_SECONDS", "LEASE_SECONDS", "MESSAGE_DOMAIN", "CONFIG"),
]
WORDS = [
    *VALUES,
    *ODD,
    "[]",
    "{}",
    '["issue"]',
    '{"email": 5}',
    '{"email": {"notifier": "file"}}',
    "[" * 100_000,
    "NaN",
]
MOST_CALLS = 2_000_000


def told(read: Callable[[], object], places: str) -> str:
    """Read something in bounded work; returns `read`, or `refused` where it was refused as it should be."""
    try:
        with bounded_work(MOST_CALLS):
            read()
    except (WorkflowError, NotifierError) as error:
        lines = str(error).splitlines()
    else:
        return "read"
    assert 1 <= len(lines) <= 201
    for line in lines:
        assert re.search(places, line), line
        assert len(line) < 1200
    return "refused"


READERS: dict[str, tuple[list[str], Callable[[Path], object]]] = {
    "units.csv": (UNITS, Directory.load),
    "contacts.csv": (CONTACTS, lambda path: Directory.load(None, path)),
    "2027.csv": (CALENDARS, read_calendar_csv),
}


@pytest.mark.parametrize("name", READERS)
def test_a_table_made_bad_is_refused_by_line_or_can_be_read(folder: Path, name: str) -> None:
    good, read = READERS[name]
    path = folder / name
    counted = {"read": 0, "refused": 0}

    @tries(60)
    @given(text=st.sampled_from(good).flatmap(mutated))
    def attempt(text: bytes) -> None:
        path.write_bytes(text)
        counted[told(lambda: read(path), re.escape(name))] += 1

    attempt()
    assert min(counted.values()) > 10


def use(path: Path | None) -> None:
    settings = Settings.load(path)
    for factory in settings.channel_factories().values():
        factory()
    settings.directory_stamp()


def test_settings_made_bad_are_refused_by_name_or_can_be_used(folder: Path) -> None:
    path = folder / "duban.toml"
    counted = {"read": 0, "refused": 0}

    @tries(100)
    @given(text=st.sampled_from(SETTINGS).flatmap(mutated))
    def attempt(text: bytes) -> None:
        path.write_bytes(text)
        counted[told(lambda: use(path), r"duban\.toml|notifier|_file = ")] += 1

    attempt()
    assert min(counted.values()) > 10


@tries(80)
@given(name=st.sampled_from(VARIABLES), value=st.sampled_from(WORDS))
def test_a_variable_of_any_kind_is_refused_by_name_or_can_be_used(name: str, value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"DUBAN_{name}", value.replace("\0", ""))
        told(
            lambda: use(None), r"environment|duban\.toml|notifier|cannot be read|has more than|there is no such file|:"
        )


def test_a_file_of_a_hundred_thousand_rows_of_one_kind_is_read_in_time_that_grows_with_it(folder: Path) -> None:
    """Chains of parents and people of one name were gone through once for each of their members."""
    units, contacts = folder / "many.csv", folder / "people.csv"
    units.write_text("name,parent\n" + "".join(f"u{place},u{place + 1}\n" for place in range(100_000)), "utf-8")
    row = "u{place},张三,handler,a@example.org,张三\n"
    rows = "".join(row.format(place=place) for place in range(60_000))
    contacts.write_text(f"unit,name,level,email,deputy\n{rows}", "utf-8")
    with pytest.raises(WorkflowError, match="own deputy"):
        Directory.load(units, contacts)


@pytest.mark.parametrize("name", ["DUBAN_UNITS", "DUBAN_CONTACTS", "DUBAN_CONFIG"])
def test_what_has_no_end_is_not_read_to_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "/dev/zero")
    with pytest.raises(SettingsError, match="/dev/zero"):
        Settings.load().load_directory()
