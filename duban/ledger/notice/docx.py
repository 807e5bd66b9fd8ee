"""Reading .docx: paragraphs with the numbers that Word shows but does not store, and tables with merged cells."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx as python_docx
from docx.oxml.ns import qn

from duban.ledger.notice.grid import Cell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 64 * 1024 * 1024
"""The most bytes of an unpacked document; a plan has a few hundred thousand."""
_HAN = "〇一二三四五六七八九"


def read_docx(data: bytes) -> list[str | Grid]:
    """Return the paragraphs and tables of a document, in order; raises ValueError if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _must_be_a_document(archive)
        document = python_docx.Document(io.BytesIO(data))
        content: Any = document.element  # an element of a class that python-docx makes as it reads
        return list(_blocks(content.body, _Numbers(document)))
    except _Refused:
        raise
    except Exception as error:
        # Three libraries parse untrusted bytes here, and it is not documented what they raise.
        msg = "is a damaged .docx; open it and save it again"
        raise ValueError(msg) from error


class _Refused(ValueError):
    """The file is intact, but cannot be used."""


def _must_be_a_document(archive: zipfile.ZipFile) -> None:
    if "word/document.xml" not in archive.namelist():
        msg = "is a zip archive or another Office file, not a .docx; open it and save it as .docx"
        raise _Refused(msg)
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        msg = "is locked with a password; open it and save it without one"
        raise _Refused(msg)
    if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
        msg = f"unpacks to more than {MAX_BYTES // 1024 // 1024} MB; take its pictures out"
        raise _Refused(msg)


def _blocks(parent: Any, numbers: _Numbers) -> Iterator[str | Grid]:  # noqa: ANN401 - an XML element
    for child in parent:
        if child.tag == qn("w:p"):
            yield numbers.shown(child) + _text(child)
        elif child.tag == qn("w:tbl"):
            yield _grid(child, numbers)
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _blocks(content, numbers)
        elif child.tag in {qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}:
            yield from _blocks(child, numbers)


def _text(parent: Any) -> str:  # noqa: ANN401 - an XML element
    """Return the text that a reader sees: with tracked insertions, without deletions."""
    parts: list[str] = []
    for node in parent.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if any(above.tag in {qn("w:del"), qn("w:moveFrom"), qn("w:tabs")} for above in node.iterancestors()):
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        else:
            parts.append("\t" if node.tag == qn("w:tab") else "\n")
    return "".join(parts)


def _grid(table: Any, numbers: _Numbers) -> Grid:  # noqa: ANN401 - an XML element
    rows: list[list[Cell]] = []
    for line in _within(table, "w:tr"):
        row: list[Cell] = []
        properties = line.find(qn("w:trPr"))
        if properties is not None and (before := properties.find(qn("w:gridBefore"))) is not None:
            row += [Cell("")] * int(before.get(qn("w:val"), "0"))
        for cell in _within(line, "w:tc"):
            span, continues = _span(cell)
            text = "\n".join(_cell_lines(cell, numbers)).strip()
            if continues and rows and len(row) < len(rows[-1]):
                text = rows[-1][len(row)].text
            row.append(Cell(text, above=continues))
            row += [Cell(text, above=continues, left=True)] * (span - 1)
        rows.append(row)
    return Grid(rows)


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
    wide = span.get(qn("w:val"), "1") if span is not None else "1"
    return min(max(int(wide) if wide.isdecimal() else 1, 1), 64), merge is not None and merge.get(
        qn("w:val")
    ) != "restart"


def _cell_lines(cell: Any, numbers: _Numbers) -> Iterator[str]:  # noqa: ANN401 - an XML element
    for block in _blocks(cell, numbers):
        if isinstance(block, str):
            yield block
        else:
            yield from block.cells()


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
                int(level.get(qn("w:ilvl"), "0")): (_val(level, "w:numFmt"), _val(level, "w:lvlText"), _start(level))
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
    text = _val(numbered, "w:ilvl")
    return int(text) if text.isdecimal() else 0


def _start(level: Any) -> int:  # noqa: ANN401 - an XML element
    text = _val(level, "w:start")
    return int(text) if text.isdecimal() else 1


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
