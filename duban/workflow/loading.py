"""Reading instances with the rules that they are pinned to: one at a time, or a whole list in a few statements."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from duban.storage import instances
from duban.workflow.views import subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.storage import InstanceRecord
    from duban.workflow.catalogue import Catalogue, Compiled

    PrivateValues = Callable[[int], Iterable[tuple[str, str | None, int, str]]]
    """The private values of an instance, by its key, as `instances.read_private` returns them."""


def load(
    catalogue: Catalogue, connection: Connection, record: InstanceRecord, private: PrivateValues | None = None
) -> tuple[Compiled, Subject]:
    """Return the pinned definition and the subject of a record, private values included.

    Whoever loads a list gives what `private_of` says of all of it.
    """
    catalogue.refresh(connection, record.calendars)
    compiled = catalogue.pinned(connection, record.definition, record.number)
    subject = subject_of(record)
    if compiled.private.isdisjoint(subject.given):
        return compiled, subject
    values = instances.read_private(connection, record.id) if private is None else private(record.id)
    for name, text, _, _ in values:
        if text is None:
            subject.private.pop(name, None)
        else:
            subject.private[name] = json.loads(text)
    return compiled, subject


def load_all(
    catalogue: Catalogue,
    connection: Connection,
    records: Sequence[InstanceRecord],
    private: PrivateValues | None = None,
) -> list[tuple[Compiled, Subject]]:
    """Return the pinned definition and the subject of each of these, however many, in a few statements."""
    if not records:
        return []
    catalogue.refresh(connection, records[0].calendars)
    catalogue.fetch(connection, {record.definition for record in records})
    values = private_of(connection, records) if private is None else private
    return [load(catalogue, connection, record, values) for record in records]


def private_of(connection: Connection, records: Iterable[InstanceRecord]) -> PrivateValues:
    """Return what gives the private values of each of these, read all at once as soon as one is asked for."""
    read = cache(lambda: instances.read_private_of(connection, [record.id for record in records]))
    return lambda key: read().get(key, ())
