"""Listing and opening the files of an instance, as far as the reader may see the fields that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.evidence import KINDS, NoEvidence
from duban.states.history import paper_field
from duban.storage import evidence, papers
from duban.workflow.core import HasCore
from duban.workflow.errors import UnknownFile
from duban.workflow.file_values import FileOpened, FileView, OpenedFile
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load_alone, record_of
from duban.workflow.rules import may_see, sees_papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from duban.storage import Guest

_PLAIN = "application/octet-stream"
OF_PAPERS = "#"
"""What files are kept under that are of no field, but of a paper, by the entry that signed it."""


class ShowingFiles(HasCore):
    """Lists and opens files.

    `viewer` is a unit or `unit/person`, who sees the files of the fields that it may see; None is trusted code.
    """

    def files(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> list[FileView]:
        """Return the files that the fields of an instance name or have named, oldest first, of those kept here.

        Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            return self._seen(connection, number, viewer)

    def open_file(
        self, number: str, sha256: str, *, viewer: str | None = None, session: Guest | None = None
    ) -> OpenedFile:
        """Open a file that a field of an instance names, for reading; close it, or use it in a `with`.

        Raises:
            UnknownInstance: if there is no such instance.
            UnknownFile: if no field that the viewer may see names it, or it is not kept here.
            FileGone: if its bytes are not there any more.
            NoEvidence: if no folder for files is set.

        """
        check_texts(viewer=viewer, sha256=sha256)
        if self._core.files is None:
            raise NoEvidence
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            seen = [each for each in self._seen(connection, number, viewer) if each.sha256 == sha256.lower()]
        if not seen:
            raise UnknownFile(number, sha256)
        # One that everybody may see needs no notice in a journal, where a private field names the same file.
        found = min(seen, key=lambda each: each.private)
        for tell in self._core.told_of_files:
            tell(FileOpened(found, viewer))
        kind = KINDS.get(found.kind)
        return OpenedFile(found, _PLAIN if kind is None else kind.media_type, self._core.files.open(found.sha256))

    def on_file_opened(self, tell: Callable[[FileOpened], None]) -> None:
        """Call `tell` before each file is opened by this engine, as for a journal; if it raises, nothing is opened."""
        self._core.told_of_files.append(tell)

    def _seen(self, connection: Connection, number: str, viewer: str | None) -> list[FileView]:
        record = record_of(connection, number)
        self._core.follow(connection, record.directory)
        uses = evidence.uses_in(connection, record.id)
        if not uses:
            return []
        compiled, subject = load_alone(self._core.catalogue, connection, record)
        who, fields = self._core.viewer(viewer), compiled.definition.fields
        found = []
        of_papers = any(use.field.startswith(OF_PAPERS) for use in uses)
        kept = {paper_field(seq): said for seq, said, _ in papers.texts_of(connection, record.id)} if of_papers else {}
        for use in uses:
            if use.field.startswith(OF_PAPERS):  # of no field, but of a paper that was signed
                issued = subject.papers.get(int(use.field[1:]))
                kind = "" if issued is None else issued.paper
                said = kept.get(use.field, "")
                if sees_papers(compiled, subject, kind, who, said):
                    told = (use.number, use.seq, use.field, use.name, use.sha256, use.size, use.kind, use.by, use.at)
                    found.append(FileView(*told, not sees_papers(compiled, subject, kind, "", said)))
                continue
            declared = fields.get(use.field)
            if who is not None and (declared is None or not may_see(declared, subject.units, who)):
                continue
            private = declared is None or bool(declared.private)
            told = (use.number, use.seq, use.field, use.name, use.sha256, use.size, use.kind, use.by, use.at)
            found.append(FileView(*told, private))
        return found
