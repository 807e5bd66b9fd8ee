"""The trace that a backup leaves beside the database, by which the doctor and the desk know of the last one."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from duban.storage import backup
from duban.workflow import event

if TYPE_CHECKING:
    from pathlib import Path

    from duban.workflow import Engine, Settings

log = logging.getLogger("duban.backup")

_ENDING = ".last-backup.json"


@dataclass(frozen=True, slots=True)
class Trace:
    """When the last backup was made, and into which file; of one that others made, the file that tells of it."""

    at: datetime
    file: str


def leave_trace(engine: Engine, place: Path, file: Path) -> None:
    """Note beside a SQLite database that it was backed up; the backup counts if that cannot be written as well."""
    trace = backup.beside(place, _ENDING)
    try:
        with backup.fresh_file(trace) as fresh:
            fresh.write_text(json.dumps({"at": engine.now().isoformat(), "file": str(file.resolve())}), "utf-8")
            backup.hand_over(fresh, place.resolve().parent)
            os.replace(fresh, trace)  # noqa: PTH105 - over the one before, in one step
    except OSError as error:
        log.warning(event("backup not noted", file=str(trace), reason=error.strerror or str(error)))


def last_backup(settings: Settings, place: Path | None) -> Trace | None:
    """Return the latest backup that is known of a SQLite file, or by the time of the stamp's file."""
    found = [trace for trace in (_of_ours(place), _of_others(settings)) if trace is not None]
    return max(found, key=lambda trace: trace.at, default=None)


def _of_ours(place: Path | None) -> Trace | None:
    if place is None:
        return None
    try:
        said = json.loads(backup.beside(place, _ENDING).read_text("utf-8"))
        return Trace(datetime.fromisoformat(said["at"]), str(said["file"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_others(settings: Settings) -> Trace | None:
    if settings.backups.stamp is None:
        return None
    stamp = settings.folder / settings.backups.stamp
    try:
        return Trace(datetime.fromtimestamp(stamp.stat().st_mtime, UTC), str(stamp))
    except OSError:
        return None
