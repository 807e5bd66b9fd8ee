"""The feed: in order, resumed where it was left, by the reader's rights, and kept for as long as is set."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlmodel import Session

from duban import Engine, EventsGone, InvalidData, Settings, UnknownPosition
from duban.aio import AsyncEngine
from duban.workflow import FeedSettings

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")


def read_all(engine: Engine, **options: object) -> list[tuple[int, str, int]]:
    found, since = list[tuple[int, str, int]](), None
    while True:
        page = engine.events(since=since, limit=2, **options)  # type: ignore[arg-type]
        found += [(event.position, event.number, event.seq) for event in page.events]
        since = page.next or None
        if not page.more:
            return found


def test_events_come_in_one_order_and_go_on_where_one_left_off(engine: Engine, open_matter: OpenMatter) -> None:
    first, second = open_matter(engine).number, open_matter(engine).number
    engine.fire(first, "签收", by="市住建局")
    assert read_all(engine) == [(1, first, 1), (2, second, 1), (3, first, 2)]
    page = engine.events(since=2)
    (event,) = page.events
    assert (event.kind, event.trigger, event.from_state, event.to_state) == ("act", "签收", "交办", "整改")
    assert (event.scenario, event.scenario_version, event.version) == ("matter", 1, 2)
    assert (event.actor, event.round, event.hash) == ("市住建局", 1, engine.history(first)[1].hash)
    assert event.to_json() | {"cursor": page.next} == event.to_json()
    assert engine.events(since=page.next) == engine.events(since=3)
    engine.fire(second, "签收", by="市住建局")
    assert [each.position for each in engine.events(since=page.next).events] == [4]


def test_nothing_at_all_is_a_page_without_a_cursor(engine: Engine, open_matter: OpenMatter) -> None:
    page = engine.events()
    assert (page.events, page.next, page.more) == ((), "", False)
    open_matter(engine)
    assert [event.position for event in engine.events(since=0).events] == [1]


def test_what_was_rolled_back_never_comes_and_leaves_no_hole(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    with Session(engine.database.engine) as session:
        engine.fire(number, "签收", by="市住建局", session=session)
        session.rollback()
    engine.fire(number, "签收", by="市住建局")
    assert read_all(engine) == [(1, number, 1), (2, number, 2)]


def test_within_a_session_what_has_its_position_is_read_and_nothing_gets_one(
    engine: Engine, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    engine.order_events()
    engine.fire(number, "签收", by="市住建局")
    with Session(engine.database.engine) as session:
        assert [event.seq for event in engine.events(session=session).events] == [1]
        session.rollback()
    assert engine.order_events().events == 1


@pytest.mark.parametrize("since", ["x", "1-", "1-xyz", "-1", "1-00000000-", "٣", 1.5, -1, True, "9" * 30])
def test_what_is_no_cursor_is_refused(engine: Engine, since: object) -> None:
    with pytest.raises(InvalidData, match="since: has to be the cursor or the position of an event"):
        engine.events(since=since)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [0, 1001, "5", True])
def test_what_is_no_limit_is_refused(engine: Engine, limit: int) -> None:
    with pytest.raises(InvalidData, match="limit: has to be a whole number from 1 to 1000"):
        engine.events(limit=limit)


def test_a_cursor_of_another_feed_is_refused_with_what_to_do(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    with pytest.raises(UnknownPosition, match=r"ends at position 1, before 7: .* read it from the beginning"):
        engine.events(since=7)
    with pytest.raises(UnknownPosition, match="another event at position 1 than the one that was read"):
        engine.events(since="1-00000000")


def test_what_is_older_than_is_kept_goes_and_whoever_comes_late_is_told(
    make_engine: MakeEngine, open_matter: OpenMatter, database_url: str, clock: FixedClock
) -> None:
    settings = Settings.plain(database_url).model_copy(update={"feed": FeedSettings(keep_days=3)})
    engine = make_engine(settings)
    for _ in range(2):
        open_matter(engine)
    cursor = engine.events(limit=1).next
    clock.advance(timedelta(days=2))
    third = open_matter(engine).number
    clock.advance(timedelta(days=2))
    done = engine.order_events()
    assert (done.dropped, done.first, done.last) == (2, 3, 3)
    with pytest.raises(EventsGone, match="begins at position 3, and what came between 1 and that is not kept") as gone:
        engine.events(since=cursor)
    assert (gone.value.since, gone.value.first) == (1, 3)
    assert read_all(engine) == [(3, third, 1)]
    assert [event.position for event in engine.events(since=2).events] == [3]
    clock.advance(timedelta(days=9))
    assert engine.order_events().first == 3, "the last one stays, so that positions go on"
    assert engine.verify().ok
    open_matter(engine)
    assert [event.position for event in engine.events(since=3).events] == [4]


def test_the_feed_is_made_anew_from_the_histories(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> None:
    first = open_matter(engine).number
    clock.advance(timedelta(hours=1))
    second = open_matter(engine).number
    clock.advance(timedelta(hours=1))
    engine.fire(first, "签收", by="市住建局")
    cursor = engine.events(limit=1).next
    engine.fire(second, "签收", by="市住建局")  # which has no position yet
    with engine.database.writing() as connection:
        connection.execute(text("DELETE FROM duban_feed WHERE position = 2"))
        connection.execute(text("UPDATE duban_feed SET seq = 9 WHERE position = 3"))
    faults = {(each.number, each.seq): each.problem for each in engine.verify().findings}
    assert set(faults) == {(second, 1), (first, 2), ("duban_feed", None)}
    assert "`engine.order_events(anew=True)` makes again" in faults[second, 1]
    done = engine.order_events(anew=True)
    assert (done.events, done.first, done.last) == (4, 4, 7)
    assert engine.verify().ok
    with pytest.raises(EventsGone):
        engine.events(since=cursor)
    assert read_all(engine) == [(4, first, 1), (5, second, 1), (6, first, 2), (7, second, 2)]


def test_a_viewer_is_shown_what_is_in_scope_and_the_cursor_goes_on(engine: Engine, open_matter: OpenMatter) -> None:
    mine = open_matter(engine).number
    other = open_matter(engine, units={"lead": "市优化办", "responsible": ["市教育局"]}).number
    engine.remark(other, "办公室看", by="市优化办", to="office")
    page = engine.events(viewer="市住建局", scope="own")
    assert [event.number for event in page.events] == [mine]
    assert page.next.startswith("3-")
    last = engine.events(since=1, limit=1, viewer="市住建局", scope="own")
    assert (last.events, last.more) == ((), True)
    assert len(engine.events(viewer="市住建局").events) == 3
    with pytest.raises(InvalidData, match="scope: is that of somebody who reads"):
        engine.events(scope="own")
    with pytest.raises(InvalidData, match="scope: 'theirs' is none"):
        engine.events(scope="theirs", viewer="市住建局")


def test_remarks_for_the_office_and_private_values_are_left_out(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine, data={"reporter": "王某"}).number
    engine.remark(number, "只给办公室看", by="市优化办", to="office")
    told = {
        viewer: json.dumps([event.to_json() for event in engine.events(viewer=viewer).events], ensure_ascii=False)
        for viewer in (None, "市优化办", "市教育局")
    }
    assert all("王某" not in each for each in told.values())
    assert ["只给办公室看" in each for each in told.values()] == [True, True, False]


def test_versions_are_those_of_the_time_of_the_event(
    make_engine: MakeEngine, open_matter: OpenMatter, matter_file: Path, tmp_path: Path
) -> None:
    engine = make_engine()
    number = open_matter(engine).number
    engine.remark(number, "看一眼", by="市优化办")
    newer = tmp_path / "matter.yaml"
    newer.write_text(matter_file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    later = make_engine(scenarios=[newer])
    later.migrate("matter", by="市优化办")
    later.fire(number, "签收", by="市住建局")
    told = [(event.kind, event.version, event.scenario_version) for event in later.events().events]
    assert told == [("open", 1, 1), ("remark", 2, 1), ("migrate", 3, 2), ("act", 4, 2)]
    assert later.instance(number).version == 4


def test_a_follower_is_given_what_happens_next(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    engine, other = make_engine(), make_engine()
    number = open_matter(engine).number
    events = engine.follow()
    assert next(events).seq == 1
    other.fire(number, "签收", by="市住建局")
    assert next(events).trigger == "签收"
    events.close()
    assert list(engine.follow(stop=lambda: True)) == []
    with pytest.raises(UnknownPosition):
        engine.follow(since=99)


def test_an_async_application_follows_by_an_iterator(
    make_engine: MakeEngine, open_matter: OpenMatter, database_url: str, matter_file: Path
) -> None:
    engine = make_engine()
    number = open_matter(engine).number

    async def followed() -> list[str]:
        found = []
        async with AsyncEngine(database_url, scenarios=[matter_file]) as there, aclosing(there.follow()) as events:
            async for event in events:
                found.append(event.kind)
                if len(found) == 2:
                    break
                await there.remark(number, "收到", by="市优化办")
        return found

    assert asyncio.run(followed()) == ["open", "remark"]
