"""Newer rules name a clock anew: it goes on by the new name, and nothing that was done takes effect again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from newer_rules import BUDGET, codes, fired, migrated

from duban import Directory, TransitionRefused, UnknownName
from duban.storage import outbox as storage

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows
    from newer_rules import Versions

    from duban import Engine
    from duban.testing import FixedClock

STATUSES = ("pending", "delivered", "withdrawn", "dead")
OLD, NEW = "办理时限", "办结期限"
CLOCK = (OLD, NEW)
CLOCKS = {OLD: NEW}
BACK = {NEW: OLD}
BEFORE_DUE = ["due - 2 working days", "due - 1 working day"]
EXTENSION = (
    "announce:",
    "extension: [{clock: 办理时限, by: responsible, approve: lead, at_most: 5 working days}]\n\nannounce:",
)
RELEASED = ("notify: supervisor, message: 督办单", "notify: supervisor, message: 督办单, confirm: lead")
SIGNING = ("unless: deadline}", "unless: deadline}\n  签收时限: {starts: open, stops: 整改, budget: 1 working day}")


def check_proven(engine: Engine) -> None:
    """Fail unless the history proves what is registered, and every act could be judged again by its rules."""
    found = engine.verify()
    assert (found.findings, dict(found.unjudged)) == ((), {})


def outbox(engine: Engine, number: str, message: str) -> list[str]:
    """Return what became of the messages of a kind."""
    return [each.status for each in engine.outbox(statuses=STATUSES, number=number) if each.message == message]


def test_a_step_done_under_the_old_name_is_not_done_again_and_the_next_one_comes(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    number = open_matter(engine).number  # due on the 9th
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    later = versions(CLOCK)
    assert codes(migrated(later)) == ["clock"]
    preview = migrated(later, clocks=CLOCKS, dry_run=True)
    (one,) = preview.moved
    assert [(each.was, each.clock, each.due_before == each.due_on) for each in one.clocks] == [(OLD, NEW, True)]
    assert (one.lost, one.skipped, one.returned) == ((), (), ())
    assert migrated(later, clocks=CLOCKS).moved == preview.moved
    assert later.history(number)[-1].payload["clock_names"] == CLOCKS
    check_proven(later)
    assert later.sweep().fired == 0
    assert {row["clock"] for row in rows()["duban_claim"]} == {NEW}
    clock.set("2024-04-08T09:00+08:00")
    assert later.sweep().fired == 1
    assert fired(later, number) == BEFORE_DUE
    assert {(each.clock, len(each.messages)) for each in later.why_escalated(number)} == {(NEW, 1)}
    check_proven(later)


def test_a_clock_goes_on_with_its_pauses_its_day_and_its_story(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    clock.set("2024-04-02T09:00+08:00")
    engine.fire(number, "挂起", by="市优化办")
    clock.set("2024-04-03T09:00+08:00")
    later = versions(CLOCK)
    assert migrated(later, clocks=CLOCKS).ok
    clock.set("2024-04-08T09:00+08:00")
    later.fire(number, "恢复", by="市优化办")
    (told,) = later.why_due(number)
    assert (told.clock, [each.code for each in told.story]) == (NEW, ["start", "pause", "resume"])
    # Standing still it lost the 2nd, 3rd and 7th, which are working days: due on the 9th and three more.
    assert str(told.due_on) == "2024-04-12"
    assert sum(day.counted for day in told.days) == 5
    check_proven(later)


def test_what_waits_to_be_sent_goes_out_or_is_withdrawn_with_the_clock(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    numbers = [open_matter(engine, title=title).number for title in ("窗口排队过长", "停车难")]
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 2
    later = versions(CLOCK)
    assert migrated(later, clocks=CLOCKS).ok
    later.fire(numbers[0], "签收", by="市住建局")
    later.fire(numbers[0], "申请销号", by="市住建局", data={"measure": "增开窗口"})
    later.fire(numbers[0], "通过", by="市优化办")
    assert outbox(later, numbers[0], "催办") == ["withdrawn"]
    assert outbox(later, numbers[1], "催办") == ["pending"]
    check_proven(later)
    asyncio.run(later.deliver())
    assert [outbox(later, number, "催办") for number in numbers] == [["withdrawn"], ["delivered"]]
    (rung,) = [each for each in later.why_escalated(numbers[1]) if each.fired]
    assert [message.status for message in rung.messages] == ["delivered"]
    check_proven(later)


def test_a_message_that_reached_nobody_is_addressed_anew_and_withdrawn_with_the_clock(
    make_engine: MakeEngine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    nobody = make_engine(directory=Directory.empty())
    number = open_matter(nobody).number
    clock.set("2024-04-07T09:00+08:00")
    nobody.sweep()
    assert outbox(nobody, number, "催办") == ["dead"]
    later = versions(CLOCK)
    assert migrated(later, clocks=CLOCKS).ok
    check_proven(later)
    later.retry()
    assert outbox(later, number, "催办") == ["pending"]
    check_proven(later)
    later.assign(number, "responsible", ["市教育局"], by="市优化办")  # begins a lap
    assert outbox(later, number, "催办") == ["withdrawn"]
    check_proven(later)


def test_a_migration_that_begins_a_lap_withdraws_what_was_unsent_under_the_old_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-10T09:00+08:00")  # overdue
    assert engine.sweep().fired == 2
    assert outbox(engine, number, "逾期") == ["pending", "pending"]
    later = versions(CLOCK, (BUDGET, "budget: 8 working days"))
    assert migrated(later, clocks=CLOCKS).ok
    assert outbox(later, number, "逾期") == ["withdrawn", "withdrawn"]
    check_proven(later)
    clock.set("2024-04-15T00:00+08:00")  # due on the 12th now, and overdue again
    later.sweep()
    assert ("due", 2) in [(each.rung, each.lap) for each in later.why_escalated(number) if each.fired]
    check_proven(later)


@pytest.mark.parametrize("laps", [True, False])
def test_a_message_on_its_way_meanwhile_is_recalled_only_if_its_clock_begins_a_lap(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock, *, laps: bool
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-10T09:00+08:00")  # overdue
    engine.sweep()
    with engine.database.writing() as connection:
        until = engine.now() + timedelta(minutes=5)
        storage.lease_messages(connection, now=engine.now(), until=until, worker="gone", limit=9, medium="email")
    later = versions(CLOCK, *([(BUDGET, "budget: 8 working days")] if laps else []))
    assert migrated(later, clocks=CLOCKS).ok
    assert outbox(later, number, "逾期") == ["pending", "pending"]
    check_proven(later)
    clock.set("2024-04-10T09:10+08:00")  # whoever had them is gone
    asyncio.run(later.deliver())
    assert outbox(later, number, "逾期") == (["withdrawn"] * 2 if laps else ["delivered"] * 2)
    check_proven(later)


def test_a_request_for_more_time_is_decided_under_the_new_name_and_counts_once(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    second = versions(EXTENSION)
    assert migrated(second).ok
    second.extend(number, OLD, "2 working days", by="市住建局", note="材料未齐")
    later = versions(EXTENSION, CLOCK, version=3)
    assert migrated(later, clocks=CLOCKS).ok
    check_proven(later)
    (asked,) = later.pending()
    assert asked.clock == NEW
    later.decide(asked.id, approve=True, by="市优化办")
    assert str(later.instance(number).due_on) == "2024-04-11"
    with pytest.raises(TransitionRefused) as refused:
        later.extend(number, NEW, "1 working day", by="市住建局", note="再缓")
    assert [blocker.reason for blocker in refused.value.blockers] == ["spent"]
    assert [each.code for each in later.why_due(number)[0].story] == ["start", "ask", "grant"]
    check_proven(later)
    again = versions(EXTENSION, version=4)
    assert migrated(again, clocks=BACK).ok
    with pytest.raises(TransitionRefused) as refused:
        again.extend(number, OLD, "1 working day", by="市住建局", note="再缓")
    assert [blocker.reason for blocker in refused.value.blockers] == ["spent"]
    check_proven(again)


def test_a_step_that_waits_for_its_release_is_released_under_the_new_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    second = versions(RELEASED)
    assert migrated(second).ok
    clock.set("2024-04-11T09:00+08:00")
    second.sweep()
    (asked,) = second.pending()
    later = versions(RELEASED, CLOCK, version=3)
    assert migrated(later, clocks=CLOCKS).ok
    check_proven(later)
    later.decide(asked.id, approve=True, by="市优化办")
    assert outbox(later, number, "督办单") == ["pending"]
    (rung,) = [each for each in later.why_escalated(number) if each.rung == "due + 1 working day"]
    assert (rung.clock, [message.status for message in rung.messages]) == (NEW, ["pending"])
    check_proven(later)


def test_there_and_back_loses_nothing_and_does_nothing_twice(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    later = versions(CLOCK)
    assert migrated(later, clocks=CLOCKS).ok
    clock.set("2024-04-08T09:00+08:00")
    assert later.sweep().fired == 1
    back = versions(version=3)
    assert migrated(back, clocks=BACK).ok
    assert back.sweep().fired == 0
    assert outbox(back, number, "催办") == ["withdrawn", "pending"]  # the later one has overtaken the earlier
    check_proven(back)
    clock.set("2024-04-10T09:00+08:00")
    back.sweep()
    assert fired(back, number) == [*BEFORE_DUE, "due", "due + 1 working day"]
    assert {each.clock for each in back.why_escalated(number)} == {OLD}
    check_proven(back)


def test_a_step_that_shorter_rules_left_out_comes_back_under_another_name(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-02T09:00+08:00")
    shorter = versions(CLOCK, (BUDGET, "budget: 2 working days"))
    assert migrated(shorter, clocks=CLOCKS).moved[0].skipped == tuple((NEW, rung) for rung in BEFORE_DUE)
    longer = versions(version=3)
    preview = migrated(longer, clocks=BACK, dry_run=True).moved[0]
    assert (preview.returned, preview.lost) == (tuple((OLD, rung) for rung in BEFORE_DUE), ())
    assert migrated(longer, clocks=BACK).moved == (preview,)
    check_proven(longer)
    clock.set("2024-04-07T09:00+08:00")
    assert longer.sweep().fired == 1
    assert fired(longer, number) == BEFORE_DUE[:1]
    check_proven(longer)


def test_a_step_that_was_left_out_before_the_clock_was_renamed_comes_back_after_it(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-02T09:00+08:00")
    short = (BUDGET, "budget: 2 working days")
    assert migrated(versions(short)).moved[0].skipped == tuple((OLD, rung) for rung in BEFORE_DUE)
    assert migrated(versions(short, CLOCK, version=3), clocks=CLOCKS).moved[0].returned == ()
    longer = versions(CLOCK, version=4)
    assert migrated(longer).moved[0].returned == tuple((NEW, rung) for rung in BEFORE_DUE)
    check_proven(longer)
    clock.set("2024-04-07T09:00+08:00")
    assert longer.sweep().fired == 1
    assert fired(longer, number) == BEFORE_DUE[:1]
    check_proven(longer)


def test_another_clock_may_take_the_old_name_later_and_has_steps_and_messages_of_its_own(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    assert migrated(versions(CLOCK), clocks=CLOCKS).ok
    another = (
        ("unless: deadline}", "unless: deadline}\n  办理时限: {starts: 整改, stops: 复核, budget: 3 working days}"),
        ("ladder:\n", "ladder:\n  办理时限: [{at: due - 2 working days, notify: responsible, message: 催办}]\n"),
    )
    later = versions(CLOCK, *another, version=3)
    assert migrated(later).ok
    later.fire(number, "签收", by="市住建局")
    clock.set("2024-04-08T09:00+08:00")
    assert later.sweep().fired == 2
    told = [(each.clock, each.rung, len(each.messages)) for each in later.why_escalated(number) if each.fired]
    assert sorted(told) == sorted(
        [(NEW, BEFORE_DUE[0], 1), (NEW, BEFORE_DUE[1], 1), (OLD, BEFORE_DUE[0], 1)],
    )
    assert [(each.clock, each.story[0].seq) for each in later.why_due(number)] == [(NEW, 1), (OLD, 5)]
    later.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})  # stops the other clock only
    # One is of the clock that stopped, one was overtaken by the later rung of its own clock.
    assert sorted(outbox(later, number, "催办")) == ["pending", "withdrawn", "withdrawn"]
    check_proven(later)


def test_a_clock_that_has_not_started_yet_starts_by_the_new_name(versions: Versions, open_matter: OpenMatter) -> None:
    sign = ("unless: deadline}", "unless: deadline}\n  复核时限: {starts: 复核, stops: 销号, budget: 1 working day}")
    second = versions(sign)
    number = open_matter(second).number
    later = versions(sign, ("复核时限", "审核时限"), version=3)
    (one,) = migrated(later, clocks={"复核时限": "审核时限"}).moved
    assert [each.clock for each in one.clocks] == [OLD]
    later.fire(number, "签收", by="市住建局")
    later.fire(number, "申请销号", by="市住建局", data={"measure": "增开窗口"})
    assert sorted(each.clock for each in later.why_due(number)) == sorted([OLD, "审核时限"])
    check_proven(later)


def test_a_clock_that_hangs_on_the_renamed_one_keeps_its_day_and_follows_it(
    versions: Versions, open_matter: OpenMatter
) -> None:
    hung = (
        "unless: deadline}",
        "unless: deadline}\n  初审时限: {starts: open, stops: 复核, due: 办理时限 - 2 working days}",
    )
    second = versions(hung)
    number = open_matter(second).number
    later = versions(hung, CLOCK, version=3)
    assert migrated(later, clocks=CLOCKS).ok
    assert {each.clock: str(each.due_on) for each in later.why_due(number)} == {
        NEW: "2024-04-09",
        "初审时限": "2024-04-07",
    }
    check_proven(later)
    later.fire(number, "签收", by="市住建局", data={"deadline": "2024-04-15"})
    assert {each.clock: str(each.due_on) for each in later.why_due(number)} == {
        NEW: "2024-04-15",
        "初审时限": "2024-04-11",
    }
    check_proven(later)


def test_a_name_that_another_clock_had_in_this_round_is_refused(
    versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    second = versions(SIGNING)
    number = open_matter(second).number
    second.fire(number, "签收", by="市住建局")
    assert migrated(versions(version=3)).ok  # which does not have the clock that has stopped
    later = versions((OLD, "签收时限"), version=4)
    before = rows()
    (blocked,) = migrated(later, clocks={OLD: "签收时限"}).blocked
    assert ("clock", "taken") in [(blocker.code, blocker.reason) for blocker in blocked.blockers]
    assert rows() == before


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("clocks", "said"),
    [
        ({OLD: "办结限期"}, "clock '办结限期': version 3 has none of that name; did you"),
        ({"办理期限": NEW}, "clock '办理期限': no open instance's definition has it; did you"),
        ({"签收时限": NEW}, "clock '签收时限': version 3 has it too"),
        ({OLD: "签收时限"}, "clock '办理时限': it would become '签收时限', and so would '签收时限'"),
    ],
)
def test_a_clock_that_is_not_there_or_would_be_two_is_refused_before_anything_is_done(
    versions: Versions, open_matter: OpenMatter, rows: Rows, *, clocks: dict[str, str], said: str
) -> None:
    open_matter(versions(SIGNING))
    later = versions(SIGNING, CLOCK, version=3)
    before = rows()
    with pytest.raises(UnknownName) as refused:
        migrated(later, clocks=clocks)
    assert said in str(refused.value)
    assert rows() == before
