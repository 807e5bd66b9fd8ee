"""A scenario file that cannot be used is left out alone, if that is asked for: all other work goes on."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, ScenarioError, UnknownScenario, load_scenario
from duban.scenarios import shipped_names
from duban.workflow import ScenarioClash
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock

SCENARIOS = Path(__file__).parent / "scenarios"
BROKEN = "scenario: broken\nversion: one\n"


@pytest.fixture
def folder(tmp_path: Path, matter_file: Path) -> Path:
    place = tmp_path / "scenarios"
    place.mkdir()
    shutil.copy(matter_file, place / "matter.yaml")
    for name in ("plan", "part"):
        shutil.copy(SCENARIOS / f"{name}.yaml", place)
    return place


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def names(engine: Engine) -> set[str]:
    return {one.scenario for one in engine.definitions()}


def left_out(engine: Engine) -> list[str]:
    return [Path(one.file).name for one in engine.unusable]


def test_nothing_is_left_out_of_what_can_be_used(make_engine: MakeEngine, folder: Path) -> None:
    engine = make_engine(scenarios=[folder], leave_out=True)
    assert (names(engine), engine.unusable) == ({"matter", "plan", "part"}, ())


@pytest.mark.parametrize(
    "content",
    [BROKEN.encode(), b"", b"\xff\xfe\x00", b"[" * 5000, b"a: &a [*a]", b"scenario: {"],
    ids=["version", "empty", "bytes", "deep", "circle", "yaml"],
)
def test_a_file_that_cannot_be_read_is_left_out_alone(
    make_engine: MakeEngine, folder: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken.yaml").write_bytes(content)
    with pytest.raises(ScenarioError):
        make_engine(scenarios=[folder])
    engine = make_engine(scenarios=[folder], leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter", "plan", "part"}, ["broken.yaml"])
    assert engine.unusable[0].why
    assert engine.health().unusable == (str(folder / "broken.yaml"),)
    assert "scenario file left out" in caplog.text
    assert "broken.yaml" in caplog.text


def test_a_file_or_folder_that_is_missing_is_left_out(make_engine: MakeEngine, folder: Path) -> None:
    named = [folder / "matter.yaml", folder / "gone.yaml", folder.parent / "nowhere"]
    engine = make_engine(scenarios=named, leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter"}, ["gone.yaml", "nowhere"])


def test_what_opens_a_scenario_that_is_left_out_is_left_out_too(make_engine: MakeEngine, folder: Path) -> None:
    (folder / "part.yaml").write_text(BROKEN, "utf-8")
    engine = make_engine(scenarios=[folder], leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter"}, ["part.yaml", "plan.yaml"])
    assert "part" in engine.unusable[1].why


def test_of_two_files_that_cannot_both_be_used_the_first_counts(make_engine: MakeEngine, folder: Path) -> None:
    shutil.copy(folder / "matter.yaml", folder / "other.yaml")
    change(folder / "other.yaml", "title: 督办事项", "title: 别的事项")
    shutil.copy(folder / "matter.yaml", folder / "rival.yaml")
    change(folder / "rival.yaml", "scenario: matter", "scenario: rival")
    with pytest.raises(ScenarioError):
        make_engine(scenarios=[folder])
    engine = make_engine(scenarios=[folder], leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter", "plan", "part"}, ["other.yaml", "rival.yaml"])
    assert engine.definition("matter").title == "督办事项"


def test_two_that_open_one_another_are_used_beside_one_that_fits_nowhere(make_engine: MakeEngine, folder: Path) -> None:
    for one, other in (("this", "that"), ("that", "this")):
        shutil.copy(folder / "matter.yaml", folder / f"{one}.yaml")
        change(folder / f"{one}.yaml", "scenario: matter", f"scenario: {one}")
        change(folder / f"{one}.yaml", '"SX-', f'"{one.upper()}-')
        text = (folder / f"{one}.yaml").read_text("utf-8")
        opens = f"opens: {{scenario: {other}, units: {{lead: lead, responsible: responsible}}}}"
        text = re.sub(r"(挂起: .*)\}", rf"\1, {opens}}}", text)
        (folder / f"{one}.yaml").write_text(text, "utf-8")
    (folder / "part.yaml").unlink()
    with pytest.raises(ScenarioClash):
        make_engine(scenarios=[folder])
    engine = make_engine(scenarios=[folder], leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter", "this", "that"}, ["plan.yaml"])


def test_matters_of_a_scenario_that_is_left_out_go_on_by_their_own_rules(
    make_engine: MakeEngine, open_matter: OpenMatter, folder: Path, clock: FixedClock
) -> None:
    number = open_matter(make_engine(scenarios=[folder], directory=MadeUpPeople())).number
    for file in folder.iterdir():
        file.write_text(BROKEN, "utf-8")
    engine = make_engine(scenarios=[folder], directory=MadeUpPeople(), leave_out=True)
    assert names(engine) == set(), "nothing takes their place"
    clock.advance(timedelta(days=30))
    assert engine.sweep().fired > 0
    assert engine.fire(number, "签收", by="市住建局").state == "整改"
    assert engine.instance(number).light == "red"
    assert engine.today().isoformat() == "2024-05-01"
    with pytest.raises(UnknownScenario):
        open_matter(engine)


def test_without_any_named_the_shipped_ones_are_used(make_engine: MakeEngine) -> None:
    assert names(make_engine(scenarios=[], leave_out=True)) == set(shipped_names())


def test_a_shipped_scenario_brings_along_the_one_that_it_is_reported_on(make_engine: MakeEngine, folder: Path) -> None:
    assert names(make_engine(scenarios=["task"])) == {"task", "sheet"}
    assert names(make_engine(scenarios=["issue"])) == {"issue"}
    assert names(make_engine(scenarios=[folder / "matter.yaml"])) == {"matter"}


def test_definitions_that_were_made_elsewhere_are_taken_too(make_engine: MakeEngine, folder: Path) -> None:
    given = [load_scenario(folder / "matter.yaml"), folder / "gone.yaml", "task"]
    engine = make_engine(scenarios=given, leave_out=True)
    assert (names(engine), left_out(engine)) == ({"matter", "task", "sheet"}, ["gone.yaml"])


def test_a_later_version_is_taken_up_once_its_file_is_whole(
    make_engine: MakeEngine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(scenarios=[folder])
    first = engine.definition("matter")
    shutil.copy(folder / "matter.yaml", folder / "matter-next.yaml")
    change(folder / "matter-next.yaml", f"version: {first.version}", f"version: {first.version + 1}")
    text = (folder / "matter-next.yaml").read_text("utf-8")
    (folder / "matter-next.yaml").write_text(text[:100], "utf-8")
    assert engine.refresh_scenarios() == ()
    (folder / "matter-next.yaml").write_text(text, "utf-8")
    assert (engine.refresh_scenarios(), engine.definition("matter")) == ((), first)
    assert [each.version for each in engine.refresh_scenarios()] == [first.version + 1]
    assert (engine.refresh_scenarios(), names(engine)) == ((), {"matter", "plan", "part"})
    assert engine.definition("matter", first.version) == first
    assert engine.definition("matter").version == first.version + 1
    (folder / "matter-next.yaml").write_text(BROKEN, "utf-8")
    assert engine.refresh_scenarios(at_once=True) == ()
    assert engine.definition("matter").version == first.version + 1
    assert "matter-next.yaml" in caplog.text


def test_a_version_that_the_database_knows_otherwise_is_not_taken_up(
    make_engine: MakeEngine, open_matter: OpenMatter, folder: Path
) -> None:
    engine = make_engine(scenarios=[folder])
    later = folder.parent / "later"
    later.mkdir()
    shutil.copy(folder / "matter.yaml", later / "matter.yaml")
    version = engine.definition("matter").version
    change(later / "matter.yaml", f"version: {version}", f"version: {version + 1}")
    open_matter(make_engine(scenarios=[later]))
    shutil.copy(later / "matter.yaml", folder / "matter-next.yaml")
    change(folder / "matter-next.yaml", "title: ", "title: 另")
    assert load_scenario(folder / "matter-next.yaml").version == version + 1
    assert engine.refresh_scenarios(at_once=True) == ()
    assert engine.definition("matter").version == version
