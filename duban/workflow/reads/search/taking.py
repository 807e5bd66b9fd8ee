"""By what an instance is found: its number, title, source, units, public fields, and what everybody may read of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from msgspec import json

from duban.states import FieldType, folded_lines
from duban.states.history import Answered, Instructed, Progressed, Remarked
from duban.storage import searching
from duban.workflow.errors import WorkflowError
from duban.workflow.instance import OFFICE, load_alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.states import Definition, Subject
    from duban.storage import InstanceRecord
    from duban.workflow.core import Core

log = logging.getLogger("duban.search")

_NOTES = "\x1e"
"""Between what an instance is now and what was said about it; no folded text has it."""

_WORDED = frozenset({FieldType.STRING, FieldType.TEXT, FieldType.CHOICE, FieldType.UNIT, FieldType.FILE})


def pages_of(core: Core, connection: Connection, records: Sequence[InstanceRecord]) -> list[searching.Page]:
    """Return by what instances are found now, whatever the index knows of them.

    What was said is read from the histories only as far as the index has not taken it yet.
    """
    if not records:
        return []
    core.catalogue.refresh(connection, records[0].calendars)
    core.catalogue.fetch(connection, {record.definition for record in records})
    known = searching.read_texts(connection, [record.id for record in records])
    before = {record.id: known.get(record.id, (0, "")) for record in records}
    said: dict[int, list[str | None]] = {record.id: [] for record in records}
    heads = {record.id: record.head_seq for record in records}
    entries = searching.read_entries(connection, {key: seq for key, (seq, _) in before.items()})
    for key, seq, kind, payload in entries:
        if seq <= heads[key]:  # somebody may have acted since the record was read
            said[key] += _said(kind, payload)
    pages = []
    for record in records:
        seq, text = before[record.id]
        notes = text.partition(_NOTES)[2] + folded_lines(said[record.id])
        facts = folded_lines(_facts(core, connection, record))
        pages.append(searching.Page(record.id, record.head_seq, f"{facts}{_NOTES}{notes}", (seq, text)))
    return pages


def _facts(core: Core, connection: Connection, record: InstanceRecord) -> Iterator[str | None]:
    """Yield what an instance is now; of one that cannot be read, what its row says."""
    yield from (record.number, record.title, record.source, record.external_no)
    try:
        compiled, subject = load_alone(core.catalogue, connection, record)
    except (WorkflowError, ValueError) as error:
        log.debug("%s is found by its row alone: %s", record.number, error)
        return
    yield from _names(subject)
    yield from _values(compiled.definition, subject)


def _names(subject: Subject) -> Iterator[str]:
    """Yield the units, and the groups as they were written, each once."""
    named = (name for bound in (subject.units, subject.texts) for names in bound.values() for name in names)
    yield from dict.fromkeys(named)


def _values(definition: Definition, subject: Subject) -> Iterator[str]:
    """Yield the texts in public fields; a field that the definition does not declare may have been private."""
    signed = [each for kept in (subject.signing, subject.filed) for units in kept.values() for each in units.values()]
    for data in (subject.data, *(each.data for each in signed)):
        for name, value in data.items():
            declared = definition.fields.get(name)
            if declared is not None and not declared.private:
                yield from _texts_in(declared.type, value)


def _texts_in(kind: FieldType, value: Any) -> Iterator[str]:  # noqa: ANN401 - a field's value is of the field's type
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            if kind in _WORDED:
                yield each
        elif isinstance(each, dict):  # a file, or a step of a plan
            yield from (text for key, text in each.items() if key in {"name", "unit"})


def _said(kind: str, payload: str) -> list[str | None]:
    """Return what everybody may read in an entry."""
    if '"note"' not in payload and kind not in _SAYING:
        return []
    facts: Mapping[str, Any] = json.decode(payload)
    found = [facts.get("note")]
    match kind:
        case Remarked.kind if facts["to"] != OFFICE:
            found.append(facts.get("text"))
        case Answered.kind:
            found.append(facts.get("text"))
        case Instructed.kind:
            found.append(facts.get("demand"))
        case Progressed.kind:
            said = facts["said"]
            found += [said.get("note"), *(text for text in said.get("values", {}).values() if isinstance(text, str))]
    return found


_SAYING = frozenset({Remarked.kind, Answered.kind, Instructed.kind, Progressed.kind})
