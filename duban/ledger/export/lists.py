"""What may be chosen in a cell: a list in the cell's own rule, or a range of a hidden sheet if that is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.export.library import column_name

if TYPE_CHECKING:
    from duban.ledger.excel import FillColumn

LISTS_SHEET = "_duban_lists"
_MOST_INLINE = 255


class Lists:
    """The rules of the cells of a workbook, and the sheet that holds their long lists."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library is an extra
        """Begin without a sheet."""
        self._book = book
        self._sheet: Any = None
        self._known: dict[tuple[str, ...], str] = {}

    def rule(self, fill: FillColumn) -> dict[str, Any] | None:
        """Return what a cell of a column takes; None if it takes any text."""
        if fill.choices and not fill.many:
            titles = {"error_title": words.text("choose from the list")}
            return {"validate": "list", "source": self._source(fill.choices), "error_type": "stop", **titles}
        if fill.choices:
            said = words.text("one or several, with 、 between: {choices}", choices=words.listed(fill.choices))
            return {"validate": "any", "input_title": fill.heading[-1][:32], "input_message": said[:_MOST_INLINE]}
        if fill.type == "number":
            said = words.text("write a number, without a unit")
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -1e15,
                "maximum": 1e15,
                "error_type": "warning",
                "error_message": said,
            }
        return None

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        """Return a list as it stands in a rule, or the range in which it stands."""
        if len(",".join(choices)) <= _MOST_INLINE and not any("," in each or '"' in each for each in choices):
            return list(choices)
        if choices not in self._known:
            if self._sheet is None:
                self._sheet = self._book.add_worksheet(LISTS_SHEET)
                self._sheet.very_hidden()
            column = len(self._known)
            for row, each in enumerate(choices):
                self._sheet.write_string(row, column, each)
            name = column_name(column)
            self._known[choices] = f"={LISTS_SHEET}!${name}$1:${name}${len(choices)}"
        return self._known[choices]
