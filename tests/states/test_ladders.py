"""Ladders: when rungs take effect, which light shows, and what a late sweep fires or skips."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.states import Recipient, RecipientKind, Review, review_rung
from duban.states.clocks.ladders import (
    Skip,
    due_rungs,
    light_at,
    light_instants,
    rung_moment,
)
from duban.states.clocks.running import begin_lap, pause_clock, resume_clock, stop_clock
from duban.states.clocks.starting import start_clock
from duban.states.definition import ClockRule, Light, Rung
from duban.states.time.calendars import calendar_for
from duban.states.time.durations import parse_duration
from duban.states.time.moments import parse_moment

if TYPE_CHECKING:
    from duban.states.clocks.ledger import ClockLedger

CHINA = calendar_for("china")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(at: str, budget: str | None, given: date | None = None) -> ClockLedger:
    rule = ClockRule("整改时限", ("open",), ("销号",), None if budget is None else parse_duration(budget))
    return start_clock(rule, at=local(at), calendar=CHINA, round=1, given=given)


def rung(at: str, light: Light | None = None) -> Rung:
    moment = parse_moment(at)
    return Rung(id=str(moment), at=moment, light=light)


# 15 working days from 1 April: due on 23 April.
LEDGER = start("2024-04-01 09:00", "15 working days")
LADDER = (
    rung("due - 5 working days", Light.BLUE),
    rung("due - 2 working days", Light.YELLOW),
    rung("due", Light.RED),
    rung("due + 3 working days"),
    rung("due + 10 working days"),
)
MOMENTS = [local(text) for text in (
    "2024-04-16 08:30", "2024-04-19 08:30", "2024-04-24 00:00", "2024-04-26 08:30", "2024-05-09 08:30",
)]  # fmt: skip


def test_the_ladder_of_the_language_page_takes_effect_at_opening_and_at_the_due_instant() -> None:
    assert LEDGER.due_on == date(2024, 4, 23)
    assert [rung_moment(step, LEDGER, CHINA) for step in LADDER] == MOMENTS


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("due - 3 calendar days", "2024-04-22 08:30"),  # the day is a Saturday: the next opening
        ("due - 1 week", "2024-04-16 08:30"),
        ("due + 8 calendar days", "2024-05-06 08:30"),  # the first of May is off, and so are four days more
        ("due + 1 month", "2024-05-23 08:30"),
        ("due + 36 hours", "2024-04-25 12:00"),
        ("due - 2 hours", "2024-04-23 22:00"),  # exactly, though the office is closed
        ("due + 4 hours", "2024-04-24 04:00"),
        ("due + 4 working hours", "2024-04-24 14:30"),
        ("due - 4 working hours", "2024-04-23 11:30"),
        ("start + 1 working day", "2024-04-02 08:30"),
        ("start + 3 working days", "2024-04-07 08:30"),
        ("start + 5 calendar days", "2024-04-07 08:30"),
        ("start + 24 hours", "2024-04-02 09:00"),
        ("start + 8 working hours", "2024-04-02 10:00"),
    ],
)
def test_offsets_in_days_wait_for_opening_and_offsets_in_hours_do_not(at: str, moment: str) -> None:
    assert rung_moment(rung(at), LEDGER, CHINA) == local(moment)


def test_without_a_due_date_only_the_rungs_from_the_start_have_a_moment() -> None:
    ledger = start("2024-04-01 09:00", None)
    assert rung_moment(rung("due"), ledger, CHINA) is None
    assert rung_moment(rung("due + 1 hour"), ledger, CHINA) is None
    assert rung_moment(rung("start + 1 hour"), ledger, CHINA) == local("2024-04-01 10:00")


def test_the_due_rung_of_a_given_holiday_takes_effect_at_its_midnight() -> None:
    ledger = start("2024-04-01 09:00", "15 working days", date(2024, 5, 1))
    assert rung_moment(rung("due"), ledger, CHINA) == local("2024-05-02 00:00")
    assert rung_moment(rung("due - 1 working day"), ledger, CHINA) == local("2024-04-30 08:30")


def test_a_pause_moves_what_is_counted_from_due_and_not_what_is_counted_from_the_start() -> None:
    paused = pause_clock(LEDGER, at=local("2024-04-08 10:00"), calendar=CHINA, light=Light.GREEN)
    again = resume_clock(paused, at=local("2024-04-10 10:00"), calendar=CHINA)
    assert rung_moment(rung("due - 2 working days"), again, CHINA) == local("2024-04-23 08:30")
    assert rung_moment(rung("start + 10 working days"), again, CHINA) == local("2024-04-16 08:30")


def test_the_light_is_the_worst_whose_moment_has_come() -> None:
    instants = light_instants(LADDER, LEDGER, CHINA)
    assert instants == {Light.BLUE: MOMENTS[0], Light.YELLOW: MOMENTS[1], Light.RED: MOMENTS[2]}
    second = timedelta(seconds=1)
    for moment, before, then in zip(
        MOMENTS, (Light.GREEN, Light.BLUE, Light.YELLOW), (Light.BLUE, Light.YELLOW, Light.RED), strict=False
    ):
        assert light_at(instants, moment - second) is before
        assert light_at(instants, moment) is then
    assert light_at({}, MOMENTS[0]) is Light.GREEN


def test_a_milder_light_that_comes_later_does_not_hide_the_worse_one() -> None:
    ladder = (rung("due - 1 working day", Light.RED), rung("due", Light.YELLOW), rung("due + 1 working day", Light.RED))
    instants = light_instants(ladder, LEDGER, CHINA)
    assert instants[Light.RED] == local("2024-04-22 08:30")
    assert light_at(instants, local("2024-04-24 12:00")) is Light.RED


@pytest.mark.parametrize("halt", ["pause", "stop"])
def test_a_clock_that_stands_still_has_nothing_due(halt: str) -> None:
    at = local("2024-04-17 10:00")
    halted = (
        pause_clock(LEDGER, at=at, calendar=CHINA, light=Light.BLUE)
        if halt == "pause"
        else stop_clock(LEDGER, at=at, calendar=CHINA)
    )
    assert due_rungs(LADDER, halted, CHINA, (), local("2024-06-17 10:00")) == []


def judged(ledger: ClockLedger, now: str, claimed: tuple[str, ...] = (), ladder: tuple[Rung, ...] = LADDER) -> dict:
    return {due.rung.id: due.skip for due in due_rungs(ladder, ledger, CHINA, claimed, local(now))}


def test_a_punctual_sweep_fires_each_rung_as_its_moment_comes() -> None:
    claimed: tuple[str, ...] = ()
    for step, moment in zip(LADDER, MOMENTS, strict=True):
        before = due_rungs(LADDER, LEDGER, CHINA, claimed, moment - timedelta(seconds=1))
        (found,) = due_rungs(LADDER, LEDGER, CHINA, claimed, moment)
        assert before == []
        assert (found.rung, found.moment, found.skip) == (step, moment, None)
        claimed += (step.id,)


def test_before_due_only_the_latest_of_the_missed_rungs_fires() -> None:
    assert judged(LEDGER, "2024-04-19 09:00") == {
        "due - 5 working days": Skip.MISSED,
        "due - 2 working days": None,
    }


def test_once_due_has_passed_the_rungs_before_it_are_skipped_and_each_from_due_on_fires() -> None:
    assert judged(LEDGER, "2024-04-26 09:00") == {
        "due - 5 working days": Skip.DUE_PASSED,
        "due - 2 working days": Skip.DUE_PASSED,
        "due": None,
        "due + 3 working days": None,
    }


def test_late_rungs_come_in_the_order_of_their_moments_and_not_of_the_file() -> None:
    found = due_rungs(LADDER[::-1], LEDGER, CHINA, (), local("2024-06-01 09:00"))
    assert [due.moment for due in found] == MOMENTS


def test_what_is_claimed_is_not_due_again() -> None:
    assert judged(LEDGER, "2024-04-26 09:00", ("due - 5 working days", "due - 2 working days", "due")) == {
        "due + 3 working days": None
    }


def test_two_rungs_before_due_with_one_moment_both_fire() -> None:
    ladder = (rung("due - 2 working days"), rung("due - 4 calendar days"))
    assert judged(LEDGER, "2024-04-19 09:00", (), ladder) == {step.id: None for step in ladder}


def test_a_reminder_before_due_whose_next_opening_is_past_due_is_not_sent_after_the_notice_of_being_late() -> None:
    ledger = start("2024-04-01 09:00", "27 calendar days", date(2024, 5, 3))
    ladder = (rung("due - 1 calendar day"), rung("due"))
    assert rung_moment(ladder[0], ledger, CHINA) == local("2024-05-06 08:30")
    assert judged(ledger, "2024-05-06 08:30", (), ladder) == {"due": None, "due - 1 calendar day": Skip.DUE_PASSED}


def test_without_a_due_date_only_the_latest_of_the_missed_rungs_fires() -> None:
    ladder = (rung("start + 1 working day"), rung("start + 2 working days"))
    assert judged(start("2024-04-01 09:00", None), "2024-04-08 09:00", (), ladder) == {
        "start + 1 working day": Skip.MISSED,
        "start + 2 working days": None,
    }


def test_a_deadline_nearer_than_its_reminders_is_not_reminded_of_on_the_day_it_is_given() -> None:
    ledger = start("2024-04-19 09:00", "15 working days", date(2024, 4, 23))
    assert judged(ledger, "2024-04-19 09:00") == {"due - 5 working days": Skip.LAP, "due - 2 working days": Skip.LAP}


def test_what_is_overdue_already_when_its_clock_starts_is_escalated_all_the_same() -> None:
    ledger = start("2024-05-06 09:00", "15 working days", date(2024, 4, 23))
    assert judged(ledger, "2024-05-06 09:00") == {
        "due - 5 working days": Skip.LAP,
        "due - 2 working days": Skip.LAP,
        "due": None,
        "due + 3 working days": None,
    }


def test_a_lap_skips_what_lies_at_or_before_its_start_and_lets_the_others_come_again() -> None:
    restarted = begin_lap(LEDGER, at=local("2024-04-24 10:00"), calendar=CHINA, restart=True)
    assert judged(restarted, "2024-04-30 10:00") == {}
    lapped = begin_lap(LEDGER, at=MOMENTS[2], calendar=CHINA)
    assert judged(lapped, "2024-04-26 09:00") == {
        "due - 5 working days": Skip.LAP,
        "due - 2 working days": Skip.LAP,
        "due": Skip.LAP,
        "due + 3 working days": None,
    }


def test_what_returns_is_told_to_whom_the_review_says_and_as_urgently() -> None:
    lead, office = (Recipient(RecipientKind.ROLE, name) for name in ("lead", "office"))
    review = Review(parse_duration("1 month"), (lead,), "催报", copy=(office,), urgent=True)
    assert review_rung(review, 3) == Rung(
        "review 3", parse_moment("start + 3 months"), notify=(lead,), message="催报", copy=(office,), urgent=True
    )


OFFSETS = st.builds(
    lambda anchor, sign, amount, unit: rung(f"{anchor} {sign} {amount} {unit}"),
    st.just("due"),
    st.sampled_from("+-"),
    st.integers(1, 20),
    st.sampled_from(["working days", "calendar days", "hours", "working hours", "weeks"]),
)
LADDERS = st.lists(OFFSETS, max_size=6, unique_by=lambda step: step.id).map(lambda steps: (*steps, rung("due")))
NOWS = st.lists(st.integers(0, 120 * 24), min_size=1, max_size=12, unique=True).map(sorted)


@given(LADDERS, NOWS)
@settings(deadline=None)
def test_however_sweeps_fall_each_rung_is_judged_once_and_from_due_on_each_fires(
    ladder: tuple[Rung, ...], hours: list[int]
) -> None:
    claimed: dict[str, Skip | None] = {}
    for hour in hours:
        now = local("2024-04-01 09:00") + timedelta(hours=hour)
        moments = [rung_moment(each, LEDGER, CHINA) for each in ladder if each.id not in claimed]
        before = min((moment for moment in moments if moment is not None), default=None)
        found = due_rungs(ladder, LEDGER, CHINA, claimed, now)
        assert bool(found) == (before is not None and before <= now)
        assert all(one.moment <= other.moment for one, other in pairwise(found))
        for due in found:
            assert due.rung.id not in claimed
            assert due.moment <= now
            claimed[due.rung.id] = due.skip
        fired_early = {due.moment for due in found if due.skip is None and due.rung.at.sign < 0}
        assert len(fired_early) <= 1
        assert not fired_early or now < (LEDGER.due_at or now)
    last = local("2024-04-01 09:00") + timedelta(hours=hours[-1])
    for step in ladder:
        moment = rung_moment(step, LEDGER, CHINA)
        assert moment is not None
        assert (step.id in claimed) == (moment <= last)
        if step.id in claimed and step.at.sign >= 0:
            assert claimed[step.id] is None


@given(LADDERS)
@settings(deadline=None)
def test_a_rung_counted_in_days_takes_effect_when_the_office_opens(ladder: tuple[Rung, ...]) -> None:
    for step in ladder:
        moment = rung_moment(step, LEDGER, CHINA)
        assert moment is not None
        if step.at.offset is not None and not step.at.offset.unit.in_hours:
            assert moment == CHINA.opening(CHINA.local_date(moment))
            assert CHINA.next_opening(moment) == moment
