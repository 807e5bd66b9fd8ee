"""The harness: time that is moved by hand, messages that are kept, and assertions that say what is there instead."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import DurationError, InvalidData
from duban.storage import NotEmpty
from duban.testing import AsyncHarness, Harness, empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine as SqlEngine

MATTER = Path(__file__).parent.parent / "storage" / "matter.yaml"
UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@pytest.fixture
def harness() -> Iterator[Harness]:
    """Give a harness with `matter`, in which every unit has people."""
    with Harness([MATTER]) as made:
        yield made


def opened(harness: Harness) -> str:
    return harness.engine.open("matter", title="窗口排队过长", units=UNITS, by="市优化办").number


def test_it_says_who_was_told_what_and_by_which_medium(harness: Harness) -> None:
    number = opened(harness)
    harness.until_due(number)
    told = harness.assert_told("市住建局", message="催办", medium="email", number=number, times=2)[-1]
    assert told.number == number
    assert told.subject in {message.subject for message in harness.outboxes["email"].sent}
    harness.assert_told(told.contact, saying=told.subject[:4])
    harness.assert_told(told.address)
    harness.assert_not_told("市教育局")
    harness.assert_not_told("市住建局", medium="sms")


@pytest.mark.usefixtures("english")
def test_a_failure_shows_what_was_sent_instead_and_what_has_not_left(harness: Harness) -> None:
    number = opened(harness)
    harness.until_due(number)
    with pytest.raises(AssertionError) as failed:
        harness.assert_told("市教育局", message="催办", medium="sms")
    head, now, *rest = str(failed.value).splitlines()
    assert head == "not told: 市教育局, message 催办, by sms"
    assert now.startswith("it is 2024-04-")
    assert rest[0] == "sent:"
    assert any("email  市住建局/" in line and number in line for line in rest)
    with pytest.raises(AssertionError, match="told all the same: 市住建局"):
        harness.assert_not_told("市住建局")
    with pytest.raises(AssertionError, match=r"told \d times and not 9: 市住建局"):
        harness.assert_told("市住建局", times=9)


@pytest.mark.usefixtures("english")
def test_what_was_told_before_can_be_forgotten(harness: Harness) -> None:
    harness.until_due(opened(harness))
    harness.assert_told("市住建局")
    harness.forget()
    harness.assert_not_told()
    with pytest.raises(AssertionError, match="nothing was sent"):
        harness.assert_told("市住建局")


def test_time_passes_in_working_days_of_the_scenario_s_calendar(harness: Harness) -> None:
    harness.until("2024-04-03T15:00+08:00")
    harness.advance("1 working day")  # 清明 is 4 to 6 April, and Sunday the 7th is worked
    assert harness.now.isoformat() == "2024-04-07T07:00:00+00:00"
    harness.advance("3个自然日")
    harness.advance("2 working hours")
    harness.advance("1 hour")
    harness.advance(timedelta(minutes=1))
    assert harness.now.isoformat() == "2024-04-10T10:01:00+00:00"


def test_a_length_without_a_unit_is_not_guessed(harness: Harness) -> None:
    with pytest.raises(DurationError):
        harness.advance("3d")


@pytest.mark.usefixtures("english")
def test_this_clock_only_goes_forward(harness: Harness) -> None:
    with pytest.raises(ValueError, match="is past already"):
        harness.until("2024-03-31T09:00+08:00")


@pytest.mark.usefixtures("english")
def test_of_two_calendars_one_is_said(tmp_path: Path) -> None:
    text = MATTER.read_text("utf-8")
    always = text.replace("scenario: matter", "scenario: always").replace("calendar: china", "calendar: 24x7")
    always = always.replace("SX-{year}", "AL-{year}")
    (tmp_path / "always.yaml").write_text(always, "utf-8")
    with Harness([MATTER, tmp_path / "always.yaml"]) as harness:
        with pytest.raises(InvalidData, match="scenario= has to say whose days"):
            harness.advance("1 working day")
        harness.advance("1 working day", scenario="matter")


def test_every_rung_takes_effect_at_its_own_moment(harness: Harness) -> None:
    number = opened(harness)
    harness.until_due(number)
    harness.assert_at(number, light="red", due=harness.engine.instance(number).due_on)
    fired = [entry.at for entry in harness.engine.history(number) if entry.kind == "rung"]
    assert len(fired) == len(set(fired)) > 1
    assert fired[-1] <= harness.now
    assert harness.run() == ()


@pytest.mark.usefixtures("english")
def test_where_it_stands_is_told_with_all_that_differs_and_the_last_of_its_history(harness: Harness) -> None:
    number = opened(harness)
    item = harness.engine.instance(number)
    harness.assert_at(number, state=item.state, light="green", due=str(item.due_on), round=1)
    harness.assert_at(number, units={"lead": "市优化办"})
    with pytest.raises(AssertionError) as failed:
        harness.assert_at(number, state="办结", light="red", units={"responsible": "市教育局"})
    lines = str(failed.value).splitlines()
    assert lines[0] == f"{number}: state: expected 办结, found {item.state}"
    assert lines[1] == "light: expected red, found green"
    assert lines[2].startswith("responsible: expected ")
    assert lines[3] == "so far:"
    assert "2024-04-01 09:00" in lines[4]


@pytest.mark.usefixtures("english")
def test_why_an_act_is_refused(harness: Harness) -> None:
    number = opened(harness)
    trigger = next(each.trigger for each in harness.engine.allowed(number, by="市住建局") if each.ok)
    harness.assert_allowed(number, trigger, by="市住建局")
    with pytest.raises(AssertionError, match=f"市住建局 can do {trigger}"):
        harness.assert_blocked(number, trigger, by="市住建局")
    (code,) = {each.code for each in harness.blockers(number, trigger, by="市优化办")}
    harness.assert_blocked(number, trigger, by="市优化办", code=code)
    with harness.refused(code) as refusal:
        harness.engine.fire(number, trigger, by="市优化办")
    assert refusal.codes == (code,)
    with pytest.raises(AssertionError, match=f"to be refused for four_eyes, it was for {code}"):
        harness.assert_blocked(number, trigger, by="市优化办", code="four_eyes")
    with pytest.raises(AssertionError, match="it went through"), harness.refused():
        harness.engine.fire(number, trigger, by="市住建局")


def test_beside_rows_of_their_own_a_test_starts_with_nothing_and_leaves_nothing(theirs: SqlEngine) -> None:
    numbers = []
    for _ in range(2):
        with Harness([MATTER], bind=theirs) as harness:
            numbers.append(opened(harness))
            harness.until_due(numbers[-1])
            harness.assert_told("市住建局", message="催办")
            assert harness.engine.verify().ok
    assert numbers[0] == numbers[1]
    with theirs.connect() as connection:
        assert connection.exec_driver_sql("SELECT number FROM letter").scalars().all() == ["kept"]
        assert connection.exec_driver_sql("SELECT count(*) FROM duban_history").scalar() == 0


def test_rows_that_were_there_before_are_not_touched(theirs: SqlEngine) -> None:
    from duban import Engine  # noqa: PLC0415

    with Engine(bind=theirs, scenarios=[MATTER]) as engine:
        engine.create_tables()
        engine.open("matter", title="在办", units=UNITS, by="市优化办")
        with pytest.raises(NotEmpty), Harness([MATTER], bind=theirs):
            pytest.fail("it began")
        assert len(engine.find()) == 1
        empty(theirs)
        assert engine.find() == []
    with Harness([MATTER], bind=theirs) as harness:
        assert opened(harness).endswith("0001")


def test_outside_of_its_statement_there_is_no_engine() -> None:
    harness = Harness([MATTER])
    with pytest.raises(RuntimeError):
        _ = harness.engine
    with pytest.raises(RuntimeError):
        _ = AsyncHarness([MATTER]).engine


def test_it_is_awaited_by_async_applications() -> None:
    async def played() -> None:
        async with AsyncHarness([MATTER]) as harness:
            item = await harness.engine.open("matter", title="窗口排队过长", units=UNITS, by="市优化办")
            await harness.until_due(item.number)
            await harness.assert_at(item.number, light="red")
            await harness.assert_told("市住建局", message="催办", number=item.number)
            await harness.forget()
            await harness.assert_not_told("市住建局")
            await harness.advance("1 working day")
            await harness.run()
            assert isinstance(await harness.said(), tuple)
            assert harness.now == harness.clock.now()
            harness.sync.advance("1 working day")  # which waits for deliveries where a loop runs

    asyncio.run(played())
