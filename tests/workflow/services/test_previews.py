"""Previews of messages: for each reader with what they may see, as text, HTML and SMS, and nothing is kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from framed import written

from duban import Contact, Directory, Engine, InvalidData, Level, Settings, Unit, UnknownInstance, UnknownMessage
from duban.testing import FixedClock
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from conftest import MakeEngine

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no database decides any of this

GIVEN = {"reporter": "张三丰", "phone": "13800138000", "place": "南门", "seen_on": "2026-02-28", "others": ["李四"]}
TIP = Path(__file__).parents[1] / "scenarios" / "tip.yaml"
OFFICE, DOER = "市优化办", "市住建局"
PEOPLE = [Contact(DOER, "张三", Level.HANDLER, email="z@example.org", mobile="13800000000")]
PEOPLE += [Contact(DOER, "Smith", Level.LEADER, email="s@example.org", locale="en")]
UNITS = {"lead": OFFICE, "responsible": [DOER]}


@pytest.fixture
def engine(make_engine: MakeEngine, database_url: str) -> Engine:
    settings = Settings(database=database_url, calls={OFFICE: "方晓宁 0711-5550142"})
    who = Directory([Unit(OFFICE), Unit(DOER)], PEOPLE)
    engine = make_engine(
        settings, scenarios=["issue", "complaint"], directory=who, clock=FixedClock("2026-03-02T09:00+08:00")
    )
    engine.open("issue", title="窗口<b>排队</b>", units=UNITS, by=OFFICE)
    return engine


def test_a_message_is_shown_as_mail_and_as_sms_and_nothing_is_kept(engine: Engine) -> None:
    before = (engine.outbox(), engine.history("WT-2026-0001"))
    mail, sms = engine.preview_message("交办通知", number="WT-2026-0001", reader=f"{DOER}/张三")
    assert (mail.id, mail.medium, mail.contact) == (None, "email", "张三")
    assert written(mail.text).startswith("市住建局：\n现将“窗口<b>排队</b>”交贵单位整改，3月23日（周一）前")
    assert "窗口&lt;b&gt;排队&lt;/b&gt;" in (mail.html or "")
    assert "○&nbsp; 绿灯，整改时限3月23日（周一）到期" in (mail.html or "")
    assert (sms.medium, sms.segments, sms.html) == ("sms", 1, None)
    assert sms.text.startswith("【云川市优化办】交办WT-2026-0001")
    assert (engine.outbox(), engine.history("WT-2026-0001")) == before


def test_a_rung_speaks_of_its_own_clock_and_what_nobody_has_written_has_a_mark(engine: Engine) -> None:
    late, _ = engine.preview_message("逾期", number="WT-2026-0001", reader=DOER)
    assert "整改时限3月23日（周一）到期" in (late.html or "")
    sent_back = engine.preview_message("退回通知", number="WT-2026-0001", reader=DOER)[0]
    assert "退回原因：（" in sent_back.text
    assert "None" not in sent_back.text


def test_one_of_the_outbox_is_shown_as_it_leaves(make_engine: MakeEngine, engine: Engine, database_url: str) -> None:
    settings = Settings.plain(database_url).model_copy(update={"desk": DeskSettings(url="https://duban.example.org")})
    framing = make_engine(settings, scenarios=["issue"], directory=engine.directory)
    entry = engine.outbox()[0]
    (plain,), (shown,) = engine.preview_message(entry.id), framing.preview_message(entry.id)
    assert (plain.id, plain.unit) == (entry.id, entry.unit)
    assert shown.text.endswith("打开事项：https://duban.example.org/i/WT-2026-0001\n")
    assert shown.text.startswith(plain.text)


def test_a_reader_sees_a_mark_in_place_of_what_is_private(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[TIP], directory=Directory([Unit("市信访局"), Unit(DOER), Unit("外单位")]))
    units = {"lead": "市信访局", "responsible": [DOER]}
    number = engine.open("tip", title="收费", units=units, by="市信访局", data=GIVEN).number
    for each in engine.preview_message("登记", number=number, reader="市信访局"):
        assert "张三丰" in f"{each.subject}{each.text}"
    for each in engine.preview_message("登记", number=number, reader="外单位"):
        assert "张三丰" not in f"{each}{each.to_json()}"
    for each in engine.preview_message("登记", number=number, reader="市信访局", viewer="外单位"):
        assert "张三丰" not in f"{each}{each.to_json()}"


def test_what_cannot_be_shown_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownMessage):
        engine.preview_message(4711)
    with pytest.raises(UnknownInstance):
        engine.preview_message("催办", number="WT-2026-0009", reader=DOER)
    with pytest.raises(InvalidData, match="场景中没有消息'催半'；"):
        engine.preview_message("催半", number="WT-2026-0001", reader=DOER)
    with pytest.raises(InvalidData):
        engine.preview_message("催办", number="WT-2026-0001")
