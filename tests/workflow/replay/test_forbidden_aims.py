"""How targets stand and who has handed a matter on is judged again by the rules of the time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tampering import Entries, forge

from duban.words import speaking
from duban.workflow import Directory
from duban.workflow.people import Contact, Level, Unit

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine, Finding
    from duban.testing import FixedClock

FOLDER = Path(__file__).parents[1] / "scenarios"
OFFICE, LEAD = "市优化办", "市住建局"


def found(engine: Engine, code: str) -> Finding:
    """Return the only finding, whose sentence leaves nothing open in either language."""
    with speaking("en"):
        (finding,) = [each for each in engine.verify().findings if each.code is not None]
        assert not re.search(r"[{}]", str(finding))
    assert finding.code == code
    return finding


def test_a_target_that_is_said_to_stand_better_than_by_the_rules_is_found(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    clock.set("2026-01-05T09:00+08:00")
    units = [Unit(OFFICE), *(Unit(name, groups=("各区",)) for name in ("东区", "西区", "葛店经开区"))]
    units += [Unit(name, groups=("市直单位",)) for name in (LEAD, "市教育局")]
    files = [FOLDER / "yearly.yaml", FOLDER / "reform.yaml"]
    engine = make_engine(scenarios=files, directory=Directory(units))
    number = engine.open("yearly", by=OFFICE, units={"office": OFFICE}).number
    turn = engine.next_instant()
    assert turn is not None
    clock.set(turn)
    engine.sweep()
    (told,) = [entry for entry in engine.history(number) if entry.kind == "target"]
    assert told.payload["done"] == 0
    assert engine.verify().ok

    def one_is_done(entries: Entries) -> None:
        entries[told.seq - 1]["payload"].update(done=1, missing=told.payload["missing"] - 1)

    forge(engine, number, one_is_done)
    assert found(engine, "told").seq == told.seq


def test_a_matter_handed_on_by_another_unit_is_found(make_engine: MakeEngine, clock: FixedClock) -> None:
    clock.set("2026-03-02T09:00+08:00")
    people = [Contact(unit, f"{unit}某", Level.HANDLER, email="a@example.org") for unit in (OFFICE, LEAD, "市领导")]
    people.append(Contact(LEAD, "张三", Level.HANDLER, email="b@example.org"))
    directory = Directory([Unit(OFFICE), Unit(LEAD), Unit("市领导")], people)
    engine = make_engine(scenarios=[FOLDER / "ordered.yaml"], directory=directory)
    number = engine.open("ordered", by=OFFICE, units={"office": OFFICE, "lead": LEAD}).number
    engine.hand_on(number, to="张三", by=LEAD)
    assert engine.verify().ok
    forge(engine, number, lambda entries: entries[1]["payload"].update(unit=OFFICE))
    assert found(engine, "told").seq == 2
