"""Reading an instance: its row becomes a subject under the rules that it is pinned to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from duban.states import recall
from duban.storage import instances
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
"""The private values of an instance, by its key, as `instances.read_private` returns them."""


def load(
    core: Core,
    connection: Connection,
    record: InstanceRecord,
    private: PrivateValues | None = None,
    *,
    rules: Catalogue | None = None,
) -> tuple[Compiled, Subject]:
    """Return the pinned definition and the subject of a record, private values included.

    Args:
        core: what the engine is made of.
        connection: the transaction.
        record: the row as it was read.
        private: what `private_of` says of all of a list; left out, the values of this one are read.
        rules: the catalogue to take the definition from, if it is not the engine's.

    """
    if rules is None or rules is core.catalogue:
        rules = core.catalogue
        rules.refresh(connection, record.calendars)
    compiled = rules.pinned(connection, record.definition, record.number)
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


def subject_of(record: InstanceRecord) -> Subject:
    """Return the subject that a record holds; private values are filled in by who reads them."""
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
    """Return what gives the private values of each of these, read all at once as soon as one is asked for."""
    read = cache(lambda: instances.read_private_of(connection, [record.id for record in records]))
    return lambda key: read().get(key, ())


def record_of(connection: Connection, number: str) -> InstanceRecord:
    """Return an instance's row; raises UnknownInstance."""
    found = instances.read_instance(connection, number)
    if found is None:
        raise UnknownInstance(number)
    return found


def read(core: Core, connection: Connection, number: str, *, at: datetime) -> tuple[Instance, Compiled]:
    """Return an instance as it stands at an instant, all of it, and its rules; raises UnknownInstance."""
    compiled, subject = load(core, connection, record_of(connection, number))
    return instance_of(compiled, subject, now=at), compiled
