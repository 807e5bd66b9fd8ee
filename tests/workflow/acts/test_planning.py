"""Plans: instances become tasks of one, it hears how they stand, and what is open goes on under the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text

from duban import Engine, TransitionRefused, UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock, RecordingNotifier
    from duban.workflow import PlanView

pytestmark = pytest.mark.usefixtures("english")

OFFICE, STRANGER = "市优化办", "市教育局"


@pytest.fixture
def office(make_engine: MakeEngine, matter_file: Path) -> Engine:
    return make_engine(scenarios=["plan", matter_file])


def plan_of(engine: Engine, year: int) -> str:
    return engine.open("plan", title=f"{year}年工作方案", by=OFFICE).number


def view(engine: Engine, plan: str) -> PlanView:
    found = engine.situation(plan).plan
    assert found is not None
    return found


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(TransitionRefused) as refused:
        act()
    return list(refused.value.codes)


def test_a_plan_counts_its_tasks_and_lists_them(office: Engine, open_matter: OpenMatter) -> None:
    plan, other = plan_of(office, 2024), open_matter(office).number
    tasks = [open_matter(office).number for _ in "123"]
    office.include(plan, tasks, by=OFFICE)
    office.void(tasks[1], by=OFFICE, note="停办")
    found = view(office, plan)
    assert (found.total, found.done, found.void, found.open) == (3, 0, 1, 2)
    assert {item.number for item in office.find(plan=plan)} == set(tasks)
    assert other not in {item.number for item in office.find(plan=plan, open_only=True)}
    assert [(link.kind, link.number) for link in office.links(tasks[0])] == [("in_plan", plan)]
    with pytest.raises(UnknownInstance):
        office.find(plan="FA-2024-99")


def test_becoming_a_task_changes_nothing_else_and_tells_nobody(
    office: Engine, open_matter: OpenMatter, mailbox: RecordingNotifier
) -> None:
    plan, before = plan_of(office, 2024), open_matter(office)
    posted = office.outbox()
    office.include(plan, [before.number], by=OFFICE, note="第3项")
    assert office.instance(before.number) == before
    assert office.outbox() == posted
    last = office.history(before.number)[-1]
    assert (last.kind, last.payload) == ("planned", {"plan": plan, "note": "第3项"})
    assert mailbox.sent == []


def test_a_plan_cannot_end_while_a_task_is_open_and_says_which(office: Engine, open_matter: OpenMatter) -> None:
    plan = plan_of(office, 2024)
    one, two = (open_matter(office).number for _ in "12")
    office.include(plan, [one, two], by=OFFICE)
    office.void(one, by=OFFICE, note="停办")
    with pytest.raises(TransitionRefused) as refused:
        office.fire(plan, "归档", by=OFFICE, data={"retention": "30年"})
    (blocker,) = refused.value.blockers
    assert (blocker.code, blocker.facts["open"]) == ("tasks", [two])
    assert two in blocker.message
    office.void(two, by=OFFICE, note="停办")
    assert office.fire(plan, "归档", by=OFFICE, data={"retention": "30年"}).state == "已归档"


def test_what_is_carried_over_is_the_same_matter_under_the_next_plan(
    office: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    old = plan_of(office, 2024)
    done, goes = (open_matter(office).number for _ in "12")
    office.include(old, [done, goes], by=OFFICE)
    office.void(done, by=OFFICE, note="停办")
    clock.set("2024-04-02T09:00+08:00")
    new, before, posted = plan_of(office, 2025), office.instance(goes), office.outbox()
    assert office.carry_over(old, new, by=OFFICE, note="跨年").number == new
    assert office.instance(goes) == before
    assert office.outbox() == posted
    assert (view(office, old).carried, view(office, old).open, view(office, new).open) == (1, 0, 1)
    assert [task.carried_to for task in view(office, old).tasks] == [None, new]
    assert ("carried_into", new) in [(link.kind, link.number) for link in office.links(old)]
    assert office.history(goes)[-1].payload == {"plan": new, "before": old, "note": "跨年"}
    assert office.fire(old, "归档", by=OFFICE, data={"retention": "30年"}).state == "已归档"
    # The next plan hears what becomes of it, and the first one no longer does.
    heard = len(office.history(old))
    office.void(goes, by=OFFICE, note="停办")
    office.sweep()
    assert (len(office.history(old)), view(office, new).void) == (heard, 1)


def test_only_the_tasks_that_are_named_are_carried_over(office: Engine, open_matter: OpenMatter) -> None:
    old, new = plan_of(office, 2024), plan_of(office, 2025)
    stays, goes = (open_matter(office).number for _ in "12")
    office.include(old, [stays, goes], by=OFFICE)
    office.carry_over(old, new, [goes], by=OFFICE)
    assert [task.carried_to for task in view(office, old).tasks] == [None, new]
    office.carry_over(new, old, by=OFFICE)
    assert view(office, old).carried == 0
    assert office.verify().ok


def test_who_may_not_open_and_what_makes_no_sense_is_refused(office: Engine, open_matter: OpenMatter) -> None:
    old, new, task = plan_of(office, 2024), plan_of(office, 2025), open_matter(office).number
    assert codes(lambda: office.include(old, [task], by=STRANGER)) == ["role", "role"]
    assert codes(lambda: office.include(old, [], by=OFFICE)) == ["nothing"]
    assert codes(lambda: office.include(old, [task, task], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.link(task, old, "in_plan", by=OFFICE)) == ["conflict"]
    office.include(old, [task], by=OFFICE)
    assert codes(lambda: office.include(new, [task], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.include(new, [old], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.carry_over(old, new, by=STRANGER)) == ["role"]
    assert codes(lambda: office.carry_over(old, old, by=OFFICE)) == ["conflict"]
    # What is named twice is found however it is written, and so is a task that is to be the next plan itself.
    other = open_matter(office).number
    assert codes(lambda: office.include(new, [other, other.lower()], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.include(new, [new.lower()], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.carry_over(old, new, [task, task.lower()], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.carry_over(old, task, by=OFFICE)) == ["conflict"]
    office.void(task, by=OFFICE, note="停办")
    assert codes(lambda: office.carry_over(old, new, [task], by=OFFICE)) == ["conflict"]
    assert codes(lambda: office.carry_over(old, new, by=OFFICE)) == ["nothing"]


def test_a_plan_with_open_tasks_is_neither_void_nor_merged(office: Engine, open_matter: OpenMatter) -> None:
    old, new, task = plan_of(office, 2024), plan_of(office, 2025), open_matter(office).number
    office.include(old, [task], by=OFFICE)
    with pytest.raises(TransitionRefused, match=f"neither closed nor carried over \\(1\\): {task}; carry them over"):
        office.void(old, by=OFFICE, note="停办")
    assert codes(lambda: office.merge(old, new, by=OFFICE, note="同一方案")) == ["tasks"]
    assert codes(lambda: office.merge(old, task, by=OFFICE, note="同一方案")) == ["tasks"]
    office.carry_over(old, new, by=OFFICE)
    assert office.merge(old, new, by=OFFICE, note="同一方案").ended == "merged"
    assert office.verify().ok


def test_a_key_makes_a_carrying_over_happen_once(office: Engine, open_matter: OpenMatter) -> None:
    old, new, task = plan_of(office, 2024), plan_of(office, 2025), open_matter(office).number
    office.include(old, [task], by=OFFICE, key="in")
    office.include(old, [task], by=OFFICE, key="in")
    first = office.carry_over(old, new, by=OFFICE, key="over")
    assert office.carry_over(old, new, by=OFFICE, key="over") == first


def test_the_history_proves_plans_and_a_row_that_was_edited_is_found(
    office: Engine, open_matter: OpenMatter, database_url: str
) -> None:
    old, new, task = plan_of(office, 2024), plan_of(office, 2025), open_matter(office).number
    office.include(old, [task], by=OFFICE)
    office.carry_over(old, new, by=OFFICE)
    assert office.verify().ok
    url = database_url.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("DELETE FROM duban_link WHERE kind = 'carried_into'"))
        edited = "UPDATE duban_instance SET memory = replace(memory, :new, :old) WHERE number = :task"
        connection.execute(text(edited), {"new": f'"plan":"{new}"', "old": f'"plan":"{old}"', "task": task})
    places = {(finding.number, finding.column) for finding in office.verify().findings}
    assert (task, "memory.plan") in places
    assert {number for number, _ in places} >= {task, old, new}


def test_what_waits_for_a_unit_is_listed(office: Engine, open_matter: OpenMatter) -> None:
    waits = open_matter(office, units={"lead": OFFICE, "responsible": []}).number
    open_matter(office)
    assert [item.number for item in office.find(unassigned=True)] == [waits]
    assert office.find(unassigned=True, limit=1)[0].opened_at == datetime(2024, 4, 1, 1, tzinfo=UTC)
    office.assign(waits, "responsible", ["市住建局"], by=OFFICE)
    assert office.find(unassigned=True) == []
