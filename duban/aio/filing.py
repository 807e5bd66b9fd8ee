"""The verbs of files, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, FileOpened, FilesTidied, FileView, OpenedFile


class AsyncFiles:
    """Adds, lists and opens the files that fields name."""

    engine: Engine

    async def put_file(self, source: str | Path | BinaryIO, *, by: str, name: str | None = None) -> dict[str, str]:
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
        return await run(partial(self.engine.put_file, source, by=by, name=name))

    async def files(
        self, number: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[FileView]:
        """Return the files that the fields of an instance name or have named, oldest first, of those kept here.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.files, number, viewer=viewer), session)

    async def open_file(
        self, number: str, sha256: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> OpenedFile:
        """Open a file that a field of an instance names, for reading; close it, or use it in a `with`.

        Raises:
            UnknownInstance: if there is no such instance.
            UnknownFile: if no field that the viewer may see names it, or it is not kept here.
            FileGone: if its bytes are not there any more.
            NoEvidence: if no folder for files is set.

        """
        return await run(partial(self.engine.open_file, number, sha256, viewer=viewer), session)

    async def on_file_opened(self, tell: Callable[[FileOpened], None]) -> None:
        """Call `tell` before each file is opened by this engine, as for a journal; if it raises, nothing is opened."""
        await run(partial(self.engine.on_file_opened, tell))

    async def tidy_files(self) -> FilesTidied:
        """Delete files that were added and that no act has named in time, and remains of those that never arrived.

        A daemon does so by itself. Without a folder for files nothing is done. Files of which the database says nothing
        stay: a newer one than that of a backup may still need them. Verification names them.
        """
        return await run(self.engine.tidy_files)
