"""What a year changes of a matter is judged again: who did it, what stood before, and what followed from it."""

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

LEAD, RESP, OTHER = "市优化办", "市住建局", "市教育局"
ANOTHER = {"data": {"measure": "x"}, "note": "y"}


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


def named(engine: Engine) -> list[tuple[int | None, str | None]]:
    """Return the entries that the rules forbid, each with the code of the first reason."""
    return [(finding.seq, finding.code) for finding in engine.verify().findings if finding.code is not None]


@pytest.fixture
def changed(office: Engine, number: str) -> str:
    """Give a matter whose unit has taken back a request, which was corrected, given a measure, and made void."""
    office.extend(number, "期限", "5 working days", by=RESP)
    office.withdraw(number, f"{number}#2", by=RESP)
    office.correct(number, {"measure": "增开窗口"}, by=LEAD, note="漏填")
    office.correct(number, {"measure": "增开两个窗口"}, by=LEAD, note="误填", title="窗口排队过久")
    office.void(number, by=LEAD, note="停办")
    assert office.verify().ok
    assert office.verify().judged == 6
    return number


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda entries: entries[2].update(actor=OTHER), [(3, "role")]),
        (lambda entries: entries[2]["payload"].update(length="9 working days"), [(3, "told")]),
        (lambda entries: entries[2]["payload"].update(asked=1), [(3, "state")]),
        (lambda entries: entries[3].update(actor=OTHER), [(4, "role")]),
        (lambda entries: entries[3]["payload"].update(note=" "), [(4, "requires")]),
        (lambda entries: entries[3]["payload"].update(data={"secret": 1}), [(4, "data"), (5, "told")]),
        (lambda entries: entries[4]["payload"].update(before={"measure": "减少窗口"}), [(5, "told")]),
        (lambda entries: entries[4]["payload"].update(title_before="别的"), [(5, "told")]),
        (lambda entries: entries[4]["payload"].update(data={"measure": "增开窗口"}), [(5, "nothing")]),
        (lambda entries: entries[5].update(actor=OTHER), [(6, "role")]),
        (lambda entries: entries[5]["payload"]["clocks"]["期限"].update(status="running"), [(6, "told")]),
        (lambda entries: entries[5].update(kind="merge", payload={**entries[5]["payload"], "into": "X"}), []),
        (
            lambda entries: entries.append({**entries[3], "payload": ANOTHER}),
            [(7, "state")],
        ),
    ],
)
def test_a_change_that_was_edited_and_hashed_anew(
    office: Engine, changed: str, change: Callable[[Entries], object], expected: list[tuple[int, str]]
) -> None:
    forge(office, changed, change)
    assert named(office) == expected
    assert not office.verify().ok


YEAR = Path(__file__).parents[1] / "scenarios" / "year.yaml"


@pytest.mark.parametrize("changed", ["withdraw", "correct", "merge", "void"])
def test_who_was_told_of_a_change_is_judged_as_well(make_engine: MakeEngine, changed: str) -> None:
    engine = make_engine(scenarios=[YEAR], directory=MadeUpPeople())
    units, due = {"office": LEAD, "doer": RESP}, {"deadline": "2024-04-12"}
    one, two = (engine.open("year", units=units, data=due, by=LEAD).number for _ in range(2))
    engine.extend(one, "time", "1 working day", by=RESP)
    engine.withdraw(one, f"{one}#2", by=RESP)
    engine.correct(one, {"deadline": "2024-04-15"}, by=LEAD, note="a slip")
    engine.merge(two, one, by=LEAD, note="the same")
    engine.void(one, by=LEAD, note="dropped")
    assert engine.verify().ok
    told = {entry.kind: entry.facts.told for entry in [*engine.history(one), *engine.history(two)]}
    assert (told["correct"], told["withdraw"]) == ((RESP,), (LEAD,))
    assert told["void"] == told["merge"] == (RESP, "B")

    def tell_another(entries: Entries) -> None:
        next(entry for entry in entries if entry["kind"] == changed)["payload"]["told"] = [OTHER]

    forge(engine, two if changed == "merge" else one, tell_another)
    assert [code for _, code in named(engine)] == ["told"]


def test_what_is_void_cannot_be_moved_past_the_engine(office: Engine, changed: str) -> None:
    def pull(entries: Entries) -> None:
        state = entries[-1]["to_state"]
        entries.append(
            {**entries[-1], "kind": "act", "actor": RESP, "trigger": "签收", "from_state": state, "payload": {}}
        )

    forge(office, changed, pull)
    assert (7, "state") in named(office)
