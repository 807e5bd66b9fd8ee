"""Adding a file: its bytes go into the store first, then the database says who may name it in an act."""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from duban import words
from duban.evidence import NoEvidence, cleaned_name, kind_of
from duban.states import InvalidData, shown
from duban.storage import evidence
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIB = 1024 * 1024


class AddingFiles(HasCore):
    """Adds files, so that acts can name them."""

    @property
    def keeps_files(self) -> bool:
        """Return whether files are kept here: the settings name a folder for them."""
        return self._core.files is not None

    def put_file(self, source: str | Path | BinaryIO, *, by: str, name: str | None = None) -> dict[str, str]:
        """Add a file, and return the reference by which a field names it: its `name` and its `sha256`.

        Whoever has added it can name it in an act for a day (`unused_hours`); if no act has by then, it goes. The same
        content is kept once, whoever adds it under whatever name.

        Args:
            source: a path, or an open binary file.
            by: who adds it, a unit or `unit/person`: only the same can name it before others see it.
            name: what it is called; by default as its path is. Folders and what cannot be seen are left out of it.

        Raises:
            NoEvidence: if no folder for files is set.
            FileRefused: if it is too large, of a kind that is not taken, or its content is not what its name says.
            NoRoomForFiles: if the disk would have too little room left.
            InvalidData: if an argument cannot be used.
            TransitionRefused: if `by` is the engine itself (`role`).

        """
        check_texts(by=by, name=name)
        core, limits = self._core, self._core.settings.evidence
        if core.files is None:
            raise NoEvidence
        core.prepare()
        with core.database.reading() as connection:
            core.refresh(connection)
        with _opened(source) as content:
            called = cleaned_name(name if name is not None else _name_of(source, content))
            actor = core.actor(by, subject=called, trigger="put_file")
            with core.files.put(content, name=called, at_most=limits.file_mb * _MIB) as incoming:
                kind = kind_of(called, incoming.content, size=incoming.size, taken=limits.kinds)
                now = core.now()
                # The bytes are in their place before anybody can read that they are; the row is locked meanwhile, so
                # that who takes away what nobody needs does not take these.
                with core.database.writing() as connection:
                    evidence.keep_file(connection, incoming.sha256, incoming.size, kind.name, by=str(actor), at=now)
                    evidence.add_upload(connection, incoming.sha256, by=str(actor), name=called, at=now)
                    incoming.keep()
                return {"name": called, "sha256": incoming.sha256}


@contextmanager
def _opened(source: object) -> Iterator[BinaryIO]:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as content:
            yield content
    elif hasattr(source, "read") and not isinstance(source, io.TextIOBase):
        yield source  # type: ignore[misc]
    else:
        problem = words.Line("has to be a path or an open binary file, not {given}", given=shown(source))
        raise InvalidData((words.at("source", problem),))


def _name_of(source: object, content: BinaryIO) -> str:
    """Return what a file is called that was given without a name."""
    if isinstance(source, str | Path):
        return Path(source).name
    called = getattr(content, "name", "")
    return called if isinstance(called, str) else ""
