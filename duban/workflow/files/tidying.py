"""Taking away files that nobody needs: those that no act has named in time, and those whose field was erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.storage import evidence
from duban.workflow.core import HasCore
from duban.workflow.file_values import FilesTidied

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duban.workflow.core import Core


class TidyingFiles(HasCore):
    """Takes away files that nobody needs."""

    def tidy_files(self) -> FilesTidied:
        """Delete files that were added and that no act has named in time, and remains of those that never arrived.

        A daemon does so by itself. Without a folder for files nothing is done. Files of which the database says nothing
        stay: a newer one than that of a backup may still need them. Verification names them.
        """
        core = self._core
        if core.files is None:
            return FilesTidied(0, 0)
        core.prepare()
        now = core.now()
        since = _since(core, now)
        with core.database.reading() as connection:
            unneeded = evidence.unneeded(connection, since=since)
        deleted = drop_files(core, unneeded, now=now)
        with core.database.writing() as connection:
            evidence.forget_uploads(connection, since=since)
        return FilesTidied(deleted, core.files.sweep(since))


def drop_files(core: Core, hashes: Iterable[str], *, now: datetime) -> int:
    """Delete of these files those that nobody needs, and return how many."""
    store, done = core.files, 0
    if store is None:
        return 0
    for sha256 in hashes:
        # The row stays locked while the bytes go: whoever adds the same file waits, and then puts them there again. If
        # the commit fails, there is a row without bytes that no field names, which is deleted the next time.
        with core.database.writing() as connection:
            if evidence.drop_if_unneeded(connection, sha256, since=_since(core, now), now=now):
                done += store.delete(sha256)
    return done


def _since(core: Core, now: datetime) -> datetime:
    return now - timedelta(hours=core.settings.evidence.unused_hours)
