"""Acts that somebody has to approve: what waits, who decides, and what comes of it, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crowd import together

from duban import Engine, InvalidData, TransitionRefused, Unit
from duban.scenarios import read_scenario
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Pending

pytestmark = pytest.mark.usefixtures("english")

FILE = Path(__file__).parents[1] / "scenarios" / "approved.yaml"
UNITS = {"office": ["O", "P"], "lead": "L", "doer": "D"}
SCAN = {"name": "words.pdf", "sha256": "0" * 64}


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    """Give an engine with rules by which a boss has to approve much."""
    clock.set("2026-03-02T10:00+08:00")
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


def opened(engine: Engine) -> str:
    return engine.open("approved", units=UNITS, data={"deadline": "2026-03-31"}, by="O", title="Roof").number


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as refused:
        act()
    return list(refused.value.codes)


def only(engine: Engine, number: str) -> Pending:
    (waiting,) = engine.pending(number=number)
    return waiting


def test_what_waits_is_listed_for_those_who_decide_and_those_who_are_asked(office: Engine) -> None:
    number = opened(office)
    item = office.fire(number, "rest", by="O/Ann", note="rain")
    assert (item.state, item.version) == ("work", 2)
    waiting = only(office, number)
    assert (waiting.kind, waiting.act, waiting.what) == ("approval", "rest", "do “rest”")
    assert (waiting.units, waiting.asked, waiting.asked_by, waiting.note) == (("B",), ("L",), "O/Ann", "rain")
    # Two working days from Monday: what is not said by the end of Wednesday is waited for no longer.
    assert waiting.undecided_until == datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert [each.id for who in "BL" for each in office.pending(unit=who)] == [waiting.id] * 2
    assert office.pending(unit="D") == []
    office.opine(waiting.id, " it rains ", by="L/Lea")
    (opinion,) = only(office, number).opinions
    assert (opinion.by, opinion.text) == ("L/Lea", "it rains")
    assert only(office, number).asked == ()
    assert only(office, number).undecided_until is None
    assert office.verify().ok


def test_who_has_asked_is_not_asked_itself_if_others_of_the_role_can_answer(office: Engine, clock: FixedClock) -> None:
    units = {"office": ["O", "P"], "lead": "O", "doer": "O"}
    number = office.open("approved", units=units, data={"deadline": "2026-03-31"}, by="O").number
    asked = office.extend(number, "time", "2 working days", by="O/Ann", note="rain", data={"reason_code": "others"})
    waiting = only(office, asked.number)
    assert (waiting.units, waiting.asked) == (("P",), ())
    assert [each.id for each in office.pending(unit="P")] == [waiting.id]
    assert office.pending(unit="O") == []
    clock.set("2026-03-03T08:30+08:00")
    office.sweep()
    assert [entry.payload["told"] for entry in office.history(number)[1:]] == [["P"], ["P"]]
    assert codes(lambda: office.decide(waiting.id, approve=True, by="O/Bob")) == ["four-eyes"]
    office.decide(waiting.id, approve=True, by="P/Pat")
    assert office.verify().ok


def test_it_is_done_by_who_asked_once_it_is_approved(office: Engine) -> None:
    number = opened(office)
    office.fire(number, "rest", by="O/Ann", note="rain")
    office.opine(only(office, number).id, "it rains", by="L")
    item = office.decide(only(office, number).id, approve=True, by="B/Bob", note="so be it")
    assert item.state == "rest"
    decided, done = office.history(number)[-2:]
    assert (decided.kind, decided.actor, decided.payload["note"]) == ("decide", "B/Bob", "so be it")
    assert (done.kind, done.trigger, done.actor, done.payload["approved"]) == ("act", "rest", "O/Ann", 2)
    assert office.pending() == []
    assert office.verify().ok


def test_nobody_approves_what_he_or_his_unit_has_asked_for(make_engine: MakeEngine) -> None:
    engine = make_engine(scenarios=[FILE], directory=MadeUpPeople())
    units = {**UNITS, "boss": "O"}
    number = engine.open("approved", units=units, data={"deadline": "2026-03-31"}, by="O").number
    engine.void(number, by="O/Ann", note="dropped")
    waiting = only(engine, number).id
    assert codes(lambda: engine.decide(waiting, approve=True, by="O/Bob")) == ["four-eyes"]
    assert codes(lambda: engine.decide(waiting, approve=True, by="P/Ann")) == ["role", "four-eyes"]
    engine.assign(number, "boss", "B", by="O")
    assert codes(lambda: engine.decide(waiting, approve=True, by="B/Ann")) == ["four-eyes"]
    assert engine.decide(waiting, approve=True, by="B/Bob").ended == "void"


def test_an_act_says_beforehand_that_it_takes_approval_and_that_it_waits(office: Engine) -> None:
    number = opened(office)
    may = {each.trigger: each for each in office.allowed(number, by="O")}
    assert (may["rest"].approve, may["check"].approve) == (("boss",), ())
    office.fire(number, "rest", by="O", note="rain")
    (blocker,) = [each for each in office.why_not(number, "rest", by="O") if each.about == "approval"]
    assert blocker.why == f"“rest” was asked for by O already, and waits for approval ({number}#2)"
    (said,) = [each.why for each in office.explain(number).not_yet if each.about == "entry 2"]
    assert said == "do “rest”: waits for approval by Boss (B), after the opinion of Lead"


def test_what_cannot_be_done_any_more_when_it_is_approved_lapses_and_says_why(office: Engine) -> None:
    number = opened(office)
    office.fire(number, "rest", by="O", note="rain")
    office.opine(only(office, number).id, "it rains", by="L")
    office.assign(number, "office", "P", by="P")
    item = office.decide(only(office, number).id, approve=True, by="B")
    assert item.state == "work"
    last = office.history(number)[-1]
    assert [each["code"] for each in last.payload["blockers"]] == ["role"]
    assert "O" in last.payload["told"]
    assert office.pending() == []
    (letter,) = [each for each in office.drafts(number=number) if each.unit == "O"]
    assert letter.subject == f"【已批准，但无法办理】Roof：办理“rest”（{number}）"
    assert "但现已无法办理：O不是本事项的Office，无权办理此步" in letter.text
    assert office.verify().ok


def test_many_are_asked_for_at_once(office: Engine) -> None:
    numbers = [opened(office) for _ in range(3)]
    assert [item.state for item in office.fire_many(numbers, "rest", by="O", note="rain")] == ["work"] * 3
    assert [each.act for each in office.pending(unit="B")] == ["rest"] * 3
    assert codes(lambda: office.withdraw(numbers[0], only(office, numbers[0]).id, by="P")) == ["role"]
    office.withdraw(numbers[0], only(office, numbers[0]).id, by="O/Joe")
    assert len(office.pending()) == 2


def test_what_is_merged_is_so_once_it_is_approved(office: Engine) -> None:
    one, other = opened(office), opened(office)
    office.merge(one, other, by="O", note="the same roof")
    assert only(office, one).what == f"merge it into {other}"
    assert office.instance(one).ended is None
    office.decide(only(office, one).id, approve=True, by="B")
    assert office.instance(one).ended == "merged"
    assert [(link.kind, link.number) for link in office.links(one)] == [("merged_into", other)]
    assert office.verify().ok


def test_what_it_was_to_be_merged_into_may_be_closed_meanwhile(office: Engine) -> None:
    one, other = opened(office), opened(office)
    office.merge(one, other, by="O", note="the same roof")
    office.void(other, by="O", note="dropped")
    office.decide(only(office, other).id, approve=True, by="B")
    assert office.decide(only(office, one).id, approve=True, by="B").ended is None
    assert [each["code"] for each in office.history(one)[-1].payload["blockers"]] == ["state"]
    assert office.verify().ok


def test_a_correction_puts_in_place_what_has_not_come_to_be_so_meanwhile(office: Engine) -> None:
    number = opened(office)
    office.correct(number, {"deadline": "2026-04-10", "text": "new"}, by="O", note="a slip", title="Roofs")
    assert office.instance(number).title == "Roof"
    office.fire(number, "hand", by="L", data={"text": "new"}, units=["D"])
    both = {each.act: each.id for each in office.pending(number=number)}
    office.decide(both["hand"], approve=True, by="P")
    item = office.decide(both["correct"], approve=True, by="B")
    assert (item.title, item.due_on, item.data["text"]) == ("Roofs", date(2026, 4, 10), "new")
    assert office.history(number)[-1].payload["data"] == {"deadline": "2026-04-10"}
    assert office.verify().ok


def test_private_values_are_not_kept_with_what_waits(office: Engine) -> None:
    number = opened(office)
    assert codes(lambda: office.correct(number, {"secret": "x"}, by="O", note="a slip")) == ["private"]


def test_a_leaders_decision_is_recorded_with_its_day_and_a_scan(office: Engine, clock: FixedClock) -> None:
    number = opened(office)
    office.fire(number, "rest", by="O", note="rain")
    waiting = only(office, number).id
    clock.set("2026-03-06T10:00+08:00")
    record: dict[str, object] = {"approve": True, "by": "W/Will", "on_behalf": "B/Bob", "scan": SCAN}

    def recorded(**other: object) -> Callable[[], object]:
        return lambda: office.decide(waiting, **{**record, **other})  # type: ignore[arg-type]

    assert codes(recorded(by="O")) == ["role", "four-eyes"]
    assert codes(recorded(on_behalf="L")) == ["recorded"]
    assert codes(recorded(on=date(2026, 3, 1))) == ["recorded"]
    assert codes(recorded(on=date(2026, 3, 7))) == ["recorded"]
    with pytest.raises(InvalidData, match="on_behalf"):
        office.decide(waiting, approve=True, by="W", on=date(2026, 3, 5))
    assert recorded(on=date(2026, 3, 5))().state == "rest"  # type: ignore[attr-defined]
    decided = office.history(number)[-2]
    told = {name: decided.payload[name] for name in ("on_behalf", "on", "scan")}
    assert (decided.actor, told) == ("W/Will", {"on_behalf": "B/Bob", "on": "2026-03-05", "scan": SCAN})
    assert office.verify().ok


def test_who_decides_is_told_of_the_opinion_or_that_it_is_not_there(office: Engine) -> None:
    number = opened(office)
    office.fire(number, "rest", by="O", note="rain")
    office.opine(only(office, number).id, "it does not rain", by="L")
    letters = {each.id: each.text for each in office.drafts(number=number) if each.unit == "B"}
    first, second = (letters[each] for each in sorted(letters))
    assert "O申请办理“rest”，须经贵单位审批。\n理由：rain\n尚未收到Lead的意见。\n" in first
    assert "L的意见：it does not rain\n" in second
    (asked,) = [each.text for each in office.drafts(number=number) if each.unit == "L"]
    assert f"请出具意见（申请编号{number}#2）" in asked


def decide_once(url: str, asked_for: str, place: int) -> str:
    with Engine(url, scenarios=[FILE], directory=MadeUpPeople(), clock=FixedClock("2026-03-02T10:00+08:00")) as engine:
        try:
            engine.decide(asked_for, approve=True, by=f"B/{place}")
        except TransitionRefused as refused:
            return refused.codes[0]
        return "done"


def test_of_several_who_decide_at_once_one_does(office: Engine, database_url: str) -> None:
    number = opened(office)
    office.void(number, by="O", note="dropped")
    waiting = only(office, number).id
    answers = together(decide_once, [(database_url, waiting, place) for place in range(4)])
    assert sorted(answers) == ["done", "state", "state", "state"]
    assert [entry.kind for entry in office.history(number)].count("void") == 1
    assert office.verify().ok


def test_a_unit_that_is_called_otherwise_still_has_asked(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T10:00+08:00")
    engine = make_engine(scenarios=[FILE], directory=None)
    engine.import_units([Unit(name) for name in "OPLDBW"], by="O")
    number = opened(engine)
    engine.fire(number, "hand", by="L", units=["D"])
    engine.fire(number, "rest", by="O", note="rain")
    engine.opine(engine.pending(unit="B")[0].id, "it rains", by="L")
    for old, new in (("L", "Lead office"), ("D", "Doers"), ("O", "Head office")):
        engine.rename_unit(old, new, by="P")
    waiting = {each.act: each for each in engine.pending(number=number)}
    assert (waiting["rest"].asked_by, waiting["rest"].opinions[0].by) == ("Head office", "Lead office")
    assert engine.decide(waiting["hand"].id, approve=True, by="P").units["doer"] == ("Doers",)
    assert engine.decide(waiting["rest"].id, approve=True, by="B").state == "rest"
    assert engine.verify().ok


def test_what_waits_goes_over_to_newer_rules_by_the_new_names(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T10:00+08:00")
    words = FILE.read_text("utf-8")
    newer = words.replace("version: 1", "version: 2").replace("  boss: {", "  chief: {").replace("boss", "chief")
    newer = (
        newer.replace("  end: {", "  finish: {").replace("\n  text: {", "\n  words: {").replace("text != ", "words != ")
    )
    newer = newer.partition("examples:")[0]
    engine = make_engine(scenarios=[FILE], directory=MadeUpPeople())
    number = opened(engine)
    engine.fire(number, "check", by="D")
    engine.fire(number, "end", by="O", data={"text": "done"})
    engine = make_engine(scenarios=[FILE, read_scenario(newer, "newer.yaml")], directory=MadeUpPeople())
    names = {"roles": {"boss": "chief"}, "fields": {"text": "words"}, "triggers": {"end": "finish"}}
    assert engine.migrate("approved", by="O", **names).done
    assert (only(engine, number).act, only(engine, number).units) == ("finish", ("B",))
    assert engine.decide(only(engine, number).id, approve=True, by="B").state == "done"
    assert engine.verify().ok
