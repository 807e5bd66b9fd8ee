"""One closed matter as a PDF for the archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger.archives.record import record_of
from duban.ledger.archives.setting import pages_in, record_pdf
from duban.ledger.documents import FontNames
from duban.ledger.errors import StillOpen
from duban.ledger.writing import named, write_new
from duban.states import Jsonable
from duban.workflow import read_anchors

if TYPE_CHECKING:
    from os import PathLike

    from duban.ledger.archives.record import Linked, Record
    from duban.workflow import AnchorsRead, Engine


@dataclass(frozen=True, slots=True)
class ArchivedFile(Jsonable):
    """A matter that is archived: what the register says of it, and its PDF with pages, size and hash.

    `head` is the hash of the last entry of its history.
    """

    number: str
    title: str
    kind: str
    units: str
    opened_on: str
    closed_on: str
    ending: str
    pages: int
    retention: str
    file: str
    sha256: str
    head: str


def archived(record: Record, pdf: bytes, file: str) -> ArchivedFile:
    """Return what the register says of a record that stands in a file."""
    return ArchivedFile(
        number=record.number,
        title=record.title,
        kind=record.kind,
        units=record.units,
        opened_on=record.opened_on,
        closed_on=record.closed_on,
        ending=record.ending,
        pages=pages_in(pdf),
        retention=record.retention,
        file=file,
        sha256=hashlib.sha256(pdf).hexdigest(),
        head=record.head,
    )


def anchors_of(engine: Engine, anchors: str | PathLike[str] | None) -> AnchorsRead | None:
    """Return the log of anchors that is given, or that the settings name; None if there is none."""
    settings = engine.settings
    place = settings.folder / settings.archive.anchors if anchors is None and settings.archive.anchors else anchors
    return None if place is None else read_anchors(place, signers=settings.anchors.signers(settings.folder))


def matter_pdf(
    engine: Engine,
    number: str,
    *,
    viewer: str | None = None,
    anchors: str | PathLike[str] | None = None,
    linked: Linked | None = None,
) -> bytes:
    """Return a closed matter as PDF, as `archive_matter` writes it; it raises the same, but for what is about files.

    `linked` returns those of its links that may be told; left out, all may.
    """
    return record_pdf(_closed(engine, number, viewer, anchors, linked), FontNames.of(engine.settings))


def archive_matter(
    engine: Engine,
    number: str,
    path: str | PathLike[str],
    *,
    viewer: str | None = None,
    anchors: str | PathLike[str] | None = None,
) -> ArchivedFile:
    """Write a closed matter into a new PDF: cover, what happened, decisions and papers, messages, files, and proof.

    The same state is the same bytes: neither who made it nor when stands in it.

    Args:
        engine: where it is.
        number: which matter.
        path: of the PDF; nothing is overwritten.
        viewer: who reads: private values are only shown to whoever may see them. None is trusted code.
        anchors: a log of anchors to quote; by default that of the settings (`[archive] anchors`).

    Raises:
        UnknownInstance: if there is no such instance.
        StillOpen: if it is not closed.
        NoAnchors: if the log holds none.
        NoDocuments: without the extra `office`.
        WrongEnding: if `path` ends as that of another kind of file.
        FileExistsError: if something is at `path`; OSError if it cannot be written.

    """
    named(path, ".pdf")
    record = _closed(engine, number, viewer, anchors)
    pdf = record_pdf(record, FontNames.of(engine.settings))
    return archived(record, pdf, str(write_new(path, pdf)))


def _closed(
    engine: Engine,
    number: str,
    viewer: str | None,
    anchors: str | PathLike[str] | None,
    linked: Linked | None = None,
) -> Record:
    record = record_of(engine, number, viewer=viewer, anchors=anchors_of(engine, anchors), linked=linked)
    if not record.closed_on:
        raise StillOpen(record.number, record.ending)
    return record
