"""Silence is noticed by a person: the operators are told once a day what keeps messages or work from people."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from test_recurring_set_aside import recurring

from duban import Contact, Directory, Receipt, Settings, Unit
from duban.notifiers import ChannelDown, Permanent
from duban.states import Period, PeriodDay
from duban.storage import telling
from duban.testing import RecordingNotifier
from duban.workflow import Level, Operators

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine, Message
    from duban.testing import FixedClock
    from duban.workflow import OperatorsTold

    Office = Callable[..., Engine]

CLOSED, UNKNOWN = "mail.example.org:25: connection refused", "550 no such user"
ADMIN, MOBILE = "admin@example.org", "13800000000"


class Post:
    """A mail channel that refuses whoever it is told to, takes the rest, and may be down."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refuses: set[str] = set()
        self.down = False

    async def send(self, message: Message) -> Receipt:
        if self.down:
            raise ChannelDown(CLOSED)
        if message.to in self.refuses:
            raise Permanent(UNKNOWN)
        self.sent.append(message)
        return Receipt("post", "250 ok")

    def to(self, address: str) -> list[Message]:
        return [message for message in self.sent if message.to == address]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def sms() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def office(make_engine: MakeEngine, database_url: str, post: Post, sms: RecordingNotifier) -> Office:
    def made(*, operators: dict[str, Any] | None = None, lease_seconds: float = 60, **options: Any) -> Engine:  # noqa: ANN401
        given = {"email": [ADMIN], "sms": [MOBILE], "sms_template": "SMS_1", "sms_sign": "市督考办"}
        update = {"operators": Operators(**(given if operators is None else operators)), "lease_seconds": lease_seconds}
        settings = Settings.plain(database_url).model_copy(update=update)
        channels = {"email": lambda: post, "sms": lambda: sms}
        return make_engine(settings, **{"channels": channels, **options})

    return made


def tell(engine: Engine) -> OperatorsTold:
    return asyncio.run(engine.tell_operators())


def deliver(engine: Engine) -> None:
    asyncio.run(engine.deliver())


def test_nothing_is_sent_as_long_as_nothing_is_wrong(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post, rows: Rows
) -> None:
    engine = office()
    open_matter(engine)
    for _ in range(3):
        deliver(engine)
        assert tell(engine).troubles == ()
        clock.advance(timedelta(days=1))
    assert post.to(ADMIN) == []
    assert rows()["duban_telling"] == []


def test_messages_that_die_are_told_once_a_day_with_number_cause_and_advice(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post
) -> None:
    engine = office()
    post.refuses = {"handler1@example.org"}
    numbers = [open_matter(engine).number for _ in range(7)]
    deliver(engine)
    told = tell(engine)
    assert (told.to, told.failed) == ((ADMIN,), {})
    (mail,) = post.to(ADMIN)
    assert mail.subject == "【督办系统】请处理：7封消息发送失败等2类问题"
    assert "涉及：" + "、".join(numbers[:1:-1]) + "等" in mail.text
    assert "1个地址被对方服务器拒收" in mail.text
    assert "市住建局/市住建局经办 handler1@example.org" in mail.text
    assert f"缘由：{UNKNOWN}" in mail.text
    assert "engine.retry()" in mail.text
    for _ in range(8):
        clock.advance(timedelta(hours=1))
        assert tell(engine).to == ()
    clock.set("2024-04-02T09:00+08:00")
    assert tell(engine).to == (ADMIN,)
    assert len(post.to(ADMIN)) == 2
    assert len({mail.id for mail in post.to(ADMIN)}) == 2


def test_what_was_set_right_is_told_no_more(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post
) -> None:
    engine = office()
    post.refuses = {"handler1@example.org"}
    open_matter(engine)
    deliver(engine)
    assert tell(engine).to == (ADMIN,)
    post.refuses = set()
    engine.retry()
    deliver(engine)
    clock.advance(timedelta(days=1))
    assert tell(engine).troubles == ()
    assert len(post.to(ADMIN)) == 1


def test_a_message_that_died_long_ago_is_told_for_a_week(office: Office, clock: FixedClock, post: Post) -> None:
    engine = office(scenarios=["issue"])
    post.refuses = {"handler1@example.org"}
    engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"}, ongoing=True)
    deliver(engine)
    for _ in range(10):
        tell(engine)
        clock.advance(timedelta(days=1))
    assert len(post.to(ADMIN)) == 7
    assert engine.health().dead_letters == 1, "it is still counted"


def test_a_channel_that_is_down_for_an_hour_is_told_by_another(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post, sms: RecordingNotifier
) -> None:
    engine = office()
    post.down = True
    for _ in range(3):
        open_matter(engine)
    for _ in range(10):
        deliver(engine)
        assert tell(engine).troubles == ()
        clock.advance(timedelta(minutes=6))
    assert engine.health().down == {"email": 3600.0}
    deliver(engine)
    told = tell(engine)
    assert told.to == (MOBILE,)
    assert [trouble.code for trouble in told.troubles] == ["down"]
    (message,) = sms.sent
    assert (message.to, message.sms_template, message.sms_sign) == (MOBILE, "SMS_1", "市督考办")
    assert message.sms_values == {"count": "1", "what": "邮件通道不通已有1小时，积压消息3封"}
    assert message.sms_values["what"] in message.text
    post.down = False
    clock.advance(timedelta(minutes=6))
    deliver(engine)
    assert engine.health().down == {}
    clock.advance(timedelta(days=1))
    assert tell(engine).troubles == ()


def test_a_channel_that_works_in_between_is_not_down_for_an_hour(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post
) -> None:
    engine = office()
    for down in (True, True, True, False, True, True):
        post.down = down
        open_matter(engine)
        deliver(engine)
        assert tell(engine).troubles == ()
        clock.advance(timedelta(minutes=20))
    assert engine.health().down == {"email": 2400.0}


def test_mail_that_fails_at_this_very_moment_is_followed_by_an_sms(
    office: Office, post: Post, sms: RecordingNotifier, tmp_path: Path
) -> None:
    engine = office(scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    post.refuses = {ADMIN}
    told = tell(engine)
    assert (told.to, list(told.failed)) == ((MOBILE,), ["email"])
    assert len(sms.sent) == 1


def test_a_channel_that_never_answers_holds_up_no_word(office: Office, sms: RecordingNotifier, tmp_path: Path) -> None:
    class Silent:
        async def send(self, _: Message) -> Receipt:
            await asyncio.Event().wait()
            raise AssertionError

    ways = {"email": Silent, "sms": lambda: sms}
    engine = office(scenarios=[tmp_path / "gone.yaml"], leave_out=True, channels=ways, lease_seconds=0.02)
    assert tell(engine).to == (MOBILE,)


def test_word_that_reaches_nobody_makes_no_word_of_itself(
    office: Office, open_matter: OpenMatter, clock: FixedClock, post: Post, rows: Rows
) -> None:
    engine = office(operators={"email": [ADMIN]})
    post.refuses = {"handler1@example.org", ADMIN}
    open_matter(engine)
    deliver(engine)
    before = rows()["duban_outbox"]
    first = tell(engine)
    assert (first.to, [trouble.code for trouble in first.troubles]) == ((), ["dead", "refused"])
    assert tell(engine).troubles == (), "not again at once"
    clock.advance(timedelta(minutes=59))
    assert tell(engine).troubles == ()
    clock.advance(timedelta(minutes=1))
    again = tell(engine)
    assert [(each.code, each.count) for each in again.troubles] == [(each.code, each.count) for each in first.troubles]
    assert rows()["duban_outbox"] == before
    post.refuses = set()
    clock.advance(timedelta(hours=1))
    assert tell(engine).to == (ADMIN,)


def test_without_operators_what_is_wrong_is_still_found_and_nobody_is_written_to(
    office: Office, post: Post, rows: Rows, tmp_path: Path
) -> None:
    engine = office(operators={}, scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    told = tell(engine)
    assert [trouble.code for trouble in told.troubles] == ["unusable"]
    assert (told.to, post.sent, rows()["duban_telling"]) == ((), [], [])


def test_many_processes_at_once_tell_them_once(office: Office, post: Post, tmp_path: Path) -> None:
    engines = [office(scenarios=[tmp_path / "gone.yaml"], leave_out=True) for _ in range(6)]
    together = Barrier(len(engines))

    def at_once(engine: Engine) -> OperatorsTold:
        together.wait()
        return tell(engine)

    with ThreadPoolExecutor(len(engines)) as pool:
        told = list(pool.map(at_once, engines))
    assert sum(bool(each.to) for each in told) == 1
    assert len(post.to(ADMIN)) == 1


def test_whoever_dies_while_telling_is_stood_in_for(
    office: Office, clock: FixedClock, post: Post, tmp_path: Path
) -> None:
    engine = office(scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    now, day = clock.now(), engine.today()
    engine.prepare()
    with engine.database.writing() as connection:
        until = now + timedelta(minutes=10)
        assert telling.claim_day(connection, day, now=now, until=until, latest=now + timedelta(hours=1))
    assert tell(engine).to == ()
    clock.advance(timedelta(minutes=10))
    assert tell(engine).to == (ADMIN,)
    assert len(post.to(ADMIN)) == 1


def test_an_attempt_of_a_clock_that_was_wrong_stops_nobody(office: Office, clock: FixedClock, tmp_path: Path) -> None:
    engine = office(scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    day = engine.today()
    engine.prepare()
    with engine.database.writing() as connection:
        later = clock.now() + timedelta(hours=9)
        assert telling.claim_day(connection, day, now=later, until=later, latest=later)
    assert tell(engine).to == (ADMIN,)


def test_what_is_new_is_told_at_night_and_what_stands_in_the_morning(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    engine = office(scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    clock.set("2024-04-01T03:00+08:00")
    assert tell(engine).to == (ADMIN,)
    told = []
    for _ in range(60):
        clock.advance(timedelta(hours=1))
        if tell(engine).to:
            told.append(f"{clock.now().astimezone(ZoneInfo('Asia/Shanghai')):%d %H:%M}")
    assert told == ["02 09:00", "03 09:00"]


def test_units_that_nobody_can_reach_are_told_if_they_have_open_matters(
    office: Office, open_matter: OpenMatter, post: Post
) -> None:
    units = [Unit(name) for name in ("市优化办", "市住建局", "市教育局", "市督考办")]
    people = Directory(units, [Contact("市优化办", "甲", Level.HANDLER, email="jia@example.org")])
    engine = office(directory=people)
    assert tell(engine).troubles == (), "nothing is meant for them yet"
    open_matter(engine)
    deliver(engine)
    (trouble,) = tell(engine).troubles
    assert (trouble.code, trouble.count) == ("unreachable", engine.health().unreachable)
    assert {"市住建局", "市督考办"} == set(trouble.names)
    assert "2个单位无人可以通知到" in post.to(ADMIN)[0].text


def test_recurring_work_that_cannot_be_opened_is_told(office: Office, matter_file: Path) -> None:
    engine = office(scenarios=[matter_file, recurring("never", Period.MONTH, PeriodDay(25))])
    engine.sweep()
    (trouble,) = tell(engine).troubles
    assert (trouble.code, trouble.count, trouble.names) == ("recurring", 1, ("never",))


def test_an_item_that_is_set_aside_is_told(office: Office, open_matter: OpenMatter, clock: FixedClock) -> None:
    engine = office()
    number = open_matter(engine).number
    with engine.database.writing() as connection:
        changed = "UPDATE duban_instance SET memory = replace(memory, '2024-04-09T16:00', 'soon')"
        connection.exec_driver_sql(changed)
    clock.set("2024-04-07T09:00+08:00")
    engine.sweep()
    (trouble,) = tell(engine).troubles
    assert (trouble.code, trouble.count, trouble.names) == ("set-aside", 1, (number,))


def test_an_application_names_them_to_its_engine(make_engine: MakeEngine, post: Post, tmp_path: Path) -> None:
    engine = make_engine(
        operators=Operators(email=(ADMIN,)),
        scenarios=[tmp_path / "gone.yaml"],
        channels={"email": lambda: post},
        leave_out=True,
    )
    assert tell(engine).to == (ADMIN,)


def test_they_are_told_in_their_language(office: Office, post: Post, tmp_path: Path) -> None:
    engine = office(operators={"email": [ADMIN], "locale": "en"}, scenarios=[tmp_path / "gone.yaml"], leave_out=True)
    tell(engine)
    assert post.to(ADMIN)[0].subject == "[duban] To be seen to: scenario files that cannot be used: 1"
    assert "gone.yaml" in post.to(ADMIN)[0].text
