"""The parts of a packed workbook (.xlsx, .ods): unpacked within limits, and packed again for a reader to trust."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.excel.workbook import WorkbookUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_UNPACKED = 256 * 1024 * 1024
"""The most bytes that the parts of a workbook may unpack to."""
MOST_PARTS = 5_000

OPEN_DOCUMENT, OFFICE_XML = "content.xml", "xl/workbook.xml"
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|mimetype|META-INF/manifest\.xml|content\.xml|"
    r"xl/(?:workbook|styles|sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels|"
    r"xl/worksheets/[^/]{1,100}\.xml|xl/worksheets/_rels/[^/]{1,100}\.rels",
    re.IGNORECASE,
)
"""Parts that say what stands in cells; pictures, charts and macros are never unpacked."""


_COUNTS = re.compile(rb"""\s(?:uniqueCount|count)\s{0,9}=\s{0,9}["'][^"'<>]{0,40}["']""")


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook that say what stands in its cells; raises WorkbookUnreadable.

    What a part unpacks to is limited by what its archive declares for it: one that has more is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _parts(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, WorkbookUnreadable):
            raise
        raise WorkbookUnreadable(words.Line("is a damaged Excel file; open it and save it again")) from None


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    listed = packed.infolist()
    if len(listed) > MOST_PARTS or sum(each.file_size for each in listed) > MOST_UNPACKED:
        raise WorkbookUnreadable(words.Line("unpacks to more than a sheet can need; save the sheet as CSV"))
    needed = {each.filename: each for each in listed if _NEEDED.fullmatch(each.filename)}
    if OFFICE_XML not in needed and OPEN_DOCUMENT not in needed:
        raise WorkbookUnreadable(words.Line("is a zip archive or another Office file; save the sheet as .xlsx or CSV"))
    parts = {name: _uncounted(packed.read(each)) for name, each in needed.items()}
    if any(b"<!ENTITY" in part or b"<!DOCTYPE" in part for part in parts.values()):
        raise WorkbookUnreadable(words.Line("is a damaged Excel file; open it and save it again"))
    return parts


def _uncounted(part: bytes) -> bytes:
    """Return a part that does not say how many of anything it has: a reader makes room for as many as it is told."""
    return _COUNTS.sub(b"", part) if b"ount" in part else part


def packed_again(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return an archive of parts, as they are and not compressed, which says no other sizes than they have."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    file.seek(0)
    return file
