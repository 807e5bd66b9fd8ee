"""In which states of which scenarios open instances stand: read from an index, whose rows are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection

_row = table_of(InstanceRow).c
_open = _row.closed_at.is_(None)

# A look into the index for each scenario, and then for each of its states, instead of for each row.
_scenario = select(func.min(_row.scenario).label("scenario")).where(_open).cte("scenario", recursive=True)
_scenario = _scenario.union_all(
    select(select(func.min(_row.scenario)).where(_open, _row.scenario > _scenario.c.scenario).scalar_subquery()).where(
        _scenario.c.scenario.is_not(None)
    )
)
_first = select(func.min(_row.state)).where(_open, _row.scenario == _scenario.c.scenario).scalar_subquery()
_pair = select(_scenario.c.scenario, _first.label("state")).cte("pair", recursive=True)
_next = select(func.min(_row.state)).where(_open, _row.scenario == _pair.c.scenario, _row.state > _pair.c.state)
_pair = _pair.union_all(select(_pair.c.scenario, _next.scalar_subquery()).where(_pair.c.state.is_not(None)))
_pairs = select(_pair.c.scenario, _pair.c.state).where(_pair.c.state.is_not(None))


def standing_pairs(
    connection: Connection, scenarios: Collection[str] = (), states: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the scenarios and states in which open instances stand; of these only, if some are given."""
    return [
        (scenario, state)
        for scenario, state in connection.execute(_pairs)
        if (not scenarios or scenario in scenarios) and (not states or state in states)
    ]
