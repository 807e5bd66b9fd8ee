"""Reading .docx: paragraphs with the numbers that Word shows but does not store, and tables with merged cells."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx as python_docx
from docx.oxml.ns import qn
from lxml import etree

from duban import words
from duban.ledger.notice.formats.grid import Allowance, Cell, Grid, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a document unpacked, its pictures included."""
MAX_XML_BYTES = 16 * 1024 * 1024
"""Bytes of its text and what describes it, unpacked; a plan has a few hundred thousand."""
MAX_MARKS = 600_000
"""Tags and attributes in that, each of which becomes an object; a plan of a hundred pages has two hundred thousand."""
_MOST_COLUMNS = 64
"""Word has no more."""
_LONGEST_NUMBER = 64
"""Characters of a paragraph's number, as its list describes it."""
_LONGEST_COUNT = 6
"""Digits of where a list begins to count."""
_DEEPEST = 8
"""The last of the nine levels of a list."""
_CHUNK = 1 << 20
_HAN = "〇一二三四五六七八九"


def read_docx(data: bytes) -> list[str | Grid]:
    """Return the paragraphs and tables of a document, in order; raises ValueError if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _must_be_a_document(archive)
        document = python_docx.Document(io.BytesIO(data))
        content: Any = document.element  # an element of a class that python-docx makes as it reads
        return list(_Blocks(_Numbers(document)).of(content.body))
    except (_Refused, TooLarge):
        raise
    except Exception as error:
        # Three libraries parse untrusted bytes here, and it is not documented what they raise.
        msg = words.Line("is a damaged .docx; open it and save it again")
        raise ValueError(msg) from error


class _Refused(ValueError):
    """The file is intact, but cannot be used."""


def _must_be_a_document(archive: zipfile.ZipFile) -> None:
    if "word/document.xml" not in archive.namelist():
        msg = words.Line("is a zip archive or another Office file, not a .docx; open it and save it as .docx")
        raise _Refused(msg)
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        msg = words.Line("is locked with a password; open it and save it without one")
        raise _Refused(msg)
    if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
        msg = words.Line("unpacks to more than {most} MB; take its pictures out", most=MAX_BYTES // 1024 // 1024)
        raise _Refused(msg)
    written = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
    if sum(entry.file_size for entry in written) > MAX_XML_BYTES or _marks(archive, written) > MAX_MARKS:
        msg = words.Line("holds more text and tables than a plan; keep the part with the tasks, and save it again")
        raise _Refused(msg)


def _marks(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> int:
    """Count what will become objects, before it does."""
    count = 0
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                count += chunk.count(b"<") + chunk.count(b"=")
    return count


class _Blocks:
    """Reads the paragraphs and tables of one document."""

    def __init__(self, numbers: _Numbers) -> None:
        self._numbers = numbers
        self._allowance = Allowance()

    def of(self, parent: Any) -> Iterator[str | Grid]:  # noqa: ANN401 - an XML element
        """Yield what stands in an element, in its order."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield self._numbers.shown(child) + _text(child)
            elif child.tag == qn("w:tbl"):
                yield self._grid(child)
            elif child.tag == qn("w:sdt"):
                for content in child.iterchildren(qn("w:sdtContent")):
                    yield from self.of(content)
            elif child.tag in {qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}:
                yield from self.of(child)

    def _grid(self, table: Any) -> Grid:  # noqa: ANN401 - an XML element
        rows: list[list[Cell]] = []
        for line in _within(table, "w:tr"):
            row = [Cell("")] * _before(line)
            self._allowance.take(len(row))
            for cell in _within(line, "w:tc"):
                span, continues = _span(cell)
                self._allowance.take(span)
                text = "\n".join(self._cell_lines(cell)).strip()
                if continues and rows and len(row) < len(rows[-1]):
                    text = rows[-1][len(row)].text
                row.append(Cell(text, above=continues))
                row += [Cell(text, above=continues, left=True)] * (span - 1)
            rows.append(row)
        return Grid(rows)

    def _cell_lines(self, cell: Any) -> Iterator[str]:  # noqa: ANN401 - an XML element
        for block in self.of(cell):
            if isinstance(block, str):
                yield block
            else:
                yield from block.cells()


def _text(parent: Any) -> str:  # noqa: ANN401 - an XML element
    """Return the text that a reader sees: with tracked insertions, without deletions."""
    parts: list[str] = []
    unseen = {qn("w:del"), qn("w:moveFrom"), qn("w:tabs")}
    walk = etree.iterwalk(parent, events=("start",))
    for _, node in walk:
        if node.tag in unseen:
            walk.skip_subtree()
        elif node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
            parts.append("\t" if node.tag == qn("w:tab") else "\n")
    return "".join(parts)


def _before(line: Any) -> int:  # noqa: ANN401 - an XML element
    """Return how many columns a row leaves free at its left."""
    properties = line.find(qn("w:trPr"))
    before = None if properties is None else properties.find(qn("w:gridBefore"))
    return 0 if before is None else _at_most(before.get(qn("w:val"), "0"), _MOST_COLUMNS)


def _within(parent: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - an XML element
    """Yield the children with this name, including those in content controls and insertions."""
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
            yield from _within(child, name)


def _span(cell: Any) -> tuple[int, bool]:  # noqa: ANN401 - an XML element
    """Return how many columns a cell spans, and whether it continues the one above."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span, merge = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    wide = 1 if span is None else max(_at_most(span.get(qn("w:val"), "1"), _MOST_COLUMNS), 1)
    return wide, merge is not None and merge.get(qn("w:val")) != "restart"


def _at_most(written: str, most: int) -> int:
    """Return a number as a file writes it, 0 where it is none, cut at `most`."""
    if not (written.isascii() and written.isdecimal()):
        return 0
    return min(int(written), most) if len(written) <= _LONGEST_COUNT else most


class _Numbers:
    """Counts the lists of a document as Word does, to give each paragraph the number that Word shows."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx's document
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in numbering.iterchildren(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"))
            self._levels[key] = {
                _at_most(level.get(qn("w:ilvl"), "0"), _DEEPEST): (
                    _val(level, "w:numFmt"),
                    _val(level, "w:lvlText")[:_LONGEST_NUMBER],
                    _start(level),
                )
                for level in abstract.iterchildren(qn("w:lvl"))
            }
        for number in numbering.iterchildren(qn("w:num")):
            self._lists[number.get(qn("w:numId"))] = _val(number, "w:abstractNumId")
        for style in document.styles.element.iterchildren(qn("w:style")):
            properties = style.find(qn("w:pPr"))
            numbered = None if properties is None else properties.find(qn("w:numPr"))
            if numbered is not None:
                self._styles[style.get(qn("w:styleId"))] = (_val(numbered, "w:numId"), _level(numbered))

    def shown(self, paragraph: Any) -> str:  # noqa: ANN401 - an XML element
        """Return the number that Word shows before a paragraph, and count the paragraph."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return ""
        numbered = properties.find(qn("w:numPr"))
        if numbered is not None:
            list_id, level = _val(numbered, "w:numId"), _level(numbered)
        else:
            list_id, level = self._styles.get(_val(properties, "w:pStyle"), ("", 0))
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._lists[list_id], {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = levels[level][1]
        for each, (form, _, start) in levels.items():
            text = text.replace(f"%{each + 1}", _written(counts.get(each, start), form))
        return text


def _val(parent: Any, name: str) -> str:  # noqa: ANN401 - an XML element
    child = parent.find(qn(name))
    return "" if child is None else child.get(qn("w:val"), "")


def _level(numbered: Any) -> int:  # noqa: ANN401 - an XML element
    return _at_most(_val(numbered, "w:ilvl"), _DEEPEST)


def _start(level: Any) -> int:  # noqa: ANN401 - an XML element
    text = _val(level, "w:start")
    return _at_most(text, 10**_LONGEST_COUNT) if text else 1


def _written(number: int, form: str) -> str:
    """Return a number in the format that Word calls `form`; empty for bullets."""
    if form in {"bullet", "none"}:
        return ""
    if "hinese" in form or form.startswith(("ideograph", "japanese", "taiwanese")):
        return _chinese(number)
    return str(number)


def _chinese(number: int) -> str:
    if number > 99 or number < 1:  # noqa: PLR2004 - a plan has no hundred chapters
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens]}十") + (_HAN[ones] if ones else "")
