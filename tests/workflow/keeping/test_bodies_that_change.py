"""Units that are renamed, merged, split or closed: their matters go on, and nobody is told twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office_people import PEOPLE, keep

from duban import DirectoryError, InvalidUnits, Settings, TransitionRefused, Unit
from duban.scenarios import shipped
from duban.states.history import HandedOver

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine
    from duban.testing import FixedClock

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""


pytestmark = pytest.mark.usefixtures("english")

PLANS = [Path(__file__).parents[1] / "scenarios" / f"{name}.yaml" for name in ("plan", "part")]


def signed(engine: Engine, open_matter: OpenMatter, **options: Any) -> str:  # noqa: ANN401 - as open takes them
    """Open a matter of 市住建局, which signs for it."""
    number = open_matter(engine, **options).number
    engine.fire(number, "签收", by="市住建局/张三")
    return number


def sound(engine: Engine) -> bool:
    found = engine.verify()
    assert found.findings == ()
    return found.ok


def test_a_renamed_unit_goes_on_where_it_was(
    office: Engine, other: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    number = signed(office, open_matter)
    clock.set("2024-04-08T08:30+08:00")
    office.sweep()
    before, told = office.instance(number), rows()["duban_outbox"]
    done = office.rename_unit("住建局", "市住建和城乡局", by="市优化办/方晓宁", note="机构改革")
    (matter,) = done.matters
    assert (matter.number, matter.before, matter.after) == (
        number,
        {"responsible": ("市住建局",)},
        {"responsible": ("市住建和城乡局",)},
    )
    assert done.people == 2
    now = other.instance(number)
    assert now.units["responsible"] == ("市住建和城乡局",)
    assert (now.state, now.due_at, now.light, now.version) == (
        before.state,
        before.due_at,
        before.light,
        before.version,
    )
    assert rows()["duban_outbox"] == told
    assert other.sweep().fired == 0
    assert rows()["duban_outbox"] == told
    entry = other.history(number)[-1]
    assert isinstance(entry.facts, HandedOver)
    assert (entry.actor, entry.facts.note, entry.facts.why) == ("市优化办/方晓宁", "机构改革", "rename")
    assert other.fire(number, "申请销号", by="市住建和城乡局/张三", data={"measure": "增设窗口"}).state == "复核"
    assert sound(other)


@pytest.mark.parametrize("name", ["市住建局", "住建局", "市住建和城乡局"])
def test_old_names_go_on_being_found(office: Engine, other: Engine, open_matter: OpenMatter, name: str) -> None:
    number, closed = signed(office, open_matter), signed(office, open_matter)
    office.fire(closed, "申请销号", by="市住建局", data={"measure": "增设窗口"})
    office.fire(closed, "通过", by="市优化办")
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    assert {item.number for item in other.find(unit=name)} == {number, closed}
    other.fire(number, "申请销号", by=f"{name}/张三", data={"measure": "增设窗口"})
    assert other.history(number)[-1].actor == "市住建和城乡局/张三"


def test_a_unit_stays_the_unit_that_asked_under_its_new_name(office: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(office, units={"lead": ["市住建局"], "responsible": ["市住建局"]}, by="市住建局").number
    office.fire(number, "签收", by="市住建局/张三")
    office.fire(number, "申请销号", by="市住建局/张三", data={"measure": "增设窗口"})
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    with pytest.raises(TransitionRefused) as refused:
        office.fire(number, "通过", by="市住建和城乡局/李四")
    assert [blocker.code for blocker in refused.value.blockers] == ["four-eyes"]
    assert sound(office)


def test_who_was_urged_answers_under_the_new_name(office: Engine, open_matter: OpenMatter) -> None:
    number = signed(office, open_matter)
    office.urge(number, by="市优化办", note="请抓紧")
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    (seq,) = [entry.seq for entry in office.history(number) if entry.kind == "urge"]
    office.answer(number, seq, "本周办结", by="市住建和城乡局/张三")
    assert sound(office)


EACH = Path(__file__).parents[1] / "scenarios" / "each.yaml"


def test_what_a_unit_has_signed_for_itself_is_signed_under_its_new_name(make_engine: MakeEngine) -> None:
    office = make_engine(scenarios=[EACH], directory=None)
    keep(office)
    units = {"lead": "市优化办", "responsible": ["市住建局", "市房管局"]}
    number = office.open("each", by="市优化办", units=units).number
    office.fire(number, "签收", by="市住建局/张三", data={"plan": "甲"})
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    assert office.instance(number).owing["responsible"] == ("市房管局",)
    with pytest.raises(TransitionRefused) as refused:
        office.fire(number, "签收", by="市住建和城乡局", data={"plan": "再签"})
    assert [blocker.code for blocker in refused.value.blockers] == ["signed"]
    assert office.verify().ok
    # The one that still owes joins the one that has signed: nobody owes any more, and the matter goes on.
    office.merge_units(["市房管局"], into="市住建和城乡局", by="市优化办")
    assert (office.instance(number).state, office.instance(number).owing) == ("办理", {})
    assert office.verify().ok


def test_a_preview_of_a_renaming_changes_nothing(office: Engine, open_matter: OpenMatter, rows: Rows) -> None:
    signed(office, open_matter)
    before = rows()
    preview = office.rename_unit("市住建局", "市住建和城乡局", by="市优化办", dry_run=True)
    assert (len(preview.matters), preview.done, preview.seq) == (1, False, None)
    assert rows() == before
    assert office.rename_unit("市住建局", "市住建和城乡局", by="市优化办").matters == preview.matters


def test_what_hangs_on_a_unit_follows_its_new_name(office: Engine) -> None:
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    units = {unit.name: unit for unit in office.directory.units}
    assert list(units) == ["市优化办", "市住建和城乡局", "市房管局", "市督考办"]
    assert units["市住建和城乡局"].aliases == ("市住建局", "住建局")
    assert units["市房管局"].parent == "市住建和城乡局"
    people = {each.name: each for each in office.contacts()}
    assert people["张三"].unit == "市住建和城乡局"
    assert people["王五"].deputy == "市住建和城乡局/张三"


def test_a_name_that_another_unit_has_is_refused(office: Engine, rows: Rows) -> None:
    before = rows()
    with pytest.raises(InvalidUnits, match="is a name of 市住建局: merge the two"):
        office.rename_unit("市房管局", "住建局", by="市优化办")
    with pytest.raises(InvalidUnits, match="no unit '市住健局' in the directory"):
        office.rename_unit("市住健局", "市建设局", by="市优化办")
    assert rows() == before


def test_two_units_become_one(office: Engine, other: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    both = open_matter(office, units={"lead": "市优化办", "responsible": ["市住建局", "市房管局"]}).number
    one = open_matter(office, units={"lead": "市房管局", "responsible": ["市住建局"]}, by="市房管局").number
    done = office.merge_units(["市住建局", "市房管局"], "市建设局", by="市优化办", note="机构改革")
    assert {matter.number for matter in done.matters} == {both, one}
    assert other.instance(both).units["responsible"] == ("市建设局",)
    assert other.instance(one).units == {
        "lead": ("市建设局",),
        "responsible": ("市建设局",),
        "supervisor": ("市督考办",),
    }
    unit = other.directory.units[1]
    assert (unit.name, set(unit.aliases), set(unit.groups)) == (
        "市建设局",
        {"市住建局", "住建局", "市房管局"},
        {"市直单位", "窗口单位"},
    )
    assert unit.parent is None
    assert {each.name for each in other.contacts() if each.unit == "市建设局"} == {"张三", "李四", "王五"}
    clock.advance(timedelta(days=1))
    assert other.fire(both, "签收", by="市房管局/王五").state == "整改"
    assert sound(other)


def test_a_unit_joins_one_that_is_there(office: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(office, units={"lead": "市优化办", "responsible": ["市房管局"]}).number
    office.merge_units(["市房管局"], "市住建局", by="市优化办")
    assert office.instance(number).units["responsible"] == ("市住建局",)
    assert [unit.name for unit in office.directory.units] == ["市优化办", "市住建局", "市督考办"]
    assert office.directory.canonical("市房管局") == "市住建局"


def test_a_split_hands_each_matter_to_one_of_the_parts(office: Engine, other: Engine, open_matter: OpenMatter) -> None:
    stays, goes = signed(office, open_matter), signed(office, open_matter)
    done = office.split_unit(
        "市住建局", ["市住建局", "市人防办"], by="市优化办", matters={goes: "市人防办"}, note="分设"
    )
    assert [matter.number for matter in done.matters] == [goes]
    assert other.instance(stays).units["responsible"] == ("市住建局",)
    assert other.instance(goes).units["responsible"] == ("市人防办",)
    assert "市人防办" in [unit.name for unit in other.directory.units]
    assert {each.name for each in other.contacts() if each.unit == "市住建局"} == {"张三", "李四"}
    with pytest.raises(InvalidUnits, match="SX-2024-0099: no open matters of '市住建局'"):
        office.split_unit("市住建局", ["市住建局", "东区"], by="市优化办", matters={"SX-2024-0099": "东区"})
    with pytest.raises(InvalidUnits, match="is none of"):
        office.split_unit("市住建局", ["市住建局", "东区"], by="市优化办", rest="西区")
    assert sound(other)


def test_a_split_that_leaves_nothing_of_the_old_unit_gives_its_names_to_the_rest(
    office: Engine, open_matter: OpenMatter
) -> None:
    number = signed(office, open_matter)
    office.split_unit("市住建局", ["市住房局", "市建设局"], by="市优化办", rest="市建设局")
    assert office.instance(number).units["responsible"] == ("市建设局",)
    assert office.directory.canonical("市住建局") == "市建设局"
    assert [unit.name for unit in office.directory.units] == [
        "市优化办",
        "市住房局",
        "市建设局",
        "市房管局",
        "市督考办",
    ]


def test_a_unit_that_owes_nothing_is_closed(office: Engine, open_matter: OpenMatter, rows: Rows) -> None:
    number = open_matter(office, units={"lead": "市优化办", "responsible": ["市房管局"]}).number
    before = rows()
    with pytest.raises(InvalidUnits, match=rf"still has open matters \(1\): {number}"):
        office.close_unit("市房管局", by="市优化办")
    assert rows() == before
    office.assign(number, "responsible", "市住建局", by="市优化办")
    office.close_unit("市房管局", by="市优化办", note="撤销")
    assert "市房管局" not in {unit.name for unit in office.directory.units}
    assert "王五" not in {each.name for each in office.contacts()}
    assert office.directory_history()[-1].what == "close"
    assert sound(office)


def test_a_closed_matter_keeps_its_names_until_somebody_acts_on_it_again(make_engine: MakeEngine) -> None:
    engine = make_engine(directory=None, scenarios=[ISSUE])
    engine.import_units([Unit(name) for name in ("市优化办", "市教育局", "市督考办", "市领导")], by="市优化办")
    units = {"lead": "市教育局", "responsible": "市优化办"}
    number = engine.open("issue", by="市教育局", title="窗口", units=units).number
    engine.fire(number, "签收", by="市优化办")
    proof = {"measure": "增设窗口", "evidence": [{"name": "现场.jpg", "sha256": "0" * 64}]}
    engine.fire(number, "申请销号", by="市优化办", data=proof)
    closed = engine.fire(number, "通过", by="市教育局")
    assert engine.rename_unit("市教育局", "市教体局", by="市优化办").matters == ()
    assert engine.instance(number) == closed
    (again,) = [each for each in engine.allowed(number, by="市教体局") if each.trigger == "重新挂账"]
    assert "role" not in {blocker.code for blocker in again.blockers}
    reopened = engine.fire(number, "重新挂账", by="市教体局", note="问题反弹", expect=closed.version)
    assert reopened.units["lead"] == ("市教体局",)
    assert [(entry.kind, entry.actor) for entry in engine.history(number)[-2:]] == [
        ("handed", "system"),
        ("act", "市教体局"),
    ]
    assert sound(engine)


def test_parts_are_known_by_the_new_name_of_their_unit(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = make_engine(directory=None, scenarios=PLANS)
    engine.import_units([Unit("市优化办"), Unit("市教育局"), Unit("市公安局")], by="市优化办")
    units = {"lead": "市优化办", "helper": ["市教育局", "市公安局"]}
    plan = engine.open("plan", by="市优化办", title="专项", units=units).number
    engine.fire(plan, "启动", by="市优化办")
    engine.rename_unit("市教育局", "市教体局", by="市优化办")
    clock.advance(timedelta(minutes=1))
    engine.sweep()
    engine.assign(plan, "helper", ["市教体局", "市公安局"], by="市优化办")
    assert len([link for link in engine.links(plan) if link.kind == "child_of"]) == 2
    engine.merge_units(["市教体局", "市公安局"], "市教公局", by="市优化办")
    assert {item.units["doer"] for item in engine.find(scenario="part")} == {("市教公局",)}
    assert sound(engine)


def test_with_a_directory_in_files_it_is_written_there_first(
    make_engine: MakeEngine, database_url: str, open_matter: OpenMatter, tmp_path: Path
) -> None:
    file = tmp_path / "units.csv"
    file.write_text("name,aliases\n市优化办,\n市住建局,住建局\n市督考办,\n", "utf-8")
    settings = Settings.plain(database_url).model_copy(update={"units": "units.csv", "folder": tmp_path})
    engine = make_engine(settings, directory=None)
    number = signed(engine, open_matter)
    with pytest.raises(DirectoryError, match="does not have 市住建和城乡局: write it there first"):
        engine.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    file.write_text("name,aliases\n市优化办,\n市住建和城乡局,市住建局;住建局\n市督考办,\n", "utf-8")
    engine.refresh_directory()
    done = engine.rename_unit("市住建局", "市住建和城乡局", by="市优化办", note="机构改革")
    assert [matter.number for matter in done.matters] == [number]
    assert engine.instance(number).units["responsible"] == ("市住建和城乡局",)
    assert engine.directory_history()[-1].matters == (number,)
    assert sound(engine)
    with pytest.raises(DirectoryError, match=r"edit the files"):
        engine.close_unit("市督考办", by="市优化办")


def test_what_was_handed_over_cannot_be_told_otherwise(office: Engine, open_matter: OpenMatter) -> None:
    number = signed(office, open_matter)
    office.rename_unit("市住建局", "市住建和城乡局", by="市优化办")
    with office.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE duban_history SET payload = replace(payload, '市住建和城乡局', '东区') WHERE kind = 'handed'"
        )
    found = office.verify()
    assert [finding.number for finding in found.findings] == [number]


def test_whoever_leaves_is_listed_with_what_they_had_in_hand(
    office: Engine, open_matter: OpenMatter, rows: Rows
) -> None:
    hers = signed(office, open_matter)
    open_matter(office)
    before = rows()
    preview = office.leave("住建局/张三", by="市优化办", dry_run=True)
    assert rows() == before
    done = office.leave("住建局/张三", by="市优化办", note="调离")
    assert (done.matters, done.deputy_of, done.alone) == ((hers,), ("市房管局/王五",), False)
    assert (preview.matters, preview.deputy_of) == (done.matters, done.deputy_of)
    assert [each.name for each in office.contacts() if each.unit == "市住建局"] == ["李四"]
    assert {each.name: each.deputy for each in office.contacts()}["王五"] is None
    assert office.leave("市住建局/李四", by="市优化办", dry_run=True).alone
    with pytest.raises(InvalidUnits, match="nobody in the directory is '市住建局/张三'"):
        office.leave("市住建局/张三", by="市优化办")
    assert sound(office)


def test_every_person_of_the_office_can_leave_and_come_back(office: Engine) -> None:
    for each in PEOPLE:
        office.leave(f"{each.unit}/{each.name}", by="市优化办")
    assert office.contacts() == []
    office.import_contacts(PEOPLE, by="市优化办")
    assert len(office.contacts()) == len(PEOPLE)
    assert sound(office)
