"""Check field values that are given, store them as JSON, and return them as Python values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from duban import words
from duban.states.definition import SYSTEM, FieldType
from duban.states.errors import InvalidData, shown
from duban.states.milestones import checked_rows, decoded
from duban.states.names import fold_name, tidy_name
from duban.states.titles import by_ids

if TYPE_CHECKING:
    from duban.states.definition import Definition, Field

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_TEXT = 100_000
_MOST_ITEMS = 1_000
"""The most values of a field that takes many."""
_LONGEST_KEY = 64
_LONGEST_REFERENCE = 2_000
"""The most characters of a file's name or address."""
_LARGEST = 10**18
_REFERENCE = '{"name": "照片.jpg", "sha256": "…64 hex digits…"}'


def check_data(definition: Definition, data: Mapping[str, Any] | None, *, timezone: ZoneInfo) -> dict[str, Any]:
    """Return the data of an act as JSON values; None and empty text are left out, as not given.

    Fields are named by their ids or their titles. Instants without a zone are local to `timezone`. Raise `InvalidData`
    with every problem if there are any.
    """
    if not data:
        return {}
    if not isinstance(data, Mapping):
        raise InvalidData((words.Line("data has to map fields to values, not {given}", given=shown(data)),))
    problems: list[words.Line | str] = []
    if not data.keys() <= definition.fields.keys():
        data, wrong = by_ids(data, definition.fields)
        problems += wrong
    checked: dict[str, Any] = {}
    for name, value in data.items():
        declared = definition.fields.get(name)
        if declared is None:
            problems.append(_no_field(definition, name))
            continue
        if value is None or value in ("", [], ()):
            continue
        try:
            checked[name] = _check(declared, value, timezone)
        except ValueError as error:
            # An error's text ends up in logs, so for a private field it must not repeat the value.
            said = _kept_private(declared) if declared.private else words.said_by(error)
            problems.append(words.Line('field "{field}" {problem}', field=name, problem=said))
    if problems:
        raise InvalidData(tuple(problems))
    return checked


def _no_field(definition: Definition, name: object) -> words.Line:
    return words.Line(
        '{scenario} has no field "{field}"; its fields are: {known}'
        if definition.fields
        else '{scenario} has no field "{field}"; it has none',
        scenario=definition.scenario,
        field=str(name)[:_LONGEST_KEY],
        known=tuple(definition.fields),
    )


def _kept_private(declared: Field) -> words.Line:
    return words.Line("takes a {kind}, and what was given is not one that can be kept", kind=declared.type.value)


def value_problem(declared: Field, value: Any) -> words.Line | str | None:  # noqa: ANN401 - anything may be given
    """Return why a field cannot have a value, or None if it can."""
    try:
        if value is not None and value not in ("", [], ()):
            _check(declared, value, ZoneInfo("UTC"))
    except ValueError as error:
        return words.said_by(error)
    return None


def decode(declared: Field, value: Any) -> Any:  # noqa: ANN401 - a field's value is of the field's type
    """Return the Python value of a stored JSON value: dates and instants become such, lists become tuples."""
    if declared.type is FieldType.MILESTONES and value is not None:
        return decoded(value)
    if declared.many and isinstance(value, list):
        return tuple(_decode(declared.type, item) for item in value)
    return _decode(declared.type, value)


def _decode(kind: FieldType, value: Any) -> Any:  # noqa: ANN401 - a field's value is of the field's type
    if isinstance(value, str):
        if kind is FieldType.DATE:
            return date.fromisoformat(value)
        if kind is FieldType.DATETIME:
            return datetime.fromisoformat(value)
    return value


def _check(declared: Field, value: Any, timezone: ZoneInfo) -> Any:  # noqa: ANN401 - anything may be given
    if declared.many:
        items = value if isinstance(value, list | tuple) else [value]
        if len(items) > _MOST_ITEMS:
            raise _wrong(words.Line("has more than {most} values", most=_MOST_ITEMS))
        return [_check_one(declared, item, timezone) for item in items]
    return _check_one(declared, value, timezone)


def _check_one(declared: Field, value: Any, timezone: ZoneInfo) -> Any:  # noqa: ANN401, PLR0911 - one return per type
    match declared.type:
        case FieldType.STRING | FieldType.TEXT:
            return _text(value)
        case FieldType.NUMBER:
            return _number(value)
        case FieldType.BOOLEAN:
            return _boolean(value)
        case FieldType.CHOICE:
            return _choice(declared, value)
        case FieldType.DATE:
            return _date(value)
        case FieldType.DATETIME:
            return _datetime(value, timezone)
        case FieldType.FILE:
            return _file(value)
        case FieldType.UNIT:
            return _unit(value)
        case FieldType.MILESTONES:
            return checked_rows(value)


def _text(value: Any) -> str:  # noqa: ANN401 - anything may be given
    if not isinstance(value, str):
        raise _wrong(words.Line("has to be text, not {given}", given=shown(value)))
    if len(value) > _LONGEST_TEXT:
        raise _wrong(words.Line("is longer than {most} characters", most=_LONGEST_TEXT))
    if not is_keepable(value):
        raise _wrong(words.Line("contains a NUL character or half of one, which no database keeps"))
    return value


def _unit(value: Any) -> str:  # noqa: ANN401 - anything may be given
    """Return the name of a unit without what nobody sees; whether there is such a unit, the directory knows."""
    name = tidy_name(_text(value))
    if not fold_name(name) or "/" in name or fold_name(name) == SYSTEM:
        raise _wrong(words.Line("has to be the name of a unit, not {given}", given=shown(value)))
    return name


def is_keepable(text: object) -> bool:
    """Return whether this is text that every database can store: without NUL characters and lone surrogates."""
    if isinstance(text, str) and text.isascii() and text.isprintable():
        return True
    try:
        return isinstance(text, str) and "\x00" not in text and bool(text.encode() or True)
    except UnicodeEncodeError:
        return False


def _number(value: Any) -> int | float:  # noqa: ANN401 - anything may be given
    if isinstance(value, str):
        try:
            value = int(value) if re.fullmatch(r"[+-]?\d+", value.strip()) else float(value)
        except ValueError:
            raise _wrong(words.Line("has to be a number, not {given}", given=shown(value))) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(words.Line("has to be a number, not {given}", given=shown(value)))
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise _wrong(words.Line("has more than 18 digits; such a number is kept as text"))
    if not math.isfinite(value):
        raise _wrong(words.Line("has to be a number, not {given}", given=shown(value)))
    return value


def _boolean(value: Any) -> bool:  # noqa: ANN401 - anything may be given
    meant = {"true": True, "是": True, "false": False, "否": False}
    found = meant.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise _wrong(words.Line("has to be true or false, not {given}", given=shown(value)))
    return found


def _choice(declared: Field, value: Any) -> str:  # noqa: ANN401 - anything may be given
    if value not in declared.choices:
        raise ValueError(
            words.Line("has to be one of {choices}, not {given}", choices=declared.choices, given=shown(value))
        )
    return str(value)


def _date(value: Any) -> str:  # noqa: ANN401 - anything may be given
    if isinstance(value, datetime):
        raise _wrong(words.Line("has to be a date, not the instant {given}", given=value.isoformat()))
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(_written(value)).isoformat()
    except ValueError:
        raise _wrong(words.Line("has to be a date such as 2024-04-30, not {given}", given=shown(value))) from None


def _datetime(value: Any, timezone: ZoneInfo) -> str:  # noqa: ANN401 - anything may be given
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise _wrong(words.Line("has no time zone ({given}): give an aware datetime", given=value.isoformat()))
        found = value
    else:
        try:
            found = datetime.fromisoformat(_written(value))
        except ValueError:
            raise ValueError(
                words.Line("has to be an instant such as 2024-04-30 17:30, not {given}", given=shown(value))
            ) from None
    aware = found.replace(tzinfo=timezone) if found.tzinfo is None else found
    try:
        return aware.astimezone(UTC).isoformat()
    except OverflowError:
        raise ValueError(
            words.Line("lies outside of the years that there are: {given}", given=aware.isoformat())
        ) from None


def _file(value: Any) -> dict[str, str]:  # noqa: ANN401 - anything may be given
    """Return a checked reference to a file; the file itself stays with the caller."""
    if not isinstance(value, Mapping) or not {"name", "sha256"} <= set(value) or set(value) - {"name", "sha256", "uri"}:
        raise ValueError(
            words.Line("has to be a reference such as {example}, not {given}", example=_REFERENCE, given=shown(value))
        )
    reference = {key: value[key] for key in value}
    for key, text in reference.items():
        if not isinstance(text, str) or len(text) > _LONGEST_REFERENCE or not is_keepable(text):
            raise ValueError(
                words.Line(
                    "has to be a reference such as {example}; {given} is no {key}",
                    example=_REFERENCE,
                    given=shown(text),
                    key=key,
                )
            )
    if not _SHA256.fullmatch(reference["sha256"]):
        raise ValueError(
            words.Line(
                "has to be a reference such as {example}; {given} is no SHA-256",
                example=_REFERENCE,
                given=shown(reference["sha256"]),
            )
        )
    return reference


def _written(value: Any) -> str:  # noqa: ANN401 - anything may be given
    """Return a date as text; YAML may have read it as a date or a number."""
    if isinstance(value, int | date):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _wrong(problem: words.Line) -> ValueError:
    return ValueError(problem)
