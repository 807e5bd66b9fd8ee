"""A document that a newer check refuses in a file is read back, and the items that are pinned to it go on.

Each file of `tests/scenarios/kept` was right for an older duban; its first line says what is wrong with it today. A new
check belongs there with its file.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Engine, Level, ScenarioError, Unit, load_scenario
from duban.scenarios.checkers.nodes import canonical
from duban.scenarios.compiling import compile_document
from duban.scenarios.yaml_reader import parse_yaml
from duban.testing import FixedClock, RecordingNotifier

if TYPE_CHECKING:
    from duban.states import Definition

pytestmark = pytest.mark.usefixtures("english")

KEPT = sorted((Path(__file__).parents[2] / "scenarios" / "kept").glob("*.yaml"))
MARK = "# newer: "
PEOPLE = Directory(
    [Unit("甲"), Unit("乙")],
    [
        Contact("甲", "某", Level.HANDLER, email="a@example.org"),
        Contact("乙", "某", Level.HANDLER, email="b@example.org"),
    ],
)


def as_kept(file: Path) -> Definition:
    """Return the definition as it is read back from a database into which an older duban wrote it."""
    root, _ = parse_yaml(file.read_text(encoding="utf-8"), str(file))
    return compile_document(canonical(root.value))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_in_a_file_it_is_refused(file: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    said = file.read_text(encoding="utf-8").splitlines()[0].removeprefix(MARK)
    assert [str(problem) for problem in refused.value.problems] == [f"{file}:{said}"]


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_an_item_pinned_to_it_goes_on(file: Path, database_url: str) -> None:
    clock, mails = FixedClock("2026-03-02T09:00+08:00"), RecordingNotifier()
    with Engine(database_url, scenarios=[as_kept(file)], clock=clock) as older:
        number = older.open("kept", title="老事项", units={"lead": "甲", "doer": "乙"}, by="甲", data={"n": 3}).number
    with Engine(
        database_url, scenarios=["complaint"], clock=clock, directory=PEOPLE, channels={"email": lambda: mails}
    ) as engine:
        clock.set("2026-03-10T09:00+08:00")
        engine.sweep()
        assert asyncio.run(engine.deliver()).delivered == 1
        engine.fire(number, "申请", by="乙")
        assert engine.fire(number, "通过", by="甲").state == "销号"
        assert engine.verify().ok
        assert engine.health().set_aside == 0
    assert [(message.to, number in message.subject) for message in mails.sent] == [("b@example.org", True)]
