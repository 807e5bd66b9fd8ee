"""Listeners, as a type checker sees them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_type

import pytest

from duban import Engine, Happening, HistoryEntry, Instance, ListenerFailed, Objection, SessionNeeded, TransitionRefused
from duban.workflow import What

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def test_a_listener_from_its_addition_to_its_end(tmp_path: Path) -> None:
    told: list[Happening] = []
    with Engine(f"sqlite:///{tmp_path / 'd.db'}", scenarios=["issue"]) as engine:

        @engine.on("opening", scenario="issue")
        def hear(happening: Happening) -> None:
            told.append(happening)

        def object_to(_happening: Happening, session: Session) -> None:
            with pytest.raises(SessionNeeded):
                engine.find()
            engine.find(session=session)
            why = "not today"
            raise Objection(why, facts={"until": "Monday"})

        engine.on("act", object_to, when="inside", trigger=["签收"], state="整改")
        number = engine.open("issue", by="市优化办", units=UNITS).number
        with pytest.raises(TransitionRefused, match="not today"):
            engine.fire(number, "签收", by="市住建局")
        hear(told[0])
        assert_type(engine.off(object_to), None)
    (happening, _) = told
    assert_type(happening.what, What)
    assert_type(happening.key, str | None)
    assert_type(happening.number, str)
    assert_type(happening.scenario, str)
    assert_type(happening.instance, Instance)
    assert_type(happening.entry, HistoryEntry)
    assert_type(happening.entries, tuple[HistoryEntry, ...])
    assert_type(happening.kind, str)
    assert_type(happening.trigger, str | None)
    assert_type(happening.from_state, str | None)
    assert_type(happening.to_state, str | None)
    assert_type(happening.by, str)
    assert_type(happening.at, datetime)
    assert_type(happening.to_json(), dict[str, Any])


def test_what_failed_says_whose_it_was() -> None:
    failed = ListenerFailed("hall.ring", "the bell is broken")
    assert_type(failed.listener, str)
    objection = Objection("not today")
    assert_type(objection.why, str)
    assert_type(objection.facts, Mapping[str, Any])
