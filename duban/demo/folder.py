"""The demo's folder: the places of its files, and how it is recognised as the demo's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL

from duban.ledger import DemoFolderTaken

if TYPE_CHECKING:
    from pathlib import Path

_MARK = ".duban-demo"
_MARK_TEXT = "`duban demo` wrote this folder and replaces what it wrote here when it runs again.\n"


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The places of the demo's files."""

    path: Path

    @property
    def database(self) -> Path:
        """Return the SQLite database."""
        return self.path / "duban.db"

    @property
    def database_url(self) -> str:
        """Return the database's URL, in which characters such as `?` and `%` of the folder's name are escaped."""
        return URL.create("sqlite", database=str(self.database)).render_as_string()

    @property
    def mail(self) -> Path:
        """Return the folder of .eml files."""
        return self.path / "mail"

    @property
    def sms(self) -> Path:
        """Return the folder of text messages, one JSON file each."""
        return self.path / "sms"

    @property
    def page(self) -> Path:
        """Return the ledger as HTML."""
        return self.path / "ledger.html"

    @property
    def files(self) -> Path:
        """Return the folder of the evidence, which only the desk of a demo has."""
        return self.path / "files"

    @property
    def messages(self) -> Path:
        """Return the table of all messages."""
        return self.path / "messages.csv"

    def clear(self) -> None:
        """Create the folder, or delete an earlier demo in it; raises DemoFolderTaken if it has anything else."""
        if self.path.exists() and not self.path.is_dir():
            raise DemoFolderTaken(str(self.path))
        self.path.mkdir(parents=True, exist_ok=True)
        mark = self.path / _MARK
        if not mark.is_file():
            if any(self.path.iterdir()):
                raise DemoFolderTaken(str(self.path))
            mark.write_text(_MARK_TEXT, "utf-8")
        for folder in (self.mail, self.sms, self.files):
            if folder.is_dir():
                shutil.rmtree(folder)
        for file in (self.database, self.page, self.messages):
            for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
                path.unlink(missing_ok=True)
