"""Typesetting with typst, kept ready: sources of ours and values of others become PDFs and pictures.

`pdf_of(source, data)` and `png_of(source, data, ppi=…)` compile a document of ours. User text never enters the source:
it is data, which the source reads from `data.json`, and there is only ever text. A source begins with

    #import "base.typ": *

which offers `data` (what was passed), `official(body)` (a show rule: the page and text of an official document,
22 lines of 28 characters), `plain(body)` (likewise, of denser pages: 12 pt, page numbers), `fonts` (families and
weight per role: title, body, kai, hei, song), `in-font(role, body, size: …)`, `table-of(value)` and
`picture-of(value)` (a `Table` or a `Picture`, from `table_data` and `picture_data`), `lines(value)`, `line-pitch` and
`char-size`.

A document that sets no date (`#set document(date: none)`) says when it was made, and is another file each time;
an archived one (`standard="a-2b"`) has to have one.

Files beside the source are passed by name (`files={"chart.svg": svg}`), as bytes. A compiler is kept per set of fonts,
and used by one thread at a time. It sees no file of the machine but fonts, and reaches no network.
"""

from __future__ import annotations

import json
import tempfile
import threading
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.documents.errors import NoDocuments, TypesettingFailed
from duban.ledger.documents.fonts import FontNames, fonts_here
from duban.ledger.documents.letter import Cell, Picture, Table, columns_of
from duban.ledger.documents.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_BYTES = 64 * 1024 * 1024
"""The most that the data and the files of one document may have."""

_NO_PACKAGES = "/dev/null/none"
"""Where packages would be kept: no folder, so that none is ever found or fetched."""


def pdf_of(
    source: str,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    fonts: FontNames | None = None,
    standard: str | None = None,
) -> bytes:
    """Return a document as PDF, with its fonts embedded.

    Args:
        source: typst source of ours, never of users.
        data: what it shows, of texts, numbers, lists and mappings.
        files: pictures by the names that the source calls them.
        fonts: the office's fonts.
        standard: such as `a-2b`, for what is archived.

    Raises:
        TypesettingFailed: if it cannot be set.
        NoDocuments: without the extra.

    """
    made = _typesetter(fonts or FontNames()).compile(source, data, files or {}, "pdf", standard=standard)
    return made if isinstance(made, bytes) else b"".join(made)


def png_of(
    source: str,
    data: Mapping[str, Any],
    *,
    ppi: float = 150,
    files: Mapping[str, bytes] | None = None,
    fonts: FontNames | None = None,
) -> tuple[bytes, ...]:
    """Return the pages of a document as pictures (PNG) of `ppi` pixels an inch; the rest is as of `pdf_of`."""
    made = _typesetter(fonts or FontNames()).compile(source, data, files or {}, "png", ppi=ppi)
    return (made,) if isinstance(made, bytes) else tuple(made)


_PICTURE = """#import "base.typ": *
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: fonts.hei.families)
#image("picture.svg", width: data.width * 1mm)
"""


def png_of_svg(svg: str, *, width: float, ppi: float = 300, fonts: FontNames | None = None) -> bytes:
    """Return a drawing (SVG) as PNG, `width` millimetres wide, such as a chart for a Word document."""
    return png_of(_PICTURE, {"width": width}, ppi=ppi, files={"picture.svg": svg.encode()}, fonts=fonts)[0]


def table_data(table: Table) -> dict[str, Any]:
    """Return a table as the data that `table-of` shows."""
    columns = columns_of(table)
    return {
        "columns": columns,
        "widths": list(table.widths) if len(table.widths) == columns else [1.0] * columns,
        "aligns": [*table.aligns, *["left"] * columns][:columns],
        "head": [[_cell(cell) for cell in row] for row in table.head],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "caption": plain_text(table.caption),
    }


def _cell(cell: Cell | str) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"text": plain_text(cell), "columns": 1, "rows": 1, "align": ""}
    return {"text": plain_text(cell.text), "columns": cell.columns, "rows": cell.rows, "align": cell.align}


def picture_data(picture: Picture, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a picture as the data that `picture-of` shows, and its file, which goes among the `files`."""
    file = f"{name}.svg" if picture.svg else f"{name}.png"
    shown = {"file": file, "width": min(picture.width, 156), "caption": plain_text(picture.caption)}
    return shown, {file: picture.svg.encode() if picture.svg else picture.png}


class _Typesetter:
    """A compiler that is kept, with the fonts that it found."""

    def __init__(self, names: FontNames) -> None:
        try:
            import typst  # noqa: PLC0415 - an extra
        except ModuleNotFoundError:
            raise NoDocuments from None
        here = fonts_here(names)
        self._lock = threading.Lock()
        self._failure = typst.TypstError
        ours = resources("duban.ledger.documents") / "typst"
        self._compiler: Any = typst.Compiler(
            root=str(ours),  # where our own sources are, and nothing else
            font_paths=here.known,
            ignore_system_fonts=True,
            package_path=_NO_PACKAGES,
            package_cache_path=_NO_PACKAGES,
        )
        self._ours = {each.name: each.read_bytes() for each in ours.iterdir() if each.name.endswith(".typ")}
        shown = {role.value: {"families": face.families, "weight": face.weight} for role, face in here.faces.items()}
        self._ours["fonts.json"] = json.dumps(shown).encode()

    def compile(  # noqa: PLR0917 - the two doors above name what they pass
        self,
        source: str,
        data: Mapping[str, Any],
        files: Mapping[str, bytes],
        form: str,
        standard: str | None = None,
        ppi: float | None = None,
    ) -> bytes | list[bytes]:
        """Compile a document, one at a time."""
        packed = json.dumps(data).encode()
        if len(packed) + sum(map(len, files.values())) > _MOST_BYTES:
            raise TypesettingFailed(words.Line("the document is too large to be set"))
        parts = {"main.typ": source.encode(), **self._ours, "data.json": packed}
        options: dict[str, str] = {} if standard is None else {"pdf_standards": standard}
        with self._lock, _placed(files) as root:
            if root is not None:
                options["root"] = root
            try:
                made: bytes | list[bytes] = self._compiler.compile(parts, format=form, ppi=ppi, **options)
            except self._failure as error:
                problem = words.Line("the typesetter refuses it: {message:retold}", message=str(error))
                raise TypesettingFailed(problem) from None
        return made


@contextmanager
def _placed(files: Mapping[str, bytes]) -> Iterator[str | None]:
    """Put pictures into a folder, since from memory the compiler takes nothing but text; yield None without any."""
    if not files:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        for name, content in files.items():
            Path(folder, Path(name).name).write_bytes(content)
        yield folder


@lru_cache(maxsize=4)
def _typesetter(names: FontNames) -> _Typesetter:
    return _Typesetter(names)
