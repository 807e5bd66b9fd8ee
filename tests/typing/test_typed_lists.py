"""Lists and counts as a typed program asks for them, and the attributes of each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, assert_type

import pytest

from duban import (
    Allowed,
    AtHand,
    Count,
    Deed,
    Deeds,
    Engine,
    HandRow,
    HistoryEntry,
    Instance,
    LastReport,
    ListRow,
    Page,
    Pending,
    Query,
)
from duban.workflow import LastAct, Remark

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@pytest.fixture
def number(engine: Engine) -> str:
    return engine.open("issue", by="市优化办", title="取号机故障", units=UNITS).number


def test_a_query() -> None:
    query = Query(state=["交办", "整改"], unit="市住建局", due_to=date(2024, 4, 30), data={"source": "群众投诉"})
    assert_type(query.scenario, str | Sequence[str])
    assert_type(query.state, str | Sequence[str])
    assert_type(query.unit, str | Sequence[str])
    assert_type(query.light, str | Sequence[str])
    assert_type(query.number, str | Sequence[str])
    assert_type(query.waiting_for, str | Sequence[str])
    assert_type(query.role, str | None)
    assert_type(query.open_only, bool)
    assert_type(query.ended, str | None)
    assert_type(query.text, str | None)
    assert_type(query.source, str | None)
    assert_type(query.external_no, str | None)
    assert_type(query.opened_from, date | datetime | None)
    assert_type(query.opened_to, date | datetime | None)
    assert_type(query.closed_from, date | datetime | None)
    assert_type(query.closed_to, date | datetime | None)
    assert_type(query.due_from, date | datetime | None)
    assert_type(query.due_to, date | datetime | None)
    assert_type(query.quiet_since, date | datetime | None)
    assert_type(query.plan, str | None)
    assert_type(query.data, Mapping[str, Any])
    assert_type(query.scope, str)
    assert_type(query.wholes_only, bool)
    assert_type(query.matters_only, bool)
    assert_type(query.led_parts, bool)


def test_a_page(engine: Engine, number: str) -> None:
    page = engine.page(Query(open_only=True), order="-acted", limit=20, viewer="市住建局")
    assert_type(page, Page)
    assert_type(page.items, tuple[ListRow, ...])
    assert_type(page.next, str | None)
    assert_type(page.previous, str | None)
    assert_type(page.beyond, tuple[str, ...])
    (row,) = page.items
    assert_type(row.instance, Instance)
    assert_type(row.turn, str | None)
    assert_type(row.waits_for, tuple[str, ...])
    assert_type(row.holders, Mapping[str, str])
    assert_type(row.last, LastAct | None)
    assert_type(row.returned, LastAct | None)
    assert_type(row.remark, Remark | None)
    assert_type(row.progress, LastReport | None)
    assert_type(row.progress_of, str | None)
    assert row.instance.number == number


def test_counts(engine: Engine, number: str) -> None:
    found = engine.count(Query(number=number), by="unit", at_most=10)
    assert_type(found, Count)
    assert_type(found.total, int)
    assert_type(found.by, Mapping[str, int])
    assert_type(found.more, bool)
    assert_type(found.beyond, tuple[str, ...])
    assert found.by["市住建局"] == 1
    several = engine.counts(by=("unit", "light"))
    assert_type(several, dict[str, Count])
    assert several["unit"].by["市住建局"] == 1


def test_what_may_be_done_with_many(engine: Engine, number: str) -> None:
    found = engine.allowed_many([number], by="市住建局")
    assert_type(found, dict[str, list[Allowed]])
    assert [each.trigger for each in found[number] if each.ok] == ["签收"]


def test_what_is_at_hand(engine: Engine, number: str) -> None:
    found = engine.at_hand(["市住建局"], by="市住建局", limit=10, viewer="市住建局")
    assert_type(found, AtHand)
    assert_type(found.due, Mapping[str, int])
    assert_type(found.lights, Mapping[str, int])
    assert_type(found.turn, int)
    assert_type(found.more, bool)
    assert_type(found.open, int)
    assert_type(found.pending, tuple[Pending, ...])
    assert_type(found.beside, tuple[HandRow, ...])
    assert_type(found.news, tuple[ListRow, ...])
    row = found.rows[0]
    assert_type(row, HandRow)
    assert_type(row.row, ListRow)
    assert_type(row.allowed, tuple[Allowed, ...])
    assert_type(row.urged, LastAct | None)
    assert_type(row.reply_to, str | None)
    assert_type(row.reply_by, date | None)
    assert_type(row.plan, str | None)
    assert_type(row.plan_title, str | None)
    assert (row.row.instance.number, found.turn, found.open) == (number, 1, 1)


def test_what_was_done(engine: Engine, number: str) -> None:
    found = engine.deeds("市优化办", since=date(2000, 1, 1), scenario="issue", limit=10)
    assert_type(found, Deeds)
    assert_type(found.next, str | None)
    deed = found.items[0]
    assert_type(deed, Deed)
    assert_type(deed.instance, Instance)
    assert_type(deed.entry, HistoryEntry)
    assert_type(deed.pending, Pending | None)
    assert (deed.instance.number, deed.entry.kind) == (number, "open")
