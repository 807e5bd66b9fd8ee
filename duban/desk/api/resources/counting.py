"""`/stats/…`: how many matters there are by light and the like, and the figures of a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.problems import Code, Problem
from duban.desk.api.resources.listing import COUNTED, ItemsAsked, query_of
from duban.desk.api.shapes import Counts
from duban.desk.models.ledger import check_units
from duban.workflow import Figures

if TYPE_CHECKING:
    from duban.desk.api.operation import Ask

By = Literal["unit", "lead", "scenario", "source", "plan", "month", "quarter"]
Counted = Literal["light", "state", "scenario", "unit", "waiting_for"]


class CountsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Which matters are counted, and by what."""

    by: tuple[Counted, ...] = ("light",)
    scenario: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    open_only: bool = True


class FiguresAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Of which period (its first and last day), of which matters, by what, and as known on which day."""

    first: date | None = None
    last: date | None = None
    at: date | None = None
    by: By = "unit"
    scenario: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()


def count_items(ask: Ask) -> Given:
    """Return how many matters there are inside the reach of who asks, by light or by what else is asked for."""
    asked: CountsAsked = ask.query
    query = query_of(ask, ItemsAsked(scenario=asked.scenario, unit=asked.unit, open_only=asked.open_only))
    check_units(ask.engine, ask.viewer, query.several("unit"))
    found = ask.engine.counts(query, by=asked.by, at_most=COUNTED, viewer=ask.viewer.name)
    return Given({"by": {name: each.to_json() for name, each in found.items()}})


def get_figures(ask: Ask) -> Given:
    """Return the figures of a period, such as how many were received and done in time, by unit or by what else."""
    asked: FiguresAsked = ask.query
    if asked.first is not None and asked.last is not None and asked.last < asked.first:
        raise Problem(Code.PARAMETERS)
    query = query_of(ask, ItemsAsked(scenario=asked.scenario, unit=asked.unit))
    check_units(ask.engine, ask.viewer, query.several("unit"))
    found = ask.engine.figures(
        query, period=(asked.first, asked.last), at=asked.at, by=asked.by, viewer=ask.viewer.name
    )
    return Given(found.to_json())


OPERATIONS = (
    Operation(
        "count_items", "GET", "/stats/lights", count_items, Counts, scope=tokens.STATS, query=CountsAsked, tag="stats"
    ),
    Operation(
        "get_figures", "GET", "/stats/units", get_figures, Figures, scope=tokens.STATS, query=FiguresAsked, tag="stats"
    ),
)
