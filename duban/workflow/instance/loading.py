"""Reading an instance: its row becomes a subject, under the definition that it is pinned to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from duban.states import recall
from duban.storage import instances, numbers
from duban.workflow.errors import UnknownInstance
from duban.workflow.rules import instance_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.storage import InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Catalogue, Compiled
    from duban.workflow.values import Instance

PrivateValues = Callable[[int], Sequence[tuple[str, str | None, int, str]]]
"""Returns the private values of an instance by its key, as `instances.read_private` does."""


def load(
    rules: Catalogue, connection: Connection, record: InstanceRecord, private: PrivateValues | None = None
) -> tuple[Compiled, Subject]:
    """Return the pinned definition and the subject of a record, with its private values.

    To load many, pass the `private_of` of all of them, which reads the private values in one statement.
    """
    subject = subject_of(record)
    rules.refresh(connection, record.calendars)
    compiled = rules.pinned(connection, record.definition, record.number)
    if compiled.private.isdisjoint(subject.given):
        return compiled, subject
    values = instances.read_private(connection, record.id) if private is None else private(record.id)
    for name, text, _, _ in values:
        if name not in compiled.private:
            continue  # of a field that a migration has removed: one that is public now and has its name is another
        if text is None:
            subject.private.pop(name, None)
        else:
            subject.private[name] = json.loads(text)
    return compiled, subject


def load_alone(rules: Catalogue, connection: Connection, record: InstanceRecord) -> tuple[Compiled, Subject]:
    """Return the pinned definition and the subject of a record, without private values."""
    rules.refresh(connection, record.calendars)
    return rules.pinned(connection, record.definition, record.number), subject_of(record)


def load_all(
    rules: Catalogue, connection: Connection, records: Sequence[InstanceRecord], private: PrivateValues | None = None
) -> list[tuple[Compiled, Subject]]:
    """Return the pinned definition and the subject of each record, in a few statements for all of them."""
    values = prefetch(rules, connection, records) if private is None else private
    return [load(rules, connection, record, values) for record in records]


def prefetch(rules: Catalogue, connection: Connection, records: Sequence[InstanceRecord]) -> PrivateValues:
    """Read the definitions that the records are pinned to, and return their `private_of`."""
    if records:
        rules.refresh(connection, records[0].calendars)
        rules.fetch(connection, {record.definition for record in records})
    return private_of(connection, records)


def subject_of(record: InstanceRecord) -> Subject:
    """Return the subject that a record holds, without its private values."""
    return recall(
        record.memory,
        record.number,
        record.scenario,
        record.title,
        record.state,
        record.round,
        record.version,
        ongoing=record.ongoing,
        opened_at=record.opened_at,
        closed_at=record.closed_at,
    )


def private_of(connection: Connection, records: Iterable[InstanceRecord]) -> PrivateValues:
    """Return a function that gives the private values of each record; the first call reads those of all."""
    read = cache(lambda: instances.read_private_of(connection, [record.id for record in records]))
    return lambda key: read().get(key, ())


def number_meant(connection: Connection, number: str) -> str | None:
    """Return the number of the instance that a number means, in whatever spelling; None if there is none."""
    there = instances.read_instance(connection, number)
    return numbers.spelled(connection, number) if there is None else number


def record_of(connection: Connection, number: str) -> InstanceRecord:
    """Return an instance's row, in whatever spelling its number is given; raises UnknownInstance."""
    found = instances.read_instance(connection, number)
    if found is None and (meant := numbers.spelled(connection, number)) is not None:
        found = instances.read_instance(connection, meant)
    if found is None:
        raise UnknownInstance(number)
    return found


def read(
    core: Core, connection: Connection, number: str, *, at: datetime, viewer: str | None
) -> tuple[Instance, Compiled]:
    """Return an instance as it is at an instant, as a unit may see it, and its rules; raises UnknownInstance."""
    compiled, subject = load(core.catalogue, connection, record_of(connection, number))
    return instance_of(compiled, subject, now=at, viewer=viewer), compiled
