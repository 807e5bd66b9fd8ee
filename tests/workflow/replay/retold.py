"""What a replay makes of every instance of an engine, beside what the engine remembers of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from duban.states import remember
from duban.states.history import read_history
from duban.storage import instances, queries
from duban.workflow.instance import subject_of
from duban.workflow.replay import Replayer
from duban.workflow.rules import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban import Engine
    from duban.states import Subject


def differences(engine: Engine) -> Iterator[tuple[str, Any]]:
    """Yield each instance whose memory is another one than a replay ends with, with both, and what was not judged."""
    with engine.database.reading() as connection:
        replayer = Replayer(Catalogue(()), connection)
        for record in queries.every_instance(connection):
            entries = read_history(instances.read_history(connection, record.id))
            private = instances.read_private(connection, record.id)
            found = replayer.replay(record, entries, private, whole=len(entries))
            if found.forbidden or found.subject is None:
                yield record.number, found
                continue
            mine, stored = _memory(found.subject), _memory(subject_of(record))
            if mine != stored:
                parts = {*mine, *stored}
                yield record.number, [(part, mine.get(part), stored.get(part)) for part in parts]


def _memory(subject: Subject) -> dict[str, Any]:
    """Return a memory by its parts; neither the order of claims nor an empty part means anything.

    A calendar import of days that move nothing raises the revision of a clock without an entry.
    """
    memory: dict[str, Any] = json.loads(remember(subject))
    clocks = {clock["name"]: {**clock, "revision": ""} for clock in memory.pop("clocks")}
    claimed = {clock: sorted(rungs) for clock, rungs in memory.pop("claimed").items() if rungs}
    children = {on: ours for on, ours in memory.pop("children", {}).items() if ours}
    return {part: value for part, value in memory.items() if value} | {
        "clocks": clocks,
        "claimed": claimed,
        "children": children,
        "version": subject.version,
        "closed_at": str(subject.closed_at),
    }
