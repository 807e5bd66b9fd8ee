"""The graph of a workflow is checked before anybody runs it."""

from __future__ import annotations

import pytest

from duban.states.checks import Flaw, check_graph
from duban.states.definition import ClockRule, Rung, State, Transition
from duban.states.time.durations import parse_duration
from duban.states.time.moments import parse_moment

pytestmark = pytest.mark.usefixtures("english")


def state(name: str, *, initial: bool = False, final: bool = False, waits_for: str | None = "lead") -> State:
    return State(name, initial=initial, final=final, waits_for=None if final else waits_for)


def step(trigger: str, sources: str, target: str) -> tuple[Transition, ...]:
    return (Transition(trigger, 0, tuple(sources), target, ("lead",)),)


STATES = {"A": state("A", initial=True), "B": state("B"), "Z": state("Z", final=True)}
TRANSITIONS = {"on": step("on", "A", "B"), "back": step("back", "B", "A"), "end": step("end", "B", "Z")}


def clock(starts: str, stops: str, budget: str = "5 working days") -> dict[str, ClockRule]:
    given = tuple("open" if letter == "o" else letter for letter in starts)
    return {"t": ClockRule("t", given, tuple(stops), parse_duration(budget))}


def found(**changes: object) -> list[Flaw]:
    parts = {"states": STATES, "transitions": TRANSITIONS, "clocks": {}, "ladders": {}} | changes
    return check_graph(**parts)  # type: ignore[arg-type] # the tests change one part at a time


def test_a_sound_graph_has_no_flaw() -> None:
    assert found(clocks=clock("o", "Z")) == []


def test_a_state_that_nothing_leads_to_is_found() -> None:
    states = STATES | {"C": state("C")}
    transitions = TRANSITIONS | {"out": step("out", "C", "Z")}

    assert [(flaw.section, flaw.name) for flaw in found(states=states, transitions=transitions)] == [("states", "C")]


def test_a_ring_without_a_way_out_is_found_at_each_of_its_states() -> None:
    states = STATES | {"C": state("C"), "D": state("D")}
    transitions = TRANSITIONS | {"in": step("in", "A", "C"), "cd": step("cd", "C", "D"), "dc": step("dc", "D", "C")}

    flaws = found(states=states, transitions=transitions)

    assert [flaw.name for flaw in flaws] == ["C", "D"]
    assert all("no final state" in str(flaw.said) for flaw in flaws)


def test_a_final_state_may_be_left_again_and_needs_nobody_to_wait_for() -> None:
    assert found(transitions=TRANSITIONS | {"reopen": step("reopen", "Z", "B")}) == []


def test_a_state_that_waits_for_nobody_is_found() -> None:
    (flaw,) = found(states=STATES | {"B": state("B", waits_for=None)})

    assert flaw.name == "B"
    assert "waits for nobody" in str(flaw.said)


@pytest.mark.parametrize(("starts", "stops"), [("o", "Z"), ("o", "B"), ("B", "A"), ("B", "AZ"), ("oB", "Z")])
def test_a_clock_that_starts_and_stops_is_sound(starts: str, stops: str) -> None:
    assert found(clocks=clock(starts, stops)) == []


@pytest.mark.parametrize(
    ("starts", "stops", "words"),
    [
        ("o", "A", "stops as it starts"),
        ("B", "BZ", "stops as it starts"),
        ("C", "Z", "can never start"),
        ("Z", "B", "can never start: Z is final"),
        ("B", "C", "can never stop"),
    ],
)
def test_a_clock_that_never_starts_or_stops_is_found(starts: str, stops: str, words: str) -> None:
    states = STATES | {"C": state("C")}
    transitions = TRANSITIONS | {"out": step("out", "C", "Z")}

    flaws = found(states=states, transitions=transitions, clocks=clock(starts, stops))

    assert [str(flaw.said) for flaw in flaws if flaw.section == "clocks" and words in str(flaw.said)]


@pytest.mark.parametrize(
    ("budget", "at", "early"),
    [
        ("5 working days", "due - 6 working days", True),
        ("5 working days", "due - 5 working days", False),
        ("5 working days", "due + 9 working days", False),
        ("30 calendar days", "due - 31 working days", True),
        ("30 calendar days", "due - 5 weeks", True),
        ("1 month", "due - 5 weeks", True),
        ("1 month", "due - 31 calendar days", False),
        ("2 weeks", "due - 1 month", True),
        ("20 working days", "due - 30 calendar days", False),  # the holidays decide
        ("24 hours", "due - 25 hours", True),
        ("24 hours", "due - 2 calendar days", False),
        ("24 hours", "due - 3 calendar days", True),
        ("2 calendar days", "due - 72 hours", False),
        ("2 calendar days", "due - 73 hours", True),
        ("8 working hours", "due - 9 hours", False),
    ],
)
def test_a_rung_before_its_clock_starts_is_found(budget: str, at: str, *, early: bool) -> None:
    ladder = {"t": (Rung("r", parse_moment(at)),)}

    flaws = found(clocks=clock("o", "Z", budget), ladders=ladder)

    assert [(flaw.section, flaw.name, flaw.index) for flaw in flaws] == ([("ladder", "t", 0)] if early else [])
