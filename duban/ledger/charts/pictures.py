"""A chart as a picture for Word and as a PDF, set by typst from the same SVG: no browser is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from duban.ledger.charts.svg import chart_svg, harmless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from duban.ledger.charts.drawing import Drawing

DOTS = 300
"""Dots per inch of pictures in documents."""
MILLIMETRES = 156
"""How wide a picture is: the type area of GB/T 9704-2012."""


def chart_png(
    drawing: Drawing, *, fonts: Sequence[str | PathLike[str]] = (), millimetres: float = MILLIMETRES
) -> bytes:
    """Return a chart as a PNG of 300 dots per inch and a width in millimetres.

    `fonts` are folders in which fonts are looked for as well as where the system has them. Needs `duban[office]`.
    """
    return _set(drawing, "png", fonts, millimetres)


def chart_pdf(
    drawing: Drawing, *, fonts: Sequence[str | PathLike[str]] = (), millimetres: float = MILLIMETRES
) -> bytes:
    """Return a chart as a PDF of one page as large as the chart, whose text can be read back."""
    return _set(drawing, "pdf", fonts, millimetres)


def _set(
    drawing: Drawing, kind: Literal["png", "pdf"], fonts: Sequence[str | PathLike[str]], millimetres: float
) -> bytes:
    import typst  # noqa: PLC0415 - only pictures need it, and not everybody installs it

    high = millimetres * drawing.height / drawing.width
    source = (
        f"#set page(width: {millimetres:.3f}mm, height: {high:.3f}mm, margin: 0pt, fill: white)\n"
        f"#set document(title: {_quoted(drawing.title)}, date: none)\n"
        f'#image(bytes({_quoted(chart_svg(drawing))}), format: "svg", width: 100%, alt: {_quoted(drawing.said)})\n'
    )
    folders: list[bytes] = [str(folder) for folder in fonts]  # type: ignore[misc] # its types want what the source is
    return typst.compile(source.encode(), format=kind, ppi=DOTS, font_paths=folders)


def _quoted(text: str) -> str:
    """Return a text as typst writes it between quotes."""
    return '"' + harmless(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
