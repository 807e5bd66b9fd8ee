"""Every question as a typed program asks it, and the attributes of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, assert_type

import pytest

from duban import (
    Allowed,
    Anchored,
    Blocker,
    CalendarView,
    Engine,
    Health,
    HistoryEntry,
    Instance,
    Light,
    Link,
    Pending,
    Verification,
    WhyDue,
    WhyEscalated,
    WhyNot,
    speaking,
)
from duban.states import ReckonedDay
from duban.workflow import AnchorLog, Appended, ClockEvent, Finding, OpinionView, Told

if TYPE_CHECKING:
    from pathlib import Path

    from duban.testing import FixedClock


@pytest.fixture
def item(engine: Engine, clock: FixedClock) -> Instance:
    """Give an item that is long overdue, so that everything about it can be asked."""
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    number = engine.open("issue", by="市优化办", title="取号机故障", units=units).number
    engine.fire(number, "签收", by="市住建局")
    engine.extend(number, "整改时限", "5 working days", by="市住建局", note="等评审")
    clock.advance(timedelta(days=30))
    engine.sweep()
    return engine.instance(number)


def test_an_instance(engine: Engine, item: Instance) -> None:
    assert_type(engine.instance(item.number, viewer="市住建局"), Instance)
    assert_type(item.number, str)
    assert_type(item.title, str)
    assert_type(item.scenario, str)
    assert_type(item.scenario_version, int)
    assert_type(item.digest, str)
    assert_type(item.edition, int)
    assert_type(item.public_state, str | None)
    assert_type(item.headline_on, date | None)
    assert_type(item.state, str)
    assert_type(item.round, int)
    assert_type(item.version, int)
    assert_type(item.light, Light)
    assert_type(item.light.rank, int)
    assert_type(item.due_on, date | None)
    assert_type(item.due_at, datetime | None)
    assert_type(item.provisional, bool)
    assert_type(item.units, Mapping[str, tuple[str, ...]])
    assert_type(item.data, Mapping[str, Any])
    assert_type(item.opened_at, datetime)
    assert_type(item.closed_at, datetime | None)
    assert_type(item.ongoing, bool)
    assert_type(item.to_json(), dict[str, Any])
    assert_type(Instance.from_json(item.to_json()), Instance)
    assert item.light is Light.RED


def test_instances_are_found(engine: Engine, item: Instance, clock: FixedClock) -> None:
    found = engine.find(
        scenario="issue",
        state="整改",
        unit="市住建局",
        role="responsible",
        light=Light.RED,
        open_only=True,
        due_by=clock.now(),
        limit=10,
        viewer="市优化办/李四",
    )
    assert_type(found, list[Instance])
    assert [each.number for each in found] == [item.number]
    assert engine.find(light="green") == []


def test_a_history(engine: Engine, item: Instance) -> None:
    history = engine.history(item.number, viewer="市优化办")
    assert_type(history, list[HistoryEntry])
    entry = history[0]
    assert_type(entry.seq, int)
    assert_type(entry.at, datetime)
    assert_type(entry.actor, str)
    assert_type(entry.kind, str)
    assert_type(entry.trigger, str | None)
    assert_type(entry.from_state, str | None)
    assert_type(entry.to_state, str | None)
    assert_type(entry.round, int)
    assert_type(entry.payload, Mapping[str, Any])
    assert_type(entry.hash, str)
    assert_type(entry.to_json(), dict[str, Any])
    assert entry.kind == "open"


def test_what_is_allowed(engine: Engine, item: Instance) -> None:
    allowed = engine.allowed(item.number, by="市督考办")
    assert_type(allowed, list[Allowed])
    assert_type(allowed[0].trigger, str)
    assert_type(allowed[0].ok, bool)
    assert_type(allowed[0].blockers, tuple[Blocker, ...])
    assert_type(allowed[0].primary, bool)
    assert_type(allowed[0].approve, tuple[str, ...])
    assert_type(allowed[0].to_json(), dict[str, Any])
    blocker = allowed[0].blockers[0]
    with speaking("en"):
        assert_type(blocker.message, str)
    assert_type(blocker.code, str)
    assert_type(blocker.message, str)
    assert_type(blocker.facts, Mapping[str, Any])
    assert_type(blocker.to_json(), dict[str, Any])
    assert_type(str(blocker), str)
    assert str(blocker) == blocker.message


def test_what_waits_for_a_decision(engine: Engine, item: Instance) -> None:
    waiting = engine.pending(number=item.number)
    assert_type(waiting, list[Pending])
    one = waiting[0]
    assert_type(one.id, str)
    assert_type(one.number, str)
    assert_type(one.title, str)
    assert_type(one.kind, str)
    assert_type(one.clock, str)
    assert_type(one.units, tuple[str, ...])
    assert_type(one.asked_by, str)
    assert_type(one.asked_at, datetime)
    assert_type(one.note, str | None)
    assert_type(one.length, str | None)
    assert_type(one.due_on, date | None)
    assert_type(one.due_on_if_granted, date | None)
    assert_type(one.rung, str | None)
    assert_type(one.what, str | None)
    assert_type(one.act, str | None)
    assert_type(one.data, Mapping[str, Any])
    assert_type(one.opinions, tuple[OpinionView, ...])
    assert_type([(each.at, each.by, each.text) for each in one.opinions], list[tuple[datetime, str, str]])
    assert_type(one.asked, tuple[str, ...])
    assert_type(one.undecided_until, datetime | None)
    assert_type(one.recorders, tuple[str, ...])
    assert_type(one.to_json(), dict[str, Any])
    assert one.due_on_if_granted is not None


def test_links(engine: Engine, item: Instance) -> None:
    engine.link(item.number, engine.open("issue", by="市优化办", units=item.units).number, by="市优化办")
    links = engine.links(item.number, viewer="市优化办")
    assert_type(links, list[Link])
    assert_type(links[0].kind, str)
    assert_type(links[0].outgoing, bool)
    assert_type(links[0].number, str)
    assert_type(links[0].title, str)
    assert_type(links[0].state, str)
    assert_type(links[0].closed, bool)
    assert_type(links[0].to_json(), dict[str, Any])
    assert links[0].outgoing


def test_why_it_is_due_then(engine: Engine, item: Instance) -> None:
    answers = engine.why_due(item.number, viewer="市优化办")
    assert_type(answers, tuple[WhyDue, ...])
    answer = answers[0]
    assert_type(answer.clock, str)
    assert_type(answer.status, str)
    assert_type(answer.basis, str)
    assert_type(answer.due_on, date | None)
    assert_type(answer.due_at, datetime | None)
    assert_type(answer.left, str)
    assert_type(answer.provisional, bool)
    assert_type(answer.revision, str)
    assert_type(answer.days, tuple[ReckonedDay, ...])
    assert_type(answer.days[0].day, date)
    assert_type(answer.days[0].counted, bool)
    assert_type(answer.days[0].why, str)
    assert_type(answer.days[0].consumed, int)
    assert_type(answer.story, tuple[ClockEvent, ...])
    assert_type(answer.story[0].what, str)
    assert_type(answer.story[0].due_before, date | None)
    assert_type(answer.consumed, int)
    assert_type(answer.budget, str | None)
    assert_type(answer.to_json(), dict[str, Any])


def test_why_it_escalated(engine: Engine, item: Instance) -> None:
    answers = engine.why_escalated(item.number)
    assert_type(answers, tuple[WhyEscalated, ...])
    answer = next(each for each in answers if each.messages)
    assert_type(answer.clock, str)
    assert_type(answer.rung, str)
    assert_type(answer.round, int)
    assert_type(answer.lap, int)
    assert_type(answer.moment, str | None)
    assert_type(answer.at, datetime)
    assert_type(answer.fired, bool)
    assert_type(answer.why, str)
    assert_type(answer.told, tuple[str, ...])
    assert_type(answer.reckoning, str)
    assert_type(answer.followed, str)
    assert_type(answer.messages, tuple[Told, ...])
    assert_type(answer.messages[0].unit, str)
    assert_type(answer.messages[0].status, str)
    assert_type(answer.messages[0].at, datetime | None)
    assert_type(answer.to_json(), dict[str, Any])


def test_why_not(engine: Engine, item: Instance) -> None:
    assert_type(engine.why_not(item.number, "通过", by="市优化办"), tuple[WhyNot, ...])
    answer = engine.why_not(item.number, viewer="市优化办")[0]
    assert_type(answer.about, str)
    assert_type(answer.why, str)
    assert_type(answer.at, datetime | None)
    assert_type(answer.to_json(), dict[str, Any])


def test_how_far_a_calendar_is_known(engine: Engine) -> None:
    calendar = engine.calendar("china")
    assert_type(calendar, CalendarView)
    assert_type(calendar.name, str)
    assert_type(calendar.revision, str)
    assert_type(calendar.horizon, date | None)
    assert_type(calendar.days, tuple[tuple[date, bool, str | None], ...])
    assert_type(calendar.to_json(), dict[str, Any])
    assert calendar.horizon is not None


def test_health(engine: Engine, item: Instance, clock: FixedClock) -> None:
    assert engine.instance(item.number).closed_at is None
    health = engine.health()
    assert_type(health, Health)
    assert_type(health.at, datetime)
    assert_type(health.lag_seconds, float)
    assert_type(health.overdue, int)
    assert_type(health.set_aside, int)
    assert_type(health.outbox_seconds, float)
    assert_type(health.outbox_waiting, int)
    assert_type(health.refused, int)
    assert_type(health.refused_why, str)
    assert_type(health.dead_letters, int)
    assert_type(health.pending, int)
    assert_type(health.recurring, tuple[str, ...])
    assert_type(health.down, Mapping[str, float])
    assert_type(health.refused_addresses, int)
    assert_type(health.unreachable, int)
    assert_type(health.unusable, tuple[str, ...])
    assert_type(health.sickness(timedelta(minutes=15)), str | None)
    assert_type(health.to_json(), dict[str, Any])
    assert health.at == clock.now()


def test_verification(engine: Engine, item: Instance) -> None:
    checked = engine.verify()
    assert_type(checked, Verification)
    assert_type(checked.ok, bool)
    assert_type(checked.instances, int)
    assert_type(checked.entries, int)
    assert_type(checked.findings, tuple[Finding, ...])
    assert_type(checked.heads, Mapping[str, tuple[int, str]])
    assert_type(checked.erased, tuple[Finding, ...])
    assert_type(checked.unbound, Mapping[str, int])
    assert_type(checked.chains, Mapping[str, Mapping[str, tuple[int, str]]])
    assert_type(checked.judged, int)
    assert_type(checked.unjudged, Mapping[str, int])
    assert_type(checked.with_gaps, tuple[str, ...])
    assert_type(checked.to_json(), dict[str, Any])
    (finding,) = engine.verify(heads={item.number: (1, "another")}).findings
    assert_type(finding.number, str)
    assert_type(finding.seq, int | None)
    assert_type(finding.problem, str)
    assert_type(finding.code, str | None)


def test_anchors(engine: Engine, tmp_path: Path) -> None:
    made = engine.anchor(tmp_path / "anchors.jsonl")
    assert_type(made, Anchored)
    assert_type(made.verification, Verification)
    assert_type(made.appended, Appended | None)
    assert made.appended is not None
    assert_type(made.appended.anchor, int)
    assert_type(made.appended.hash, str)
    checked = engine.verify(against=tmp_path / "anchors.jsonl", last=made.appended.hash)
    assert_type(checked.anchors, AnchorLog | None)
    assert checked.anchors is not None
    assert_type(checked.anchors.signed_by, str | None)
