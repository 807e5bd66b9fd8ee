"""Reads `repeats`: recurring work, opened every period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import TEXT, many, one_of, one_or_many, pairs, plain, shaped, text
from duban.scenarios.keys.declaring import Key, Keys, keyed
from duban.states import Period, PeriodDay, Repeats, parse_period_day, value_problem
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

_FIRST = PeriodDay(1)
_names = many(text)


@shaped(lambda: {**TEXT, "examples": ["last working day", "working day 3", "day 20"]})
def day(scope: Scope, node: Node, path: str) -> PeriodDay | None:
    """Check a day of a period."""
    found = parse_period_day(node.value) if type(node.value) is str else None
    if found is None:
        said = Line(
            "has to be a day such as `last working day`, `working day 3` or `day 20`, not {kind}", kind=node.kind
        )
        scope.refuse(node, path, said)
    return found


@shaped(lambda: {"type": "object"})
def own_contents(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    """Check values of the scenario's own fields, as they are written."""
    found = {}
    for key, child, place in pairs(scope, node, path):
        declared = scope.fields.get(key)
        if key not in scope.names["field"]:
            scope.refuse(child, place, Line('no field "{name}"', name=key))
        elif declared is not None and (problem := value_problem(declared, plain(child))):
            scope.refuse(child, place, problem)
        found[key] = plain(child)
    return found


@shaped(lambda: {"type": "object", "additionalProperties": one_or_many(TEXT)})
def own_units(scope: Scope, node: Node, path: str) -> dict[str, tuple[str, ...]]:
    """Check the units that fill the scenario's own roles."""
    found = {}
    for key, child, place in pairs(scope, node, path):
        if key not in scope.names["role"]:
            scope.refuse(child, place, Line('no role "{name}"', name=key))
        found[key] = _names(scope, child, place)
    return found


@shaped(lambda: TEXT)
def _title(scope: Scope, node: Node, path: str) -> str | None:
    found: str | None = text(scope, node, path)
    if found is not None and set(found.replace("{period}", "")) & set("{}"):
        scope.refuse(node, path, Line("has a place other than {place}; there is no other", place="{period}"))
    return found


DAY = Keys("day", PeriodDay, also={"number": "number of the day", "working": "among working days"})
"""A day of a period, which is written as one text and so has no keys, only labels."""

REPEATED = Keys(
    "repeated",
    Repeats,
    Key("title", _title, "Its title; {period} stands for the period.", "name"),
    Key("units", own_units, "Its roles, each with the units that fill it.", "units"),
    Key("with", own_contents, "What its fields hold.", "contents", field="values"),
)
REPEATS = Keys(
    "repeats",
    Repeats,
    Key("every", one_of(*Period), "How long a period is.", "every", required=True),
    Key(
        "on",
        day,
        "The day of the period: last working day, working day 3, day 20; left out: the first.",
        "on the day",
        default=_FIRST,
    ),
    Key("open", keyed(REPEATED), "What is opened.", field=None, required=True),
)


@shaped(REPEATS.shape)
def read_repeats(scope: Scope, node: Node | None, section: str) -> Repeats | None:
    """Return the recurring work: how often it is opened and on which day; None if there is none."""
    if node is None:
        return None
    found = REPEATS.read(scope, node, section)
    if not found.get("every"):
        return None
    opening = found.get("open") or {}
    for name, declared in scope.fields.items():
        if declared.required and name not in (opening.get("with") or {}):
            said = Line('the field "{name}" is required; give it in `with`', name=name)
            scope.refuse(node, f"{section}.open", said)
    for name, role in scope.roles.items():
        if role.required and not role.default and name not in (opening.get("units") or {}):
            said = Line('the role "{name}" is required; give it in `units`', name=name)
            scope.refuse(node, f"{section}.open", said)
    return REPEATS.build(found, **REPEATED.held(opening))
