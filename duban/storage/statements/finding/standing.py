"""In which states of which scenarios open instances stand: read from an index, whose rows are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ScalarSelect
    from sqlalchemy.engine import Connection

_row = table_of(InstanceRow).c
_open = _row.closed_at.is_(None)
_by_name = (_row.scenario, _row.state)

# The first pair, then for each the next one: a look into the index for each pair instead of for each row.
_first = select(_row.scenario, _row.state).where(_open).order_by(*_by_name).limit(1).subquery()
_pair = select(_first.c.scenario, _first.c.state).cte("pair", recursive=True)


def _next(column: str) -> ScalarSelect[str]:
    other = table_of(InstanceRow).alias("later")
    later = tuple_(other.c.scenario, other.c.state) > tuple_(_pair.c.scenario, _pair.c.state)
    query = select(other.c[column]).where(other.c.closed_at.is_(None), later)
    return query.order_by(other.c.scenario, other.c.state).limit(1).correlate(_pair).scalar_subquery()


_pairs_cte = _pair.union_all(select(_next("scenario"), _next("state")).where(_pair.c.scenario.is_not(None)))
_pairs = select(_pairs_cte.c.scenario, _pairs_cte.c.state).where(_pairs_cte.c.scenario.is_not(None))


def standing_pairs(
    connection: Connection, scenarios: Collection[str] = (), states: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the scenarios and states in which open instances stand; of these only, if some are given."""
    return [
        (scenario, state)
        for scenario, state in connection.execute(_pairs)
        if (not scenarios or scenario in scenarios) and (not states or state in states)
    ]
