"""Checks what a `when` compares: what is never equal, or has no order, would switch its transition off without a word.

Each part of the expression has a kind, as far as that is known; what is not known may be compared with anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import nodes

from duban.scenarios.checkers.scope import hint
from duban.states import FieldType, Light, parse_condition
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope

_KIND_TEXTS = {
    "text": "a text",
    "number": "a number",
    "boolean": "yes or no",
    "date": "a date",
    "datetime": "an instant",
    "choice": "a choice",
    "file": "a file",
    "state": "a state",
    "light": "a light",
    "left": "a length in words (3个工作日)",
    "list": "a list",
}
"""What people call a value of each kind."""
_HOW_TEXTS = {
    "date": "; write date('2026-03-31')",
    "number": "; write a number without quotes",
    "boolean": "; write true or false, without quotes",
}

_OF_FIELDS = {FieldType.STRING: "text", FieldType.TEXT: "text", FieldType.UNIT: "text", FieldType.MILESTONES: "list"}
_OF_ITEM = {
    **dict.fromkeys(("number", "title", "scenario", "public_state"), "text"),
    **dict.fromkeys(("scenario_version", "round", "version"), "number"),
    **dict.fromkeys(("due_at", "opened_at", "closed_at"), "datetime"),
    "state": "state",
    "light": "light",
    **dict.fromkeys(("due_on", "headline_on"), "date"),
    "provisional": "boolean",
}
_OF_CLOCK = {"name": "text", "due": "date", "left": "left", "light": "light"}
TARGET_KINDS = {
    "name": "text",
    **dict.fromkeys(("done", "wanted", "missing"), "number"),
    "met": "boolean",
    "light": "light",
    "by": "date",
    **dict.fromkeys(("lagging", "units"), "list"),
}
"""What is known of a target, and of which kind each is."""
_ATTRIBUTES: dict[tuple[str, ...], str] = {
    **{("item", name): kind for name, kind in _OF_ITEM.items()},
    **{("clocks", name): kind for name, kind in _OF_CLOCK.items()},
}
_OF_FILTERS = {
    **dict.fromkeys(("count", "length", "int", "float", "abs", "round", "sum"), "number"),
    **dict.fromkeys(("lower", "upper", "string", "trim"), "text"),
}
_OF_METHODS = {
    **dict.fromkeys(("lower", "upper", "strip", "isoformat", "strftime"), "text"),
    **dict.fromkeys(("startswith", "endswith"), "boolean"),
}
_OF_FUNCTIONS = {
    **dict.fromkeys(("times", "lights", "repeats", "overdue_steps"), "number"),
    "date": "date",
    "waits": "boolean",
}
_TEXTS = {"text", "choice", "state", "light", "left"}
_ALIKE = ({"number", "boolean"}, _TEXTS)
_UNORDERED = {"state", "light", "boolean", "file", "left"}
_ORDERS = {"lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_SIGNS = {"eq": "==", "ne": "!=", "in": "in", "notin": "not in", **_ORDERS}


class _Value(NamedTuple):
    """A part of an expression: its kind, empty if not known, how it is written, and what is known beside that.

    `word` is a constant's value; `items` holds the parts of a written list, and `of` the kind of what a list holds.
    `name` is that of the field.
    """

    kind: str
    written: str
    word: Any = None
    items: tuple[_Value, ...] | None = None
    of: str = ""
    name: str = ""


_UNKNOWN = _Value("", "(…)")


def compare_kinds(scope: Scope, node: Node, path: str, source: str) -> None:
    """Note each comparison in the condition that never holds, or always does."""
    # Jinja2 looks for what lies within a node, not at the node itself.
    for compared in nodes.Tuple([parse_condition(source)], "load").find_all(nodes.Compare):
        left = _value(scope, compared.expr)
        for operand in compared.ops:
            right = _value(scope, operand.expr)
            for flaw in _flaws(scope, left, operand.op, right):
                scope.refuse(node, path, flaw)
            left = right


def _flaws(scope: Scope, left: _Value, sign: str, right: _Value) -> Iterator[Line]:
    if sign in ("in", "notin"):
        yield from _inside(scope, left, sign, right)
    elif sign in ("eq", "ne"):
        yield from _equal(scope, left, sign, right)
    else:
        yield from _ordered(left, sign, right)


def _equal(scope: Scope, left: _Value, sign: str, right: _Value) -> Iterator[Line]:
    for one, other in ((left, right), (right, left)):
        if isinstance(other.word, str):
            yield from _no_such(scope, one, other.word)
    if not _comparable(left, right):
        yield _never(left, sign, right)


def _ordered(left: _Value, sign: str, right: _Value) -> Iterator[Line]:
    if not _comparable(left, right):
        yield _never(left, sign, right)
        return
    for one in (left, right):
        if one.kind in _UNORDERED and one.word is None:
            facts = {
                "one": one.written,
                "kind": Line(_KIND_TEXTS[one.kind]),
                "sign": _SIGNS[sign],
                "advice": _other(one),
            }
            yield Line("{one} is {kind}, which has no order for `{sign}`{advice}", **facts)
            return


def _inside(scope: Scope, left: _Value, sign: str, right: _Value) -> Iterator[Line]:
    if right.items is not None:
        for item in right.items:
            yield from _equal(scope, left, "eq" if sign == "in" else "ne", item)
    elif right.kind == "list":
        one = right._replace(kind=right.of)
        if isinstance(left.word, str):
            yield from _no_such(scope, one, left.word)
        if not _comparable(left, one):
            yield _never(left, sign, right)
    elif right.kind and right.kind not in _TEXTS:
        facts = {"one": right.written, "kind": Line(_KIND_TEXTS[right.kind]), "sign": _SIGNS[sign]}
        yield Line("{one} is {kind}, in which `{sign}` finds nothing", **facts)
    elif right.kind and left.kind and left.kind not in _TEXTS:
        yield _never(left, sign, right)


def _no_such(scope: Scope, value: _Value, word: str) -> Iterator[Line]:
    """Yield that a value can never be this word."""
    known: list[str] = []
    match value.kind:
        case "choice":
            known = list(scope.fields[value.name].choices)
        case "state":
            known = [str(state) for state in scope.names["state"]]
        case "light":
            known = [str(light) for light in Light]
    if known and word not in known:
        facts = {"one": value.written, "word": word, "hint": hint(word, known)}
        yield Line('{one} is never "{word}"{hint}', **facts)


def _comparable(left: _Value, right: _Value) -> bool:
    """Return whether two values may be equal, or in order, as far as is known."""
    kinds = {left.kind, right.kind}
    return "" in kinds or len(kinds) == 1 or any(kinds <= alike for alike in _ALIKE)


def _never(left: _Value, sign: str, right: _Value) -> Line:
    facts = {
        "left": left.written,
        "kind": Line(_KIND_TEXTS[left.kind]),
        "right": right.written,
        "other": Line(_KIND_TEXTS[right.kind]),
        "sign": _SIGNS[sign],
        "advice": _advice(left, right),
    }
    return Line("{left} is {kind} and {right} is {other}, which `{sign}` cannot compare{advice}", **facts)


def _advice(left: _Value, right: _Value) -> Line | str:
    for one, other in ((left, right), (right, left)):
        if one.kind == "left":
            return _other(one)
        if one.kind == "list" and other.kind != "list":
            facts = {"one": one.written, "other": other.written}
            if not _comparable(one._replace(kind=one.of), other):
                return Line("; count with `{one} | length`", **facts)
            return Line("; ask with `{other} in {one}`, or count with `{one} | length`", **facts)
        if isinstance(one.word, str) and other.kind in _HOW_TEXTS:
            return Line(_HOW_TEXTS[other.kind])
    return ""


def _other(value: _Value) -> Line:
    return Line("; compare its `due` or `light`") if value.kind == "left" else Line("; list what fits: in ['…', '…']")


# -- what a part of an expression is ------------------------------------------------------------------------------


def _value(scope: Scope, node: nodes.Node) -> _Value:
    reader = _READERS.get(type(node))
    return _UNKNOWN if reader is None else reader(scope, node)


def _called(_: Scope, node: nodes.Call) -> _Value:
    if isinstance(node.node, nodes.Name):
        return _Value(_OF_FUNCTIONS.get(node.node.name, ""), f"{node.node.name}(…)")
    if isinstance(node.node, nodes.Getattr):
        return _Value(_OF_METHODS.get(node.node.attr, ""), f"….{node.node.attr}(…)")
    return _UNKNOWN


def _chosen(scope: Scope, node: nodes.CondExpr) -> _Value:
    kinds = {_value(scope, each).kind for each in (node.expr1, node.expr2) if each is not None}
    return _Value(kinds.pop() if len(kinds) == 1 and node.expr2 is not None else "", "(… if …)")


def _summed(scope: Scope, node: nodes.Node) -> _Value:
    values = [_value(scope, child) for child in node.iter_child_nodes()]
    if isinstance(node, nodes.Neg) and isinstance(values[0].word, int | float):
        return _Value("number", f"-{values[0].written}", -values[0].word)
    if isinstance(node, nodes.Neg):
        return values[0]._replace(written=f"-{values[0].written}")
    return _Value("number" if {value.kind for value in values} == {"number"} else "", "(…)")


def _constant(_: Scope, node: nodes.Const) -> _Value:
    value = node.value
    match value:
        case bool():
            return _Value("boolean", str(value).lower(), value)
        case int() | float():
            return _Value("number", str(value), value)
        case str():
            return _Value("text", f"'{value}'", value)
    return _Value("", "none")


def _listed(scope: Scope, node: nodes.List | nodes.Tuple) -> _Value:
    items = tuple(_value(scope, item) for item in node.items)
    kinds = {item.kind for item in items}
    return _Value("list", "[…]", items=items, of=kinds.pop() if len(kinds) == 1 else "")


def _filtered(scope: Scope, node: nodes.Filter) -> _Value:
    if node.node is None:
        return _UNKNOWN
    value = _value(scope, node.node)
    written = f"{value.written} | {node.name}"
    if node.name in _OF_FILTERS:
        return _Value(_OF_FILTERS[node.name], written)
    if node.name in ("first", "last", "max", "min") and value.kind == "list":
        return _Value(value.of, written, name=value.name)
    if node.name in ("list", "sort", "unique") and value.kind == "list":
        return value._replace(written=written)
    return _Value("", written)


def _named(scope: Scope, node: nodes.Name | nodes.Getattr | nodes.Getitem) -> _Value:
    """Return what a name, with the attributes and keys that follow it, stands for."""
    steps: list[str] = []
    inner: nodes.Node = node
    while not isinstance(inner, nodes.Name):
        match inner:
            case nodes.Getattr(node=before, attr=step) | nodes.Getitem(node=before, arg=nodes.Const(value=str(step))):
                steps.append(step)
                inner = before
            case _:
                return _of_target(inner, steps)
    name, rest = inner.name, steps[::-1]
    if not rest:
        return _Value("number", "round") if name == "round" else _field(scope, name, name)
    if name == "item" and rest[0] == "data" and rest[1:]:
        return _field(scope, rest[1], f"item.data.{rest[1]}")
    if name == "each" and len(rest) == len(("trigger", "unit", "data", "field")) and rest[2] == "data":
        return _field(scope, rest[3], f"each['{rest[0]}']['{rest[1]}'].data.{rest[3]}")
    written = f"clocks['{rest[0]}'].{rest[-1]}" if name == "clocks" else ".".join((name, *rest))
    if name == "item" and rest[0] in {"units", "owing"} and rest[1:]:
        return _Value("list", written, of="text")
    return _Value(_ATTRIBUTES.get((name, *([] if name == "clocks" else rest[:-1]), rest[-1]), ""), written)


def _of_target(inner: nodes.Node, steps: list[str]) -> _Value:
    """Return what an attribute of `target('NAME')` stands for; of anything else, nothing is known."""
    match inner:
        case nodes.Call(node=nodes.Name(name="target")) if len(steps) == 1:
            return _Value(TARGET_KINDS.get(steps[0], ""), f"target(…).{steps[0]}")
    return _UNKNOWN


def _field(scope: Scope, name: str, written: str) -> _Value:
    declared = scope.fields.get(name)
    if declared is None:
        return _Value("", written)
    kind = _OF_FIELDS.get(declared.type, str(declared.type))
    if declared.many:
        return _Value("list", written, of=kind, name=name)
    return _Value(kind, written, name=name)


_READERS: dict[type[nodes.Node], Any] = {
    nodes.Const: _constant,
    **dict.fromkeys((nodes.Name, nodes.Getattr, nodes.Getitem), _named),
    **dict.fromkeys((nodes.List, nodes.Tuple), _listed),
    nodes.Filter: _filtered,
    nodes.Call: _called,
    nodes.CondExpr: _chosen,
    nodes.Concat: lambda _scope, _node: _Value("text", "… ~ …"),
    **dict.fromkeys((nodes.Compare, nodes.Not, nodes.Test), lambda _scope, _node: _Value("boolean", "(…)")),
    **dict.fromkeys((nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos), _summed),
}


def private_in_item(scope: Scope, node: Node, path: str, names: frozenset[str]) -> None:
    """Note each private field that a condition looks for in `item.data`, which never has one."""
    for name in sorted(names):
        declared = scope.fields.get(name)
        if declared is not None and declared.private:
            scope.refuse(node, path, Line("item.data has no private field; write `{name}` alone", name=name))
