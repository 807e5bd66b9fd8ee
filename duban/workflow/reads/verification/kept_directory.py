"""The directory in the database: the units and persons that are there are those of its changes, which are chained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban import words
from duban.storage import change_hash, directory
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.findings import Heads

CHAIN = "directory"
"""The kind of chain, and the name of the only one of this kind."""

_CHANGES, _UNITS, _PEOPLE = "duban_directory", "duban_unit", "duban_person"


class KeptDirectory(Struct):
    """What the directory shows, and the head of its changes; empty if there was none."""

    findings: list[Finding] = field(default_factory=list)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)


def kept_directory(connection: Connection, known: Heads) -> KeptDirectory:
    """Recompute the chain of changes, and the rows that there are by them; `known` has an earlier head."""
    found = KeptDirectory()
    units, people = dict[str, Any](), dict[str, Any]()
    previous, last, broken, seen = "", 0, False, set[tuple[int, str]]()
    for change in directory.read_changes(connection):
        said = (change.seq, change.at, change.by, change.what, change.note, change.changes)
        whole = change.seq == last + 1 and change.hash == change_hash(previous, *said)
        if not whole and not broken:
            broken = True
            problem = words.text("the change {seq} was changed, or one before it is gone", seq=change.seq)
            found.findings.append(Finding(CHAIN, change.seq, problem, _CHANGES))
        previous, last = change.hash, change.seq
        seen.add((change.seq, change.hash))
        _apply(change.changes, units, people)
        found.heads[CHAIN] = (change.seq, change.hash)
    for head in known.values():
        if head not in seen:
            problem = words.text("the change {seq} that there was is gone or was changed", seq=head[0])
            found.findings.append(Finding(CHAIN, head[0], problem, _CHANGES))
    if not broken:
        stored = {record.name: record.facts() for record in directory.read_units(connection)}
        found.findings += _differences(_UNITS, stored, units)
        there = {_named(*record.key): record.facts() for record in directory.read_people(connection)}
        found.findings += _differences(_PEOPLE, there, people)
    return found


def _named(unit: str, name: str, level: str) -> str:
    return f"{unit}/{name} ({level})"


def _apply(text: str, units: dict[str, Any], people: dict[str, Any]) -> None:
    """Have the rows as a change leaves them; nothing if it cannot be read."""
    try:
        said = json.loads(text)
        changed = {_named(*row[:3]): row[3] for row in said.get("people", ())}
        units.update(said.get("units", {}))
    except (ValueError, TypeError, LookupError, AttributeError):
        return
    people.update(changed)
    for rows in (units, people):
        for name in [name for name, row in rows.items() if row is None]:
            del rows[name]


def _differences(table: str, stored: Mapping[str, Any], told: Mapping[str, Any]) -> list[Finding]:
    problem = words.text("a row is not as the changes of the directory left it")
    return [
        differing(CHAIN, None, problem, table, name, stored.get(name), told.get(name))
        for name in sorted({*stored, *told})
        if stored.get(name) != told.get(name)
    ]
