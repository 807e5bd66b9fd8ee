"""The demo's folder: what it leaves there, and how it is told from anybody else's."""

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
    """The places of what the demo leaves."""

    path: Path

    @property
    def database(self) -> Path:
        """Return the SQLite database."""
        return self.path / "duban.db"

    @property
    def database_url(self) -> str:
        """Return the database's address; in a URL a folder's `?` or `%` would mean something else."""
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
    def messages(self) -> Path:
        """Return the table of all messages."""
        return self.path / "messages.csv"

    def clear(self) -> None:
        """Make the folder, or empty it of an earlier demo; raises DemoFolderTaken for what is not ours."""
        if self.path.exists() and not self.path.is_dir():
            raise DemoFolderTaken(str(self.path))
        self.path.mkdir(parents=True, exist_ok=True)
        mark = self.path / _MARK
        if not mark.is_file():
            if any(self.path.iterdir()):
                raise DemoFolderTaken(str(self.path))
            mark.write_text(_MARK_TEXT, "utf-8")
        for folder in (self.mail, self.sms):
            if folder.is_dir():
                shutil.rmtree(folder)
        for file in (self.database, self.page, self.messages):
            for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
                path.unlink(missing_ok=True)
