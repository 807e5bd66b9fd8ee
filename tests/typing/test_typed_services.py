"""What a program runs beside its acts: sweeps, drains, calendars, and what it gives an engine to work with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

from duban import (
    CalendarImport,
    ChannelDown,
    Clock,
    Contact,
    Definition,
    DeliveryResult,
    Digests,
    Directory,
    Engine,
    Indexed,
    Level,
    Message,
    Migration,
    Notifier,
    Operators,
    OperatorsTold,
    Permanent,
    Receipt,
    Retryable,
    Settings,
    SweepResult,
    Trouble,
    Uncertain,
    Unclear,
    Unit,
    load_scenario,
)
from duban.workflow import Channel, Migrated, Redated, SweepFailure

if TYPE_CHECKING:
    import pytest

    from duban.testing import FixedClock, RecordingNotifier

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_a_sweep_and_a_drain(engine: Engine, clock: FixedClock, mail: RecordingNotifier) -> None:
    engine.open("issue", by="市优化办", units=UNITS)
    assert_type(engine.next_instant(), datetime | None)
    clock.advance(timedelta(days=30))
    swept = engine.sweep(stop=lambda: False)
    assert_type(swept, SweepResult)
    assert_type(swept.instances, int)
    assert_type(swept.fired, int)
    assert_type(swept.skipped, int)
    assert_type(swept.messages, int)
    assert_type(swept.alerts, tuple[str, ...])
    assert_type(swept.failures, tuple[SweepFailure, ...])
    assert_type(swept.opened, int)
    assert_type(swept.withdrawn, int)
    assert_type(swept + engine.sweep(), SweepResult)
    assert_type(swept.to_json(), dict[str, Any])
    clock.advance(timedelta(days=6))  # past the holiday of May, when mail waits
    delivered = asyncio.run(engine.deliver(media=["email"], stop=lambda: False))
    assert_type(engine.media_waiting(), tuple[str, ...])
    taken = engine.index_texts(anew=True, stop=lambda: False)
    assert_type(taken, Indexed)
    assert_type(taken.instances, int)
    assert_type(taken.behind, int)
    assert_type(taken.to_json(), dict[str, Any])
    assert_type(delivered, DeliveryResult)
    assert_type(delivered.delivered, int)
    assert_type(delivered.retried, int)
    assert_type(delivered.dead, int)
    assert_type(delivered.deferred, int)
    assert_type(delivered.waiting, int)
    assert_type(delivered.down, Mapping[str, str])
    assert_type(delivered.withdrawn, int)
    assert_type(delivered + DeliveryResult(), DeliveryResult)
    assert_type(delivered.to_json(), dict[str, Any])
    assert_type(mail.sent, list[Message])
    assert delivered.delivered == len(mail.sent) > 0


def test_word_to_the_operators(mail: RecordingNotifier, tmp_path: Path) -> None:
    digests = Digests(media=("email",), at="08:30")
    assert_type(digests.media, tuple[str, ...])
    operators = Operators(email=("admin@example.org",), sms_sign="duban", locale="zh-CN")
    assert_type(operators.ways(), dict[str, tuple[str, ...]])
    settings = Settings(database=f"sqlite:///{tmp_path / 'd.db'}", operators=operators)
    with Engine(
        settings, scenarios=["issue", tmp_path / "gone.yaml"], channels={"email": lambda: mail}, leave_out=True
    ) as engine:
        (left_out,) = engine.unusable
        assert_type(left_out.file, str)
        assert_type(left_out.why, str)
        assert_type(left_out.error, Exception)
        assert_type(engine.troubles(), list[Trouble])
        (trouble,) = engine.troubles()
        assert_type(trouble, Trouble)
        assert_type(trouble.code, str)
        assert_type(trouble.count, int)
        assert_type(trouble.found, str)
        assert_type(trouble.names, tuple[str, ...])
        assert_type(trouble.why, str)
        assert_type(trouble.advice, str)
        told = asyncio.run(engine.tell_operators())
    assert_type(told, OperatorsTold)
    assert_type(told.troubles, tuple[Trouble, ...])
    assert_type(told.to, tuple[str, ...])
    assert_type(told.failed, Mapping[str, str])
    assert_type(told.to_json(), dict[str, Any])
    assert told.to == ("admin@example.org",)


def test_a_calendar_is_imported(engine: Engine) -> None:
    engine.open("issue", by="市优化办", units=UNITS)
    days: dict[date, tuple[bool, str | None]] = {date(2024, 4, 10): (False, "停电")}
    foreseen = engine.import_calendar("china", days, dry_run=True)
    assert_type(foreseen, CalendarImport)
    assert_type(foreseen.calendar, str)
    assert_type(foreseen.days, int)
    assert_type(foreseen.against, tuple[date, ...])
    assert_type(foreseen.redated, tuple[Redated, ...])
    assert_type(foreseen.redated[0].due_on, date | None)
    assert_type(foreseen.paused, int)
    assert_type(foreseen.instances, int)
    assert_type(foreseen.done, bool)
    assert_type(foreseen.to_json(), dict[str, Any])
    assert engine.import_calendar("china", days).done > foreseen.done


def test_open_instances_move_to_newer_rules(engine: Engine) -> None:
    engine.open("issue", by="市优化办", units=UNITS)
    foreseen = engine.migrate("issue", by="市优化办", states={}, note="换用新规则", dry_run=True)
    assert_type(foreseen, Migration)
    assert_type(foreseen.scenario, str)
    assert_type(foreseen.version, int)
    assert_type(foreseen.digest, str)
    assert_type(foreseen.moved, tuple[Migrated, ...])
    assert_type(foreseen.blocked, tuple[Migrated, ...])
    assert_type(foreseen.done, bool)
    assert_type(foreseen.ok, bool)
    assert_type(foreseen.to_json(), dict[str, Any])
    assert (foreseen.ok, foreseen.moved, foreseen.done) == (True, (), False)


class Pager:
    """A notifier of one's own: `send`, and nothing to inherit from."""

    def __init__(self, answers: list[Exception | None]) -> None:
        self.answers = answers

    async def send(self, message: Message) -> Receipt:
        assert_type(message.id, str)
        assert_type(message.medium, str)
        assert_type(message.to, str)
        assert_type(message.name, str)
        assert_type(message.subject, str)
        assert_type(message.text, str)
        assert_type(message.html, str | None)
        assert_type(message.created_at, datetime)
        assert_type(message.sms_template, str)
        assert_type(message.sent_at, datetime | None)
        assert_type(message.thread, str)
        assert_type(message.sms_sign, str)
        assert_type(message.sms_values, Mapping[str, str])
        assert_type(message.extra, Mapping[str, Any])
        if (answer := self.answers.pop()) is not None:
            raise answer
        return Receipt("pager", f"{message.medium}: {message.to}")


def test_a_notifier_of_one_s_own(tmp_path: Path, people: Directory, clock: FixedClock) -> None:
    refused, later = Permanent("no such number"), Retryable("busy", retry_after=30.0)
    down = ChannelDown("no line")
    assert_type(refused.reason, str)
    assert_type(later.retry_after, float | None)
    assert isinstance(down, Retryable)
    assert_type(Unclear("not for you", alike="530").alike, str)
    assert isinstance(Uncertain("nobody answered"), Retryable)
    pager = Pager([None, refused])
    notifier: Notifier = pager
    channels: dict[str, Callable[[], Notifier]] = {"email": lambda: notifier}
    with Engine(
        f"sqlite:///{tmp_path / 'a.db'}", scenarios=["issue"], directory=people, channels=channels, clock=clock
    ) as engine:
        engine.open("issue", by="市优化办", units={**UNITS, "responsible": ["市住建局", "市督考办"]})
        done = asyncio.run(engine.deliver())
    assert (done.delivered, done.dead) == (1, 1)
    receipt = asyncio.run(Pager([None]).send(Message(id="a", medium="sms", to="139", created_at=clock.now())))
    assert_type(receipt.channel, str)
    assert_type(receipt.detail, str)


class OfficeClock:
    """A clock of one's own: `now`, and nothing to inherit from."""

    def now(self) -> datetime:
        return datetime(2024, 4, 1, 1, tzinfo=UTC)


def test_a_clock_of_one_s_own(tmp_path: Path) -> None:
    clock: Clock = OfficeClock()
    with Engine(f"sqlite:///{tmp_path / 'a.db'}", clock=clock) as engine:
        assert_type(engine.now(), datetime)
        engine.create_tables()
        assert_type(engine.has_database(), bool)
        engine.require_in_place()
        assert engine.now() == clock.now()


def test_people(tmp_path: Path) -> None:
    contact = Contact("市住建局", "张三", Level.HANDLER, email="a@example.org", absent_until=date(2024, 5, 1))
    assert_type(contact.unit, str)
    assert_type(contact.name, str)
    assert_type(contact.level, Level)
    assert_type(contact.email, str | None)
    assert_type(contact.absent_until, date | None)
    assert_type(contact.locale, str)
    assert_type(contact.addresses, Mapping[str, str])
    assert_type(contact.addressed, bool)
    assert_type(contact.deputy, str | None)
    assert_type(contact.mobile, str | None)
    assert_type(contact.reachable(date(2024, 4, 1)), bool)
    unit = Unit("市住建局", aliases=("住建局",), groups=("市直各部门",), parent="市政府")
    assert_type(unit.name, str)
    assert_type(unit.aliases, tuple[str, ...])
    assert_type(unit.groups, tuple[str, ...])
    assert_type(unit.parent, str | None)
    people = Directory([unit], [contact])
    assert_type(people.canonical("住建局"), str)
    assert_type(people.members("市直各部门"), tuple[str, ...])
    assert_type(people.contacts("市住建局", "handler"), tuple[Contact, ...])
    (tmp_path / "units.csv").write_text("name,aliases,groups,parent\n市住建局,,,\n", "utf-8")
    assert_type(Directory.load(tmp_path / "units.csv"), Directory)
    assert_type(Directory.empty(), Directory)


def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_HEARTBEAT_SECONDS", "7")
    (tmp_path / "duban.toml").write_text('[channels.email]\nnotifier = "console"\n', "utf-8")
    settings = Settings.load(tmp_path / "duban.toml")
    assert_type(settings, Settings)
    assert_type(settings.database, str)
    assert_type(settings.scenarios, tuple[str, ...])
    assert_type(settings.units, str | None)
    assert_type(settings.contacts, str | None)
    assert_type(settings.channels, dict[str, Channel])
    assert_type(settings.heartbeat_seconds, float)
    assert_type(settings.lease_seconds, float)
    assert_type(settings.connections, int)
    assert_type(settings.message_domain, str)
    assert_type(settings.heartbeat.file, str | None)
    assert_type(settings.folder, Path)
    assert_type(settings.load_directory(), Directory)
    assert_type(settings.channel_factories(), dict[str, Callable[[], Notifier]])
    assert settings.heartbeat_seconds == 7


def test_a_definition(tmp_path: Path) -> None:
    file = tmp_path / "errand.yaml"
    file.write_text(ERRAND, "utf-8")
    definition = load_scenario(file)
    assert_type(definition, Definition)
    assert_type(definition.scenario, str)
    assert_type(definition.version, int)
    assert_type(definition.digest, str)
    assert_type(definition.title, str)
    assert_type(definition.number, str)
    assert load_scenario(str(file)) == definition


ERRAND = """
scenario: errand
version: 1
title: 跑腿
number: "PT-{year}-{seq:03d}"
calendar: china
roles: {desk: {title: 服务台}}
states: {待办: {initial: true, waits_for: desk}, 办结: {final: true}}
transitions: {办好: {from: 待办, to: 办结, by: desk}}
"""
