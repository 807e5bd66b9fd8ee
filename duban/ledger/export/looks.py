"""How a workbook looks: fonts, borders, and lights that can be told apart in grey as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import Light

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_FORM = "yyyy-mm-dd"
_TITLE_FONT, _HEAD_FONT, _FONT = "方正小标宋简体", "黑体", "宋体"
_GREY, _PALE, _TO_FILL = "#F2F2F2", "#E7E6E6", "#FFFDE7"
_COLOURS: Mapping[Light, Mapping[str, Any]] = {
    Light.GREEN: {"bg_color": "#C6E0B4", "font_color": "#000000"},
    Light.BLUE: {"bg_color": "#9DC3E6", "font_color": "#000000"},
    Light.YELLOW: {"bg_color": "#FFE699", "font_color": "#000000", "bold": True},
    Light.RED: {"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True},
}
_CELL = {"font_name": _FONT, "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library is an extra
        """Make those that every sheet needs."""
        self._book = book
        made = book.add_format
        self.title = made({"font_name": _TITLE_FONT, "font_size": 20, "align": "center", "valign": "vcenter"})
        beside = {"font_name": _FONT, "font_size": 12, "valign": "vcenter"}
        self.left = made({**beside, "align": "left"})
        self.right = made({**beside, "align": "right"})
        self.foot = made({**beside, "align": "left", "text_wrap": True})
        self.head = made({**_CELL, "font_name": _HEAD_FONT, "align": "center", "bg_color": _GREY, "font_size": 12})
        section = {"font_name": _HEAD_FONT, "font_size": 12, "valign": "vcenter", "bg_color": _PALE}
        self.section = made({**section, "top": 1, "bottom": 1, "left": 1})
        self.section_rest = made({**section, "top": 1, "bottom": 1})
        self.section_whole = made({**section, "border": 1})
        self.text = made(_CELL)
        self.short = made({**_CELL, "align": "center", "num_format": "@"})
        self.day = made({**_CELL, "align": "center", "num_format": DAY_FORM})
        self.number = made({**_CELL, "align": "center"})
        self.key = made({**_CELL, "font_size": 9, "font_color": "#7F7F7F", "num_format": "@"})
        self.lamps = {light: made({**_CELL, **colour, "align": "center"}) for light, colour in _COLOURS.items()}
        free = {**_CELL, "locked": False, "bg_color": _TO_FILL}
        self.free_text = made(free)
        self.free_short = made({**free, "num_format": "@"})
        self.free_day = made({**free, "align": "center", "num_format": DAY_FORM})
        self.free_number = made({**free, "align": "center"})
        self.free_blank = made({**_CELL, "locked": False})
        self.closed = made({**_CELL, "bg_color": _GREY})
