"""Open instances are moved to newer rules: each in one journalled step, with what it does shown before it is done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from framed import written
from newer_rules import BUDGET, fired, migrated

from duban import TransitionConflict
from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows
    from newer_rules import Versions

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier


def test_an_instance_keeps_its_rules_until_it_is_moved_and_then_goes_by_the_new_ones(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    later = versions((BUDGET, "budget: 8 working days"))
    assert (later.instance(number).scenario_version, later.instance(number).due_on) == (1, date(2024, 4, 9))
    result = migrated(later, note="新规定施行")
    item = later.instance(number)
    assert (item.scenario_version, item.due_on, item.version) == (2, date(2024, 4, 12), 2)
    moved = result.moved[0]
    assert (result.done, result.ok, result.version, len(result.moved)) == (True, True, 2, 1)
    assert [(one.clock, one.due_before, one.due_on) for one in moved.clocks] == [
        ("办理时限", date(2024, 4, 9), date(2024, 4, 12))
    ]
    entry = later.history(number)[-1]
    assert (entry.kind, entry.actor, entry.from_state, entry.to_state) == ("migrate", "市优化办/王某", "交办", "交办")
    assert (entry.payload["from"]["version"], entry.payload["to"]["version"]) == (1, 2)
    assert entry.payload["to"]["digest"] == result.digest
    assert entry.payload["due"]["办理时限"]["before"]["due_on"] == "2024-04-09"
    assert entry.payload["due"]["办理时限"]["after"]["due_on"] == "2024-04-12"
    assert entry.payload["note"] == "新规定施行"
    assert later.verify().ok
    assert migrated(later).moved == ()


def test_a_preview_says_what_would_come_and_writes_nothing(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    open_matter(engine)
    later = versions((BUDGET, "budget: 2 working days"))
    clock.set("2024-04-02T09:00+08:00")
    before = rows()
    preview = migrated(later, dry_run=True)
    assert rows() == before
    (one,) = preview.moved
    assert one.after is not None
    assert (one.before.light, one.after.light) == ("green", "yellow")
    assert one.before.next is not None
    assert one.after.next is not None
    assert (one.before.next.rung, one.after.next.rung) == ("due - 2 working days", "due")
    assert one.skipped == (("办理时限", "due - 2 working days"), ("办理时限", "due - 1 working day"))
    done = migrated(later)
    assert (preview.done, done.done) == (False, True)
    assert preview.moved == done.moved


def test_the_same_rules_under_a_new_number_change_nothing_that_anyone_sees(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    numbers = [open_matter(engine, data={"deadline": day} if day else {}).number for day in (None, "2024-04-11")]
    numbers.append(open_matter(engine).number)
    engine.fire(numbers[2], "签收", by="市住建局")
    engine.fire(numbers[2], "挂起", by="市优化办")
    later = versions()
    shown = ("due_on", "due_at", "provisional", "blue_at", "yellow_at", "red_at", "wake_at", "state", "pending")
    # Once when nothing is due, once when rungs are due that no sweep has seen to, once when all is over.
    for version, moment in enumerate(("2024-04-02T09:00", "2024-04-08T09:00", "2024-05-06T09:00"), start=3):
        clock.set(f"{moment}+08:00")
        before = rows()
        result = migrated(versions(version=version))
        after = rows()
        assert len(result.moved) == 3
        for old, new in zip(before["duban_instance"], after["duban_instance"], strict=True):
            assert [old[name] for name in shown] == [new[name] for name in shown]
            assert old["definition"] != new["definition"]
        assert before["duban_claim"] == after["duban_claim"]
        assert before["duban_outbox"] == after["duban_outbox"]
        assert all(one.skipped == () and one.before.light == one.after.light for one in result.moved if one.after)
        engine.sweep()
    assert later.verify().ok


def test_what_fired_does_not_fire_again_and_what_lies_behind_is_skipped(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number  # due on the 9th: blue from Sunday the 7th, which is worked
    clock.set("2024-04-07T09:00+08:00")
    assert engine.sweep().fired == 1
    later = versions(("at: due - 1 working day,", "at: start + 1 working day,"), (BUDGET, "budget: 6 working days"))
    assert migrated(later).moved[0].skipped == (("办理时限", "start + 1 working day"),)
    clock.set("2024-04-08T09:00+08:00")  # two working days before the 10th
    assert later.sweep().fired == 0
    clock.set("2024-04-11T00:00+08:00")
    assert later.sweep().fired == 1
    assert fired(later, number) == ["due - 2 working days", "due"]
    skipped = [each for each in later.why_escalated(number) if not each.fired]
    assert [(each.rung, each.why) for each in skipped] == [("start + 1 working day", "migration")]
    assert later.verify().ok


@pytest.mark.parametrize("moment", ["2024-04-10T00:00+08:00", "2024-04-10T09:00+08:00"], ids=["due", "later"])
def test_a_clock_that_had_run_out_and_is_given_time_runs_out_aloud_once_more(
    engine: Engine,
    versions: Versions,
    open_matter: OpenMatter,
    clock: FixedClock,
    *,
    mailbox: RecordingNotifier,
    moment: str,
) -> None:
    number = open_matter(engine).number
    clock.set(moment)
    engine.sweep()
    assert "due" in fired(engine, number)
    later = versions((BUDGET, "budget: 10 working days"))
    assert migrated(later).moved[0].after.light == "green"  # type: ignore[union-attr]
    clock.set("2024-04-17T00:00+08:00")  # due on the 16th
    later.sweep()
    assert fired(later, number).count("due") == 2
    assert later.instance(number).light == "red"
    assert later.verify().ok
    assert mailbox.sent == []


def test_pauses_extensions_and_given_dates_are_kept(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    paused, given = open_matter(engine).number, open_matter(engine, data={"deadline": "2024-04-30"}).number
    engine.fire(paused, "签收", by="市住建局")
    clock.set("2024-04-03T10:00+08:00")
    engine.fire(paused, "挂起", by="市优化办")  # one of five is used
    later = versions((BUDGET, "budget: 3 working days"))
    migrated(later)
    assert later.instance(given).due_on == date(2024, 4, 30)
    clock.set("2024-04-15T10:00+08:00")
    assert later.fire(paused, "恢复", by="市优化办").due_on == date(2024, 4, 16)
    days = [each.day for each in later.why_due(paused)[0].days if each.counted]
    assert days == [date(2024, 4, 2), date(2024, 4, 15), date(2024, 4, 16)]
    assert later.verify().ok


def test_what_extensions_granted_is_added_to_the_new_budget(make_engine: MakeEngine) -> None:
    words = read_words("issue")
    first = read_scenario(words, "issue.yaml")
    second = read_scenario(
        words.replace(f"version: {first.version}", "version: 9", 1).replace("15 working days", "20 working days"),
        "issue-9.yaml",
    )
    engine = make_engine(scenarios=[first], directory=MadeUpPeople())
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = engine.open("issue", units=units, by="市优化办").number
    engine.fire(number, "签收", by="市住建局")
    engine.extend(number, "整改时限", "5 working days", by="市住建局")
    engine.decide(engine.pending()[0].id, approve=True, by="市优化办")
    later = make_engine(scenarios=[first, second], directory=MadeUpPeople())
    later.migrate("issue", by="市优化办")
    # Twenty and five working days after 1 April, with 4 to 7 April and 1 to 5 May off and 28 April worked.
    assert later.instance(number).due_on == date(2024, 5, 9)
    assert [event.what for event in later.why_due(number)[1].story][-1] == "重新计算（规则换用第9版）"
    assert later.verify().ok


def read_words(name: str) -> str:
    from duban.scenarios import shipped_text  # noqa: PLC0415 - one test's own

    return shipped_text(name)


def test_a_clock_that_is_new_begins_with_the_migration_where_it_would_be_under_way(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_, signed = open_matter(engine).number, open_matter(engine).number
    engine.fire(signed, "签收", by="市住建局")
    clock.set("2024-04-02T09:00+08:00")
    later = versions(
        ("clocks:\n", "clocks:\n  签收时限: {starts: open, stops: 整改, budget: 1 working day}\n"),
        ("ladder:\n", "ladder:\n  签收时限:\n    - {at: due, light: yellow, notify: responsible, message: 催办}\n"),
    )
    migrated(later)
    assert [clock.due_on for clock in later.why_due(open_) if clock.clock == "签收时限"] == [date(2024, 4, 3)]
    assert [clock for clock in later.why_due(signed) if clock.clock == "签收时限"] == []
    story = next(clock.story for clock in later.why_due(open_) if clock.clock == "签收时限")
    assert [event.what for event in story] == ["起算（规则换用第2版）"]
    assert later.verify().ok


def test_a_new_role_is_filled_by_its_default(engine: Engine, versions: Versions, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    later = versions(("roles:\n", "roles:\n  leader: {title: 分管市领导, required: true, default: 市领导}\n"))
    migrated(later)
    assert later.instance(number).units["leader"] == ("市领导",)
    assert [one.number for one in later.find(unit="市领导")] == [number]
    assert later.verify().ok


def test_what_a_field_holds_that_is_gone_is_kept_and_shown_no_more(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine, data={"reporter": "王某"}).number
    later = versions(("  reporter: {title: 反映人, type: string, private: [lead]}\n", ""))
    assert migrated(later).ok
    assert "reporter" not in later.instance(number).data
    again = versions(version=3)
    assert migrated(again).ok
    assert again.instance(number).data["reporter"] == "王某"
    assert again.verify().ok


def test_a_message_that_was_decided_before_keeps_its_wording(
    engine: Engine, versions: Versions, open_matter: OpenMatter, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    import asyncio  # noqa: PLC0415 - one test's own

    number = open_matter(engine).number
    later = versions(("请办理“{{ item.title }}”。", "新办法：{{ item.title }}"))
    migrated(later)
    open_matter(later)
    clock.set("2024-04-01T09:30+08:00")
    asyncio.run(later.deliver())
    texts = [message.text for message in mailbox.sent]
    assert [written(text).startswith("市住建局：请办理") for text in texts] == [True, False]
    assert "新办法" in texts[1]
    assert number in mailbox.sent[0].subject


def test_who_saw_the_old_rules_is_told_that_they_changed(
    engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    item = open_matter(engine)
    later = versions()
    migrated(later)
    with pytest.raises(TransitionConflict):
        later.fire(item.number, "签收", by="市住建局", expect=item.version)


def test_a_migration_takes_part_in_the_callers_transaction(
    engine: Engine, versions: Versions, open_matter: OpenMatter, rows: Rows
) -> None:
    open_matter(engine)
    later = versions()
    before = rows()
    with later.database.engine.connect() as connection:
        assert len(migrated(later, session=connection).moved) == 1
        connection.rollback()
    assert rows() == before
    with later.database.engine.begin() as connection:
        migrated(later, session=connection)
    assert later.find()[0].scenario_version == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE duban_instance SET definition = (SELECT digest FROM duban_definition WHERE version = 1)",
        "UPDATE duban_history SET payload = replace(payload, '\"version\":1', '\"version\":2') WHERE kind = 'migrate'",
        "DELETE FROM duban_history WHERE kind = 'migrate'",
    ],
)
def test_whoever_changes_the_rules_behind_the_history_is_found_out(
    tampering: str, engine: Engine, versions: Versions, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    later = versions()
    migrated(later)
    assert later.verify().ok
    with later.database.engine.begin() as connection:
        connection.exec_driver_sql(tampering)
    assert [finding.number for finding in later.verify().findings] == [number]
