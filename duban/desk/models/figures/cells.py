"""The numbers of a row of figures, each with what it says, and whether anything is behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from duban.ledger import MAIN_FIGURES, change_said, figure_said

if TYPE_CHECKING:
    from duban.workflow import FiguresChanges, FiguresRow


@dataclass(frozen=True, slots=True)
class Cell:
    """A number: what it says, its share in whole percent if it is one; `plain` is it alone, for spreadsheets.

    `change` says how it differs from an earlier one, if it is compared.
    """

    what: str
    said: str
    plain: str
    percent: int | None = None
    linked: bool = True
    change: str = ""


def cells_of(row: FiguresRow, changes: FiguresChanges | None = None) -> tuple[Cell, ...]:
    """Return the numbers of a row, in the order of the columns, each with how it differs from an earlier one."""
    cells = tuple(_cell(row, name) for name in MAIN_FIGURES)
    if changes is None:
        return cells
    known = row.figures
    return tuple(
        replace(cell, change=change_said(known[cell.what], changes)) if cell.what in known else cell for cell in cells
    )


def _cell(row: FiguresRow, name: str) -> Cell:
    figure = row.figures.get(name)
    if figure is None:
        return Cell(name, "—", "", linked=False)
    share = None if figure.percent is None else int(Decimal(figure.percent).to_integral_value(ROUND_HALF_UP))
    anything = figure.numerator or figure.denominator or figure.left_out
    return Cell(name, figure_said(figure), figure_said(figure, plain=True), share, linked=bool(anything))
