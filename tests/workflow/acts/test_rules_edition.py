"""What is under way is judged by the edition it was opened under; a migration brings it into the current one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, TransitionRefused
from duban.testing import FixedClock
from duban.words import speaking
from duban.workflow.instance import opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Instance

DATES = Path(__file__).parents[1] / "scenarios" / "dates.yaml"
FAR = {"at": "2026-12-01 09:00"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-03-02T09:00+08:00")


@pytest.fixture
def engine(database_url: str, clock: FixedClock) -> Iterator[Engine]:
    engine = Engine(database_url, scenarios=[DATES], clock=clock)
    yield engine
    engine.close()


def opened(engine: Engine, monkeypatch: pytest.MonkeyPatch, *, edition: int) -> Instance:
    """Return an item as a duban of this edition opened it."""
    monkeypatch.setattr(opening, "EDITION", edition)
    item = engine.open("dates", units={"a": "A"}, data={"d": "2026-03-24", **FAR}, by="A")
    monkeypatch.undo()
    return item


def test_a_date_moves_the_clock_only_from_the_second_edition_on(
    engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (opened(engine, monkeypatch, edition=edition) for edition in (1, 2))
    clock.set("2026-03-03T09:00+08:00")
    dues = [str(engine.fire(item.number, "say", by="A", data={"d": "2026-03-25"}).due_on) for item in (old, new)]
    assert dues == ["2026-03-24", "2026-03-25"]
    assert engine.verify().ok


def test_the_time_to_object_counts_from_the_last_entry_in_the_first_edition(
    engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (opened(engine, monkeypatch, edition=edition) for edition in (1, 2))
    for at, trigger in (("2026-03-16T10:00+08:00", "show"), ("2026-03-16T11:00+08:00", "say")):
        clock.set(at)
        for item in (old, new):
            engine.fire(item.number, trigger, by="A")
    assert engine.fire(old.number, "object", by="A").state == "done"
    with pytest.raises(TransitionRefused) as refused:
        engine.fire(new.number, "object", by="A")
    assert [blocker.code for blocker in refused.value.blockers] == ["within"]
    assert engine.verify().ok


def test_a_migration_brings_what_is_under_way_into_the_current_edition(
    engine: Engine, database_url: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = opened(engine, monkeypatch, edition=1)
    newer = tmp_path / "dates.yaml"
    newer.write_text(DATES.read_text(encoding="utf-8").replace("version: 1", "version: 2"), encoding="utf-8")
    with Engine(database_url, scenarios=[newer], clock=clock) as later:
        later.migrate("dates", by="A", to=2)
        assert str(later.fire(old.number, "say", by="A", data={"d": "2026-03-25"}).due_on) == "2026-03-25"
        clock.set("2026-03-16T09:00+08:00")
        later.fire(old.number, "show", by="A")
        later.fire(old.number, "say", by="A")
        with pytest.raises(TransitionRefused, match="object"), speaking("en"):
            later.fire(old.number, "object", by="A")
        assert later.verify().ok


def test_the_day_that_a_date_moved_is_explained(engine: Engine, clock: FixedClock) -> None:
    item = engine.open("dates", units={"a": "A"}, data={"d": "2026-03-24", **FAR}, by="A")
    clock.set("2026-03-16T09:00+08:00")
    engine.fire(item.number, "say", by="A", data={"d": "2026-03-17"})
    with speaking("en"):
        day = next(why for why in engine.why_due(item.number) if why.clock == "day")
        skipped = list(engine.why_escalated(item.number))
    assert [(event.code, str(event.due_before), str(event.due_on)) for event in day.story] == [
        ("start", "None", "2026-03-24"),
        ("date", "2026-03-24", "2026-03-17"),
    ]
    assert day.story[1].what == "another date was given (say)"
    assert "2026-03-17" in day.basis
    assert skipped
