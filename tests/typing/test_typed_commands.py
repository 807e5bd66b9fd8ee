"""Every command as a typed program gives it: what it takes, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlmodel import Session as SqlModelSession

from duban import (
    Blocker,
    Call,
    Definition,
    Directory,
    Engine,
    Erasure,
    Instance,
    Light,
    Link,
    NewItem,
    NewPart,
    Pending,
    Settings,
    TargetView,
    TransitionRefused,
    Unit,
    UrgeOutcome,
)
from duban.states import Duration, parse_duration
from duban.testing import throwaway_engine
from duban.workflow import (
    CallMatter,
    Dated,
    EachAct,
    ErasedField,
    InstructionView,
    OpeningPreview,
    PartView,
    PlanTask,
    PlanView,
    Remark,
    TargetUnit,
    UnitSigned,
    UrgeAnswer,
    UrgeView,
)

if TYPE_CHECKING:
    from duban.testing import FixedClock


def opened(engine: Engine) -> Instance:
    units: Mapping[str, str | list[str]] = {"lead": "市优化办", "responsible": ["市住建局"]}
    return engine.open("issue", by="市优化办", title="取号机故障", units=units)


def test_a_plan_takes_tasks_and_gives_them_on(engine: Engine) -> None:
    old, new, task = opened(engine), opened(engine), opened(engine)
    assert_type(engine.include(old.number, [task.number], by="市优化办", note="第3项"), Instance)
    assert_type(engine.find(plan=old.number, unassigned=False, text="取号"), list[Instance])
    assert_type(engine.carry_over(old.number, new.number, (task.number,), by="市优化办"), Instance)
    seen = engine.situation(old.number).plan
    assert_type(seen, PlanView | None)
    assert seen is not None
    for each in seen.tasks:
        assert_type(each, PlanTask)
        assert_type(each.carried_to, str | None)


def test_open_takes_units_as_they_come(engine: Engine) -> None:
    one: dict[str, str] = {"lead": "市优化办", "responsible": "市住建局"}
    many: dict[str, list[str]] = {"lead": ["市优化办"], "responsible": ["市住建局", "市教育局"]}
    fixed: dict[str, tuple[str, ...]] = {"lead": ("市优化办",), "responsible": ()}
    assert_type(engine.open("issue", by="市优化办", units=one), Instance)
    assert_type(
        engine.open(
            "issue", by="市优化办", units=many, new_units=["市教育局"], data={"source": "群众投诉"}, note="来信"
        ),
        Instance,
    )
    item = engine.open(
        "issue", by="市优化办/李四", units=fixed, source="省平台", external_no="7", ongoing=True, key="a"
    )
    assert item.ongoing
    assert_type(engine.opened("省平台", "7", viewer="市优化办"), Instance | None)
    assert_type(engine.opened_for("省平台", viewer="市优化办"), dict[str, Instance])
    assert engine.opened("省平台", "8") is None


def test_fire_and_assign_give_the_instance_as_it_stands(engine: Engine) -> None:
    item = opened(engine)
    new = ("市教育局",)
    assigned = engine.assign(
        item.number, "responsible", ("市教育局",), by="市优化办", note="转办", key="b", expect=1, new_units=new
    )
    assert_type(assigned, Instance)
    assert engine.assign(item.number, "responsible", "市住建局", by="市优化办").units["responsible"] == ("市住建局",)
    moved = engine.fire(
        item.number, "签收", by="市住建局/张三", data={}, note=None, units=None, key="c", expect=assigned.version + 1
    )
    assert_type(moved, Instance)
    evidence = {"name": "照片.jpg", "sha256": "0" * 64}
    closing = engine.fire(item.number, "申请销号", by="市住建局", data={"measure": "换新", "evidence": [evidence]})
    assert_type(closing, Instance)
    assert closing.state == "复核"


def test_many_are_opened_and_moved_together(engine: Engine) -> None:
    plain: NewItem = {"title": "取号机故障", "units": {"lead": "市优化办", "responsible": ["市住建局"]}}
    whole = NewItem(
        title="窗口排队过长",
        units={"lead": "市优化办", "responsible": "市住建局"},
        data={"source": "群众投诉"},
        note="来信",
        source="省平台",
        external_no="7",
        ongoing=False,
        since="2024-01-02",
        quiet=True,
    )
    preview = engine.preview("issue", [plain, whole], by="市优化办", new_units=["市住建局"])
    assert_type(preview, OpeningPreview)
    assert_type([each.message for each in preview.messages], list[str])
    items = engine.open_many("issue", [plain, whole], by="市优化办")
    assert_type(items, list[Instance])
    numbers = (item.number for item in items)
    assert_type(engine.fire_many(numbers, "签收", by="市住建局", data={}, note="一并签收"), list[Instance])


def test_what_is_asked_for_is_decided(engine: Engine) -> None:
    number = engine.fire(opened(engine).number, "签收", by="市住建局").number
    length = parse_duration("5 working days")
    assert_type(length, Duration)
    assert_type(engine.extend(number, "整改时限", length, by="市住建局", note="等评审", key="d", expect=2), Instance)
    waiting = engine.pending(number=number, unit="市优化办", viewer="市优化办")
    assert_type(waiting, list[Pending])
    assert_type(engine.decide(waiting[0].id, approve=False, by="市优化办", note="按期", key="e"), Instance)
    assert_type(engine.extend(number, "整改时限", "2 working days", by="市住建局"), Instance)
    request = engine.pending(number=number)[0].id
    with pytest.raises(TransitionRefused):  # nobody's opinion is asked for, and nobody may record a decision
        assert_type(engine.opine(request, "情况属实", by="市优化办", key="o"), Instance)
    with pytest.raises(TransitionRefused):
        engine.decide(request, approve=True, by="市优化办", on_behalf="市领导", on=date(2024, 4, 1), scan=None)


def test_a_request_is_taken_back(engine: Engine) -> None:
    number = engine.fire(opened(engine).number, "签收", by="市住建局").number
    engine.extend(number, "整改时限", "5 working days", by="市住建局")
    request = engine.pending(number=number)[0].id
    assert_type(engine.withdraw(number, request, by="市住建局", note="不再需要", key="w"), Instance)


def test_what_a_year_does_to_a_matter(engine: Engine) -> None:
    one, two, three = opened(engine), opened(engine), opened(engine)
    given = {"deadline": date(2027, 3, 1)}
    assert_type(
        engine.correct(one.number, given, by="市优化办", note="日期有误", title="窗口少", key="c", expect=1), Instance
    )
    assert_type(engine.merge(one.number, two.number, by="市优化办", note="并案", key="m", expect=2), Instance)
    done = engine.void(three.number, by="市优化办", note="停办", key="v", expect=1)
    assert_type(done, Instance)
    assert_type(done.ended, str | None)
    assert_type(engine.find(ended="void"), list[Instance])
    assert_type(engine.links(one.number)[0].ended, str | None)


def test_two_are_linked(engine: Engine) -> None:
    one, two = opened(engine), opened(engine)
    assert_type(engine.link(one.number, two.number, by="市优化办"), Instance)
    assert_type(engine.link(one.number, two.number, "counts_for", by="市优化办", note="并案", key="f"), Instance)
    assert_type(engine.links(one.number), list[Link])


def test_work_is_divided_by_hand() -> None:
    folder = Path(__file__).parents[1] / "workflow" / "scenarios"
    with throwaway_engine(scenarios=[folder / "tasks.yaml", folder / "piece.yaml"]) as engine:
        units = {"lead": "市发改委", "responsible": ["甲局", "乙局"]}
        number = engine.open("tasks", by="市优化办", units=units).number
        plain: NewPart = {"units": "甲局"}
        whole = NewPart(title="建章立制", units=["甲局", "乙局"], data={"deadline": "2090-01-05"})
        item = engine.divide(number, [plain, whole], by="市发改委", note="分解", new_units=["丙局"], key="x", expect=1)
        assert_type(item, Instance)
        first, _ = engine.situation(number).parts
        assert_type(first, PartView)
        assert_type(first.units, tuple[str, ...])
        assert_type(first.light, Light)
        assert_type(first.due_on, date | None)
        assert_type(first.closed, bool)
        assert_type(first.by_hand, bool)
        assert_type(first.ended, str | None)
        assert_type(first.number, str)
        assert_type(first.title, str)
        assert_type(first.state, str)


def test_a_unit_is_excused() -> None:
    file = Path(__file__).parents[1] / "workflow" / "scenarios" / "each.yaml"
    with throwaway_engine(scenarios=[file]) as engine:
        units = {"lead": "市发改委", "responsible": ["甲局", "乙局"]}
        number = engine.open("each", by="市优化办", units=units).number
        item = engine.excuse(number, "签收", "甲局", by="市优化办", note="不涉及", key="x", expect=1)
        assert_type(item, Instance)
        assert_type(item.owing, Mapping[str, tuple[str, ...]])
        (act,) = engine.situation(number).each
        assert_type(act, EachAct)
        assert_type(act.signed, tuple[UnitSigned, ...])
        assert_type(act.signed[0].at, datetime)
        assert_type(act.signed[0].data, Mapping[str, Any])
        assert_type(act.owing, tuple[str, ...])
        assert_type(act.done, int)
        assert_type(act.asked, int)


def test_targets_are_ranked(clock: FixedClock) -> None:
    folder = Path(__file__).parents[1] / "workflow" / "scenarios"
    groups = {"鄂城区": ("各区",), "市住建局": ("市直单位",)}
    people = Directory([Unit(name, groups=groups.get(name, ())) for name in ("市优化办", "葛店经开区", *groups)])
    files = [folder / "yearly.yaml", folder / "reform.yaml"]
    with throwaway_engine(scenarios=files, directory=people, clock=clock) as engine:
        number = engine.open("yearly", by="市优化办", units={"office": "市优化办"}).number
        found = engine.targets(number, viewer="市优化办")
        assert_type(found, tuple[TargetView, ...])
        assert_type(found[0].wanted, int | None)
        assert_type(found[0].by, date | None)
        assert_type(found[0].lagging, tuple[TargetUnit, ...])
        assert_type(found[0].units[0].light, Light)
        standing = engine.situation(number)
        assert_type(standing.targets, tuple[TargetView, ...])
        assert_type(standing.timeline, tuple[Dated, ...])
        assert_type(standing.waits_for_items, tuple[Link, ...])
        assert_type(standing.holders, Mapping[str, str])


def test_a_matter_is_handed_on(engine: Engine) -> None:
    number = opened(engine).number
    handed = engine.hand_on(number, to="经办", by="市住建局/李四", note="请经办", key="hand", expect=1)
    assert_type(handed, Instance)
    assert_type(engine.hand_on(number, to=None, by="市住建局"), Instance)


def test_a_private_value_is_erased(engine: Engine) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = engine.open("issue", by="市优化办", units=units, data={"reporter": "李某"}).number
    done = engine.erase(number, "reporter", by="市优化办", note="反映人要求", key="g", expect=1)
    assert_type(done, Erasure)
    assert_type(done.number, str)
    assert_type(done.field, str)
    assert_type(done.seq, int)
    assert_type(done.by, str)
    assert_type(done.at, datetime)
    assert_type(done.note, str)
    assert_type(done.values, int)
    assert_type(done.messages, int)
    assert_type(done.remains, tuple[str, ...])
    assert_type(done.backups, tuple[str, ...])
    assert_type(done.advice, tuple[str, ...])
    standing = engine.situation(number)
    assert_type(standing.erased, tuple[ErasedField, ...])
    assert_type(standing.erased[0].at, datetime)


def test_things_are_said(engine: Engine) -> None:
    number = opened(engine).number
    assert_type(engine.remark(number, "已电话了解", by="市优化办", to="units", key="h", expect=1), Instance)
    assert_type(engine.urge(number, by="市优化办", note="何时签收？", key="i"), Instance)
    assert_type(engine.answer(number, 3, "明日", by="市住建局"), Instance)
    scan = {"name": "批示.pdf", "sha256": "0" * 64}
    seen = engine.instruct(number, "抓紧", by="市优化办", leader="市领导", on=date(2024, 4, 1), demand="报", scan=scan)
    assert_type(seen, Instance)
    done = engine.urge_many([number], by="市优化办")
    assert_type(done, list[UrgeOutcome])
    assert_type(done[0].ok, bool)
    assert_type(done[0].told, tuple[str, ...])
    assert_type(done[0].blockers, tuple[Blocker, ...])
    assert_type(engine.urge_many(by="市优化办", unit="市住建局", light="red"), list[UrgeOutcome])
    standing = engine.situation(number)
    assert_type(standing.remark, Remark | None)
    assert_type(standing.urges, tuple[UrgeView, ...])
    assert_type(standing.instructions, tuple[InstructionView, ...])
    assert_type(standing.instructions[0].text, str | None)
    assert_type(standing.urges[0].answers, tuple[UrgeAnswer, ...])
    calls = engine.call_list(unit="市住建局", scenario="issue", viewer="市优化办")
    assert_type(calls, list[Call])
    for call in calls:
        assert_type(call.mobile, str)
        assert_type(call.matters, tuple[CallMatter, ...])


def test_any_session_of_theirs_will_do(tmp_path: Path, clock: FixedClock, people: Directory) -> None:
    sql = create_engine(f"sqlite:///{tmp_path / 'theirs.db'}")
    engine = Engine(bind=sql, scenarios=["issue"], directory=people, channels={}, clock=clock)
    assert_type(engine.create_tables(), tuple[str | None, str])
    units = {"lead": "市优化办", "responsible": "市住建局"}
    current = scoped_session(sessionmaker(sql))
    with Session(sql) as plain, SqlModelSession(sql) as sqlmodel, sql.connect() as connection:
        assert_type(engine.open("issue", by="市优化办", units=units, session=plain), Instance)
        plain.rollback()
        assert_type(engine.open("issue", by="市优化办", units=units, session=sqlmodel), Instance)
        sqlmodel.rollback()
        assert_type(engine.open("issue", by="市优化办", units=units, session=connection), Instance)
        connection.rollback()
        assert_type(engine.open("issue", by="市优化办", units=units, session=current), Instance)
        current.remove()
    sql.dispose()


def test_an_engine_is_made_in_three_ways(tmp_path: Path, engine: Engine) -> None:
    definition = engine.definition("issue")
    assert_type(definition, Definition)
    with Engine(f"sqlite:///{tmp_path / 'a.db'}", scenarios=[definition, "task", tmp_path]) as by_address:
        assert_type(by_address, Engine)
    with Engine(Settings.plain(f"sqlite:///{tmp_path / 'b.db'}")) as by_settings:
        assert_type(by_settings.settings, Settings)
        assert_type(by_settings.directory, Directory)
        assert_type(by_settings.refresh_directory(), None)
        assert_type(by_settings.refresh_scenarios(at_once=True), tuple[Definition, ...])
        assert_type(by_settings.directory_version, int)
        assert_type(by_settings.prepare(), None)
        assert_type(by_settings.close(), None)
