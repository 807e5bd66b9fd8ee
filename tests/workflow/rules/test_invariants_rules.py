"""What commands promise: pinned rules, versions that only acts bump, conflicts, and answers without trying."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Engine, Light, ScenarioError, TransitionConflict, TransitionRefused, UnknownScenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def folder(tmp_path: Path, matter_file: Path) -> Path:
    """Give a folder of scenarios with one file, to be edited."""
    made = tmp_path / "scenarios"
    made.mkdir()
    (made / "matter.yaml").write_bytes(matter_file.read_bytes())
    return made


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def test_editing_a_file_changes_no_live_instance(
    make_engine: MakeEngine, folder: Path, open_matter: OpenMatter, clock: FixedClock
) -> None:
    old = open_matter(make_engine(scenarios=[folder]))
    edit(
        folder / "matter.yaml",
        ("version: 1", "version: 2"),
        ("budget: 5 working days", "budget: 3 working days"),
        ("  签收:     {from: 交办, to: 整改, by: responsible}", "  接单:     {from: 交办, to: 整改, by: lead}"),
        ("【逾期】", "【已逾期】"),
    )
    engine = make_engine(scenarios=[folder])
    new = open_matter(engine)
    assert (old.scenario_version, new.scenario_version) == (1, 2)
    assert (str(old.due_on), str(new.due_on)) == ("2024-04-09", "2024-04-07")
    assert engine.instance(old.number) == old
    assert engine.fire(old.number, "签收", by="市住建局").state == "整改"
    assert engine.fire(new.number, "接单", by="市优化办").state == "整改"
    clock.set("2024-04-08T00:00+08:00")
    engine.sweep()
    assert (engine.instance(old.number).light, engine.instance(new.number).light) == (Light.BLUE, Light.RED)
    assert engine.verify().ok


def test_an_instance_keeps_its_rules_when_its_file_is_gone(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(make_engine()).number
    engine = make_engine(scenarios=["issue"])
    with pytest.raises(UnknownScenario):
        open_matter(engine)
    assert engine.fire(number, "签收", by="市住建局").state == "整改"
    clock.set("2024-04-10T09:00+08:00")
    assert engine.sweep().fired == 2
    assert engine.instance(number).light is Light.RED


def test_the_highest_version_loaded_is_the_one_that_opens(
    make_engine: MakeEngine, folder: Path, open_matter: OpenMatter
) -> None:
    for version in (9, 10, 3):
        path = folder / f"a-{version}.yaml"
        path.write_bytes((folder / "matter.yaml").read_bytes())
        edit(path, ("version: 1", f"version: {version}"))
    assert open_matter(make_engine(scenarios=[folder])).scenario_version == 10


@pytest.mark.usefixtures("english")
def test_two_files_of_one_scenario_and_version_are_refused(make_engine: MakeEngine, folder: Path) -> None:
    (folder / "copy.yaml").write_bytes((folder / "matter.yaml").read_bytes())
    edit(folder / "copy.yaml", ("5 working days", "6 working days"))
    with pytest.raises(ScenarioError, match=r"matter version 1 is declared in .* already; raise the version"):
        make_engine(scenarios=[folder])
    with pytest.raises(ValueError, match="raise the version"):
        make_engine(scenarios=[folder / "copy.yaml", folder / "matter.yaml"])


@pytest.mark.usefixtures("english")
def test_two_scenarios_cannot_share_their_numbers(make_engine: MakeEngine, folder: Path) -> None:
    (folder / "other.yaml").write_bytes((folder / "matter.yaml").read_bytes())
    edit(folder / "other.yaml", ("scenario: matter", "scenario: other"))
    with pytest.raises(ScenarioError, match="makes the same numbers as scenario matter"):
        make_engine(scenarios=[folder])
    edit(folder / "other.yaml", ("{seq:04d}", "{seq:03d}"))
    with pytest.raises(ValueError, match="number"):
        make_engine(scenarios=[folder / "other.yaml", folder / "matter.yaml"])


def test_a_version_that_is_no_longer_the_present_one_is_a_conflict(engine: Engine, open_matter: OpenMatter) -> None:
    seen = open_matter(engine)
    engine.fire(seen.number, "签收", by="市住建局", expect=seen.version)
    with pytest.raises(TransitionConflict) as refused:
        engine.fire(seen.number, "挂起", by="市优化办", expect=seen.version)
    assert refused.value.codes == ("conflict",)
    assert refused.value.blockers[0].facts == {"expect": 1, "version": 2}
    assert isinstance(refused.value, TransitionRefused)
    with pytest.raises(TransitionConflict):
        engine.assign(seen.number, "responsible", ["市教育局"], by="市优化办", expect=1)
    assert engine.assign(seen.number, "responsible", ["市教育局"], by="市优化办", expect=2).version == 3


def test_only_acts_bump_the_version(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = open_matter(engine).number
    for day in ("07", "08", "10"):
        clock.set(f"2024-04-{day}T09:00+08:00")
        assert engine.sweep().fired >= 1
        assert engine.instance(number).version == 1
    engine.fire(number, "签收", by="市住建局", expect=1)
    assert engine.instance(number).version == 2
    clock.set("2024-04-12T09:00+08:00")
    engine.sweep()
    # The rung's own pull is an act as well: it moved the instance.
    assert (engine.instance(number).state, engine.instance(number).version) == ("复核", 3)


def test_what_is_allowed_is_what_firing_then_does(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    for by in ("市住建局", "市优化办", "市教育局"):
        answers = {answer.trigger: answer for answer in engine.allowed(number, by=by)}
        for trigger, answer in answers.items():
            if answer.ok:
                continue
            with pytest.raises(TransitionRefused) as refused:
                engine.fire(number, trigger, by=by)
            assert refused.value.blockers == answer.blockers
    assert [answer.trigger for answer in engine.allowed(number, by="市住建局") if answer.ok] == ["签收", "补充"]


def test_reading_changes_nothing(engine: Engine, open_matter: OpenMatter, rows: Rows, clock: FixedClock) -> None:
    number = open_matter(engine).number
    clock.set("2024-05-01T09:00+08:00")
    before = rows()
    engine.instance(number)
    engine.find(light="red")
    engine.history(number)
    engine.allowed(number, by="市住建局")
    engine.why_due(number)
    engine.why_escalated(number)
    engine.verify()
    engine.next_instant()
    assert rows() == before


def test_a_light_is_right_though_nobody_swept(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    number = open_matter(engine).number
    for at, light in (
        ("2024-04-07T08:29:59+08:00", Light.GREEN),
        ("2024-04-07T08:30:00+08:00", Light.BLUE),
        ("2024-04-08T08:30:00+08:00", Light.YELLOW),
        ("2024-04-09T23:59:59+08:00", Light.YELLOW),
        ("2024-04-10T00:00:00+08:00", Light.RED),
    ):
        clock.set(at)
        assert engine.instance(number).light is light
        found = {shown: [item.number for item in engine.find(light=str(shown))] for shown in Light}
        assert found == {shown: [number] if shown is light else [] for shown in Light}, "each is found by one light"
    with pytest.raises(ValueError, match="'purple' is not a valid Light"):
        engine.find(light="purple")


def test_what_is_taken_up_again_within_its_round_is_open_and_runs_on(
    make_engine: MakeEngine, open_matter: OpenMatter, folder: Path, clock: FixedClock
) -> None:
    edit(
        folder / "matter.yaml",
        ("  强制复核:", "  重办:     {from: 销号, to: 整改, by: lead}\n  强制复核:"),
        ("{starts: open,", "{starts: [open, 整改],"),
    )
    engine = make_engine(scenarios=[folder])
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    assert engine.fire(number, "通过", by="市优化办").closed_at is not None
    again = engine.fire(number, "重办", by="市优化办")
    assert (again.closed_at, again.round, str(again.due_on)) == (None, 1, "2024-04-09")
    assert [item.number for item in engine.find(open_only=True)] == [number]
    clock.set("2024-04-10T00:00+08:00")
    assert engine.instance(number).light is Light.RED
    assert engine.verify().ok
