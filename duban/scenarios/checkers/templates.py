"""Checks that expressions and templates only use names that exist, and finds which private fields they can show."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from duban.scenarios.checkers.conditions import TARGET_KINDS, compare_kinds, private_in_item
from duban.scenarios.checkers.scope import NEWER, hint
from duban.scenarios.checkers.shapes import TEXT, shaped
from duban.scenarios.checkers.values import text
from duban.states import DurationError, ExpressionError, FieldType, compile_condition, parse_duration, template_usage
from duban.words import Line, said_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.scenarios.checkers.nodes import Node
    from duban.scenarios.checkers.scope import Scope
    from duban.states import Field, Usage

_ATTRIBUTES = {
    "item": (
        "number",
        "title",
        "scenario",
        "scenario_version",
        "state",
        "round",
        "version",
        "light",
        "due_on",
        "due_at",
        "provisional",
        "units",
        "data",
        "opened_at",
        "closed_at",
        "public_state",
        "headline_on",
        "owing",
    ),
    "clock": ("name", "due", "left", "light"),
    "contact": ("name",),  # they are names too, to be written as they are
    "unit": ("name",),
    "instruction": ("leader", "on", "demand"),
}
_DATA, _FIELD = ("item", "data"), 3
"""Where `item.data.NAME` names a field: the steps before the name, and how many there are with it."""
_IN_EXPRESSIONS = ("item", "round", "clocks", "each")
_IN_OPENINGS = ("item", "round")
_IN_INSTRUCTIONS = (*_IN_OPENINGS, "instruction")
_IN_MESSAGES = ("item", "clock", "unit", "contact", "round", "each")
OF_ACTS = ("note", "by", "old", "new")
"""What only a message that an act sends has: see `duban.scenarios.occasions`."""
_BESIDE_FIELDS = (*OF_ACTS, "at", "call", "paper", "told", "urge")
"""What messages can use besides: a field of the same name is what is meant, for it may have been there before."""
_CLOCK_IN_MESSAGES = (*_ATTRIBUTES["clock"], "over", "overdue")
_NAMED = {"who()": "role", "clock()": "clock", "call()": "role", "target()": "target", "after()": "duration"}
"""Of what kind that is with which a function is called."""
_OF_SHEETS = ("period", "lines", "missing")
_REPORTED = {"last": "progress", "sheet": "sheet"}
"""What speaks of reports, and the section that a scenario has to have for it; a field of the same name hides it."""
_OF_BESIDES = {
    "paper": ("id", "name", "level", "to", "copy", "title", "requirements", "number", "reply_by", "signed_by"),
    "told": ("times", "last"),
    "urge": ("by", "on", "due", "units"),
}
_OF_EACH = ("at", "by", "data", "note", "excused")


@shaped(lambda: TEXT)
def expression(scope: Scope, node: Node, path: str) -> str | None:
    """Check the expression of a `when`."""
    source = text(scope, node, path)
    if source is None:
        return None
    scope.spend(node, path, len(source))
    try:
        condition = compile_condition(source)
    except ExpressionError as error:
        scope.refuse(node, path, said_by(error))
        return None
    _bounded(scope, node, path, condition.usage)
    _paths(scope, node, path, condition.usage.paths, _IN_EXPRESSIONS)
    for trigger in sorted(condition.triggers - scope.names["trigger"].keys()):
        facts = {"trigger": trigger, "hint": hint(trigger, scope.names["trigger"])}
        scope.refuse(node, path, Line('times("{trigger}"): no trigger "{trigger}"{hint}', **facts))
    counts_steps = "overdue_steps" in condition.usage.functions and not scope.failed("fields")
    if counts_steps and all(field.type is not FieldType.MILESTONES for field in scope.fields.values()):
        scope.refuse(node, path, Line("overdue_steps() counts the rows of a field of `type: milestones`; none is"))
    if not scope.kept:
        compare_kinds(scope, node, path, source)
        in_item = frozenset(steps[2] for steps in condition.usage.paths if steps[:2] == _DATA and len(steps) == _FIELD)
        private_in_item(scope, node, path, in_item)
    return source


def opening_template(scope: Scope, node: Node, path: str, *, instructed: bool = False) -> str | None:
    """Check a template for a value of an instance to open: it can use the names that a `when` can.

    What an instruction opens can speak of that as well.
    """
    source = template(scope, node, path, sees=_IN_INSTRUCTIONS if instructed else _IN_OPENINGS)
    if source is not None:
        for name in sorted(fields_shown(source, scope.parts["fields"])):
            stays_here(scope, node, path, name)
    return source


def stays_here(scope: Scope, node: Node, path: str, name: str) -> None:
    """Note a private field that is to go on into another instance: it never does, as others may see it there."""
    declared: Field | None = scope.parts["fields"].get(name)
    if declared is not None and declared.private and not scope.kept:
        scope.refuse(node, path, Line('the field "{field}" is private and does not go on into others', field=name))


@shaped(lambda: TEXT)
def template(scope: Scope, node: Node, path: str, *, sees: tuple[str, ...] = _IN_MESSAGES) -> str | None:
    """Check a message's template; `sees` has the names that it can use besides fields."""
    source = text(scope, node, path)
    if source is None:
        return None
    scope.spend(node, path, sum(len(piece.partition("}")[0]) for piece in source.split("{")[1:]))
    try:
        usage = template_usage(source)
    except ExpressionError as error:
        said = said_by(error) if "\n" not in source else Line("the template {problem}", problem=vars(error)["problem"])
        if error.line > 1:
            said = Line("in line {line} of the template, {said}", line=error.line, said=said)
        scope.refuse(node, path, said)
        return None
    # Where such a variable is not set yet, or no longer, the name would be the field, private or not.
    own = {*_IN_MESSAGES} - NEWER if scope.kept else {*_IN_MESSAGES}
    for name in sorted(usage.own & {*own, *scope.names["field"]}):
        scope.refuse(node, path, Line('sets "{name}", which is a name already; choose another one', name=name))
    _bounded(scope, node, path, usage)
    _paths(scope, node, path, usage.paths, sees)
    return source


def _bounded(scope: Scope, node: Node, path: str, usage: Usage) -> None:
    if usage.unbounded and not scope.kept:
        scope.refuse(node, path, Line("writes a number that is too large for a computer"))


def _paths(scope: Scope, node: Node, path: str, used: Iterable[tuple[str, ...]], own: tuple[str, ...]) -> None:
    """Note each name and attribute that does not exist; the engine's own names hide fields of the same name."""
    fields = scope.names["field"]
    beside = _BESIDE_FIELDS if own is _IN_MESSAGES else ()
    for steps in used:
        name = steps[0]
        if name in _NAMED:
            _called(scope, node, path, steps, own)
        elif name in _REPORTED and name not in fields and own is not _IN_OPENINGS:
            _reported(scope, node, path, steps)
        elif name not in own or (name in NEWER and name in fields):
            if name not in fields and name not in beside:
                facts = {"name": name, "hint": hint(name, (*own, *fields, *beside))}
                scope.refuse(node, path, Line('nothing is called "{name}" here{hint}', **facts))
            elif name in _OF_BESIDES and name not in fields:
                _attributes(scope, node, path, steps, _OF_BESIDES[name])
        elif name == "clocks" and len(steps) > 1:
            _clock(scope, node, path, steps[1:])
        elif name == "each":
            _each(scope, node, path, steps[1:])
        elif name in _ATTRIBUTES:
            _attributes(scope, node, path, steps, _CLOCK_IN_MESSAGES if name == "clock" else _ATTRIBUTES[name])


def _called(scope: Scope, node: Node, path: str, steps: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Note a call of such a function where there is none, and one with what does not exist."""
    function, name = steps[0].removesuffix("()"), steps[1]
    noun = _NAMED[steps[0]]
    elsewhere = own is not _IN_MESSAGES and (noun != "target" or own is not _IN_EXPRESSIONS)
    if elsewhere or function in scope.names["field"]:
        said = Line('"{name}" cannot be called here: there is a field of that name', name=function)
        other = Line('"{name}" is for messages', name=function)
        scope.refuse(node, path, other if elsewhere else said)
    elif noun == "duration":
        _days(scope, node, path, name)
    elif name not in scope.names[noun]:
        scope.unknown(noun, name, scope.names[noun], node, path)
    elif noun == "clock":
        _clock(scope, node, path, steps[1:], _CLOCK_IN_MESSAGES)
    elif noun == "target":
        _target(scope, node, path, steps[2:])


def _target(scope: Scope, node: Node, path: str, rest: tuple[str, ...]) -> None:
    """Note that a target is not asked for one of the things that are known of it."""
    if not rest:
        said = Line("target('NAME') has to be used with one of its attributes: {known}", known=list(TARGET_KINDS))
        scope.refuse(node, path, said)
    elif rest[0] not in TARGET_KINDS:
        facts = {"name": rest[0], "hint": hint(rest[0], TARGET_KINDS)}
        scope.refuse(node, path, Line('a target has no "{name}"{hint}', **facts))


def _days(scope: Scope, node: Node, path: str, length: str) -> None:
    """Note what is no length in days."""
    try:
        unit = parse_duration(length).unit
    except DurationError as error:
        scope.refuse(node, path, said_by(error))
        return
    if unit.in_hours:
        scope.refuse(node, path, Line('after("{length}") says a day, and is given in days', length=length))


def _clock(
    scope: Scope, node: Node, path: str, rest: tuple[str, ...], known: tuple[str, ...] = _ATTRIBUTES["clock"]
) -> None:
    if rest[0] not in scope.names["clock"]:
        scope.unknown("clock", rest[0], scope.names["clock"], node, path)
    elif len(rest) > 1 and rest[1] not in known:
        facts = {"name": rest[1], "hint": hint(rest[1], known)}
        scope.refuse(node, path, Line('a clock has no "{name}"{hint}', **facts))


def _each(scope: Scope, node: Node, path: str, rest: tuple[str, ...]) -> None:
    """Note what does not exist in `each['TRIGGER']['UNIT'].data.FIELD`, as far as its keys are constant."""
    triggers = {name: one for name, one in scope.names["trigger"].items() if _asks_each(one)}
    trigger, attribute, field = (rest[place] if len(rest) > place else None for place in (0, 2, 3))
    if trigger is None or trigger not in triggers:
        facts = {"name": trigger or "", "hint": hint(trigger or "", triggers)}
        scope.refuse(node, path, Line("`each` is read by a trigger that each unit pulls, not “{name}”{hint}", **facts))
    elif attribute is not None and attribute not in _OF_EACH:
        facts = {"name": attribute, "hint": hint(attribute, _OF_EACH)}
        scope.refuse(node, path, Line('what a unit has done has no "{name}"{hint}', **facts))
    elif attribute == "data" and field is not None:
        _given_by_unit(scope, node, path, field)


def _reported(scope: Scope, node: Node, path: str, steps: tuple[str, ...]) -> None:
    """Note what speaks of reports where there are none, and what a sheet does not have."""
    name, *rest = steps
    if scope.parts.get(_REPORTED[name]) is None and not scope.failed(_REPORTED[name]):
        facts = {"name": name, "section": _REPORTED[name]}
        scope.refuse(node, path, Line('"{name}" speaks of reports, and the file has no `{section}`', **facts))
    elif name == "sheet" and rest and rest[0] not in _OF_SHEETS:
        known = hint(rest[0], _OF_SHEETS)
        scope.refuse(node, path, Line('{what} has no "{name}"{hint}', what=name, name=rest[0], hint=known))


def _given_by_unit(scope: Scope, node: Node, path: str, field: str) -> None:
    declared = scope.fields.get(field)
    if field not in scope.names["field"]:
        scope.unknown("field", field, scope.names["field"], node, path)
    elif declared is not None and declared.private:
        scope.refuse(node, path, Line('the field "{field}" is private, and is not kept by unit', field=field))


def _asks_each(trigger: Node) -> bool:
    """Return whether a trigger, as it is written, is pulled by each unit of a role."""
    entries = trigger.value if type(trigger.value) is list else [trigger]
    pullers = [entry.value.get("by") for entry in entries if type(entry.value) is dict]
    return any(by is not None and type(by.value) is dict and "each" in by.value for by in pullers)


def _attributes(scope: Scope, node: Node, path: str, steps: tuple[str, ...], known: tuple[str, ...]) -> None:
    name, *rest = steps
    if not rest:
        if name == "item" or name in _OF_BESIDES:  # printed as a whole, an item would show its private data
            said = Line('"{name}" has to be used with one of its attributes: {known}', name=name, known=known)
            scope.refuse(node, path, said)
        return
    if rest[0] not in known:
        facts = {"what": name, "name": rest[0], "hint": hint(rest[0], known)}
        scope.refuse(node, path, Line('{what} has no "{name}"{hint}', **facts))
    elif name == "item" and rest[0] == "data" and len(rest) > 1 and rest[1] not in scope.names["field"]:
        scope.unknown("field", rest[1], scope.names["field"], node, path)
    elif name == "item" and rest[0] in {"units", "owing"} and len(rest) > 1 and rest[1] not in scope.names["role"]:
        scope.unknown("role", rest[1], scope.names["role"], node, path)


def parts_used(source: str, name: str) -> frozenset[str]:
    """Return which attributes of a name a template uses."""
    return frozenset(path[1] for path in template_usage(source).paths if path[0] == name and len(path) > 1)


def names_used(source: str) -> frozenset[str]:
    """Return the names that a template uses; a call of `who` is among them as `who()`."""
    return template_usage(source).names


@lru_cache(maxsize=4096)
def _shown(source: str) -> frozenset[str]:
    shown = {steps[0] for steps in template_usage(source).paths if steps[0] not in _IN_MESSAGES}
    for steps in template_usage(source).paths:
        if steps[:2] == ("item", "data"):
            shown.add(steps[2] if len(steps) > 2 else "*")  # noqa: PLR2004 - item, data and the field
    return frozenset(shown)


def fields_shown(source: str, fields: Iterable[str]) -> set[str]:
    """Return which of these fields a template can show, including those in `item.data`."""
    shown = _shown(source)
    return set(fields) if "*" in shown else set(shown.intersection(fields))
