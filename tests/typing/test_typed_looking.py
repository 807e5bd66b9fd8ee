"""What an operator and a desk look at, as a typed program asks for it: situations, files, rules, people, the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, assert_type
from zoneinfo import ZoneInfo

import pytest

from duban import (
    Allowed,
    CaseFile,
    ContactEntry,
    Definition,
    Draft,
    Engine,
    Explanation,
    HistoryEntry,
    Instance,
    Link,
    MessagePreview,
    OutboxEntry,
    Pending,
    Receipt,
    Situation,
    UnitEntry,
    WhyDue,
    WhyEscalated,
    WhyNot,
    WorkingCalendar,
    speaking,
)
from duban.states import Conventions
from duban.workflow import BounceNoted, BouncesRead, EachAct, MarkedAddress, PartView, Possible, ReceiptsPolled

if TYPE_CHECKING:
    from duban.storage import Guest

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@pytest.fixture
def number(engine: Engine) -> str:
    return engine.open("issue", by="市优化办", title="取号机故障", units=UNITS).number


def test_a_situation(engine: Engine, number: str) -> None:
    standing = engine.situation(number, viewer="市优化办", by="市住建局")
    assert_type(standing, Situation)
    assert_type(standing.instance, Instance)
    assert_type(standing.definition, Definition)
    assert_type(standing.clocks, tuple[WhyDue, ...])
    assert_type(standing.timezone, ZoneInfo)
    assert_type(standing.links, tuple[Link, ...])
    assert_type(standing.pending, tuple[Pending, ...])
    assert_type(standing.allowed, tuple[Allowed, ...])
    assert_type(standing.possible, tuple[Possible, ...])
    assert_type(standing.turn, str | None)
    assert_type(standing.waits_for, tuple[str, ...])
    assert_type(standing.each, tuple[EachAct, ...])
    assert_type(standing.parts, tuple[PartView, ...])
    assert_type(standing.to_json(), dict[str, Any])
    assert [each.trigger for each in standing.allowed if each.ok] == ["签收"]


def test_case_files(engine: Engine, number: str) -> None:
    files = engine.case_files(scenario="issue", viewer="市优化办")
    assert_type(files, list[CaseFile])
    assert_type(files[0].instance, Instance)
    assert_type(files[0].definition, Definition)
    assert_type(files[0].timezone, ZoneInfo)
    assert_type(files[0].history, tuple[HistoryEntry, ...])
    assert files[0].instance.number == number


def test_an_explanation(engine: Engine, number: str) -> None:
    found = engine.explain(number, viewer="市住建局/张三")
    assert_type(found, Explanation)
    assert_type(found.due, tuple[WhyDue, ...])
    assert_type(found.escalated, tuple[WhyEscalated, ...])
    assert_type(found.not_yet, tuple[WhyNot, ...])
    assert_type(found.timezone, ZoneInfo)
    assert_type(found.to_json(), dict[str, Any])
    with speaking("en"):
        assert_type(engine.explain(number), Explanation)


def test_rules(engine: Engine, number: str) -> None:
    assert_type(engine.rules(number), Definition)
    assert_type(engine.definitions(), list[Definition])
    assert_type(engine.definition("issue", 5), Definition)
    assert engine.rules(number) == engine.definition("issue") == engine.definitions()[0]


def test_a_working_calendar(engine: Engine) -> None:
    calendar = engine.working_calendar("issue")
    assert_type(calendar, WorkingCalendar)
    assert_type(calendar.name, str)
    assert_type(calendar.timezone, ZoneInfo)
    assert_type(calendar.hours, tuple[tuple[time, time], ...])
    assert_type(calendar.country, str | None)
    assert_type(calendar.table, Mapping[date, bool])
    assert_type(calendar.conventions, Conventions)
    assert_type(calendar.horizon, date | None)
    assert_type(calendar.revision, str)
    assert calendar.is_working_day(engine.today())


def test_who_is_who_today(engine: Engine) -> None:
    assert_type(engine.today(), date)
    units = engine.units()
    assert_type(units, list[UnitEntry])
    assert_type(units[0].name, str)
    assert_type(units[0].aliases, tuple[str, ...])
    assert_type(units[0].groups, tuple[str, ...])
    assert_type(units[0].parent, str | None)
    assert_type(units[0].handlers, tuple[str, ...])
    assert_type(units[0].leaders, tuple[str, ...])
    assert_type(units[0].reached, tuple[str, ...])
    assert_type(units[0].why, str)
    assert_type(units[0].reachable, bool)
    contacts = engine.contacts()
    assert_type(contacts, list[ContactEntry])
    assert_type(contacts[0].unit, str)
    assert_type(contacts[0].name, str)
    assert_type(contacts[0].level, str)
    assert_type(contacts[0].email, str | None)
    assert_type(contacts[0].mobile, str | None)
    assert_type(contacts[0].deputy, str | None)
    assert_type(contacts[0].absent_until, date | None)
    assert_type(contacts[0].locale, str)
    assert_type(contacts[0].addresses, Mapping[str, str])
    assert_type(contacts[0].reached, str | None)
    assert_type(contacts[0].why, str)
    assert units[0].reached


def test_the_outbox(engine: Engine, number: str) -> None:
    entries = engine.outbox(statuses=["pending"], number=number, limit=1, viewer="市优化办")
    assert_type(entries, list[OutboxEntry])
    assert_type(engine.outbox_counts(), dict[str, int])
    entry = entries[0]
    assert_type(entry.cause, str)
    assert_type(entry.id, int)
    assert_type(entry.number, str)
    assert_type(entry.message, str)
    assert_type(entry.clock, str | None)
    assert_type(entry.rung, str | None)
    assert_type(entry.medium, str)
    assert_type(entry.unit, str)
    assert_type(entry.contact, str)
    assert_type(entry.address, str)
    assert_type(entry.status, str)
    assert_type(entry.attempts, int)
    assert_type(entry.created_at, datetime)
    assert_type(entry.not_before, datetime)
    assert_type(entry.settled_at, datetime | None)
    assert_type(entry.reason, str | None)
    assert_type(entry.is_copy, bool)
    assert_type(entry.urgent, bool)
    assert_type(entry.because, str)
    assert_type(engine.retry([entry.id]), tuple[list[int], list[int]])
    assert_type(engine.received([]), tuple[list[int], list[str]])
    assert_type(engine.bounced(b""), list[BounceNoted])
    assert_type(engine.read_bounces(), BouncesRead)
    assert_type(asyncio.run(engine.poll_receipts()), ReceiptsPolled)
    assert_type(engine.marked_addresses(), list[MarkedAddress])
    assert_type(engine.address_works("email", "zhang@example.org", by="市督考办"), bool)
    assert_type(engine.give_up([entry.id], by="市督考办", note="号码已停用"), tuple[list[int], list[int]])
    assert_type(engine.send_test(medium="email", to="zhang@example.org"), Receipt)
    assert_type(engine.send_directly(medium="email", to="zhang@example.org", text="739104"), Receipt)
    assert entry.created_at.utcoffset() == timedelta(hours=8)


def test_drafts(engine: Engine, number: str) -> None:
    drafts = engine.drafts(number=number, after=0, viewer="市优化办")
    assert_type(drafts, list[Draft])
    draft = drafts[0]
    assert_type(engine.preview_message(draft.id, viewer="市优化办"), list[MessagePreview])
    shown, *_ = engine.preview_message(draft.message, number=number, reader="市优化办")
    assert_type(shown.id, int | None)
    assert_type(shown.html, str | None)
    assert_type(shown.segments, int | None)
    assert_type(draft.id, int)
    assert_type(draft.number, str)
    assert_type(draft.message, str)
    assert_type(draft.medium, str)
    assert_type(draft.unit, str)
    assert_type(draft.contact, str)
    assert_type(draft.is_copy, bool)
    assert_type(draft.subject, str)
    assert_type(draft.text, str)
    assert_type(draft.fault, str)
    assert number in draft.subject + draft.text


def test_numbers(engine: Engine, number: str) -> None:
    assert_type(engine.numbers("WT", limit=5), list[tuple[str, str]])
    assert_type(engine.nearest_number(number[:-1]), str | None)
    assert engine.nearest_number(number.lower()) == number


def test_several_verbs_are_one_transaction(engine: Engine) -> None:
    def two(session: Guest) -> list[str]:
        return [engine.open("issue", by="市优化办", units=UNITS, session=session).number for _ in range(2)]

    assert_type(engine.transact(two), list[str])
    assert len(engine.find()) == 2


def test_where_it_is(engine: Engine) -> None:
    assert_type(engine.where, str)
