"""Reads `calendar`: which days are worked, and how time is counted on them."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.scenarios.checkers import TEXT, by_word, one_of, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import USUAL, Conventions, Roll
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_HOUR = re.compile(r"\d\d:\d\d")


@shaped(lambda: {"type": "string", "pattern": r"^\d\d:\d\d$"})
def _hour(scope: Scope, node: Node, path: str) -> time | None:
    try:
        if _HOUR.fullmatch(node.value):
            return time.fromisoformat(node.value)
    except (TypeError, ValueError):
        pass
    said = Line('has to be an hour of the day such as "16:00", in quotes, not {kind}', kind=node.kind)
    scope.refuse(node, path, said)
    return None


CALENDAR = Keys(
    "calendar",
    Conventions,
    Key("days", text, "Which days are worked: china, 24x7, or a country code.", field=None, required=True),
    Key("table", text, "The name of an imported table that is laid over these days.", field=None),
    Key(
        "start_day",
        by_word({"counted": True, "not counted": False}),
        "Whether the day on which a clock starts counts.",
        "starting day counted",
        field="start_counts",
    ),
    Key(
        "cut_off",
        _hour,
        "What comes in later than this hour counts as come in on the next working day.",
        "cut-off hour",
    ),
    Key("roll", one_of(*Roll), "Where a due day moves that is off.", "due day that is off"),
)
"""The mapping is read into the conventions, except for `days` and `table`, which are fields of the definition."""


class WrittenCalendar(Struct, frozen=True):
    """The value of `calendar`, in either of the two ways to write it."""

    days: str | None
    conventions: Conventions = USUAL
    table: str | None = None


@shaped(lambda: {"anyOf": [TEXT, CALENDAR.shape()]})
def calendar(scope: Scope, node: Node, path: str) -> WrittenCalendar:
    """Check a calendar's name, or a mapping with conventions."""
    if type(node.value) is not dict:
        return WrittenCalendar(text(scope, node, path))
    found = CALENDAR.read(scope, node, path)
    return WrittenCalendar(found.get("days"), CALENDAR.build(found), found.get("table"))
