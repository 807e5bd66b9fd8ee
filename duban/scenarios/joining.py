"""Reads what joins instances: `opens` on a transition, `children`, `repeats` and `target`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.nodes import plain
from duban.scenarios.scope import sequence
from duban.scenarios.shapes import TEXT, Keys, keys_of, list_of, one_or_many, shaped
from duban.scenarios.templates import opening_template
from duban.scenarios.values import keyed, many, mapping, one_of, positive, pulled, refers, text
from duban.states import Children, Opens, Period, PeriodDay, Repeats, Target, parse_period_day, value_problem

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

TITLE = "title"
_FIRST = PeriodDay(1)


def _pairs(scope: Scope, node: Node, path: str) -> list[tuple[str, Node, str]]:
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping, not {node.kind}")
        return []
    return [(str(key), child, f"{path}.{key}") for key, child in node.value.items()]


_ANY = {"type": "object"}


@shaped(lambda: _ANY)
def _values(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    """Return what an instance is opened with: texts are templates over this one, all else is taken as it is."""
    found = {}
    for key, child, place in _pairs(scope, node, path):
        if type(child.value) is str:
            opening_template(scope, child, place)
        found[key] = plain(child)
    return found


@shaped(lambda: {**_ANY, "additionalProperties": TEXT})
def _roles(scope: Scope, node: Node, path: str) -> dict[str, str]:
    pairs = _pairs(scope, node, path)
    return {key: scope.refers("role", child, place) or "" for key, child, place in pairs}


_OPENS = Keys("opens", {"scenario": text, "with": _values, "units": _roles}, required=("scenario",))


@shaped(lambda: keys_of(_OPENS))
def opens(scope: Scope, node: Node, path: str) -> Opens | None:
    """Return what a transition opens beside."""
    found = mapping(scope, node, path, _OPENS)
    if not found.get("scenario"):
        return None
    return Opens(found["scenario"], found.get("with") or {}, found.get("units") or {})


@shaped(lambda: {"anyOf": [{"enum": ["all", "any"]}, {"type": "integer", "minimum": 1}]})
def _join(scope: Scope, node: Node, path: str) -> str | int | None:
    checked = positive if type(node.value) is int else one_of("all", "any")
    found: str | int | None = checked(scope, node, path)
    return found


@shaped(lambda: TEXT)
def _passed(scope: Scope, node: Node, path: str) -> str | None:
    return TITLE if node.value == TITLE else scope.refers("field", node, path)


_REQUIRED = ("scenario", "on", "each", "as")
_CHILDREN = Keys(
    "children",
    {
        "scenario": text,
        "on": refers("state"),
        "each": refers("role"),
        "as": text,
        "with": many(_passed),
        "join": _join,
        "then": pulled,
        "withdraw": text,
    },
    required=_REQUIRED,
)


@shaped(lambda: {"anyOf": [keys_of(_CHILDREN), list_of(keys_of(_CHILDREN))]})
def read_children(scope: Scope, node: Node | None) -> tuple[Children, ...]:
    """Return which states open an instance for each unit."""
    if node is None:
        return ()
    places = sequence(scope, node, "children") if type(node.value) is list else [(node, "children")]
    read: dict[str, Children] = {}
    for child, path in places:
        found = mapping(scope, child, path, _CHILDREN)
        if any(not found.get(name) for name in _REQUIRED):
            continue
        if found["on"] in read:
            scope.refuse(child, path, f'a second list of children on "{found["on"]}"; a state opens one')
        if "join" in found and "then" not in found:
            scope.refuse(child, path, '"join" says when "then" may be pulled, which is missing')
        read[found["on"]] = Children(
            scenario=found["scenario"],
            on=found["on"],
            each=found["each"],
            takes=found["as"],
            passes=found.get("with") or (),
            join=found.get("join") or "all",
            then=found.get("then"),
            withdraw=found.get("withdraw"),
        )
    return tuple(read.values())


@shaped(lambda: {**TEXT, "examples": ["last working day", "working day 3", "day 20"]})
def _day(scope: Scope, node: Node, path: str) -> PeriodDay | None:
    found = parse_period_day(node.value) if type(node.value) is str else None
    if found is None:
        problem = f"has to be a day such as `last working day`, `working day 3` or `day 20`, not {node.kind}"
        scope.refuse(node, path, problem)
    return found


@shaped(lambda: _ANY)
def _own_values(scope: Scope, node: Node, path: str) -> dict[str, Any]:
    found = {}
    for key, child, place in _pairs(scope, node, path):
        declared = scope.fields.get(key)
        if key not in scope.names["field"]:
            scope.refuse(child, place, f'no field "{key}"')
        elif declared is not None and (problem := value_problem(declared, plain(child))):
            scope.refuse(child, place, problem)
        found[key] = plain(child)
    return found


@shaped(lambda: {**_ANY, "additionalProperties": one_or_many(TEXT)})
def _own_units(scope: Scope, node: Node, path: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, child, place in _pairs(scope, node, path):
        if key not in scope.names["role"]:
            scope.refuse(child, place, f'no role "{key}"')
        found[key] = many(text)(scope, child, place)
    return found


@shaped(lambda: TEXT)
def _period_title(scope: Scope, node: Node, path: str) -> str | None:
    found: str | None = text(scope, node, path)
    if found is not None and set(found.replace("{period}", "")) & set("{}"):
        scope.refuse(node, path, "has a place other than {period}; there is no other")
    return found


_REPEATED = Keys("repeated", {"title": _period_title, "units": _own_units, "with": _own_values})
_REPEATS = Keys("repeats", {"every": one_of(*Period), "on": _day, "open": keyed(_REPEATED)}, required=("every", "open"))


@shaped(lambda: keys_of(_REPEATS))
def read_repeats(scope: Scope, node: Node | None) -> Repeats | None:
    """Return which work comes back, how often and on which day."""
    if node is None:
        return None
    found = mapping(scope, node, "repeats", _REPEATS)
    if not found.get("every"):
        return None
    opening = found.get("open") or {}
    for name, declared in scope.fields.items():
        if declared.required and name not in (opening.get("with") or {}):
            scope.refuse(node, "repeats.open", f'the field "{name}" is required; give it in `with`')
    for name, role in scope.roles.items():
        if role.required and not role.default and name not in (opening.get("units") or {}):
            scope.refuse(node, "repeats.open", f'the role "{name}" is required; give it in `units`')
    return Repeats(
        every=Period(found["every"]),
        on=found.get("on") or _FIRST,
        title=opening.get("title"),
        units=opening.get("units") or {},
        values=opening.get("with") or {},
    )


_TARGET = Keys("target", {"count": text, "at_least": positive, "per": one_of("unit")}, required=("count", "at_least"))


@shaped(lambda: keys_of(_TARGET))
def read_target(scope: Scope, node: Node | None) -> Target | None:
    """Return the quota."""
    if node is None:
        return None
    found = mapping(scope, node, "target", _TARGET)
    if not found.get("count") or not found.get("at_least"):
        return None
    return Target(found["count"], found["at_least"], per_unit=found.get("per") is not None)
