"""What the engine does at somebody's word is announced: who is bound, who is relieved, who gets more time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Level, Unit
from duban.scenarios import load_scenario
from duban.workflow.people import MadeUpPeople
from duban.workflow.play import play_examples

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.testing import RecordingNotifier

FILE = Path(__file__).parents[1] / "scenarios" / "handed-on.yaml"
OFFICE, LEAD = "市优化办", "市发改委"


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine that announces what it does."""
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


@pytest.fixture
def number(office: Engine, mailbox: RecordingNotifier) -> str:
    """Open an item for 甲局 and 乙局, and let what is sent at the opening leave."""
    units = {"office": OFFICE, "lead": LEAD, "responsible": ["甲局", "乙局"]}
    opened = office.open("handover", title="压减审批时间", units=units, by=OFFICE)
    sent(office, mailbox)
    return opened.number


def sent(engine: Engine, mailbox: RecordingNotifier) -> list[tuple[str, str]]:
    """Deliver, and return to whom each mail went since the last time, with what is in 【】."""
    before = len(mailbox.sent)
    asyncio.run(engine.deliver())
    return sorted((each.name, each.subject[1 : each.subject.index("】")]) for each in mailbox.sent[before:])


def told(engine: Engine, number: str) -> list[str]:
    return list(engine.history(number)[-1].payload.get("told", ()))


def test_the_examples_of_the_file_come_out_as_they_say() -> None:
    assert [each.failures for each in play_examples(load_scenario(FILE))] == [()]


def test_a_unit_that_is_bound_learns_what_it_owes_and_one_that_is_not_that_it_is_relieved(
    office: Engine, number: str, mailbox: RecordingNotifier
) -> None:
    office.assign(number, "responsible", ["乙局", "丙局"], by=OFFICE)
    assert told(office, number) == ["丙局", LEAD, "甲局"]
    assert sent(office, mailbox) == [("丙局经办人", "交办"), (f"{LEAD}经办人", "交办"), ("甲局联络员", "转办")]
    assert office.verify().ok


def test_who_was_bound_already_is_told_nothing_again(office: Engine, number: str, mailbox: RecordingNotifier) -> None:
    office.assign(number, "responsible", ["乙局", "甲局"], by=OFFICE)
    assert told(office, number) == []
    assert sent(office, mailbox) == []


def test_of_another_role_only_those_are_told_whom_it_concerns(
    office: Engine, number: str, mailbox: RecordingNotifier
) -> None:
    office.assign(number, "lead", "市财政局", by=OFFICE)
    assert sent(office, mailbox) == [("市财政局经办人", "牵头")]


def test_a_trigger_that_binds_others_says_so_as_well(office: Engine, number: str, mailbox: RecordingNotifier) -> None:
    office.fire(number, "转办", by=OFFICE, note="职责调整", units=["丁局"])
    assert told(office, number) == ["丁局", LEAD, "甲局", "乙局"]
    assert ("丁局经办人", "交办") in sent(office, mailbox)
    office.fire(number, "转办", by=OFFICE, note="再发一次")
    assert told(office, number) == []


def test_the_last_unit_is_relieved_and_nobody_else_is_told(
    office: Engine, number: str, mailbox: RecordingNotifier
) -> None:
    office.assign(number, "responsible", [], by=OFFICE)
    assert sent(office, mailbox) == [("乙局联络员", "转办"), ("甲局联络员", "转办")]
    office.assign(number, "responsible", ["丙局"], by=OFFICE)
    assert sent(office, mailbox) == [("丙局经办人", "交办"), (f"{LEAD}经办人", "交办")]
    assert office.verify().ok


@pytest.mark.parametrize(("answer", "letter"), [("approve", ("经办人", "变更")), ("refuse", ("分管负责人", "不延期"))])
def test_more_time_is_told_to_others_than_who_asked(
    office: Engine, number: str, mailbox: RecordingNotifier, answer: str, letter: tuple[str, str]
) -> None:
    office.extend(number, "时限", "5 working days", by="甲局")
    sent(office, mailbox)
    (waiting,) = office.pending(number=number)
    office.decide(waiting.id, approve=answer == "approve", by=OFFICE)
    assert told(office, number) == ["甲局", LEAD]
    assert (f"{LEAD}{letter[0]}", letter[1]) in sent(office, mailbox)
    assert office.verify().ok


def test_a_unit_that_nobody_can_reach_is_told_by_the_fallback(
    make_engine: MakeEngine, mailbox: RecordingNotifier
) -> None:
    known = (OFFICE, LEAD, "甲局")
    people = [
        Contact(unit, f"{unit}某", Level.HANDLER, email=f"a{place}@example.org") for place, unit in enumerate(known)
    ]
    office = make_engine(scenarios=[FILE], directory=Directory([Unit(name) for name in (*known, "丙局")], people))
    units = {"office": OFFICE, "lead": LEAD, "responsible": ["甲局"]}
    number = office.open("handover", title="压减审批时间", units=units, by=OFFICE).number
    sent(office, mailbox)
    office.assign(number, "responsible", ["丙局"], by=OFFICE)
    assert told(office, number) == ["丙局", LEAD, "甲局"]
    assert (f"{OFFICE}某", "交办") in sent(office, mailbox)
