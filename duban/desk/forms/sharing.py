"""The forms by which work is shared: a unit is excused, parts are handed out, one matter is linked with another."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.desk.forms.controls import NOTE_FIELD, Control
from duban.desk.forms.reading import unit_names
from duban.states import NOTE, is_among

if TYPE_CHECKING:
    from duban.workflow import Engine, Possible, Situation


class SharingField(StrEnum):
    """How the fields of these forms are called."""

    UNIT = "unit"
    PARTS = "parts"
    OTHER = "other"
    KIND = "kind"


_RADIOS = 6
_TITLE = re.compile(r"[:：\t]")


class PartTyped(NamedTuple):
    """One part as it was typed: its units, and what it is about, if that is not what the whole is about."""

    units: list[str]
    title: str


def parts_typed(text: str) -> list[PartTyped]:
    """Return the parts of a text, one on each line: `unit`, or `unit, unit: what it is about`."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        units, *rest = _TITLE.split(line, maxsplit=1)
        found.append(PartTyped(unit_names([units]), " ".join("".join(rest).split())))
    return found


def number_typed(text: str) -> str:
    """Return the number of a matter as it is stored: full-width letters and digits are folded."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def link_kinds() -> dict[str, str]:
    """Return the kinds of links that people make, by what their form says of them."""
    return {
        words.text("it is the same as the other"): "repeat_of",
        words.text("it comes after the other is done"): "after",
        words.text("it counts for the target of the other"): "counts_for",
    }


def excuse_controls(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    """Return the form that excuses one of the units that still owe an act, but for one's own."""
    del engine
    owing = next((each.owing for each in standing.each if each.open and each.trigger == possible.about), ())
    units = tuple(each for each in owing if not is_among(each, (unit,)))
    kind = "radios" if len(units) <= _RADIOS else "select"
    return [Control(SharingField.UNIT, words.text("which unit"), kind, required=True, choices=units), _reason(possible)]


def divide_controls(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    """Return the form that hands out parts."""
    del engine, standing, unit
    title = words.text("the parts: a unit on each line, and if need be a colon and what its part is")
    return [Control(SharingField.PARTS, title, "lines", required=True), _reason(possible)]


def link_controls(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    """Return the form that links a matter with another."""
    del engine, standing, unit
    kinds = tuple(link_kinds())
    return [
        Control(SharingField.OTHER, words.text("number of the other matter"), "text", required=True),
        Control(SharingField.KIND, words.text("how the two belong together"), "radios", required=True, choices=kinds),
        _reason(possible),
    ]


def _reason(possible: Possible) -> Control:
    return Control(NOTE_FIELD, words.text("reason"), "area", required=NOTE in possible.requires)
