"""A small plan is played through its year: what each reader gets, from the hand-out in January to the archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Engine, Unit
from duban.demo import SAMPLES
from duban.ledger import Notice, archive_plan, import_notice, read_notice
from duban.states import calendar_for
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban import OutboxEntry

OFFICE, SUPERVISOR, LEADER = "市优化办", "市督考办", "市领导"
PROMPT, LATE, GOING = "市住建局", "市税务局", "市科技局"
UNITS = (OFFICE, SUPERVISOR, LEADER, PROMPT, LATE, GOING)
HOURS = calendar_for("china")
PROOF = [{"name": "总结.pdf", "sha256": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"}]
REPORT = {"judgement": "重视不够。", "stuck": "方案没有过会", "proposal": "请分管领导约谈"}


class Office:
    """The office in its year: a clock that goes on, and what was sent since."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine, self.clock = engine, clock
        self.seen: set[int] = set()

    def until(self, day: str) -> None:
        """Let everything happen that is due until that morning at ten."""
        end = datetime.fromisoformat(f"{day}T10:00+08:00")
        while (wake := self.engine.next_instant(deliveries=False)) is not None and wake <= end:
            self.clock.set(max(wake, self.clock.now()))
            assert not self.engine.sweep().failures
        self.clock.set(end)

    def news(self) -> list[OutboxEntry]:
        """Return the mails that were decided since this was asked last."""
        found = [one for one in self.engine.outbox(statuses=["pending", "withdrawn"]) if one.id not in self.seen]
        self.seen |= {one.id for one in found}
        return [one for one in found if one.medium == "email"]

    def told(self) -> set[tuple[str, str]]:
        """Return the messages since then, each with its unit."""
        return {(one.message, one.unit) for one in self.news()}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock("2024-01-08T09:00+08:00")
    channels = {"email": RecordingNotifier}
    names = ["plan", "task"]
    with Engine(f"sqlite:///{tmp_path / 'plan.db'}", scenarios=names, channels=channels, clock=clock) as engine:
        engine.create_tables()
        engine.import_units([Unit(name) for name in UNITS], by=OFFICE)
        people = [
            Contact(name, f"{name}{level}", level, email=f"{level}{place}@example.org")
            for place, name in enumerate(UNITS)
            for level in (Level.HANDLER, Level.HEAD)
        ]
        engine.import_contacts(people, by=OFFICE)
        yield Office(engine, clock)


@pytest.fixture
def notice() -> Notice:
    """Give a plan of a task with a date, and one that goes on and names no lead."""
    read = read_notice((SAMPLES / "plan.txt").read_bytes(), source="plan.txt")
    one, two = read.items[:2]
    dated = replace(one, title="甲事", deadline_date=date(2024, 5, 31), ongoing=False)
    dated = replace(dated, lead_units=(OFFICE,), responsible_units=(PROMPT, LATE))
    going = replace(
        two, title="乙事", deadline_date=None, ongoing=True, lead_units=(), responsible_units=(GOING, PROMPT)
    )
    return replace(read, items=(dated, going))


def test_each_reader_gets_what_is_for_them_all_year(office: Office, notice: Notice, tmp_path: Path) -> None:
    engine = office.engine
    tasks = import_notice(engine, notice, by=OFFICE)
    dated, going = (str(task.instance) for task in tasks.tasks)
    handed = ("交办通知", PROMPT), ("交办通知", LATE), ("交办通知", GOING), ("交办通知", OFFICE)
    assert office.told() == set(handed)

    engine.assign(going, "lead", [OFFICE], by=OFFICE, note="经研究指定")
    engine.fire(dated, "签收", by=PROMPT)
    office.until("2024-01-11")
    reminded = {(one.number, one.unit) for one in office.news() if one.message == "催签"}
    assert (dated, LATE) in reminded
    assert (dated, PROMPT) not in reminded

    office.until("2024-02-01")
    assert {engine.instance(number).state for number in (dated, going)} == {"办理"}, "not signing holds nothing up"
    office.news()
    office.until("2024-03-01")
    sheets = {sheet.units["reporter"][0]: sheet for sheet in engine.find(scenario="sheet")}
    assert office.told() == {("填报通知", unit) for unit in (PROMPT, LATE, GOING)}, "one sheet, not one mail a task"
    sheet = sheets[PROMPT].sheet
    assert sheet is not None
    assert {line.title for line in sheet.lines} == {"甲事", "乙事"}

    office.until("2024-05-20")
    engine.fire(dated, "提请初审", by=PROMPT, data={"measure": "已完成", "evidence": PROOF})
    office.news()
    office.until("2024-06-07")
    late = [one for one in office.news() if one.number == dated]
    assert {one.unit for one in late if one.message in {"催办", "逾期", "再催办"}} == {LATE, OFFICE}
    assert "督办通知" not in {one.message for one in late}, "it waits for a signature"
    assert ("待签发", SUPERVISOR) in {(one.message, one.unit) for one in late}
    for held in engine.pending(number=dated):
        engine.sign(held.id, by=f"{SUPERVISOR}/段知远")
    assert office.told() == {("督办通知", LATE), ("督办通知", OFFICE)}

    office.until("2024-06-18")
    (report,) = [held for held in engine.pending(number=dated) if held.asks]
    office.news()
    engine.sign(report.id, by=f"{SUPERVISOR}/段知远", data=REPORT)
    assert office.told() == {("专报", LEADER)}
    engine.fire(dated, "提请初审", by=LATE, data={"measure": "已完成", "evidence": PROOF})
    engine.fire(dated, "提请销号", by=OFFICE)
    engine.fire(dated, "同意销号", by=SUPERVISOR)

    office.until("2024-10-10")
    engine.merge_units([GOING, PROMPT], PROMPT, by=OFFICE, note="机构改革")
    office.news()
    office.until("2024-12-31")
    assert GOING not in {one.unit for one in office.news()}, "nobody writes to a body that is gone"
    following = engine.open("plan", title="下一年度方案", by=OFFICE).number
    engine.carry_over(str(tasks.plan), following, by=OFFICE)
    archive = archive_plan(engine, str(tasks.plan), tmp_path / "归档", by=OFFICE, retention="30年")
    assert {matter.number for matter in archive.matters} == {str(tasks.plan), dated, going}
    assert engine.verify().ok
    for one in engine.outbox(statuses=["pending", "withdrawn"]):
        assert HOURS.next_opening(one.not_before) == one.not_before, one


def test_a_plan_that_is_taken_over_in_november_sends_nothing_of_the_past(office: Office, notice: Notice) -> None:
    office.clock.set("2024-11-15T22:57+08:00")
    tasks = import_notice(office.engine, notice, by=OFFICE, quiet=True, since="2024-01-08")
    dated, going = (str(task.instance) for task in tasks.tasks)
    office.until("2024-11-22")
    came = office.news()
    assert {(one.number, one.message) for one in came} <= {(going, "催签")}, "only what comes due later"
    assert all(HOURS.next_opening(one.not_before) == one.not_before for one in came)
    assert office.engine.instance(dated).light == "red"
