"""A clock that ran ahead and was set right: nothing waits for the wrong year, whoever looks then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from plans_and_parts import HELPERS, PART, PLAN, started
from test_invariants_delivery import Moody, deliver
from test_recurring_set_aside import QUARTERLY

from duban import Settings
from duban.notifiers import ChannelDown, Retryable, Uncertain
from duban.storage.tables import metadata
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine
    from duban.testing import FixedClock

YEAR = timedelta(days=365)
AHEAD = [timedelta(hours=1), YEAR]


class WallClock:
    """A clock that anybody can set, while time passes as it does."""

    def __init__(self) -> None:
        self.shows = datetime(2024, 4, 1, 1, tzinfo=UTC)
        self.passed = 0.0

    def now(self) -> datetime:
        return self.shows

    def elapsed(self) -> float:
        return self.passed

    def wait(self, seconds: float) -> None:
        self.passed += seconds
        self.shows += timedelta(seconds=seconds)


@pytest.fixture
def same_or_fresh(request: pytest.FixtureRequest, make_engine: MakeEngine) -> Callable[..., Engine]:
    """Go on with the engine that saw the wrong time, or with one of a process that was started since."""
    return lambda engine, **options: engine if request.param == "same" else make_engine(**options)


whoever = pytest.mark.parametrize("same_or_fresh", ["same", "fresh"], indirect=True)


@whoever
@pytest.mark.parametrize("ahead", AHEAD, ids=str)
@pytest.mark.parametrize("fault", [ChannelDown("no line"), Retryable("451 later")], ids=["down", "retry"])
def test_what_failed_in_the_wrong_time_leaves_at_once(  # noqa: PLR0917 - two things vary, and who looks
    make_engine: MakeEngine,
    same_or_fresh: Callable[..., Engine],
    open_matter: OpenMatter,
    clock: FixedClock,
    ahead: timedelta,
    fault: Exception,
) -> None:
    channel = Moody(fault)
    channels = {"email": lambda: channel}
    engine = make_engine(channels=channels)
    open_matter(engine)
    begun = clock.now()
    clock.set(begun + ahead)
    deliver(engine)
    assert len(channel.seen) == 1
    clock.set(begun + timedelta(minutes=1))
    assert deliver(same_or_fresh(engine, channels=channels)).delivered == 1


@whoever
def test_what_may_have_arrived_waits_its_hour_and_no_year(
    make_engine: MakeEngine, same_or_fresh: Callable[..., Engine], open_matter: OpenMatter, clock: FixedClock
) -> None:
    channel = Moody(Uncertain("nobody answered"))
    channels = {"email": lambda: channel}
    engine = make_engine(channels=channels)
    open_matter(engine)
    begun = clock.now()
    clock.set(begun + YEAR)
    deliver(engine)
    clock.set(begun)
    engine = same_or_fresh(engine, channels=channels)
    for minutes, sent in ((0, 1), (59, 1), (75, 2)):
        clock.set(begun + timedelta(minutes=minutes))
        deliver(engine)
        assert len(channel.seen) == sent


@whoever
def test_what_was_held_for_the_opening_of_a_wrong_day_leaves_at_the_right_one(
    make_engine: MakeEngine, same_or_fresh: Callable[..., Engine], open_matter: OpenMatter, clock: FixedClock
) -> None:
    engine = make_engine()
    open_matter(engine)
    clock.set("2025-04-01T22:00+08:00")
    assert deliver(engine).deferred == 1
    clock.set("2024-04-01T22:00+08:00")
    engine = same_or_fresh(engine)
    assert deliver(engine).delivered == 0
    clock.set("2024-04-02T08:30+08:00")
    assert deliver(engine).delivered == 1


def test_what_waits_for_the_end_of_a_long_holiday_goes_on_waiting(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    clock.set("2024-02-09T20:00+08:00")  # the Spring Festival: until Sunday the 18th
    open_matter(make_engine())
    (waiting,) = rows()["duban_outbox"]
    assert waiting["not_before"] - clock.now() > timedelta(days=8)
    for back in (timedelta(), timedelta(hours=1)):
        clock.set(clock.now() - back)
        assert deliver(make_engine()).delivered == 0
    assert rows()["duban_outbox"] == [waiting]


def test_a_wait_that_the_other_side_asked_for_is_not_cut_short(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    channel = Moody(Retryable("try tomorrow", retry_after=86_400), always=Retryable("again?"))
    channels = {"email": lambda: channel}
    engine = make_engine(channels=channels)
    open_matter(engine)
    deliver(engine)
    begun = clock.now() - timedelta(minutes=5)
    for hours, sent in ((0, 1), (23.9, 1), (24.1, 2)):
        clock.set(begun + timedelta(hours=hours))
        for each in (engine, make_engine(channels=channels)):
            deliver(each)
        assert len(channel.seen) == sent


OTHERS = "another-boot/4711|17|12345|cafe"
"""A worker of which nobody here knows whether it lives."""


def hold(engine: Engine, worker: str, until: datetime) -> None:
    with engine.database.writing() as connection:
        table = metadata.tables["duban_outbox"]
        connection.execute(table.update().values(leased_by=worker, leased_until=until))


def test_a_lease_of_the_wrong_year_whose_holder_is_gone_is_ended_at_the_second_look(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_matter(engine)
    hold(engine, OTHERS, clock.now() + YEAR)
    delivered = 0
    for _ in range(3):
        delivered += deliver(engine).delivered
        clock.advance(timedelta(minutes=5))
    assert delivered == 1


def test_a_holder_that_lives_keeps_its_message_by_renewing_the_lease(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    open_matter(engine)
    for minute in range(4):
        hold(engine, OTHERS, clock.now() + (timedelta(minutes=1) if minute else YEAR))
        assert deliver(engine).delivered == 0
        clock.advance(timedelta(seconds=59))


def test_a_message_leased_by_a_clock_that_was_ahead_is_sent_once(
    make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock, database_url: str
) -> None:
    settings = Settings.plain(database_url).model_copy(update={"connections": 1})
    begun, theirs = clock.now(), Moody()
    second = make_engine(settings, channels={"email": lambda: theirs})

    class Setting(Moody):
        async def send(self, message: Any) -> Any:  # noqa: ANN401 - as channels do
            clock.set(begun + timedelta(seconds=10 * len(self.seen)))
            await second.deliver()
            return await super().send(message)

    ours = Setting()
    first = make_engine(settings, channels={"email": lambda: ours})
    for _ in range(3):
        open_matter(first)
    clock.set(begun + YEAR)
    deliver(first)
    sent = [message.id for message in ours.seen + theirs.seen]
    assert sorted(sent) == sorted(set(sent))
    assert len(sent) == 3


def test_recurring_work_is_opened_in_the_right_time_again(make_engine: MakeEngine, clock: FixedClock) -> None:
    office = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    begun = clock.now()
    office.sweep()
    clock.set(begun + timedelta(hours=12))
    office.sweep()
    before = len(office.find(scenario="quarterly"))
    clock.set("2024-05-20T09:00+08:00")
    office.sweep()
    clock.set(begun)
    office.sweep()
    for month in range(4, 13):
        clock.set(f"2024-{month:02d}-28T09:00+08:00")
        office.sweep()
    found = office.find(scenario="quarterly")
    assert len(found) > before
    assert len({item.title for item in found}) == len(found), "each period once"
    assert office.next_instant() is not None


def test_recurring_work_first_known_in_the_wrong_year_is_opened_in_this_one(
    make_engine: MakeEngine, clock: FixedClock
) -> None:
    begun = clock.now()
    clock.set(begun + YEAR)
    office = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    office.sweep()
    wrong = {item.number for item in office.find(scenario="quarterly")}
    clock.set(begun)
    office = make_engine(scenarios=[QUARTERLY], directory=MadeUpPeople())
    for month in range(4, 13):
        clock.set(f"2024-{month:02d}-28T09:00+08:00")
        office.sweep()
    assert {item.number for item in office.find(scenario="quarterly")} - wrong


@whoever
def test_word_of_a_part_that_was_done_in_the_wrong_year_is_passed_on(
    make_engine: MakeEngine, same_or_fresh: Callable[..., Engine], clock: FixedClock
) -> None:
    options = {"scenarios": [PLAN, PART], "directory": MadeUpPeople()}
    office = make_engine(**options)
    plan, ours = started(office)
    office.sweep()
    begun = clock.now()
    clock.set(begun + YEAR)
    office.fire(ours[HELPERS[0]], "完成", by=HELPERS[0])
    told = len(office.history(plan))
    office = same_or_fresh(office, **options)
    for minutes in (0, 5):  # nobody looked while the clock was ahead, so nobody has seen it set back
        clock.set(begun + timedelta(minutes=minutes))
        office.sweep()
    assert len(office.history(plan)) > told


@whoever
def test_what_was_set_aside_in_the_wrong_year_is_tried_again(
    engine: Engine, same_or_fresh: Callable[..., Engine], open_matter: OpenMatter, clock: FixedClock
) -> None:
    number, due = open_matter(engine).number, "2024-04-09T16:00"

    def replace_in_memory(old: str, new: str) -> None:
        with engine.database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE duban_instance SET memory = replace(memory, '{old}', '{new}')")  # noqa: S608

    engine.sweep()
    replace_in_memory(due, "soon")
    clock.set("2025-04-07T09:00+08:00")
    assert [failure.number for failure in engine.sweep().failures] == [number]
    replace_in_memory("soon", due)
    clock.set("2024-04-07T09:00+08:00")
    assert same_or_fresh(engine).sweep().fired == 1


@pytest.mark.parametrize(("by", "name"), [(YEAR, "clock set ahead"), (-YEAR, "clock set back")])
def test_that_somebody_has_set_the_clock_is_said_once(
    make_engine: MakeEngine, caplog: pytest.LogCaptureFixture, by: timedelta, name: str
) -> None:
    wall = WallClock()
    engine = make_engine(clock=wall)
    engine.sweep()
    wall.wait(600)
    engine.sweep()
    assert "clock set" not in caplog.text
    wall.shows += by
    engine.sweep()
    wall.wait(600)
    engine.sweep()
    said = [record.getMessage() for record in caplog.records if "clock set" in record.getMessage()]
    assert len(said) == 1
    assert name in said[0]
    assert "365 days" in said[0]


def test_a_channel_rests_by_the_time_that_passes(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    wall, channel = WallClock(), Moody(always=ChannelDown("no line"))
    engine = make_engine(clock=wall, channels={"email": lambda: channel})
    open_matter(engine)
    deliver(engine)
    wall.wait(240)
    deliver(engine)
    assert len(channel.seen) == 1
    wall.wait(90)
    deliver(engine)
    assert len(channel.seen) == 2
