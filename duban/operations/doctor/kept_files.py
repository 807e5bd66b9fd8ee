"""The check of the folder of files: whether it can be written, and how much room is left on its disk."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, wanting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow import Engine

_CODE = "files"
_GIB = 1024**3


def look_at_files(engine: Engine) -> Iterator[Check]:
    """Yield how the folder of files is; nothing if none is set."""
    evidence = engine.settings.evidence
    if evidence.folder is None:
        return
    folder = engine.settings.folder / evidence.folder
    there = next(each for each in (folder, *folder.resolve().parents) if each.exists())
    facts: dict[str, object] = {"folder": folder}
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        found = words.text("{folder} takes no files", **facts)
        yield wanting(_CODE, found, words.text("make it a folder that the user of the daemon owns"))
        return
    room = shutil.disk_usage(there).free
    facts["room"] = f"{room / _GIB:.1f}"
    found = words.text("{folder}, with {room} GiB left on its disk", **facts)
    if room < evidence.free_mb * 1024 * 1024:
        advice = words.text("that is less than free_mb says: no file is taken until there is more room")
        yield wanting(_CODE, found, advice)
    elif there == folder and folder.stat().st_mode & 0o077:
        yield fine(_CODE, found, note=words.text("others can look into it: chmod 700"))
    else:
        yield fine(_CODE, found)
