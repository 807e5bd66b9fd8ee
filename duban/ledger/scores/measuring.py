"""What figures say of units, as scores take it: shares of something, numbers of matters, and means of days."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from duban.ledger.scores.reckoning import Measured
from duban.workflow import FigureSort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.workflow import Figure, Figures


def measured(figures: Figures) -> dict[str, Mapping[str, Measured]]:
    """Return what figures counted by unit say of each; a unit that is not there has nothing to measure."""
    return {row.key: {name: _measured(figure) for name, figure in row.figures.items()} for row in figures.rows}


def _measured(figure: Figure) -> Measured:
    if figure.sort is FigureSort.RATE:
        return Measured(Fraction(figure.numerator), Fraction(figure.denominator or 0))
    if figure.sort is FigureSort.DAYS:
        return Measured(value=Fraction(figure.total or 0, figure.numerator)) if figure.numerator else Measured()
    return Measured(value=Fraction(figure.numerator))
