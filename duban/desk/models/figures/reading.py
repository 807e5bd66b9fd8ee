"""Reading figures for a page: of what the viewer reaches, for the period and as of the day that are asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duban.desk.models.ledger import query_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.models.figures.asking import FiguresAsked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Figures


def read_figures(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: FiguresAsked, *, listed: str | Sequence[str] = ()
) -> Figures:
    """Return the figures that are asked for; raises as `figures` does, and ValueError for what is no day."""
    query = query_for(engine, viewer, rulebook, asked.narrowed)
    at = date.fromisoformat(asked.at) if asked.at else None
    compare = asked.compare or None
    if listed:
        compare = None
    return engine.figures(
        query, period=asked.period, at=at, by=asked.by, listed=listed, compare=compare, viewer=viewer.name
    )
