"""Reading what was typed into an act's form: values as the engine takes them, and a line for what cannot be read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.forms.controls import FIELD, KEPT, NOTE_FIELD, UNITS, kept_pairs, kept_value
from duban.states import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duban.desk.forms.controls import Control
    from duban.states import Definition, Field

_DAY = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BETWEEN_UNITS = re.compile(r"[,，、;；\n]")
_WHOLE = re.compile(r"[0-9０-９]{1,18}")
_CHOSEN = {"radios", "select", "yesno"}
_YES, _NO = {"yes", "是", "true", "1"}, {"no", "否", "false", "0"}


@dataclass(slots=True)
class Read:
    """What a form says: values by field, the note, the units, and problems by the name of the control.

    `plain` has what controls say that are neither of these. `sent` is everything as it was typed, to show the form
    again.
    """

    data: dict[str, Any] = field(default_factory=dict)
    note: str | None = None
    units: list[str] | None = None
    plain: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_form(
    controls: Sequence[Control],
    definition: Definition,
    values: Callable[[str], list[str]],
    files: Callable[[str], Sequence[tuple[str, str]]],
) -> Read:
    """Return what was typed; only the names of the form's own controls are looked at.

    `values` gives what a name was sent with, `files` the digest and the name of each file that came with it.
    """
    found = Read()
    for control in controls:
        typed = values(control.name)
        found.sent[control.name] = tuple(typed)
        if control.kind == "file":
            _take_files(found, control, values(KEPT + control.name), files(control.name))
        elif control.name == NOTE_FIELD:
            found.note = typed[0] if typed else None
        elif control.name == UNITS:
            found.units = unit_names(typed) or None
        elif not control.name.startswith(FIELD):
            found.plain[control.name] = _chosen(found, control, typed[0] if typed else "")
        elif typed:
            _take(found, control, definition.fields[control.name.removeprefix(FIELD)], typed)
    for control in controls:
        if control.required and _is_missing(found, control) and control.name not in found.problems:
            found.problems[control.name] = words.text("this has to be filled in")
    return found


def read_day(text: str) -> date:
    """Return a day as people write it: 2027-01-15, 2027年1月15日, 2027/1/15, 20270115. Raise ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = _DAY.fullmatch(plain) or _PACKED_DAY.fullmatch(plain)
    if parts is None:
        raise ValueError(plain)
    return date(*map(int, parts.groups()))


def no_day() -> str:
    """Return what is said where no day can be read."""
    return words.text("no day can be read here; write 2027-01-15 or 2027年1月15日")


def unit_names(typed: Sequence[str]) -> list[str]:
    """Return the units of what was typed, parted by any comma or a new line."""
    parts = _BETWEEN_UNITS.split("\n".join(typed))
    return [part.strip() for part in parts if part.strip()]


def whole(text: str) -> int | None:
    """Return a whole number without a sign, written in ASCII or full-width digits; None if the text is no such number.

    One that no database has room for is none either.
    """
    plain = text.strip()
    return int(plain) if _WHOLE.fullmatch(plain) else None


def _is_missing(found: Read, control: Control) -> bool:
    if control.name == NOTE_FIELD:
        return not found.note
    if control.name == UNITS:
        return not found.units
    if control.name in found.plain:
        return not found.plain[control.name]
    return control.name.removeprefix(FIELD) not in found.data


def _chosen(found: Read, control: Control, text: str) -> str:
    """Return what was typed; if the control offers choices, the one of them that it is, and any other is a problem."""
    if not text or control.kind not in _CHOSEN:
        return text
    offered = ("yes", "no") if control.kind == "yesno" else control.choices
    meant = next((each for each in offered if each.split() == text.split()), None)  # browsers join blanks
    if meant is None:
        found.problems[control.name] = _PROBLEMS[FieldType.CHOICE]()
    return text if meant is None else meant


def _take_files(found: Read, control: Control, kept: Sequence[str], fresh: Sequence[tuple[str, str]]) -> None:
    pairs = list(dict.fromkeys([*kept_pairs(kept), *fresh]))
    found.sent[KEPT + control.name] = tuple(kept_value(*each) for each in pairs)
    if pairs:
        made = [{"name": name, "sha256": digest} for digest, name in pairs]
        found.data[control.name.removeprefix(FIELD)] = made if control.many else made[0]


def _take(found: Read, control: Control, declared: Field, typed: Sequence[str]) -> None:
    lines = [line.strip() for each in typed for line in (each.splitlines() if control.kind == "lines" else [each])]
    taken = [line for line in lines if line]
    try:
        made = [_value(declared, line) for line in taken]
    except ValueError:
        found.problems[control.name] = _PROBLEMS.get(declared.type, lambda: words.text("this cannot be read"))()
        return
    if made:
        found.data[declared.name] = made if declared.many else made[0]


def _value(declared: Field, text: str) -> Any:  # noqa: ANN401 - as the field has it
    match declared.type:
        case FieldType.DATE:
            return read_day(text).isoformat()
        case FieldType.NUMBER:
            plain = unicodedata.normalize("NFKC", text).replace(",", "")
            return int(plain) if re.fullmatch(r"[+-]?\d+", plain) else float(plain)
        case FieldType.BOOLEAN if text in _YES | _NO:
            return text in _YES
        case FieldType.BOOLEAN:
            raise ValueError(text)
        case FieldType.CHOICE if text not in declared.choices:
            raise ValueError(text)
        case _:
            return text


_PROBLEMS: Mapping[FieldType, Callable[[], str]] = {
    FieldType.DATE: no_day,
    FieldType.NUMBER: lambda: words.text("no number can be read here"),
    FieldType.BOOLEAN: lambda: words.text("choose yes or no"),
    FieldType.CHOICE: lambda: words.text("choose one of what is offered"),
}
