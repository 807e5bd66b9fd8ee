"""Moving an installation to another database, with all histories verified on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.storage import (
    AlreadyThere,
    DatabaseMissing,
    HistoryDiffers,
    backup,
    moving,
    require_schema,
    schema_version,
    upgrade,
)
from duban.workflow import Finding, verify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.storage import Database
    from duban.workflow import Engine, Progress


@dataclass(frozen=True, slots=True)
class Move(Jsonable):
    """What was moved: from where to where, how many rows of each table, and what verifying the histories found.

    The findings are the same on both sides: records that somebody has changed are copied as they are.
    """

    _json = ("ok", ...)

    source: str
    target: str
    rows: Mapping[str, int]
    instances: int
    entries: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Return whether every history holds."""
        return not self.findings


def move(engine: Engine, to: Engine, *, progress: Progress | None = None) -> Move:
    """Copy everything from an engine's database into the empty one of another, in one transaction.

    The source is not changed. `progress` is called for the rows copied, then for the instances verified, on one side
    and on the other. If anything is raised, the target has no rows.

    Raises:
        AlreadyThere: if both are one SQLite file.
        DatabaseInUse: if somebody has the source open.
        DatabaseMissing: if there is no source.
        HistoryDiffers: if the copy is not the same as the source.
        NotEmpty: if the target has rows already.
        SchemaMissing: if the source has none of our tables.
        SchemaOlder: if the schema of either must be upgraded first.
        SchemaNewer: if a newer duban has upgraded the schema of either.

    """
    source, target = engine.database, to.database
    if source.is_sqlite and not (file := backup.file_of(source)).exists():
        raise DatabaseMissing(str(file))
    _require_another(source, target)
    with source.reading() as connection:
        require_schema(source, connection)
    source.close()  # an idle connection in the pool would count as somebody who has the database open
    with moving.held_still(source) as there:
        require_schema(source, there)
        _prepare(target)
        with target.writing() as here:
            moving.require_empty(target, here)
            counts = moving.count_rows(there)
            moving.copy_rows(there, here, counts, progress=progress)
            before = verify(there, progress=progress)
            after = verify(here, heads=before.heads, progress=progress)
            found = moving.count_rows(here)
            if (after.heads, after.entries, after.findings, found) != (
                before.heads,
                before.entries,
                before.findings,
                counts,
            ):
                first = after.findings[0] if after.findings else words.Line("the numbers of rows differ")
                raise HistoryDiffers(target.where, first, words.Line("this is a fault of duban, please report it"))
            moving.continue_numbers(here)
    return Move(source.where, target.where, counts, after.instances, after.entries, after.findings)


def _require_another(source: Database, target: Database) -> None:
    if source.is_sqlite and target.is_sqlite and backup.file_of(source).resolve() == backup.file_of(target).resolve():
        raise AlreadyThere(target.where, words.Line("that is the database itself, name another"))


def _prepare(target: Database) -> None:
    """Create our tables if there are none; refuse those of another version."""
    with target.reading() as connection:
        found = schema_version(connection)
        if found is not None:
            require_schema(target, connection)
    if found is None:
        upgrade(target)
