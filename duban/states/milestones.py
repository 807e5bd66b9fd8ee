"""Rows of dated steps, each with a name and a day, perhaps a unit, and the day on which it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from duban import words
from duban.states.errors import shown
from duban.states.names import fold_name, tidy_name

Row = dict[str, str]
"""A step as it is stored: `name`, `day`, and as far as they are given `unit` and `done`."""

_KEYS = ("name", "day", "unit", "done")
_DONE = frozenset({"done", "完成", "已完成"})
_LONGEST = 200
_MOST = 200


def checked_rows(value: Any) -> list[Row] | Row:  # noqa: ANN401 - anything may be given
    """Return all the steps that a list gives, or the one that a mapping or a text adds or changes.

    A text is `NAME, DAY`, `NAME, DAY, UNIT` or `NAME, done, DAY`. Raise ValueError if it is none of these.
    """
    if not isinstance(value, list | tuple):
        return _row(value)
    rows = [_row(each) for each in value]
    if len(rows) > _MOST:
        raise ValueError(words.Line("has more than {most} values", most=_MOST))
    for row in rows:
        if "day" not in row:
            raise ValueError(_no_day(row["name"]))
    named = [fold_name(row["name"]) for row in rows]
    twice = next((row["name"] for row, key in zip(rows, named, strict=True) if named.count(key) > 1), None)
    if twice is not None:
        raise ValueError(words.Line("names the step “{name}” twice", name=twice))
    return in_order(rows)


def whole(standing: Sequence[Row], change: Row) -> list[Row]:
    """Return the steps after one was added or changed; raise ValueError if a new one has no day."""
    key = fold_name(change["name"])
    old = next((row for row in standing if fold_name(row["name"]) == key), None)
    if old is None and "day" not in change:
        raise ValueError(_no_day(change["name"]))
    changed = {**(old or {}), **change, "name": change["name"] if old is None else old["name"]}
    return in_order([*(row for row in standing if row is not old), changed])


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Return the steps in the order of their days."""
    return sorted(rows, key=lambda row: row["day"])


def overdue_among(rows: Sequence[Mapping[str, Any]], today: date) -> int:
    """Return how many of these steps are past their day and not done."""
    return sum(row.get("done") is None and str(row["day"]) < today.isoformat() for row in rows)


def decoded(rows: Sequence[Row] | Row) -> tuple[dict[str, Any], ...]:
    """Return stored steps with their days as dates, and every key, in the order of their days."""
    listed = [rows] if isinstance(rows, Mapping) else list(rows)
    return tuple({key: _decoded(key, row.get(key)) for key in _KEYS} for row in listed)


def _decoded(key: str, value: str | None) -> date | str | None:
    return date.fromisoformat(value) if value is not None and key in {"day", "done"} else value


def _row(value: Any) -> Row:  # noqa: ANN401 - anything may be given
    given = _split(value) if isinstance(value, str) else value
    if not isinstance(given, Mapping) or "name" not in given or not given.keys() <= set(_KEYS):
        raise ValueError(
            words.Line("has to be steps such as {example}, not {given}", example=_EXAMPLE, given=shown(value))
        )
    name, unit = (tidy_name(text) if isinstance(text, str) else "" for text in (given["name"], given.get("unit") or ""))
    if not fold_name(name) or len(name) > _LONGEST or len(unit) > _LONGEST:
        raise ValueError(words.Line("has a step without a name that can be kept: {given}", given=shown(given["name"])))
    row = {"name": name}
    for key in ("day", "done"):
        if given.get(key) is not None:
            row[key] = _day(given[key])
    return row | ({"unit": unit} if unit else {})


_EXAMPLE = '{"name": "draft", "day": "2026-04-01"}'


def _split(text: str) -> dict[str, str]:
    name, *rest = (part.strip() for part in text.replace("，", ",").split(","))
    if len(rest) == 2 and rest[0].lower() in _DONE:  # noqa: PLR2004 - the word and the day
        return {"name": name, "done": rest[1]}
    return dict(zip(_KEYS, [name, *rest], strict=False)) if 1 <= len(rest) <= len(_KEYS) else {}


def _day(value: Any) -> str:  # noqa: ANN401 - anything may be given
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise ValueError(words.Line("has to be a date such as 2024-04-30, not {given}", given=shown(value))) from None


def _no_day(name: str) -> words.Line:
    return words.Line("has no step “{name}” yet: give its day", name=name)
