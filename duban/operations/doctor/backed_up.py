"""The check of backups: when the last one was made, as far as that is known here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.operations.backup_traces import last_backup
from duban.operations.doctor.checks import Check, fine, wanting
from duban.storage import is_there, sqlite_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.storage import Database
    from duban.workflow import Engine

_CODE = "backup"


def look_at_backups(engine: Engine, database: Database) -> Iterator[Check]:
    """Yield how old the last backup is; nothing if nobody asks, or there is nothing yet to back up."""
    longest, place = engine.settings.backups.longest_days, sqlite_file(database)
    ours = place is not None
    if not longest or not is_there(database) or (database.is_sqlite and not ours):
        return
    trace = last_backup(engine.settings, place)
    how = (
        words.text("make one with {way_back_up}, best each night by cron")
        if ours
        else words.text("see that the server is backed up; it is known here by `stamp` in [backups]")
    )
    if trace is None:
        yield fine(_CODE, words.text("none is known of"), note=how)
        return
    age = engine.now() - trace.at
    facts = {"ago": words.elapsed(max(age.total_seconds(), 0)), "file": trace.file}
    if age > timedelta(days=longest):
        found = words.text("the last one was made {ago} ago, longer than {days} days: {file}", days=longest, **facts)
        yield wanting(_CODE, found, how)
    else:
        yield fine(_CODE, words.text("the last one was made {ago} ago: {file}", **facts))
