"""Acts that open: one matter by its form, a plan with all its tasks, a list of problems; and notes of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.acts.orders import tried

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.acts.orders import Order, Outcome
    from duban.workflow import Engine, NewItem


def open_matter(engine: Engine, order: Order, scenario: str, item: NewItem, *, new_units: Iterable[str]) -> Outcome:
    """Open a matter; one with the same source and number stands already, and is what comes of it."""
    return tried(lambda: engine.open(scenario, by=order.by, key=order.own_key, new_units=new_units, **item))
