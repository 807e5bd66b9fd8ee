"""Acts that open: one matter by its form, a plan with all its tasks, a list of problems; and notes of calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.acts.orders import tried
from duban.ledger import import_list, import_notice, revise_notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.engine import Connection

    from duban.desk.acts.orders import Order, Outcome
    from duban.ledger import ImportResult, Listing, Notice
    from duban.workflow import Engine, Instance, NewItem


def open_matter(
    engine: Engine,
    order: Order,
    scenario: str,
    item: NewItem,
    *,
    new_units: Iterable[str],
    session: Connection | None = None,
) -> Outcome:
    """Open a matter; one with the same source and number stands already, and is what comes of it."""
    return tried(
        lambda: engine.open(scenario, by=order.by, key=order.own_key, new_units=new_units, session=session, **item)
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """How many matters are opened at once: by which workflow, whether quietly, and from when their clocks run."""

    scenario: str
    quiet: bool = False
    since: date | None = None


def open_plan(engine: Engine, order: Order, notice: Notice, how: Opening) -> Outcome:
    """Open a plan with all its tasks, or none; what stands of it already is left as it is."""

    def verb() -> Instance | None:
        done = import_notice(
            engine,
            notice,
            by=order.by,
            scenario=how.scenario,
            quiet=how.quiet,
            since=how.since,
            key=order.own_key,
        )
        return _whole(engine, done, by=order.by)

    return tried(verb)


def revise_plan(engine: Engine, order: Order, notice: Notice, how: Opening, *, note: str, of: str | None) -> Outcome:
    """Change a plan that stands, and its tasks, as a newer notice has them; opens those that are new."""

    def verb() -> Instance | None:
        done = revise_notice(
            engine,
            notice,
            by=order.by,
            note=note,
            of=of,
            scenario=how.scenario,
            quiet=how.quiet,
            since=how.since,
            key=order.own_key,
        )
        return _whole(engine, done.result, by=order.by)

    return tried(verb)


def open_list(engine: Engine, order: Order, listing: Listing, how: Opening, *, source: str) -> Outcome:
    """Open a matter for each row of a list, or none; rows that stand already are left as they are."""

    def verb() -> Instance | None:
        done = import_list(
            engine,
            listing,
            by=order.by,
            scenario=how.scenario,
            source=source,
            since=how.since,
            quiet=how.quiet,
            key=order.own_key,
        )
        first = next((row.instance for row in done.rows if row.instance), None)
        return None if first is None else engine.instance(first, viewer=order.by)

    return tried(verb)


def _whole(engine: Engine, done: ImportResult, *, by: str) -> Instance | None:
    """Return the plan, or where no scenario of plans is loaded the first of its tasks."""
    number = done.plan or next((task.instance for task in done.tasks if task.instance), None)
    return None if number is None else engine.instance(number, viewer=by)


def note(engine: Engine, order: Order, text: str) -> Outcome:
    """Note in the history of a matter what came of a call; the office reads it."""
    return tried(lambda: engine.remark(order.number, text, by=order.by, key=order.own_key))
