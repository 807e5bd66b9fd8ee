"""A plan that is read again is carried out: what changed is corrected or assigned, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Directory, Engine, InvalidData, Unit
from duban.demo import SAMPLES
from duban.ledger import import_notice, read_notice, revise_notice, try_revision
from duban.scenarios import shipped_text
from duban.testing import FixedClock
from duban.workflow import BatchRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger import Notice, PlanRevision

REAL = Path(__file__).parents[3] / "shared" / "data" / "notice" / "ezhou-2024.txt"
SAMPLE = SAMPLES / "plan.txt"
OFFICE, WHY = "市优化办", "领导小组第二次会议调整"
UNITS = ("市优化办", "市督考办", "市领导", "市住建局", "市发改委", "市财政局", "市商务局")
REVISED = Path(__file__).parent / "revised"
PLAN, AMENDED = (REVISED.joinpath(f"{name}.txt").read_text("utf-8") for name in ("plan", "amended"))


def plan(text: str, source: str = "plan.txt") -> Notice:
    return read_notice(text.encode(), source=source)


def became(revision: PlanRevision) -> dict[tuple[str, str], str]:
    return {(each.task, each.what): each.outcome for each in revision.changes}


def all_of_it(engine: Engine) -> list[object]:
    return [entry for item in engine.find() for entry in engine.history(item.number)]


def office(folder: Path, task: str | Path = "task") -> Engine:
    directory = Directory([Unit(name) for name in UNITS], [])
    url, clock = f"sqlite:///{folder / 'plan.db'}", FixedClock("2024-04-10T09:00+08:00")
    return Engine(url, scenarios=[task, "plan", "sheet"], directory=directory, clock=clock)


def office_with(folder: Path, change: tuple[str, str]) -> tuple[Engine, dict[str, str]]:
    """Return an office whose workflow of tasks is another, and the numbers of a plan that is open there."""
    (folder / "task.yaml").write_text(shipped_text("task").replace(*change, 1), "utf-8")
    engine = office(folder, folder / "task.yaml")
    return engine, opened(engine)


def opened(engine: Engine) -> dict[str, str]:
    return {task.item.number: str(task.instance) for task in import_notice(engine, plan(PLAN), by=OFFICE).tasks}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with office(tmp_path) as engine:
        yield engine


@pytest.fixture
def numbers(engine: Engine) -> dict[str, str]:
    """Return the numbers of a plan that is open, and in which the office has acted since."""
    numbers = opened(engine)
    engine.assign(numbers["4"], "lead", OFFICE, by=OFFICE, note="会议指定")
    engine.assign(numbers["4"], "responsible", ["市商务局", "市财政局"], by=OFFICE, note="逐家明确")
    engine.correct(numbers["5"], {"deadline": date(2024, 11, 15)}, by=OFFICE, note="顺延半月")
    return numbers


def test_what_the_plan_changed_is_carried_out_and_what_the_office_changed_stays(
    engine: Engine, numbers: dict[str, str]
) -> None:
    before = all_of_it(engine)
    tried = try_revision(engine, plan(AMENDED), by=OFFICE, note=WHY)
    assert all_of_it(engine) == before
    done = revise_notice(engine, plan(AMENDED), by=OFFICE, note=WHY)
    assert became(done) == became(tried)
    assert became(done) == {
        ("", "original"): "carried-out",
        ("1", "content"): "carried-out",
        ("1", "deadline"): "carried-out",
        ("1", "deadline_text"): "carried-out",
        ("1", "responsible"): "carried-out",
        ("2", "deadline"): "carried-out",  # known by its title under its new number, and so are 3 and 4
        ("2", "deadline_text"): "carried-out",
        ("2", "item_no"): "carried-out",
        ("3", "item_no"): "beside",
        ("4", "item_no"): "beside",
        ("4", "deadline"): "changed-here",
    }
    first = engine.instance(numbers["1"])
    assert (first.data["deadline"], first.headline_on) == (date(2024, 6, 15), date(2024, 6, 15))
    assert first.units["responsible"] == ("市住建局", "市商务局")
    *_, corrected, assigned = engine.history(numbers["1"])
    assert [(each.kind, each.payload["note"]) for each in (corrected, assigned)] == [("correct", WHY), ("assign", WHY)]
    assert engine.instance(numbers["3"]).data["item_no"] == "2"
    assert engine.instance(numbers["4"]).units["responsible"] == ("市商务局", "市财政局")
    assert engine.instance(numbers["5"]).data["deadline"] == date(2024, 11, 15)
    (new,) = [task for task in done.tasks if task.opened]
    assert (new.item.title, new.instance) in {(each.title, each.number) for each in engine.find(plan=done.plan)}
    assert [each.instance for each in done.struck] == [numbers["2"]]
    assert engine.instance(numbers["2"]).closed_at is None
    assert engine.verify().ok


def test_a_second_run_changes_nothing(engine: Engine, numbers: dict[str, str]) -> None:
    revise_notice(engine, plan(AMENDED), by=OFFICE, note=WHY)
    before = all_of_it(engine)
    again = revise_notice(engine, plan(AMENDED), by=OFFICE, note=WHY)
    assert (again.carried_out, again.result.opened) == ((), 0)
    assert [each.instance for each in again.struck] == [numbers["2"]]
    of_tasks_alone = revise_notice(engine, plan(AMENDED + "\n"), by=OFFICE, note=WHY, plan=None)
    assert of_tasks_alone.carried_out == (), "it is another file, which the plan itself would get"
    assert all_of_it(engine) == before


def test_a_plan_that_goes_back_to_what_it_said_is_left_to_be_corrected_by_hand(engine: Engine) -> None:
    opened(engine)
    revise_notice(engine, plan(PLAN.replace("2024年7月底", "2024年8月底")), by=OFFICE, note=WHY)
    done = revise_notice(engine, plan(PLAN), by=OFFICE, note=WHY)
    assert became(done)[("3", "deadline")] == "changed-here"
    (said,) = [each for each in import_notice(engine, plan(PLAN), by=OFFICE).tasks[2].doubts if "2024-07-31" in each]
    assert "现为2024-08-31" in said
    assert "此前曾如此登记" in said


def test_one_refused_change_leaves_all_as_it_was_and_every_refusal_is_said(
    engine: Engine, numbers: dict[str, str]
) -> None:
    before, nothing_new = all_of_it(engine), AMENDED[: AMENDED.index("5. 开展")]
    for carry_out in (try_revision, revise_notice):
        with pytest.raises(BatchRefused) as refused:
            carry_out(engine, plan(nothing_new), by="市财政局", note=WHY)
        assert [each.subject for each in refused.value.refusals] == ["FA-2024-01", numbers["1"], numbers["3"]]
    assert all_of_it(engine) == before


def test_a_task_that_another_was_put_in_the_place_of_goes_on_and_the_other_is_opened(
    engine: Engine, numbers: dict[str, str]
) -> None:
    other = "4. 开设企业家之家。老图书馆改建，配备路演设施。（牵头：市商务局；责任：市财政局；时限：9月底）"
    put_in = "\n".join(other if line.startswith("4. ") else line for line in PLAN.splitlines())
    done = revise_notice(engine, plan(put_in), by=OFFICE, note=WHY)
    assert [each.what for each in done.carried_out] == ["original"]
    assert (done.result.opened, [each.instance for each in done.struck]) == (1, [numbers["4"]])
    again = revise_notice(engine, plan(put_in), by=OFFICE, note=WHY)
    assert (again.result.opened, again.carried_out) == (0, ())


def test_a_notice_with_a_number_of_its_own_changes_the_plan_that_is_named(
    engine: Engine, numbers: dict[str, str]
) -> None:
    later = plan(PLAN.replace("〔2024〕4号", "〔2024〕11号").replace("2024年7月底", "2024年8月底"))
    (standing,) = engine.find(scenario="plan")
    done = revise_notice(engine, later, by=OFFICE, note=WHY, of=standing.number)
    assert (done.plan, done.result.opened, done.struck) == (standing.number, 0, ())
    assert became(done)[("", "document_no")] == became(done)[("3", "deadline")] == "carried-out"
    assert engine.instance(standing.number).data["document_no"] == "云优发〔2024〕11号"
    again = import_notice(engine, later, by=OFFICE)  # it is known by its new number from now on
    assert (again.opened, again.plan) == (0, standing.number)
    with pytest.raises(InvalidData, match=r"RW-2024-0001"):
        revise_notice(engine, later, by=OFFICE, note=WHY, of=numbers["1"])


def test_what_no_verb_can_do_and_what_is_closed_is_named_and_left(engine: Engine, numbers: dict[str, str]) -> None:
    engine.void(numbers["2"], by=OFFICE, note="上级已撤销")
    now_ongoing = PLAN.replace("2024年7月底", "持续推进").replace("2024年6月底", "2024年9月底")
    before = [engine.history(number) for number in numbers.values()]
    done = revise_notice(engine, plan(now_ongoing), by=OFFICE, note=WHY)
    assert {key: why for key, why in became(done).items() if key[1] == "deadline"} == {
        ("2", "deadline"): "closed",
        ("3", "deadline"): "by-hand",
        ("5", "deadline"): "changed-here",
    }
    assert [engine.history(number) for number in numbers.values()] == before


def test_what_somebody_has_to_approve_is_asked_for_once(tmp_path: Path) -> None:
    moved = PLAN.replace("2024年7月底", "2024年9月底").replace("1. 编制改革清单", "1. 编制年度改革清单")
    engine, numbers = office_with(
        tmp_path, ("fallback: office", "fallback: office\ncorrects: {by: [office], approve: lead}")
    )
    with engine:
        asked = {("3", "deadline"): "asked", ("3", "deadline_text"): "asked", ("1", "title"): "asked"}
        for carry_out in (try_revision, revise_notice):
            done = carry_out(engine, plan(moved), by=OFFICE, note=WHY)
            assert became(done) == {("", "original"): "carried-out", **asked}
        before = all_of_it(engine)
        for carry_out in (try_revision, revise_notice):
            assert became(carry_out(engine, plan(moved), by=OFFICE, note=WHY)) == asked
        assert all_of_it(engine) == before
        engine.correct(numbers["5"], {"deadline": date(2024, 11, 15)}, by=OFFICE, note="顺延半月")
        other = moved.replace("5. 兑现惠企政策", "5. 及时兑现惠企政策")
        with pytest.raises(BatchRefused) as refused:  # of one matter, one correction at a time can wait
            revise_notice(engine, plan(other), by=OFFICE, note=WHY)
        assert [each.subject for each in refused.value.refusals] == [numbers["5"]]


def test_a_private_value_that_the_office_has_corrected_stays(tmp_path: Path) -> None:
    engine, numbers = office_with(
        tmp_path,
        ("任务内容, type: text", "任务内容, type: text, private: [office, responsible, lead, supervisor, leader]"),
    )
    with engine:
        engine.correct(numbers["1"], {"content": "只列本年度改革事项。"}, by=OFFICE, note="会议要求")
        later = PLAN.replace("其余写明依据", "其余写明依据和期限")
        assert became(revise_notice(engine, plan(later), by=OFFICE, note=WHY)) == {
            ("", "original"): "carried-out",
            ("1", "content"): "by-hand",
            ("2", "content"): "carried-out",
        }
        assert engine.instance(numbers["1"]).data["content"] == "只列本年度改革事项。"


@pytest.mark.parametrize("path", [SAMPLE, *([REAL] if REAL.exists() else [])], ids=lambda path: path.stem)
def test_of_a_published_plan_only_what_was_amended_is_carried_out(engine: Engine, path: Path) -> None:
    notice = plan(path.read_text("utf-8"))
    import_notice(engine, notice, by=OFFICE)
    unchanged = revise_notice(engine, notice, by=OFFICE, note=WHY)
    assert (unchanged.changes, unchanged.struck, unchanged.result.opened) == ((), (), 0)
    first, *others, last = notice.items
    later = replace(first, deadline_date=date(2024, 12, 15), lead_units=(*first.lead_units, "市财政局"))
    done = revise_notice(engine, replace(notice, items=(later, *others, last)), by=OFFICE, note=WHY)
    assert became(done) == {("1", "deadline"): "carried-out", ("1", "lead"): "carried-out"}
    assert engine.verify().ok
