"""The check of what a power cut could take from the database: how its connections and its server are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, wanting
from duban.storage import present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection


def look_at_durability(connection: Connection, *, ours: bool) -> Iterator[Check]:
    """Yield what a power cut could take; of an application's own engine, what it is set to."""
    if connection.dialect.name != "sqlite":
        yield _server(connection)
        return
    synchronous, journal, foreign_keys = present.sqlite_pragmas(connection)
    facts = {"synchronous": synchronous, "journal": journal}
    found = words.text("synchronous is {synchronous}, the journal mode {journal}", **facts)
    if journal in {"OFF", "MEMORY"} or synchronous == "OFF":
        advice = words.text("a power cut can destroy the database: set PRAGMA synchronous = FULL, journal_mode = WAL")
        yield wanting("durability", found, advice)
    elif _keeps_all(synchronous, journal):
        yield fine("durability", words.text("a power cut takes nothing that was acknowledged ({found})", found=found))
    else:
        advice = words.text('a power cut can take the acts of the last moments: leave out durability = "relaxed"')
        if not ours:
            advice = words.text(
                "a power cut can take the acts of the last moments: "
                "set PRAGMA journal_mode = WAL, and synchronous = FULL on each connection"
            )
        yield fine("durability", found, note=advice)
    if not foreign_keys:
        yield fine(
            "foreign-keys",
            words.text("are off on the application's connections"),
            note=words.text("set PRAGMA foreign_keys = ON on each, so that no row can lose the one it belongs to"),
        )


def _keeps_all(synchronous: str, journal: str) -> bool:
    """Return whether each commit is on the disk before it is acknowledged.

    FULL leaves it to the system when a deleted rollback journal is gone from the folder: a power cut before that rolls
    the commit back, which EXTRA prevents (https://sqlite.org/pragma.html#pragma_synchronous).
    """
    return synchronous == "EXTRA" or (synchronous == "FULL" and journal != "DELETE")


def _server(connection: Connection) -> Check:
    settings = present.server_settings(connection)
    found = words.listed(f"{name} = {value}" for name, value in settings.items())
    if settings["fsync"] == "off":
        note = words.text("a power cut can destroy the database: set fsync = on in postgresql.conf")
    elif settings["synchronous_commit"] == "off":
        note = words.text("a power cut can take the acts of the last moments: set synchronous_commit = on")
    else:
        return fine("durability", words.text("a power cut takes nothing that was acknowledged ({found})", found=found))
    return fine("durability", found, note=note)
