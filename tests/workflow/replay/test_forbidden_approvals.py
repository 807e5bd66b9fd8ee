"""What takes approval is judged again: that somebody else approved it, who may, and that it was done as was asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tampering import Entries, forge

from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

FILE = Path(__file__).parents[1] / "scenarios" / "approved.yaml"


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


@pytest.fixture
def office(make_engine: MakeEngine, clock: FixedClock) -> Engine:
    clock.set("2026-03-02T10:00+08:00")
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


@pytest.fixture
def approved(office: Engine) -> str:
    """Give a matter that a boss has let rest and then corrected; entries 2 to 5 are about the first."""
    units = {"office": ["O", "P"], "lead": "L", "doer": "D"}
    number = office.open("approved", units=units, data={"deadline": "2026-03-31"}, by="O").number
    office.fire(number, "rest", by="O", note="rain")
    office.opine(f"{number}#2", "it rains", by="L")
    office.decide(f"{number}#2", approve=True, by="W", on_behalf="B")
    office.correct(number, {"text": "new"}, by="O", note="a slip")
    office.opine(f"{number}#6", "it is", by="L")
    office.decide(f"{number}#6", approve=True, by="B")
    assert [entry.kind for entry in office.history(number)] == [
        *("open", "ask", "opinion", "decide", "act"),
        *("ask", "opinion", "decide", "correct"),
    ]
    found = office.verify()
    assert (found.ok, found.judged) == (True, 9)
    return number


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda entries: entries[1].update(actor="D"), [(2, "role"), (5, "approval")]),
        (
            lambda entries: entries[1]["payload"].update(approvers=["watch"]),
            [(2, "told"), (4, "recorded"), (5, "approval")],
        ),
        (lambda entries: entries[1]["payload"].update(opinion=[], within=None), [(2, "told"), (3, "opinion")]),
        (lambda entries: entries[1]["payload"].pop("note"), [(2, "requires")]),
        (lambda entries: entries[2].update(actor="D"), [(3, "role"), (4, "opinion")]),
        (lambda entries: entries[2].update(actor="O"), [(3, "role"), (4, "opinion")]),
        (lambda entries: entries[3].update(actor="D"), [(4, "role")]),
        (lambda entries: entries[3]["payload"].update(on_behalf="L"), [(4, "recorded")]),
        (lambda entries: entries[3]["payload"].update(on="2026-03-09"), [(4, "recorded")]),
        (lambda entries: entries[3]["payload"].update(approve=False), [(5, "approval")]),
        (lambda entries: entries[4].update(actor="P"), [(5, "approval")]),
        (lambda entries: entries[4]["payload"].update(data={"text": "x"}), [(5, "approval"), (9, "told")]),
        (lambda entries: entries[4]["payload"].pop("approved"), [(5, "approval")]),
        (lambda entries: entries[7].update(actor="O"), [(8, "role")]),
        (lambda entries: entries[7].update(actor="L"), [(8, "role")]),
        (lambda entries: entries[8]["payload"].update(data={"text": "other"}), [(9, "approval")]),
        (lambda entries: entries[8]["payload"].pop("approved"), [(9, "approval")]),
    ],
)
def test_an_approval_that_was_edited_and_hashed_anew(
    office: Engine, approved: str, change: Callable[[Entries], object], expected: list[tuple[int, str]]
) -> None:
    forge(office, approved, change)
    found = office.verify().findings
    assert [(each.seq, each.code) for each in found if each.code is not None] == expected


def test_who_has_asked_did_not_approve_it(office: Engine, approved: str) -> None:
    def approves_its_own(entries: Entries) -> None:
        entries[3].update(actor="B/Ann")
        entries[3]["payload"].pop("on_behalf")
        for place in (1, 4):
            entries[place].update(actor="O/Ann")

    forge(office, approved, approves_its_own)
    assert [(each.seq, each.code) for each in office.verify().findings if each.code] == [(4, "four-eyes")]


def test_what_was_done_without_being_asked_for_is_found(office: Engine, approved: str) -> None:
    def does_it_at_once(entries: Entries) -> None:
        del entries[1:4]
        entries[1]["payload"].pop("approved")
        del entries[2:]

    forge(office, approved, does_it_at_once)
    assert [(each.seq, each.code) for each in office.verify().findings if each.code] == [(2, "approval")]
