"""Reads `targets`: how many linked instances each unit has to bring, and all together, by a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    TEXT,
    many,
    named,
    named_shape,
    pairs,
    positive,
    shape_of,
    shaped,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import DAY_OF_YEAR, Counted, FieldType, Quota, fold_name
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_A_LEAP_YEAR = 2024

COUNTED = Keys(
    "counted",
    Counted,
    Key("scenario", text, "Of which scenario they are.", "scenario", required=True, default=""),
    Key("state", many(text), "The state that counts, or several; left out: closed as done.", "states", field="states"),
    Key("of", text, "Their role whose unit each counts for; left out: the first unit with a share.", "counted for"),
)


@shaped(COUNTED.shape)
def _counted(scope: Scope, node: Node, path: str) -> Counted | None:
    found = COUNTED.read(scope, node, path)
    return COUNTED.build(found) if found.get("scenario") else None


@shaped(lambda: {"type": "object", "minProperties": 1, "additionalProperties": shape_of(positive)})
def _shares(scope: Scope, node: Node, path: str) -> dict[str, int]:
    """Return how many each group or unit has to bring; the directory says later what they are."""
    found: dict[str, int] = {}
    folded: dict[str, str] = {}
    for key, child, place in pairs(scope, node, path):
        number, name = positive(scope, child, place), fold_name(key)
        if not name:
            scope.refuse(child, place, Line("names nobody"))
        elif name in folded:
            said = Line('"{name}" is "{other}" written otherwise; a unit has one number', name=key, other=folded[name])
            scope.refuse(child, place, said)
        elif number is not None:
            folded[name], found[key] = key, number
    if node.value == {}:
        scope.refuse(node, path, Line("names no unit; leave the key out or name one"))
    return found


@shaped(lambda: TEXT)
def _last_day(scope: Scope, node: Node, path: str) -> str | None:
    """Check a date field, a date, or a day of the year."""
    word = text(scope, node, path)
    if word is None or word in scope.names["field"]:
        return None if word is None else _field(scope, node, path, word)
    try:
        if DAY_OF_YEAR.fullmatch(word):
            date.fromisoformat(f"{_A_LEAP_YEAR}-{word}")
            if word == "02-29":
                scope.refuse(node, path, Line("02-29 is not in every year; write 02-28"))
            return word
        return date.fromisoformat(word).isoformat()
    except ValueError:
        said = Line("has to be a date field, a date such as 2026-12-31 or a day of the year such as 12-31, not {kind}")
        scope.refuse(node, path, Line(said.english, kind=node.kind))
        return None


def _field(scope: Scope, node: Node, path: str, name: str) -> str:
    declared = scope.fields.get(name)
    if declared is not None and (declared.type is not FieldType.DATE or declared.many):
        scope.refuse(node, path, Line('the field "{field}" is no date; `by` needs `type: date`', field=name))
    elif declared is not None and declared.private:
        said = Line('the field "{field}" is private, and everybody sees the due day; take another one', field=name)
        scope.refuse(node, path, said)
    return name


QUOTA = Keys(
    "quota",
    Quota,
    Key("count", _counted, "Which linked items count.", "what counts", required=True, default=Counted("")),
    Key(
        "per_unit", _shares, "How many of them each has to bring: by unit, or by group for each of its units.", "shares"
    ),
    Key("in_all", positive, "How many there have to be together.", "together"),
    Key(
        "by",
        _last_day,
        "The last day: a date field, a date, or a day of the year such as 12-31.",
        "last day",
        required=True,
        default="",
    ),
    untold=("name",),
)


@shaped(lambda: named_shape(QUOTA.shape()))
def read_targets(scope: Scope, node: Node | None, section: str) -> dict[str, Quota]:
    """Return the targets by name."""
    targets: dict[str, Quota] = {}
    for key, child, path in named(scope, node, section):
        found: dict[str, Any] = QUOTA.read(scope, child, path)
        if found and not found.keys() & {"per_unit", "in_all"}:
            scope.refuse(child, path, Line("says not how many; give it `per_unit`, `in_all`, or both"))
        targets[str(key)] = QUOTA.build(found, name=str(key))
    return targets
