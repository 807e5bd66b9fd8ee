"""Correcting what was recorded: both values stand in the history, and a clock follows its date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban import Engine, InvalidData, TransitionConflict, TransitionRefused
from duban.scenarios import read_scenario
from duban.workflow import KeyReused
from duban.workflow.instance import opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Instance
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

DATES = Path(__file__).parents[1] / "scenarios" / "dates.yaml"
LEAD, RESP = "市优化办/李四", "市住建局/张三"
WHY = "通知中日期有误"


@pytest.fixture
def number(engine: Engine, open_matter: OpenMatter) -> str:
    """Give a matter that is due on Friday, 2024-04-12."""
    return open_matter(engine, data={"deadline": "2024-04-12", "reporter": "王某"}).number


def correct(engine: Engine, number: str, data: dict[str, Any] | None = None, **options: Any) -> Instance:  # noqa: ANN401 - as correct takes them
    return engine.correct(number, data, **{"by": LEAD, "note": WHY, **options})


def codes(act: Callable[[], object]) -> set[str]:
    with pytest.raises(TransitionRefused) as refused:
        act()
    return set(refused.value.codes)


def told_of(engine: Engine, number: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return which rungs took effect so far, and whom each told."""
    return [(rung.rung, rung.told) for rung in engine.why_escalated(number) if rung.fired]


def test_a_later_date_moves_the_clock_and_is_announced_anew(engine: Engine, number: str, clock: FixedClock) -> None:
    clock.set("2024-04-11T09:00+08:00")
    engine.sweep()
    assert told_of(engine, number)[-1] == ("due - 1 working day", ("市住建局",))
    item = correct(engine, number, {"deadline": "2024-04-19"})
    assert (item.due_on, str(item.light)) == (date(2024, 4, 19), "green")
    clock.set("2024-04-18T09:00+08:00")
    engine.sweep()
    assert [rung for rung, _ in told_of(engine, number)].count("due - 1 working day") == 2
    assert engine.verify().ok


def test_an_earlier_date_repeats_nothing_and_skips_what_has_passed(
    engine: Engine, number: str, clock: FixedClock
) -> None:
    clock.set("2024-04-08T10:00+08:00")
    item = correct(engine, number, {"deadline": "2024-04-09"})
    assert item.due_on == date(2024, 4, 9)
    engine.sweep()
    assert told_of(engine, number) == []
    skipped = [(rung.rung, rung.why) for rung in engine.why_escalated(number)]
    assert skipped == [("due - 2 working days", "another date"), ("due - 1 working day", "another date")]
    clock.set("2024-04-10T00:00+08:00")
    engine.sweep()
    assert told_of(engine, number) == [("due", ("市住建局", "市优化办"))]
    assert engine.verify().ok


def test_the_entry_and_the_story_of_the_clock_have_both_values(engine: Engine, number: str) -> None:
    correct(engine, number, {"deadline": "2024-04-19", "measure": "增开窗口"}, title="窗口排队过久")
    entry = engine.history(number)[-1]
    assert (entry.kind, entry.actor) == ("correct", LEAD)
    assert entry.payload["before"] == {"deadline": "2024-04-12"}
    assert entry.payload["data"] == {"deadline": "2024-04-19", "measure": "增开窗口"}
    assert (entry.payload["title_before"], entry.payload["title"]) == ("窗口排队过长", "窗口排队过久")
    assert entry.payload["note"] == WHY
    assert engine.instance(number).title == "窗口排队过久"
    (clock,) = engine.why_due(number)
    event = clock.story[-1]
    assert (event.code, event.by, event.due_before, event.due_on) == (
        "correct",
        LEAD,
        date(2024, 4, 12),
        date(2024, 4, 19),
    )
    assert WHY in event.what
    assert engine.verify().ok


def test_a_private_value_is_corrected_without_standing_in_the_history(engine: Engine, number: str, rows: Rows) -> None:
    correct(engine, number, {"reporter": "李某"})
    assert engine.instance(number).data["reporter"] == "李某"
    assert "reporter" not in engine.instance(number, viewer="市住建局").data
    payload = engine.history(number)[-1].payload
    assert set(payload["private"]) == {"reporter"}
    assert "before" not in payload
    tables = rows()
    assert [row["value"] for row in tables["duban_private"]] == ['"王某"', '"李某"']
    assert "李某" not in repr({name: found for name, found in tables.items() if name != "duban_private"})
    assert engine.verify().ok
    engine.erase(number, "reporter", by=LEAD, note="反映人要求")
    assert not any("李某" in repr(found) for found in rows().values())
    assert engine.verify().ok


def test_who_may_not_see_a_value_neither_corrects_it_nor_is_told_that_he_has_guessed_it(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    words = matter_file.read_text("utf-8") + "\ncorrects: {by: supervisor}\n"
    engine = make_engine(scenarios=[read_scenario(words, "matter.yaml")])
    number = open_matter(engine, data={"reporter": "王某"}).number
    for guess in ("王某", "李某"):
        assert codes(lambda guess=guess: correct(engine, number, {"reporter": guess}, by="市督考办")) == {"role"}


def test_only_what_differs_is_corrected_and_else_nothing_is(engine: Engine, number: str) -> None:
    correct(engine, number, {"deadline": "2024-04-12", "measure": "增开窗口"})
    assert engine.history(number)[-1].payload["data"] == {"measure": "增开窗口"}
    before = engine.instance(number).version
    assert codes(lambda: correct(engine, number, {"deadline": "2024-04-12", "reporter": "王某"})) == {"nothing"}
    assert codes(lambda: correct(engine, number, title="窗口排队过长")) == {"nothing"}
    assert codes(lambda: correct(engine, number)) == {"nothing"}
    assert engine.instance(number).version == before


def test_it_takes_who_opens_a_reason_and_an_open_matter(engine: Engine, number: str) -> None:
    assert codes(lambda: correct(engine, number, {"measure": "增开"}, by=RESP, note=" ")) == {"role", "requires"}
    engine.fire(number, "签收", by=RESP)
    engine.fire(number, "申请销号", by=RESP, data={"measure": "增开窗口"})
    correct(engine, number, {"measure": "增开两个窗口"})
    assert engine.instance(number).state == "复核"
    engine.fire(number, "通过", by=LEAD)
    assert codes(lambda: correct(engine, number, {"measure": "增开"})) == {"state"}
    with pytest.raises(InvalidData, match="no field"):
        correct(engine, number, {"dead line": "2024-04-12"})


def test_the_scenario_says_who_corrects_which_fields(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    words = matter_file.read_text("utf-8") + "\ncorrects: {by: supervisor, fields: deadline}\n"
    engine = make_engine(scenarios=[read_scenario(words, "matter.yaml")])
    number = open_matter(engine).number
    assert codes(lambda: correct(engine, number, {"deadline": "2024-04-19"})) == {"role"}
    assert codes(lambda: correct(engine, number, {"measure": "增开"}, by="市督考办")) == {"corrects"}
    item = correct(engine, number, {"deadline": "2024-04-19"}, by="市督考办", title="窗口排队过久")
    assert (item.due_on, item.title) == (date(2024, 4, 19), "窗口排队过久")
    assert engine.verify().ok


def test_a_key_an_expected_version_and_a_guest(engine: Engine, number: str) -> None:
    item = correct(engine, number, {"deadline": "2024-04-19"}, key="c-1", expect=1)
    assert correct(engine, number, {"deadline": "2024-04-19"}, key="c-1", expect=1) == item
    assert engine.instance(number).version == 2
    with pytest.raises(KeyReused):
        correct(engine, number, {"deadline": "2024-04-22"}, key="c-1")
    with pytest.raises(TransitionConflict):
        correct(engine, number, {"deadline": "2024-04-22"}, expect=1)

    def both(session: object) -> None:
        correct(engine, number, {"measure": "增开窗口"}, session=session)
        message = "the application thinks better of it"
        raise LookupError(message)

    with pytest.raises(LookupError):
        engine.transact(both)
    assert "measure" not in engine.instance(number).data
    assert engine.verify().ok


def test_a_wrong_date_is_corrected_under_the_first_edition_and_although_it_counts_once(
    make_engine: MakeEngine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set("2026-03-02T09:00+08:00")
    engine = make_engine(scenarios=[DATES], directory=None)
    monkeypatch.setattr(opening, "EDITION", 1)
    dates = {"d": "2026-03-24", "at": "2026-12-01 09:00", "first": "2026-03-20"}
    number = engine.open("dates", units={"a": "A"}, data=dates, by="A").number
    monkeypatch.undo()
    engine.fire(number, "say", by="A", data={"d": "2026-03-26", "first": "2026-03-23"})
    assert {why.clock: str(why.due_on) for why in engine.why_due(number)} == {
        "day": "2026-03-24",
        "moment": "2026-12-01",
        "kept": "2026-03-20",
    }
    engine.correct(number, {"d": "2026-03-27", "first": "2026-03-25"}, by="A", note="typo")
    assert {why.clock: str(why.due_on) for why in engine.why_due(number)} == {
        "day": "2026-03-27",
        "moment": "2026-12-01",
        "kept": "2026-03-25",
    }
    assert engine.verify().ok
