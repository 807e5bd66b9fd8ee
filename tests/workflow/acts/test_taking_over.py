"""Taking over what is under way: its clocks run and its lights show, and nobody hears of what has passed."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from duban import BatchRefused, InvalidData, InvalidUnits
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier

PARTS = """
scenario: whole
version: 1
title: 总项
number: "ZX-{year}-{seq:04d}"
calendar: china
roles: {lead: {title: 牵头单位}, responsible: {title: 责任单位, many: true}}
states: {分解: {initial: true, waits_for: lead}, 办结: {final: true}}
transitions: {汇总: {from: 分解, to: 办结, by: [lead, system]}}
clocks: {总时限: {starts: open, stops: 办结, budget: 10 working days}}
ladder: {总时限: [{at: due, light: red, notify: lead, message: 逾期}]}
announce: [{on: open, notify: lead, message: 逾期}]
messages: {逾期: {subject: "{{ item.number }}", text: "{{ item.title }}"}}
children: {scenario: piece, on: 分解, each: responsible, as: doer, join: all, then: 汇总, withdraw: 撤销}
"""
PIECE = """
scenario: piece
version: 1
title: 分项
number: "FX-{year}-{seq:04d}"
calendar: china
roles: {doer: {title: 承办单位}}
states: {办理: {initial: true, waits_for: doer}, 完成: {final: true}}
transitions: {报结: {from: 办理, to: 完成, by: doer}, 撤销: {from: 办理, to: 完成, by: system}}
clocks: {分时限: {starts: open, stops: 完成, budget: 5 working days}}
ladder: {分时限: [{at: due, light: yellow, notify: doer, message: 催办}]}
announce: [{on: open, notify: doer, message: 催办}]
messages: {催办: {subject: "{{ item.number }}", text: "{{ item.title }}"}}
"""


def run(engine: Engine) -> None:
    engine.sweep()
    asyncio.run(engine.deliver())


def test_nobody_hears_of_what_has_passed_and_of_the_rest_as_ever(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    engine = make_engine()
    clock.set("2024-11-18T22:57+08:00")
    due = date(2024, 11, 15)
    loud = open_matter(engine, data={"deadline": due})
    run(engine)
    assert mailbox.sent
    told = len(mailbox.sent)
    taken = open_matter(engine, data={"deadline": due}, quiet=True)
    assert (taken.light, taken.due_on) == (engine.instance(loud.number).light, engine.instance(loud.number).due_on)
    run(engine)
    assert len(mailbox.sent) == told
    assert engine.outbox(number=taken.number) == []
    clock.set("2024-11-20T10:00+08:00")
    engine.sweep()
    came = {(each.clock, each.rung) for each in engine.why_escalated(taken.number) if each.fired}
    assert came == {
        (each.clock, each.rung)
        for each in engine.why_escalated(loud.number)
        if each.fired and each.at > datetime(2024, 11, 19, tzinfo=UTC)
    }
    assert came
    assert engine.verify().ok


def test_the_first_entry_says_so_and_each_rung_why(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine = make_engine()
    taken = open_matter(engine, data={"deadline": date(2024, 1, 31)}, quiet=True, since="2024-01-02")
    (entry,) = engine.history(taken.number)
    assert (entry.payload["quiet"], entry.payload["since"]) == (True, "2024-01-01T16:00:00Z")
    left_out = {each.why for each in engine.why_escalated(taken.number)}
    assert "taken over" in left_out
    assert not any(each.fired for each in engine.why_escalated(taken.number))


def test_clocks_run_from_the_day_on_which_it_began(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine = make_engine()
    fresh = {each.clock: each for each in engine.why_due(open_matter(engine).number)}
    taken = {each.clock: each for each in engine.why_due(open_matter(engine, since=date(2024, 3, 4)).number)}
    assert taken.keys() == fresh.keys()
    for name, each in taken.items():
        assert each.due_on is not None
        assert each.due_on < (fresh[name].due_on or date.max)
        assert "2024-03-04" in each.basis
        assert each.days[0].day == date(2024, 3, 4)
    assert engine.verify().ok


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("since", "says"),
    [
        ("2024-04-02", "still to come"),
        ("soon", "has to be a day"),
        (datetime(2024, 3, 1), "has to be a day"),  # noqa: DTZ001 - a naive one is what is refused
        (20240301, "has to be a day"),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(
    make_engine: MakeEngine, open_matter: OpenMatter, since: object, says: str
) -> None:
    engine = make_engine()
    with pytest.raises(InvalidData, match=f"since: .*{says}"):
        open_matter(engine, since=since)
    assert engine.find() == []


def test_the_parts_of_a_matter_that_is_taken_over_are_quiet_as_well(
    make_engine: MakeEngine, mailbox: RecordingNotifier
) -> None:
    scenarios = [read_scenario(text.encode(), f"{text[11:16]}.yaml") for text in (PARTS, PIECE)]
    engine = make_engine(scenarios=scenarios)
    units = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}
    engine.open("whole", units=units, by="市优化办", since="2024-02-01", quiet=True)
    assert [str(item.light) for item in engine.find(scenario="piece")] == ["yellow", "yellow"]
    run(engine)
    assert mailbox.sent == []
    assert engine.verify().ok


def test_many_are_taken_over_each_as_it_says(make_engine: MakeEngine) -> None:
    engine = make_engine()
    units = {"lead": "市优化办", "responsible": "市住建局"}
    items: list[Any] = [{"units": units, "quiet": True}, {"units": units}]
    _, second = engine.open_many("matter", items, by="市优化办")
    assert {entry.number for entry in engine.outbox()} == {second.number}


def test_a_key_means_the_same_opening_only_if_it_is_as_quiet(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine = make_engine()
    taken = open_matter(engine, quiet=True, key="k")
    assert open_matter(engine, quiet=True, key="k").number == taken.number
    with pytest.raises(ValueError, match="k"):
        open_matter(engine, key="k")


# -- the preview -------------------------------------------------------------------------------------------------------


def test_a_preview_counts_exactly_what_opening_and_the_next_sweep_send(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = make_engine()
    clock.set("2024-11-18T22:57+08:00")
    units = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}
    items: list[Any] = [{"units": units, "data": {"deadline": date(2024, 11, day)}, "quiet": True} for day in (5, 14)]
    preview = engine.preview("matter", items, by="市优化办")
    assert engine.find() == []
    assert not preview.in_hours
    for item in items:
        engine.open("matter", by="市优化办", **{**item, "quiet": False})
    engine.sweep()
    sent = engine.outbox()
    assert sorted((each.message, each.unit) for each in preview.messages) == sorted(
        (each.message, each.unit) for each in sent
    )
    assert sum(preview.by_message.values()) == sum(preview.by_unit.values()) == len(sent)
    assert preview.to_json()["by_message"] == dict(preview.by_message)


def test_a_preview_is_silent_about_what_stands_already(make_engine: MakeEngine) -> None:
    engine = make_engine()
    matter: dict[str, Any] = {
        "units": {"lead": "市优化办", "responsible": "市住建局"},
        "source": "省平台",
        "external_no": "7",
    }
    twice = engine.preview("matter", [matter, matter], by="市优化办")  # type: ignore[list-item]
    assert {each.item for each in twice.messages} == {0}
    opened = engine.open("matter", by="市优化办", **matter)
    again = engine.preview("matter", [matter], by="市优化办")  # type: ignore[list-item]
    assert again.messages == ()
    assert again.items[0].standing == opened.number


def test_a_preview_refuses_what_opening_would(make_engine: MakeEngine) -> None:
    engine = make_engine()
    units = {"lead": "市优化办", "responsible": "市住建局"}
    with pytest.raises(BatchRefused):
        engine.preview("matter", [{"units": units}], by="市教育局")
    with pytest.raises(InvalidUnits):
        engine.preview("matter", [{"units": {**units, "responsible": "市住健局"}}], by="市优化办")
