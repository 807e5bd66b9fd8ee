"""A private value reaches nobody whose own unit may not see it, whoever a message was meant for; the message does."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from framed import written
from sqlalchemy import create_engine, text

from duban import Contact, Directory, Fallback, Receipt, Settings, Unit
from duban.notifiers import ChannelDown, Permanent, Retryable
from duban.testing import RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

    from duban import Engine, Instance, Message
    from duban.testing import FixedClock

TIP = Path(__file__).parent.parent / "scenarios" / "tip.yaml"
MARK = "（不便转发，请登录查看）"
GIVEN = {
    "reporter": "张三丰",
    "phone": "13800138000",
    "age": 71,
    "anonymous": False,
    "seen_on": date(2024, 3, 28),
    "others": ["李四光", "王五常"],
    "place": "南门",
}
SECRET = ("张三丰", "13800138000", "8000", "2024年3月28日", "2024-03-28", "李四光", "王五常")
DERIVED = ("老人", "成人", "实名", "匿名", "不是")
UNITS = ["市信访局", "市住建局", "外单位", "市教育局"]
AWAY = {"absent_until": date(2030, 1, 1)}


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


def office(*contacts: Contact) -> Directory:
    return Directory([Unit(name) for name in UNITS], contacts)


def contact(unit: str, name: str, level: Level = Level.HANDLER, **more: Any) -> Contact:  # noqa: ANN401 - as Contact
    mail = {"email": f"{name}@example.org", "mobile": f"1390000{ord(name) % 10000:04d}"}
    return Contact(unit, name, level, **{**mail, **more})


THERE = contact("市信访局", "甲")
OUTSIDE = contact("外单位", "丙")
AT_WORK = contact("市住建局", "乙")


class Office:
    """An engine with a channel for mail and one for SMS, and what they were given."""

    url: ClassVar[str]

    def __init__(self, make: MakeEngine, directory: Directory) -> None:
        self.mail, self.sms = RecordingNotifier(), RecordingNotifier()
        channels = {"email": lambda: self.mail, "sms": lambda: self.sms}
        # Both media at once, so that both can be read.
        at_once = Settings.plain(self.url).model_copy(update={"fallback": Fallback(after="")})
        self.engine = make(at_once, scenarios=[TIP], directory=directory, channels=channels)

    def opened(self, lead: str = "市信访局") -> Instance:
        units = {"lead": lead, "responsible": ["市住建局"]}
        return self.engine.open("tip", title="窗口收费", units=units, by=lead, data=GIVEN)

    def delivered(self) -> list[Message]:
        self.mail.sent.clear()
        self.sms.sent.clear()
        asyncio.run(self.engine.deliver())
        return [*self.mail.sent, *self.sms.sent]


@pytest.fixture(autouse=True)
def _there(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every office of a test stand on one database."""
    monkeypatch.setattr(Office, "url", database_url, raising=False)


def told(messages: list[Message]) -> str:
    return "\n".join(f"{one.subject}\n{one.text}\n{one.html}\n{dict(one.sms_values)}" for one in messages)


def test_a_deputy_of_the_same_unit_reads_what_the_unit_may_see(make_engine: MakeEngine) -> None:
    here = Office(
        make_engine, office(contact("市信访局", "甲", deputy="丁", **AWAY), contact("市信访局", "丁"), AT_WORK)
    )
    number = here.opened().number
    mail, sms = here.delivered()
    assert mail.to == "丁@example.org"
    assert mail.subject == f"【登记】{number} 张三丰"
    assert "反映人张三丰，电话13800138000，2024年3月28日在南门，同行：李四光、王五常。" in mail.text
    assert dict(sms.sms_values) == {"number": number, "who": "张三丰"}


@pytest.mark.parametrize(
    "people",
    [
        [contact("市信访局", "甲", deputy="外单位/丙", **AWAY), OUTSIDE],
        [contact("市信访局", "甲", email=None, mobile=None, deputy="外单位/丙"), OUTSIDE],
        [contact("市信访局", "己", Level.LEADER, deputy="外单位/丙", **AWAY), OUTSIDE],
    ],
    ids=["a deputy", "a deputy of somebody without an address", "the leader's deputy"],
)
def test_a_stand_in_from_another_unit_reads_a_mark_in_place_of_each_private_value(
    make_engine: MakeEngine, people: list[Contact]
) -> None:
    here = Office(make_engine, office(*people, AT_WORK))
    number = here.opened().number
    mail, sms = here.delivered()
    assert (mail.to, sms.to) == ("丙@example.org", OUTSIDE.mobile)
    assert not [word for word in SECRET if word in told([mail, sms])]
    assert mail.subject == f"【登记】{number} {MARK}"
    assert mail.text.endswith(f"反映人{MARK}，电话{MARK}，{MARK}在南门，同行：{MARK}。")
    assert mail.html is not None
    assert mail.html.endswith(f"<p>{MARK}</p>")
    assert dict(sms.sms_values) == {"number": number, "who": MARK}
    assert sms.text == f"{number}已登记，反映人{MARK}。"


def test_a_leader_s_deputy_reads_a_mark_in_what_a_rung_sends(make_engine: MakeEngine, clock: FixedClock) -> None:
    leader = contact("市信访局", "己", Level.LEADER, deputy="外单位/丙", **AWAY)
    here = Office(make_engine, office(THERE, leader, OUTSIDE, AT_WORK))
    here.opened()
    here.delivered()
    clock.set("2024-04-10T09:00+08:00")
    here.engine.sweep()
    (mail,) = here.delivered()
    assert (mail.to, mail.text.splitlines()[-1]) == ("丙@example.org", f"市信访局：反映人{MARK}在等答复。")


def test_a_stand_in_whose_own_unit_may_see_it_reads_it(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(THERE, contact("市住建局", "乙", deputy="市信访局/甲", **AWAY)))
    number = here.opened().number
    here.delivered()
    here.engine.fire(number, "转办", by="市信访局")
    (mail,) = here.delivered()
    assert (mail.to, mail.text.splitlines()[-1]) == ("甲@example.org", "市住建局：请联系13800138000。")


def test_the_fall_back_s_deputy_from_another_unit_reads_a_mark(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(contact("市信访局", "甲", deputy="外单位/丙", **AWAY), OUTSIDE))
    number = here.opened().number
    here.delivered()
    here.engine.fire(number, "转办", by="市信访局")
    (mail,) = here.delivered()
    assert (mail.to, mail.text.splitlines()[-1]) == ("丙@example.org", f"市住建局：请联系{MARK}。")
    assert "市住建局没有可用的联系方式，转受理单位" in mail.text


def test_what_would_only_be_derived_from_a_private_value_is_not_said_either(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(contact("市信访局", "甲", deputy="外单位/丙", **AWAY), OUTSIDE, AT_WORK))
    number = here.opened().number
    here.delivered()
    here.engine.fire(number, "补充", by="市信访局")
    (mail,) = here.delivered()
    assert not [word for word in (*SECRET, *DERIVED) if word in told([mail])]
    assert mail.subject == f"{number}：内容不便转发，请登录查看"
    assert mail.text.endswith(f"“窗口收费”（{number}）有一份通知，内容不便转发，请登录查看。")
    assert mail.html is not None
    assert mail.html.endswith("<p>南门</p>"), "a part without private values is as it was"


def test_the_same_message_says_it_all_to_those_who_may_see_it(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(THERE, AT_WORK))
    number = here.opened().number
    here.delivered()
    here.engine.fire(number, "补充", by="市信访局")
    (mail,) = here.delivered()
    assert (mail.subject, mail.text) == (f"老人反映：{number}", "尾号8000，实名，是")


def test_a_unit_that_has_handed_the_matter_on_reads_no_more_of_it(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(THERE, AT_WORK, contact("市教育局", "戊")))
    number = here.opened().number
    here.delivered()
    here.engine.fire(number, "转办", by="市信访局")
    here.engine.assign(number, "responsible", ["市教育局"], by="市信访局")
    mails = {mail.to: mail.text for mail in here.delivered()}
    assert written(mails["乙@example.org"]) == f"市住建局：请联系{MARK}。"


def test_a_message_that_is_addressed_later_is_looked_at_as_well(make_engine: MakeEngine) -> None:
    nobody = Office(make_engine, office())
    nobody.opened()
    assert nobody.delivered() == []
    later = Office(make_engine, office(contact("市信访局", "甲", deputy="外单位/丙", **AWAY), OUTSIDE))
    revived, _ = later.engine.retry()
    assert len(revived) == 1
    messages = later.delivered()
    assert {one.to for one in messages} == {"丙@example.org", OUTSIDE.mobile}
    assert not [word for word in SECRET if word in told(messages)]


def test_a_unit_that_was_renamed_still_reads_what_it_may_see(make_engine: MakeEngine) -> None:
    number = Office(make_engine, office()).opened().number
    renamed = [Unit("市信访局新名", aliases=("市信访局",)), Unit("市住建局"), Unit("外单位")]
    away = contact("市信访局新名", "甲", deputy="丁", **AWAY)
    people = [
        away,
        contact("市信访局新名", "丁", Level.LEADER),
        contact("市住建局", "乙", deputy="外单位/丙", **AWAY),
        OUTSIDE,
    ]
    here = Office(make_engine, Directory(renamed, people))
    here.engine.retry()
    mails = [one for one in here.delivered() if one.medium == "email"]
    assert [(one.to, one.subject) for one in mails] == [("丁@example.org", f"【登记】{number} 张三丰")]


def test_what_an_earlier_version_addressed_to_a_stand_in_bears_no_private_value(
    make_engine: MakeEngine, database_url: str
) -> None:
    leader = contact("市信访局", "丁", Level.LEADER)
    here = Office(make_engine, office(contact("市信访局", "甲", deputy="丁", **AWAY), leader))
    here.opened()
    database = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with database.begin() as connection:
        for key, facts in connection.execute(text("SELECT id, facts FROM duban_outbox")).all():
            kept = {name: value for name, value in json.loads(facts).items() if name != "reader"}
            row = {"id": key, "facts": json.dumps(kept, ensure_ascii=False)}
            connection.execute(text("UPDATE duban_outbox SET facts = :facts WHERE id = :id"), row)
    database.dispose()
    messages = here.delivered()
    assert len(messages) == 2
    assert not [word for word in SECRET if word in told(messages)], "whose person it is was not noted then"


def test_drafts_show_what_both_the_person_written_to_and_the_viewer_may_see(make_engine: MakeEngine) -> None:
    here = Office(make_engine, office(THERE, AT_WORK))
    number = here.opened().number
    here.engine.fire(number, "转办", by="市信访局")

    def seen(viewer: str | None) -> dict[str, str]:
        return {one.message: one.text for one in here.engine.drafts(viewer=viewer) if one.medium == "email"}

    assert "张三丰" in seen(None)["登记"]
    assert "张三丰" in seen("市信访局/甲")["登记"]
    assert seen("市住建局")["登记"].startswith(f"反映人{MARK}，电话13800138000，")
    assert "13800138000" in seen("市住建局")["交办"]
    assert not [word for word in SECRET if word in "\n".join(seen("外单位").values())]


# -- what is kept of a message --------------------------------------------------------------------------------------


class Echo:
    """A channel that answers with what it was sent, as gateways do."""

    def __init__(self, answer: type[Exception] | None, *, form: str = "plain") -> None:
        self.answer = answer
        self.form = form

    async def send(self, message: Message) -> Receipt:
        body = {"to": message.to, "text": message.text, "who": "张三丰"}
        said = json.dumps(body, ensure_ascii=self.form == "json")
        if self.answer is None:
            return Receipt("echo", said)
        raise self.answer(said) from LookupError(said)


@pytest.mark.parametrize("form", ["plain", "json"])
@pytest.mark.parametrize("answer", [None, Permanent, Retryable, ChannelDown, RuntimeError])
def test_a_channel_that_answers_with_what_it_was_sent_leaves_no_private_value_behind(
    make_engine: MakeEngine,
    rows: Rows,
    caplog: pytest.LogCaptureFixture,
    answer: type[Exception] | None,
    form: str,
) -> None:
    channels = {"email": lambda: Echo(answer, form=form)}
    engine = make_engine(scenarios=[TIP], directory=office(THERE, AT_WORK), channels=channels)
    units = {"lead": "市信访局", "responsible": ["市住建局"]}
    engine.open("tip", title="窗口收费", units=units, by="市信访局", data=GIVEN)
    with caplog.at_level(logging.DEBUG):
        result = asyncio.run(engine.deliver())
    kept = repr((rows()["duban_outbox"], rows()["duban_receipt"], engine.outbox(), result, engine.health()))
    kept += "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "@example.org" in kept, "what it said is kept"
    assert not [word for word in ("张三丰", "张三丰".encode("unicode_escape").decode(), "13800138000") if word in kept]


FAILING = """
scenario: failing
version: 1
number: "F-{year}-{seq}"
calendar: china
roles: {a: {title: 甲方, required: true}}
fields:
  n: {type: number}
  p: {type: string, private: [a]}
states: {s1: {initial: true, waits_for: a}, s2: {final: true}}
transitions: {end: {from: s1, to: s2, by: a}}
announce: [{on: open, notify: a, message: m}]
messages: {m: {subject: "x", text: "%s"}}
"""


def fault(engine: Engine, value: str) -> str:
    engine.open("failing", title="t", units={"a": "市信访局"}, by="市信访局", data={"n": 2, "p": value})
    return engine.drafts()[-1].fault


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("value", ["x", "t", "division by zero"])
@pytest.mark.parametrize("template", ["{{ n / 0 }}", "{{ p }}{{ n / 0 }}", "{{ (p ~ '') ~ (n / 0) }}"])
def test_a_template_that_fails_for_another_reason_says_what_failed(
    make_engine: MakeEngine, tmp_path: Path, template: str, value: str
) -> None:
    file = tmp_path / "failing.yaml"
    file.write_text(FAILING % template, encoding="utf-8")
    engine = make_engine(scenarios=[file], directory=office(THERE))
    assert fault(engine, value) == "text, line 1: division by zero"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("template", ["{{ p | date }}", "{{ [1][p] }}", "{{ n + p }}", "{{ {}[p] }}"])
def test_a_template_that_fails_by_a_private_value_does_not_repeat_it(
    make_engine: MakeEngine, tmp_path: Path, template: str
) -> None:
    file = tmp_path / "failing.yaml"
    file.write_text(FAILING % template, encoding="utf-8")
    if "{}" in template:
        file.write_text(FAILING % "{{ item.data.get(p).x }}", encoding="utf-8")
    engine = make_engine(scenarios=[file], directory=office(THERE))
    found = fault(engine, "A-7788")
    assert found.startswith("text, line 1: ")
    assert "7788" not in found
