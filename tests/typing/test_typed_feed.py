"""The feed as a typed program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_type

import pytest

from duban import EventsGone, EventsOrdered, FeedEvent, FeedPage, UnknownPosition

if TYPE_CHECKING:
    from duban import Engine


def test_events(engine: Engine) -> None:
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    number = engine.open("issue", by="市优化办", title="取号机故障", units=units).number
    assert_type(engine.order_events(), EventsOrdered)
    ordered = engine.order_events()
    assert_type(ordered.events, int)
    assert_type(ordered.dropped, int)
    assert_type(ordered.first, int)
    assert_type(ordered.last, int)
    page = engine.events(viewer="市住建局", scope="own", limit=10)
    assert_type(page, FeedPage)
    assert_type(page.next, str)
    assert_type(page.more, bool)
    assert_type(page.events, tuple[FeedEvent, ...])
    event = page.events[0]
    assert_type(event.position, int)
    assert_type(event.cursor, str)
    assert_type(event.number, str)
    assert_type(event.scenario, str)
    assert_type(event.scenario_version, int)
    assert_type(event.seq, int)
    assert_type(event.version, int)
    assert_type(event.at, datetime)
    assert_type(event.actor, str)
    assert_type(event.kind, str)
    assert_type(event.trigger, str | None)
    assert_type(event.from_state, str | None)
    assert_type(event.to_state, str | None)
    assert_type(event.round, int)
    assert_type(event.payload, Mapping[str, Any])
    assert_type(event.hash, str)
    assert (event.number, event.cursor) == (number, page.next)


def test_following(engine: Engine) -> None:
    engine.open("issue", by="市优化办", title="取号机故障", units={"lead": "市优化办", "responsible": ["市住建局"]})
    followed = engine.follow(since=0, viewer="市住建局", scope="own", stop=lambda: False)
    assert_type(followed, Iterator[FeedEvent])
    assert next(followed).position == 1


def test_a_place_that_the_feed_does_not_have(engine: Engine) -> None:
    with pytest.raises(UnknownPosition) as unknown:
        engine.events(since=7)
    assert_type(unknown.value.since, int)
    assert_type(unknown.value.last, int)
    assert_type(unknown.value.other, bool)
    assert (unknown.value.since, unknown.value.last, unknown.value.other) == (7, 0, False)
    gone = EventsGone(3, 8)
    assert_type(gone.since, int)
    assert_type(gone.first, int)
    assert (gone.since, gone.first) == (3, 8)
