"""The matters behind a number of the figures: each with what it adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger import check_plan, query_for
from duban.ledger import FIGURE_TEXTS
from duban.states import InvalidData
from duban.workflow import WorkflowError, figured_for, is_overdue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.desk.models.figures.asking import FiguresAsked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Figured

MOST = 500
"""So many are listed; of more, it is said how many there are."""

_COUNTS: Mapping[str, Callable[[Figured], object]] = {
    "opened": lambda _: True,
    "open": lambda each: each.closed_on is None,
    "closed": lambda each: each.closed_on is not None and each.ended is None,
    "on_time": lambda each: each.late is not None and (each.closed_on is not None or each.late),
    "overdue": is_overdue,
    "returned": lambda each: each.returned,
    "extended": lambda each: each.extended,
    "days": lambda each: each.days is not None,
    "satisfied": lambda each: each.satisfied is not None,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The first of the matters that a number counts; `times` is the number, where a matter counts several times."""

    title: str
    whose: str
    matters: tuple[Figured, ...]
    total: int
    times: int = 0


def behind_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: FiguresAsked, *, what: str, key: str | None
) -> Behind | None:
    """Return the matters behind a number, of one row or of all; None if there is no such number."""
    if what not in _COUNTS:
        return None
    try:
        found = engine.figured(query_for(engine, viewer, rulebook, asked.matters), viewer=viewer.name)
        if not found:
            check_plan(engine, viewer, rulebook, asked.matters.plan)
    except (InvalidData, WorkflowError):
        return None
    own = found if key is None else figured_for(found, asked.by, key)
    counting = [each for each in own if _COUNTS[what](each)]
    titles = {each.scenario: each.title for each in engine.definitions()}
    whose = "" if key is None else titles.get(key, key) or words.text("to be named")
    times = sum(int(getattr(each, what)) for each in counting) if what in {"returned", "extended"} else 0
    return Behind(words.text(FIGURE_TEXTS[what]), whose, tuple(counting[:MOST]), len(counting), times)
