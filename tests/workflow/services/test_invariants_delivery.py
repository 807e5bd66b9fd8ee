"""Delivery: every message ends delivered, withdrawn or dead with its reason, and none leaves twice or at midnight."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from framed import written
from sqlalchemy import text

from duban import Contact, Directory, Receipt, Settings, Unit
from duban.notifiers import BadSetting, ChannelDown, Permanent, Retryable
from duban.words import told
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import DeliveryResult, Engine, Message
    from duban.testing import FixedClock, RecordingNotifier


class Moody:
    """A channel that meets each message with what it is told to, and then with delivery."""

    def __init__(self, *moods: Exception | None, always: Exception | None = None) -> None:
        self.moods = list(moods)
        self.always = always
        self.seen: list[Message] = []

    async def send(self, message: Message) -> Receipt:
        self.seen.append(message)
        mood = self.moods.pop(0) if self.moods else self.always
        if mood is not None:
            raise mood
        return Receipt("moody", "250 ok")


def deliver(engine: Engine) -> DeliveryResult:
    return asyncio.run(engine.deliver())


def outbox(rows: Rows) -> list[tuple[str, int, str | None]]:
    found = sorted(rows()["duban_outbox"], key=lambda row: row["id"])
    return [(row["status"], row["attempts"], row["reason"] and told(row["reason"])) for row in found]


def test_what_may_pass_is_tried_again_later_as_the_same_message(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    channel = Moody(Retryable("450 greylisted"), Retryable("451 later", retry_after=3600))
    engine = make_engine(channels={"email": lambda: channel})
    open_matter(engine)
    assert deliver(engine).retried == 1
    assert outbox(rows) == [("pending", 1, "450 greylisted")]
    assert deliver(engine).retried == 0, "not before its time"
    clock.advance(timedelta(minutes=2))
    assert deliver(engine).retried == 1
    clock.advance(timedelta(minutes=59))
    assert deliver(engine).delivered == 0, "the other side asked for an hour"
    clock.advance(timedelta(minutes=2))
    assert deliver(engine).delivered == 1
    assert outbox(rows) == [("delivered", 3, None)]
    assert len({(message.id, message.created_at, message.text) for message in channel.seen}) == 1
    receipts = sorted(rows()["duban_receipt"], key=lambda row: row["id"])
    assert [row["outcome"] for row in receipts] == ["retry", "retry", "delivered"]
    assert deliver(engine).delivered == 0
    assert len(channel.seen) == 3


def test_what_is_refused_for_good_is_dead_with_its_reason(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    channel = Moody(Permanent("550 no such user"))
    engine = make_engine(channels={"email": lambda: channel})
    open_matter(engine)
    open_matter(engine)
    result = deliver(engine)
    assert (result.dead, result.delivered) == (1, 1)
    assert outbox(rows) == [("dead", 1, "550 no such user"), ("delivered", 1, None)]
    clock.advance(timedelta(days=7))
    deliver(engine)
    assert len(channel.seen) == 2


def test_whoever_never_answers_is_given_up_in_the_end(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    channel = Moody(always=Retryable("450 try later"))
    engine = make_engine(channels={"email": lambda: channel})
    open_matter(engine)
    for _ in range(60):
        deliver(engine)
        clock.advance(timedelta(hours=12))
    (status, attempts, reason), *others = outbox(rows)
    assert others == []
    assert status == "dead"
    assert attempts == len(channel.seen) > 5
    assert reason is not None
    assert reason.startswith("450 try later")


def test_a_channel_that_is_down_costs_no_message_an_attempt(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    channel = Moody(ChannelDown("mail.example.org:25: connection refused"))
    engine = make_engine(channels={"email": lambda: channel})
    for _ in range(3):
        open_matter(engine)
    result = deliver(engine)
    assert (result.waiting, result.delivered) == (3, 0)
    assert result.down == {"email": "mail.example.org:25: connection refused"}
    assert len(channel.seen) == 1, "one knock at a closed door is enough"
    assert {row[:2] for row in outbox(rows)} == {("pending", 0)}
    clock.advance(timedelta(minutes=6))
    assert deliver(engine).delivered == 3


def faulty(error: Exception) -> Callable[[], Moody]:
    def factory() -> Moody:
        raise error

    return factory


@pytest.mark.parametrize(
    "channels",
    [
        {},
        {"email": faulty(BadSetting("smtp", "host", "is empty"))},
        {"email": faulty(ConnectionRefusedError("nobody there"))},
    ],
    ids=["no channel", "a wrong setting", "a fault at once"],
)
def test_a_channel_that_cannot_be_set_up_makes_messages_wait_and_not_die(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows, channels: dict[str, Any]
) -> None:
    number = open_matter(make_engine()).number
    result = deliver(make_engine(channels=channels))
    assert (result.waiting, result.dead) == (1, 0)
    assert set(result.down) == {"email"}
    assert [row[:2] for row in outbox(rows)] == [("pending", 0)]
    clock.advance(timedelta(minutes=6))
    assert deliver(make_engine()).delivered == 1
    assert number


def test_a_channel_that_is_down_is_left_alone_and_one_put_right_is_used_at_once_by_whoever_starts_anew(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    refusing = Moody(always=ChannelDown("535 wrong password"))
    engine = make_engine(channels={"email": lambda: refusing})
    for _ in range(3):
        open_matter(engine)
    assert deliver(engine).waiting == 3
    deliver(engine)
    assert len(refusing.seen) == 1, "it is not asked again with every message, nor with the next drain"
    assert deliver(make_engine()).delivered == 3
    assert {row[:2] for row in outbox(rows)} == {("delivered", 1)}


def test_a_fault_in_a_channel_loses_no_message_and_holds_up_no_other(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    channel = Moody(ZeroDivisionError("a bug"))
    engine = make_engine(channels={"email": lambda: channel})
    open_matter(engine)
    open_matter(engine)
    result = deliver(engine)
    assert (result.retried, result.delivered) == (1, 1)
    clock.advance(timedelta(minutes=2))
    assert deliver(engine).delivered == 1
    assert {row[0] for row in outbox(rows)} == {"delivered"}


@pytest.mark.parametrize("damage", ["definition", "facts", "message"])
def test_a_message_that_cannot_be_rendered_is_dead_and_holds_up_no_other(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows, second_version: Path, damage: str
) -> None:
    open_matter(make_engine(scenarios=[second_version]))
    engine = make_engine()
    open_matter(engine)
    statement = {
        "definition": "UPDATE duban_definition SET document = '{' WHERE version = 2",
        "facts": "UPDATE duban_outbox SET facts = '{}' WHERE number = 'SX-2024-0001'",
        "message": "UPDATE duban_outbox SET message = '无此文' WHERE number = 'SX-2024-0001'",
    }[damage]
    with engine.database.writing() as connection:
        connection.execute(text(statement))
    result = deliver(engine)
    assert (result.dead, result.delivered) == (1, 1)
    (broken, _, reason), well = outbox(rows)
    assert (broken, well[0]) == ("dead", "delivered")
    assert reason


def test_a_fault_in_a_message_repeats_no_private_value(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows, matter_file: Path, tmp_path: Path
) -> None:
    told = "announce:\n  - {on: 签收, notify: lead, message: 核对}\n"
    wording = "messages:\n  核对: {subject: 核对, text: '{{ reporter | date }}'}\n"
    text = matter_file.read_text("utf-8").replace("announce:\n", told).replace("messages:\n", wording)
    (tmp_path / "leaky.yaml").write_text(text, "utf-8")
    engine = make_engine(scenarios=[tmp_path / "leaky.yaml"])
    number = open_matter(engine, data={"reporter": "王秘密13900000000" * 9}).number
    engine.fire(number, "签收", by="市住建局")
    assert deliver(engine).dead == 1
    kept = repr((rows()["duban_outbox"], rows()["duban_receipt"]))
    assert "王秘密" not in kept
    assert "a private value does not fit its place" in kept


def test_what_was_decided_for_a_clock_is_withdrawn_when_it_stops_first(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows, mailbox: RecordingNotifier
) -> None:
    number = open_matter(engine).number
    deliver(engine)
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    clock.set("2024-04-10T00:00+08:00")
    assert engine.sweep().messages == 2
    engine.fire(number, "通过", by="市优化办")
    clock.set("2024-04-10T09:00+08:00")
    assert deliver(engine).delivered == 0
    assert [(row["status"], row["reason"]) for row in rows()["duban_outbox"] if row["clock"]] == [
        ("withdrawn", "stopped")
    ] * 2
    assert len(mailbox.sent) == 1


@pytest.mark.parametrize(("answer", "ends"), [("greylisted", "withdrawn"), ("taken", "delivered")])
def test_what_is_under_way_when_its_clock_stops_leaves_once_or_not_at_all(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows, *, answer: str, ends: str
) -> None:
    class Slow:
        """Answers only after the matter was closed."""

        async def send(self, message: Message) -> Receipt:
            if message.subject.startswith("【逾期】") and engine.instance(number).closed_at is None:
                await asyncio.to_thread(engine.fire, number, "通过", by="市优化办")
            if answer == "greylisted":
                raise Retryable(answer)
            return Receipt("slow", answer)

    number = open_matter(make_engine()).number
    deliver(make_engine())
    engine = make_engine(channels={"email": Slow})
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()
    deliver(engine)
    clock.advance(timedelta(hours=2))
    deliver(engine)
    assert {row["status"] for row in rows()["duban_outbox"] if row["clock"]} == {ends}


def test_what_has_left_stays_delivered_when_the_clock_stops(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()
    deliver(engine)
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    engine.fire(number, "通过", by="市优化办")
    assert {row[0] for row in outbox(rows)} == {"delivered"}


def test_what_is_decided_at_night_leaves_when_the_office_opens(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    clock.set("2024-04-03T23:00+08:00")
    open_matter(engine)
    assert deliver(engine).delivered == 0
    assert engine.next_instant() == datetime(2024, 4, 7, 0, 30, tzinfo=UTC), "after the holidays, on a working Sunday"
    clock.set("2024-04-07T08:29:59+08:00")
    assert deliver(engine).delivered == 0
    clock.set("2024-04-07T08:30:00+08:00")
    assert deliver(engine).delivered == 1
    assert len(mailbox.sent) == 1


def test_what_was_decided_by_day_and_drained_at_night_waits_until_morning(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    open_matter(engine)
    for at in ("2024-04-01T12:30+08:00", "2024-04-01T22:00+08:00", "2024-04-02T03:00+08:00"):
        clock.set(at)
        assert deliver(engine).delivered == 0, at
    assert mailbox.sent == []
    clock.set("2024-04-02T08:30+08:00")
    assert deliver(engine).delivered == 1


def test_what_is_urgent_leaves_at_once(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, tmp_path: Path, matter_file: Path
) -> None:
    hourly = tmp_path / "hourly.yaml"
    hourly.write_text(matter_file.read_text("utf-8").replace("due + 1 working day,", "due + 1 hours,"), "utf-8")
    channel = Moody()
    engine = make_engine(scenarios=[hourly], channels={"email": lambda: channel})
    open_matter(engine)
    deliver(engine)
    clock.set("2024-04-10T01:00+08:00")
    assert engine.sweep().fired == 2
    assert deliver(engine).delivered == 1
    assert [message.subject for message in channel.seen[1:]] == ["【督办】SX-2024-0001"]


def test_what_waits_for_opening_hours_is_counted_each_time(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_matter(engine)
    assert deliver(engine).delivered == 1
    clock.set("2024-04-09T01:00+08:00")
    assert engine.sweep().messages == 1
    assert [deliver(engine).deferred for _ in range(3)] == [1, 1, 1]
    clock.set("2024-04-09T08:30+08:00")
    assert (found := deliver(engine)).delivered == 1
    assert found.deferred == 0


def test_what_is_tried_again_does_not_count_as_waiting_for_opening_hours(
    make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(channels={"email": lambda: Moody(Retryable("450 greylisted"))})
    open_matter(engine)
    assert (found := deliver(engine)).retried == 1
    assert (found.deferred, deliver(engine).deferred) == (0, 0)


def test_what_a_sweep_withdraws_is_counted(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, tmp_path: Path, matter_file: Path
) -> None:
    stopping, text = tmp_path / "stopping.yaml", matter_file.read_text("utf-8")
    text = text.replace("due + 3 working days, then", "due + 2 hours, then").replace("stops: 销号", "stops: 复核")
    stopping.write_text(text, "utf-8")
    engine = make_engine(scenarios=[stopping])
    engine.fire(open_matter(engine).number, "签收", by="市住建局")
    deliver(engine)
    clock.set("2024-04-10T01:00+08:00")
    engine.sweep()
    waiting = deliver(engine).deferred
    assert waiting == len(engine.outbox()) > 0
    clock.set("2024-04-10T02:00+08:00")
    assert engine.sweep().withdrawn == waiting
    assert engine.sweep().withdrawn == deliver(engine).deferred == 0


def test_dispatchers_that_work_at_once_deliver_nothing_twice(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    channel = Moody()
    engine = make_engine()
    with engine.database.writing() as connection:
        for _ in range(90):
            open_matter(engine, session=connection)
    dispatchers = [make_engine(channels={"email": lambda: channel}) for _ in range(3)]

    async def all_at_once() -> list[DeliveryResult]:
        return await asyncio.gather(*(dispatcher.deliver() for dispatcher in dispatchers))

    results = asyncio.run(all_at_once())
    assert sum(result.delivered for result in results) == 90
    assert set(Counter(message.id for message in channel.seen).values()) == {1}
    assert len(channel.seen) == 90
    assert {row[:2] for row in outbox(rows)} == {("delivered", 1)}


def test_a_message_in_flight_is_left_to_whoever_holds_it_until_the_lease_is_over(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, database_url: str
) -> None:
    settings = Settings.plain(database_url).model_copy(update={"lease_seconds": 60.0})
    channel = Moody()
    second = make_engine(settings, channels={"email": lambda: channel})

    class Slow(Moody):
        async def send(self, message: Message) -> Receipt:
            found.append((await second.deliver()).delivered)
            clock.advance(timedelta(seconds=61))
            found.append((await second.deliver()).delivered)
            return await super().send(message)

    found: list[int] = []
    slow = Slow()
    first = make_engine(settings, channels={"email": lambda: slow})
    open_matter(first)
    deliver(first)
    assert found == [0, 1]
    assert [message.id for message in channel.seen] == [message.id for message in slow.seen]


@pytest.fixture
def second_version(tmp_path: Path, matter_file: Path) -> Path:
    """Give the same scenario as version 2, so that one instance can have a definition of its own."""
    made = tmp_path / "second.yaml"
    made.write_text(matter_file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    return made


@pytest.fixture
def thin_directory() -> Directory:
    """Know the lead's people, and of the others only what makes them hard to reach."""
    lead = Contact("市优化办", "经办甲", Level.HANDLER, email="jia@example.org")
    head = Contact("市教育局", "局长乙", Level.LEADER, email="yi@example.org")
    deaf = Contact("市教育局", "科员丙", Level.HANDLER)
    return Directory([Unit("市优化办"), Unit("市教育局"), Unit("市住建局")], [lead, head, deaf])


def test_who_cannot_be_reached_is_replaced_and_the_mail_says_so(
    make_engine: MakeEngine, open_matter: OpenMatter, thin_directory: Directory, mailbox: RecordingNotifier
) -> None:
    engine = make_engine(directory=thin_directory)
    open_matter(
        engine,
        units={"lead": "市优化办", "responsible": ["市住建局", "市教育局", "未登记的单位"]},
        new_units=["未登记的单位"],
    )
    assert deliver(engine).delivered == 2
    got = {(message.to, written(message.text).splitlines()[0]) for message in mailbox.sent}
    assert got == {
        ("jia@example.org", "（市住建局、未登记的单位没有可用的联系方式，转牵头单位）"),
        ("yi@example.org", "（科员丙未登记邮箱和手机；报单位领导局长乙）"),
    }


def test_what_is_meant_for_a_role_that_nobody_fills_yet_goes_to_the_fall_back(
    make_engine: MakeEngine, open_matter: OpenMatter, mailbox: RecordingNotifier, rows: Rows
) -> None:
    engine = make_engine()
    number = open_matter(engine, units={"lead": "市优化办", "responsible": []}).number
    assert engine.history(number)[0].payload["told"] == ["责任单位"]
    assert deliver(engine).delivered == 1
    assert [(message.name, written(message.text).splitlines()[0]) for message in mailbox.sent] == [
        ("市优化办经办", "（责任单位尚未确定，转牵头单位）")
    ]
    # Where the fall-back is empty as well, it is seen in the outbox.
    open_matter(engine, units={"lead": [], "responsible": []})
    last = max(rows()["duban_outbox"], key=lambda row: row["id"])
    assert (last["status"], told(last["reason"])) == ("dead", "责任单位尚未确定，牵头单位也没有可用的联系方式")


def test_what_reaches_nobody_at_all_is_dead_and_visible(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows, clock: FixedClock
) -> None:
    engine = make_engine(directory=Directory.empty())
    number = open_matter(engine).number
    clock.set("2024-04-10T09:00+08:00")
    engine.sweep()
    found = [(row["unit"], row["status"], row["reason"]) for row in rows()["duban_outbox"]]
    assert sorted(unit for unit, _, _ in found) == sorted(["市住建局", "市住建局", "市优化办", "市督考办"])
    assert {status for _, status, _ in found} == {"dead"}
    assert all(reason and unit in reason for unit, _, reason in found)
    assert engine.history(number)[0].payload["told"] == ["市住建局"]


def test_a_message_says_what_was_so_when_it_was_decided(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    number = open_matter(engine, title="旧题").number
    clock.set("2024-04-10T00:00+08:00")
    engine.sweep()
    engine.assign(number, "supervisor", ["市教育局"], by="市优化办")
    clock.set("2024-04-10T08:30+08:00")
    deliver(engine)
    texts = [written(message.text) for message in mailbox.sent]
    assert texts[0] == "市住建局：请办理“旧题”。"


def test_a_drain_stops_between_messages_when_asked(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows
) -> None:
    channel = Moody()
    engine = make_engine(channels={"email": lambda: channel})
    for _ in range(5):
        open_matter(engine)
    result = asyncio.run(engine.deliver(stop=lambda: len(channel.seen) >= 2))
    assert result.delivered == 2
    assert [row["status"] for row in rows()["duban_outbox"] if row["leased_by"]] == []
    assert deliver(make_engine()).delivered == 3, "what was not sent is free at once"
