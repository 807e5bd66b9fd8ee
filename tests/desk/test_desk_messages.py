"""What could not be sent is seen by its cause and mended at once; an administrator reads no text of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

import pytest
from browser import PASSWORD, Browser, forms
from desk_office import MONDAY, UNITS
from test_desk_budget import counted

from duban import ChannelDown, Contact, Engine, Permanent, Settings
from duban.desk import Desk, DeskOffice, Function
from duban.notifiers import Receipt
from duban.testing import FixedClock
from duban.workflow import DeskSettings, Digests, Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.notifiers import Message

NO_SUCH_USER = "550 {}: no such user"
UNPAID = "欠费停用"
WRONG, RIGHT, OTHER = "tang@zj.example", "tangrui@zj.example", "han@zj.example"


class PostOffice:
    """A server that knows some addresses and refuses all others."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refused: type[Permanent] = Permanent

    async def send(self, message: Message) -> Receipt:
        """Take a message, or refuse it for good."""
        if message.to not in {RIGHT, OTHER}:
            raise self.refused(NO_SUCH_USER.format(message.to))
        self.sent.append(message)
        return Receipt("test", "250 ok")


class Broke:
    """A carrier that has not been paid."""

    async def send(self, _message: Message) -> Receipt:
        """Take nothing."""
        raise ChannelDown(UNPAID)


class Kept(NamedTuple):
    """An office whose directory is kept in the database, and the browsers of an officer and an administrator."""

    engine: Engine
    keeping: DeskOffice
    server: PostOffice
    officer: Browser
    admin: Browser
    clerk: Browser


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    server = PostOffice()
    settings = Settings(
        database=f"sqlite:///{tmp_path}/duban.db",
        folder=tmp_path,
        desk=DeskSettings(second_factor=()),
        digests=Digests(media=()),
    )
    engine = Engine(
        settings, scenarios=["issue"], clock=FixedClock(MONDAY), channels={"email": lambda: server, "sms": Broke}
    )
    keeping = DeskOffice(engine)
    keeping.init()
    engine.import_units(UNITS, by="市优化办")
    people = [
        Contact("市住建局", "唐瑞", Level.HANDLER, email=WRONG),
        Contact("市住建局", "韩立群", Level.LEADER, email=OTHER),
    ]
    engine.import_contacts(people, by="市优化办")
    desk, browsers = Desk(engine), []
    for name, unit, function in (
        ("wujia", "市督考办", Function.OFFICER),
        ("guanli", "", Function.ADMIN),
        ("tangrui", "市住建局", Function.CLERK),
    ):
        browsers.append(Browser(desk))
        browsers[-1].choose(keeping.add(name, shown=name, unit=unit, function=function), PASSWORD)
    yield Kept(engine, keeping, server, *browsers)
    engine.close()


def fail(engine: Engine, count: int) -> list[str]:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    opened = engine.open_many("issue", [{"title": "取号机故障", "units": units}] * count, by="市优化办")
    asyncio.run(engine.deliver())
    return [each.number for each in opened]


def test_one_act_mends_all_that_died_of_one_cause(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    numbers = fail(engine, 3)
    page = officer.get("/messages")
    said = page.text.partition('class="cause"')[2].partition("</article>")[0]
    assert all(each in said for each in (">3</b>", "市住建局 唐瑞", WRONG, "no such user", numbers[0]))
    group = next(form for form in forms(page) if "old" in form.fields).fields
    refused = officer.post("/messages", data={**group, "do": "mend", "new": "nowhere"})
    assert (refused.status_code, 'value="nowhere"' in refused.text) == (422, True)
    done = officer.follow(officer.post("/messages", data={**group, "do": "mend", "new": RIGHT}))
    assert "地址已更正，将随下一轮重新发送" in done.text
    assert "没有发送失败的消息" in done.text
    assert [each.email for each in engine.contacts()] == [RIGHT, OTHER]
    assert engine.directory_history()[-1].by == "市督考办/wujia"
    pressed_twice = officer.follow(officer.post("/messages", data={**group, "do": "mend", "new": RIGHT}))
    assert "地址已更正，将随下一轮重新发送" in pressed_twice.text
    other_words = officer.post("/messages", data={**group, "do": "mend", "new": OTHER})
    assert (other_words.status_code, "这张表已经提交过" in other_words.text) == (409, True)
    again = officer.follow(officer.post("/messages", data={**group, "key": "another form", "do": "retry"}))
    assert "已有人处理" in again.text
    asyncio.run(engine.deliver())
    assert [message.to for message in kept.server.sent] == [RIGHT] * 3
    sent = officer.get("/messages?state=delivered").text
    text = officer.get(f"/i/{numbers[0]}/messages/{engine.outbox(statuses=['delivered'], number=numbers[0])[0].id}")
    assert (numbers[0] in sent, "取号机故障" in text.text) == (True, True)
    assert officer.get(f"/i/{numbers[0]}/messages/{2**40}").status_code == 410
    assert engine.verify().ok


def test_they_go_to_somebody_else_or_are_given_up_and_an_administrator_reads_no_text(kept: Kept) -> None:
    engine, admin, officer = kept.engine, kept.admin, kept.officer
    number, *_ = fail(engine, 2)
    page = admin.get("/messages")
    assert all(each in page.text for each in (WRONG, "no such user", "交办通知"))
    assert not any(each in page.text for each in (number, "取号机故障"))
    assert admin.get(f"/i/{number}/messages/1").status_code == 404
    (first, second) = (each.id for each in engine.outbox(statuses=["dead"]))
    group = next(form for form in forms(page) if "ids" in form.fields).fields
    nobody = admin.post("/messages", data={**group, "do": "other"})
    assert (nobody.status_code, "请选择一个人" in nobody.text) == (422, True)
    admin.follow(admin.post("/messages", data={**group, "ids": f"{first}", "do": "other", "to": "市住建局/韩立群"}))
    group |= {"ids": f"{second}", "do": "give-up", "key": "one form"}
    assert admin.post("/messages", data=group).status_code == 422
    given = [admin.follow(admin.post("/messages", data={**group, "note": "已打电话"})).text for _ in range(2)]
    assert all("系统管理/guanli已放弃：已打电话" in page for page in given)
    assert admin.post("/messages", data={**group, "note": "不发了"}).status_code == 409
    assert "不发了" not in admin.get("/messages").text
    asyncio.run(engine.deliver())
    assert [message.to for message in kept.server.sent] == [OTHER]
    tested = admin.send(admin.get("/messages"), "/messages/test", medium="email", to=RIGHT)
    assert "试发的消息已被接收：250 ok" in tested.text
    assert "no such user" in admin.send(admin.get("/messages"), "/messages/test", medium="email", to=WRONG).text
    assert kept.clerk.get("/messages").status_code == 404
    log = admin.get("/admin/log").text
    assert log.count("放弃消息") == 1  # pressed twice, it was done once
    assert all(each in log for each in ("消息改发他人", "放弃消息", "试发"))
    assert officer.get("/messages?state=nonsense").status_code == 404


def test_a_channel_that_rests_says_why_and_since_when_messages_wait_for_it(kept: Kept) -> None:
    people = [Contact("市住建局", "唐瑞", Level.HANDLER, mobile="13811112231")]
    kept.engine.import_contacts(people, by="市优化办")
    kept.engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"})
    before = kept.officer.get("/messages").text
    assert "受阻" not in before
    asyncio.run(kept.engine.deliver())
    page = kept.officer.get("/messages").text
    ways = page.partition("发送渠道")[2].partition("</section>")[0]
    assert all(each in ways for each in ("受阻", UNPAID, "1条在等，最早的一条生成于", "2026-11-16 09:00"))
    assert "没有发送失败的消息" in page


def test_the_page_costs_as_much_with_forty_messages_as_with_one(kept: Kept) -> None:
    costs = []
    for more in (1, 39):
        fail(kept.engine, more)
        kept.officer.get("/messages")
        with counted(kept) as sent:
            kept.officer.get("/messages")
        costs.append(len(sent))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 8, sent


def report_on(message_id: str, address: str, status: str) -> bytes:
    """Return what a mail server sends back for a mail that it could not deliver after all."""
    return (
        "From: MAILER-DAEMON@mx.example\nTo: duban@example.org\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nnot delivered\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} mailbox disabled\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{message_id}>\nSubject: x\n\nbody\n--b--\n"
    ).encode()


def test_mails_that_came_back_are_mended_as_those_that_were_refused(kept: Kept) -> None:
    engine, officer = kept.engine, kept.officer
    engine.mend_address("email", WRONG, OTHER, by="市督考办")
    fail(engine, 2)
    sent = kept.server.sent[:]
    assert len(sent) == 2
    for message in sent:
        (noted,) = engine.bounced(report_on(message.id, OTHER, "5.2.1"))
        assert noted.outcome == "lost"
    page = officer.get("/messages")
    assert page.text.count('class="cause"') == 1, "both came back from one address, and are mended together"
    group = next(form for form in forms(page) if "old" in form.fields).fields
    assert (group["old"], group["medium"]) == (OTHER, "email")
    done = officer.follow(officer.post("/messages", data={**group, "do": "mend", "new": RIGHT}))
    assert "地址已更正，将随下一轮重新发送" in done.text
    asyncio.run(engine.deliver())
    assert [message.to for message in kept.server.sent[2:]] == [RIGHT] * 2
    assert engine.verify().ok
