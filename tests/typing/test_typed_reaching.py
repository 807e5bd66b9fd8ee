"""How people are reached: their wishes, what stands behind what, and the link in a message."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, assert_type

import pytest

from duban import (
    Blocker,
    Contact,
    Directory,
    Engine,
    Fallback,
    Instance,
    Level,
    LinkDead,
    LinkShown,
    MessageLink,
    Settings,
    TransitionRefused,
    Unit,
    UnknownLink,
    Wishes,
)
from duban.states import Duration
from duban.workflow import DeskSettings

if TYPE_CHECKING:
    from collections.abc import Callable

DOER = "市住建局"


def test_wishes_and_what_the_house_has() -> None:
    wishes = Wishes(first=("sms", "email"), after="4 working hours", at_once=("sms",), calendar="DE Europe/Berlin")
    assert_type(wishes.first, tuple[str, ...])
    assert_type(wishes.after, str | None)
    assert_type(wishes.at_once, tuple[str, ...])
    assert_type(wishes.morning, tuple[str, ...])
    assert_type(wishes.calendar, str | None)
    assert_type(wishes.wait, Duration | None)
    assert wishes.said["after"] == "4 working hours"
    assert_type(Contact(DOER, "张三", Level.HANDLER, wishes=wishes).wishes, Wishes)
    house = Fallback(media=("sms",), after="4 working hours")
    assert_type(house.media, tuple[str, ...])
    assert_type(house.after, str)
    assert_type(house.wait, Duration | None)


def test_a_link_in_a_message(make_engine: Callable[..., Engine], database_url: str) -> None:
    settings = Settings.plain(database_url).model_copy(update={"desk": DeskSettings(url="https://duban.example.org")})
    people = [Contact(DOER, "张三", Level.HANDLER, email="zhang@example.org")]
    directory = Directory([Unit("市优化办"), Unit(DOER)], people)
    engine: Engine = make_engine(settings, scenarios=["issue"], directory=directory)
    number = engine.open("issue", title="窗口", units={"lead": "市优化办", "responsible": DOER}, by="市优化办").number
    key = next(entry.id for entry in engine.outbox() if entry.contact == "张三")
    link = engine.link_of(key)
    assert_type(link, MessageLink | None)
    assert link is not None
    assert_type(link.trigger, str)
    assert_type(link.label, str)
    assert_type(link.token, str)
    assert_type(link.url, str | None)
    shown = engine.by_link(link.token)
    assert_type(shown, LinkShown)
    assert_type(shown.number, str)
    assert_type(shown.title, str)
    assert_type(shown.unit, str)
    assert_type(shown.contact, str)
    assert_type(shown.trigger, str)
    assert_type(shown.label, str)
    assert_type(shown.people, tuple[str, ...])
    assert_type(shown.clocks, tuple[tuple[str, date], ...])
    assert_type(shown.units, tuple[str, ...])
    assert_type(shown.urged, int | None)
    assert_type(shown.blockers, tuple[Blocker, ...])
    assert_type(engine.follow_link(link.token, person="张三"), Instance)
    assert engine.instance(number).state == "整改"
    with pytest.raises(LinkDead) as dead:
        engine.follow_link(link.token)
    assert isinstance(dead.value, TransitionRefused)
    assert_type(dead.value.blockers, tuple[Blocker, ...])
    with pytest.raises(UnknownLink):
        engine.by_link("x" * 52)
