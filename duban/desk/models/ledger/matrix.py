"""The matrix of a plan: its units and its tasks, and in a word or two how each unit stands with each task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger import cell_words

if TYPE_CHECKING:
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Matrix, MatrixCell, MatrixItem


@dataclass(frozen=True, slots=True)
class MatrixSquare:
    """How a unit stands with a task: its words, and whether it owes something, is through with it, or neither."""

    said: str
    mark: str


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A unit, with what it was asked for, and a square for each task; None where it has no part in one."""

    unit: str
    asked: int
    reported: int
    owing: int
    squares: tuple[MatrixSquare | None, ...]


@dataclass(frozen=True, slots=True)
class PlanMatrix:
    """The whole: the matrix as the engine has it, the tasks that are shown, and the units, who owes most first."""

    matrix: Matrix
    items: tuple[MatrixItem, ...]
    lines: tuple[MatrixLine, ...]
    units: int
    owing: int


def matrix_of(engine: Engine, viewer: Viewer, plan: str, *, period: str | None, owing_only: bool) -> PlanMatrix:
    """Return how units stand with the tasks of a plan; with `owing_only`, those who owe something and for what.

    Raises InvalidData if there is no such period.
    """
    matrix = engine.matrix(plan=plan, period=period, viewer=viewer.name)
    rows = [row for row in matrix.rows if row.owing or not owing_only]
    owed = {cell.number for row in rows for cell in row.cells if _mark(cell) == "owes"}
    items = tuple(item for item in matrix.items if not owing_only or item.number in owed)
    lines = []
    for row in sorted(rows, key=lambda each: -each.owing):
        cells = {cell.number: cell for cell in row.cells}
        squares = tuple(_square(cells.get(item.number)) for item in items)
        lines.append(MatrixLine(row.unit, row.asked, row.reported, row.owing, squares))
    return PlanMatrix(matrix, items, tuple(lines), len(matrix.rows), sum(bool(row.owing) for row in matrix.rows))


def _square(cell: MatrixCell | None) -> MatrixSquare | None:
    return None if cell is None else MatrixSquare(cell_words(cell), _mark(cell))


def _mark(cell: MatrixCell) -> str:
    if cell.done or cell.excused:
        return "through"
    return "owes" if cell.owing or cell.owes_report or cell.behind else "plain"
