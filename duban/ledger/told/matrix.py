"""The matrix of units and matters as an office reads it: a word or two for each cell, and figures for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from duban.workflow import Matrix, MatrixCell

_ABSENT = ""


def cell_words(cell: MatrixCell) -> str:
    """Return how a unit stands with a matter, in the fewest words."""
    if cell.excused:
        return words.text("excused")
    if cell.done:
        return words.text("done")
    said = []
    if cell.owing:
        said.append(words.text("still to do: {acts}", acts=cell.owing))
    if cell.reported:
        said.append(words.text("reported"))
    elif cell.owes_report:
        said.append(words.text("drafted") if cell.drafted else words.text("to report"))
    if cell.behind:
        said.append(words.text("behind: {steps}", steps=cell.behind))
    if not said and cell.signed:
        said.append(words.text("signed"))
    return words.joined(said) or words.text("under way")


def matrix_table(matrix: Matrix) -> list[list[str]]:
    """Return a matrix as rows of text: a head of the matters, then a row for each unit with its figures."""
    head = [words.text("Unit"), *(f"{item.number} {item.title}" for item in matrix.items)]
    rows = [[*head, words.text("Lines asked for"), words.text("Handed in"), words.text("Owing")]]
    for row in matrix.rows:
        cells = {cell.number: cell_words(cell) for cell in row.cells}
        told = [cells.get(item.number, _ABSENT) for item in matrix.items]
        rows.append([row.unit, *told, str(row.asked), str(row.reported), str(row.owing)])
    return rows
