"""The waits between attempts: growing, bounded, and the same on every machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duban.notifiers import LONGEST_WAIT, MAX_ATTEMPTS, MAX_COPIES, backoff, next_attempt, next_copy

NOW = datetime(2024, 4, 16, 8, 30, tzinfo=UTC)
attempts = st.integers(min_value=1, max_value=10_000)


@given(attempts, st.text())
def test_a_wait_is_at_least_a_minute_and_at_most_six_hours(attempt: int, key: str) -> None:
    assert timedelta(minutes=1) <= backoff(attempt, key=key) <= timedelta(hours=6)


@given(attempts, st.text())
def test_the_same_question_has_the_same_answer(attempt: int, key: str) -> None:
    assert backoff(attempt, key=key) == backoff(attempt, key=key)


@given(st.integers(min_value=1, max_value=8), st.text())
def test_each_wait_is_longer_than_the_one_before(attempt: int, key: str) -> None:
    assert backoff(attempt, key=key) < backoff(attempt + 1, key=key)


def test_messages_that_failed_together_do_not_come_back_together() -> None:
    waits = {backoff(5, key=f"WT-2024-{number:04d}") for number in range(1000)}
    assert len(waits) > 900
    assert max(waits) - min(waits) > timedelta(minutes=3)


@given(st.text())
def test_a_message_is_given_up_after_about_two_days(key: str) -> None:
    now, attempt = NOW, 1
    while (later := next_attempt(now, attempt, key=key)) is not None:
        now, attempt = later, attempt + 1
    assert attempt == MAX_ATTEMPTS
    assert timedelta(days=1.5) < now - NOW < timedelta(days=2.5)


@given(st.integers(min_value=1, max_value=MAX_ATTEMPTS - 1), st.floats(allow_nan=False), st.text())
def test_what_the_other_side_asks_for_never_shortens_the_wait(attempt: int, asked: float, key: str) -> None:
    later = next_attempt(NOW, attempt, key=key, retry_after=asked)
    assert later is not None
    assert backoff(attempt, key=key) <= later - NOW <= timedelta(days=1)


def test_what_the_other_side_asks_for_is_honoured() -> None:
    assert next_attempt(NOW, 1, key="x", retry_after=3600) == NOW + timedelta(hours=1)


@given(st.text())
def test_what_may_have_arrived_is_sent_few_times_at_growing_waits(key: str) -> None:
    now, copies, waits = NOW, 1, []
    while (later := next_copy(now, copies, key=key)) is not None:
        waits.append(later - now)
        now, copies = later, copies + 1
    assert copies == MAX_COPIES <= MAX_ATTEMPTS / 4
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(hours=1)
    assert now - NOW < timedelta(days=2)


@given(attempts, st.floats(allow_nan=False), st.text())
def test_no_wait_is_longer_than_the_longest(attempt: int, asked: float, key: str) -> None:
    for later in (next_attempt(NOW, attempt, key=key, retry_after=asked), next_copy(NOW, attempt, key=key)):
        assert later is None or later - NOW <= LONGEST_WAIT
