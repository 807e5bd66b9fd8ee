"""What a column can show: each word that a layout may use, once, with what it takes, its heading and its width."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from duban.words import Line


class Takes(StrEnum):
    """What stands beside the word."""

    NOTHING = ""
    ROLE = "role"
    FIELD = "field"
    LINE = "line"
    """The name of a value of a report, which may be left out."""


class Shown(NamedTuple):
    """A word of `show`.

    `heading` is the column's if the layout gives none, `width` likewise, in characters. `dated` says that it may be
    narrowed to a period, `past` that the history is read for it, and `of_unit` that it differs from unit to unit.
    """

    word: str
    means: str
    heading: Line
    width: int
    takes: Takes = Takes.NOTHING
    dated: bool = False
    past: bool = False
    of_unit: bool = False


WORDS = (
    Shown("place", "1, 2, 3 …, anew in each section", Line("No."), 5),
    Shown("number", "the number that people quote", Line("Number"), 15),
    Shown("title", "what it is about", Line("Matter"), 34),
    Shown("kind", "the title of its scenario", Line("Kind of matter"), 10),
    Shown("state", "its state, or how it ended", Line("State"), 9),
    Shown("public_state", "what the public is told of its state", Line("Told to the public"), 9),
    Shown("turn", "the units whose turn it is", Line("Units whose turn it is"), 16),
    Shown("holders", "the people who have it in hand", Line("In whose hands"), 10, of_unit=True),
    Shown("light", "its light, as a colour and a word", Line("Light"), 6),
    Shown("due", "its due day, as a day", Line("Due on"), 12),
    Shown("deadline", "its deadline in the words of the plan, or else its due day", Line("Deadline"), 14),
    Shown("opened", "the day on which it was opened", Line("Opened on the day"), 12),
    Shown("closed", "the day on which it was closed", Line("Closed on the day"), 12),
    Shown("round", "how often it was begun", Line("Round"), 6),
    Shown("unit", "the unit of the row; without rows by unit, all that work on it", Line("Unit"), 14, of_unit=True),
    Shown("units", "the units of a role", Line("Units"), 16, Takes.ROLE),
    Shown(
        "named", "the units of a role as the plan names them, groups as such", Line("Units"), 16, Takes.ROLE, past=True
    ),
    Shown("field", "what a field holds", Line("Field"), 20, Takes.FIELD),
    Shown("steps", "the dated steps of a field, each with its day", Line("Steps"), 24, Takes.FIELD, dated=True),
    Shown(
        "report",
        "what was last reported, all of it or one value",
        Line("Last reported"),
        30,
        Takes.LINE,
        dated=True,
        of_unit=True,
    ),
    Shown("reported", "the day of the last report", Line("Reported on"), 12, of_unit=True),
    Shown("last_act", "what was done last, by whom and when", Line("Last act"), 20),
    Shown("returned", "why the work was last sent back", Line("Sent back because"), 20),
    Shown("remark", "the last remark, if the reader may read it", Line("Last remark"), 20),
    Shown("urged", "how often it was urged", Line("Urged"), 6, past=True),
    Shown("papers", "the numbers of the papers signed for it", Line("Papers"), 18, past=True),
    Shown("parts", "its parts, each with the units that do it", Line("Parts"), 20),
    Shown("source", "where it came from", Line("Source"), 12),
    Shown("external_no", "its number there", Line("Number there"), 14),
    Shown("blank", "nothing: room for the pen", Line("Notes"), 12),
)
BY_WORD = {each.word: each for each in WORDS}
