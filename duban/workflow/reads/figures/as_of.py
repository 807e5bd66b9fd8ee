"""What else was known at an instant: the directory and the imported calendars, from the records of their changes."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from duban.storage import directory, proof
from duban.workflow.people import Directory, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core
    from duban.workflow.rules import Catalogue


def directory_at(core: Core, connection: Connection, until: datetime) -> Directory:
    """Return the units as they were before an instant; those of files as they are now, for these keep no record."""
    last = directory.last_change(connection) if core.in_tables else None
    if last is None or last.at < until:
        return core.directory
    rows: dict[str, Any] = {}
    for change in directory.read_changes(connection):
        if change.at < until:
            rows |= json.loads(change.changes).get("units", {})
    there = sorted((facts[0], name, facts) for name, facts in rows.items() if facts is not None)
    units = [Unit(name, tuple(facts[1]), tuple(facts[2]), facts[3]) for _, name, facts in there]
    return Directory(units or None)


def catalogue_at(core: Core, connection: Connection, until: datetime) -> Catalogue:
    """Return the catalogue with the calendars as they had been imported before an instant."""
    versions = list(proof.versions(connection))
    if all(at < until for _, _, at, _, _ in versions):
        return core.catalogue
    tables: dict[str, dict[date, bool]] = {}
    for calendar, _, at, text, _ in sorted(versions, key=lambda version: version[:2]):
        if at < until:
            days = {date.fromisoformat(day): bool(said[0]) for day, said in json.loads(text).items()}
            tables.setdefault(calendar, {}).update(days)
    return core.catalogue.with_tables(tables)
