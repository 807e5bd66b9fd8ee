"""What becomes of the file of a plan itself, in an office that keeps files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from duban.cli.terminal.failures import warn
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.evidence import FileRefused
    from duban.ledger import Notice
    from duban.workflow import Engine


def as_kept(engine: Engine, file: str, read: Notice) -> Notice:
    """Return a notice without its file if files are kept, and this one is of no kind that is taken."""
    from duban.evidence import FileRefused, cleaned_name, kind_of

    if not engine.keeps_files or read.file is None:
        return read
    path = Path(file)
    try:
        with path.open("rb") as content:
            taken = engine.settings.evidence.kinds
            kind_of(cleaned_name(path.name), content, size=path.stat().st_size, taken=taken)
    except FileRefused as refused:
        return _without_file(read, refused)
    return read


def kept(engine: Engine, file: str, read: Notice, *, by: str) -> Notice:
    """Return a notice whose file is added where files are kept; without it if it is too large."""
    from duban.evidence import FileRefused

    if not engine.keeps_files or read.file is None:
        return read
    try:
        engine.put_file(file, by=by)
    except FileRefused as refused:
        return _without_file(read, refused)
    return read


def _without_file(read: Notice, refused: FileRefused) -> Notice:
    warn([word("the plan goes without its own file: {why}", why=str(refused))])
    return replace(read, file=None)
