"""The numbers of a row of figures, each with what it says, and whether anything is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from duban.ledger import MAIN_FIGURES, figure_said

if TYPE_CHECKING:
    from duban.workflow import FiguresRow


@dataclass(frozen=True, slots=True)
class Cell:
    """A number: what it says, its share in whole percent if it is one; `plain` is it alone, for spreadsheets."""

    what: str
    said: str
    plain: str
    percent: int | None = None
    linked: bool = True


def cells_of(row: FiguresRow) -> tuple[Cell, ...]:
    """Return the numbers of a row, in the order of the columns."""
    return tuple(_cell(row, name) for name in MAIN_FIGURES)


def _cell(row: FiguresRow, name: str) -> Cell:
    figure = row.figures.get(name)
    if figure is None:
        return Cell(name, "—", "", linked=False)
    share = None if figure.percent is None else int(Decimal(figure.percent).to_integral_value(ROUND_HALF_UP))
    anything = figure.numerator or figure.denominator or figure.left_out
    return Cell(name, figure_said(figure), figure_said(figure, plain=True), share, linked=bool(anything))
