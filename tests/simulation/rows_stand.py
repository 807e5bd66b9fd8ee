"""Whether what stands in the rows beside the instances is what would be reckoned from the instances themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Light, index_of
from duban.storage import queries
from duban.workflow.instance import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine


def stale_rows(engine: Engine) -> Iterator[str]:
    """Yield each instance whose row says otherwise, with both."""
    with engine.database.reading() as connection:
        for record in queries.every_instance(connection):
            compiled, subject = load(engine._core.catalogue, connection, record)
            index = index_of(compiled.definition, compiled.calendar, subject)
            lights = [index.lights.get(light) for light in (Light.BLUE, Light.YELLOW, Light.RED)]
            reckoned = (index.due_on, index.due_at, index.provisional, *lights, index.wake_at)
            stands = (record.due_on, record.due_at, record.provisional, record.blue_at, record.yellow_at, record.red_at)
            wakes = index.wake_at if record.set_aside is not None else record.wake_at  # put off on purpose
            if (*stands, wakes) != reckoned:
                yield f"{record.number}: {(*stands, wakes)} stands in place of {reckoned}"
