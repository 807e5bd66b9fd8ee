"""Compiles a parsed scenario into its definition, checking every key on the way."""

from __future__ import annotations

import hashlib
import re
import string
from datetime import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.scenarios.errors import ScenarioError
from duban.scenarios.examples import read_examples
from duban.scenarios.flow import check_pulled, read_states, read_transitions
from duban.scenarios.joining import read_children, read_repeats, read_target
from duban.scenarios.nodes import Node, canonical, parse_json
from duban.scenarios.people import read_fields, read_roles
from duban.scenarios.scope import Scope, sequence
from duban.scenarios.shapes import TEXT, Keys, keys_of, list_of, shaped
from duban.scenarios.timing import read_announcements, read_clocks, read_extensions, read_ladders
from duban.scenarios.values import anything, mapping, name_problem, name_shape, one_of, positive, refers, text
from duban.scenarios.wording import check_privacy, check_used, read_messages
from duban.scenarios.yaml_reader import parse_yaml
from duban.states import USUAL, Conventions, Definition, Roll, calendar_for, check_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duban.scenarios.errors import Problem

_NUMBER_FIELDS = {"year", "month", "seq"}
_WIDTH = re.compile(r"(0?[1-9])?d?")
_LONGEST_NUMBER = 40
_HOUR = re.compile(r"\d\d:\d\d")


def read_scenario(text_: str | bytes, source: str) -> Definition:
    """Return the definition that a scenario's YAML declares; raises ScenarioError with all its problems."""
    root, problems = parse_yaml(text_, source)
    return _compile(root, source, problems)


def compile_document(document: str) -> Definition:
    """Return the definition that a `Definition.document` holds; raises ScenarioError where it is no such document."""
    root = parse_json(document)
    if type(root.value) is not dict:
        root = Node({})
    return _compile(root, "document", (), kept=True)


@shaped(lambda: {**list_of(TEXT), "minItems": 1})
def _hours(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    items = [text(scope, child, place) for child, place in sequence(scope, node, path)]
    if node.value == []:
        scope.refuse(node, path, "is an empty list; leave the key out for the calendar's own hours")
    return tuple(item for item in items if item is not None) or None


@shaped(lambda: {**TEXT, "allOf": [{"pattern": f"\\{{{name}[:!}}]"} for name in ("year", "seq")]})
def _number(scope: Scope, node: Node, path: str) -> str | None:
    pattern = text(scope, node, path)
    if pattern is None:
        return None
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        scope.refuse(node, path, f'"{pattern}" has an unpaired brace; write it like WT-{{year}}-{{seq:04d}}')
        return None
    used = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        used.add(name)
        if name not in _NUMBER_FIELDS:
            scope.refuse(node, path, f"{{{name}}} is not for numbers; there are {{year}}, {{month}} and {{seq}}")
        elif conversion or not _WIDTH.fullmatch(spec or ""):
            written = f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
            scope.refuse(node, path, f"{{{written}}} is no width; write it like {{{name}:04d}}")
    for name in ("year", "seq"):
        if name not in used:
            scope.refuse(node, path, f"has to use {{{name}}}, or numbers would repeat")
    if len(pattern) > _LONGEST_NUMBER or name_problem(pattern, frozenset()):
        scope.refuse(node, path, f"a number has no invisible characters, and its pattern at most {_LONGEST_NUMBER}")
    return pattern


@shaped(name_shape)
def _scenario(scope: Scope, node: Node, path: str) -> str | None:
    name = text(scope, node, path)
    problem = name_problem(name, frozenset()) if name is not None else None
    if problem:
        scope.refuse(node, path, problem)
    return name


class _CalendarKey(Struct, frozen=True):
    """What `calendar` says, whichever way it is written."""

    days: str | None
    conventions: Conventions = USUAL
    table: str | None = None


@shaped(lambda: {"type": "string", "pattern": r"^\d\d:\d\d$"})
def _hour(scope: Scope, node: Node, path: str) -> time | None:
    try:
        if _HOUR.fullmatch(node.value):
            return time.fromisoformat(node.value)
    except (TypeError, ValueError):
        pass
    scope.refuse(node, path, f'has to be an hour of the day such as "16:00", in quotes, not {node.kind}')
    return None


_CALENDAR = Keys(
    "calendar",
    {
        "days": text,
        "table": text,
        "start_day": one_of("counted", "not counted"),
        "cut_off": _hour,
        "roll": one_of(*Roll),
    },
    required=("days",),
)


@shaped(lambda: {"anyOf": [TEXT, keys_of(_CALENDAR)]})
def _calendar_key(scope: Scope, node: Node, path: str) -> _CalendarKey:
    if type(node.value) is not dict:
        return _CalendarKey(text(scope, node, path))
    found = mapping(scope, node, path, _CALENDAR)
    conventions = Conventions(
        start_counts=found.get("start_day") == "counted",
        cut_off=found.get("cut_off"),
        roll=Roll(found["roll"]) if found.get("roll") else None,
    )
    return _CalendarKey(found.get("days"), conventions, found.get("table"))


_SECTIONS: dict[str, Callable[..., Any]] = {
    "roles": read_roles,
    "fields": read_fields,
    "states": read_states,
    "transitions": read_transitions,
    "clocks": read_clocks,
    "ladder": read_ladders,
    "announce": read_announcements,
    "extension": read_extensions,
    "children": read_children,
    "repeats": read_repeats,
    "target": read_target,
    "messages": read_messages,
    "examples": read_examples,
}
"""Who reads each section; `_parts` calls them in the order in which they build on each other."""

_HEAD: dict[str, Callable[..., Any]] = {
    "scenario": _scenario,
    "version": positive,
    "title": text,
    "number": _number,
    "calendar": _calendar_key,
    "timezone": text,
    "hours": _hours,
    "opens_by": refers("role"),
    "fallback": refers("role"),
}
_REQUIRED = ("scenario", "version", "number", "calendar", "roles", "states", "transitions")
_TOP = Keys("scenario", {**_HEAD, **dict.fromkeys(_SECTIONS, anything)}, _REQUIRED)


def document_keys() -> Keys:
    """Return the keys of a whole scenario file, each with whoever reads it."""
    return Keys("scenario", {**_HEAD, **_SECTIONS}, _REQUIRED)


def _compile(root: Node, source: str, problems: Iterable[Problem], *, kept: bool = False) -> Definition:
    scope = Scope(source, root, problems, kept=kept)
    found = mapping(scope, root, "", _TOP)
    _calendar(scope, root, found)
    parts = _parts(scope, found)
    check_used(scope)
    if parts["states"] and parts["transitions"] and not scope.failed("states", "transitions", "clocks"):
        _graph(scope, root, parts)
    if scope.problems:
        raise ScenarioError(tuple(sorted(set(scope.problems))))
    try:
        text_ = canonical({key: child for key, child in root.value.items() if key != "examples"})
        digest = hashlib.sha256(text_.encode()).hexdigest()
    except ValueError as error:
        scope.refuse(root, "", f"cannot be kept as text: {error}")
        raise ScenarioError(tuple(scope.problems)) from error
    return Definition(
        scenario=found["scenario"],
        version=found["version"],
        digest=digest,
        document=text_,
        title=found.get("title") or found["scenario"],
        number=found["number"],
        calendar=found["calendar"].days,
        conventions=found["calendar"].conventions,
        table=found["calendar"].table,
        timezone=found.get("timezone"),
        hours=found.get("hours"),
        opens_by=found.get("opens_by"),
        **parts,
    )


def _parts(scope: Scope, found: dict[str, Any]) -> dict[str, Any]:
    """Return the sections of the definition, in the order in which they build on each other."""
    roles = read_roles(scope, found.get("roles"))
    fields = read_fields(scope, found.get("fields"))
    if not scope.failed("roles", "fields"):
        scope.roles, scope.fields = roles, fields
    states = read_states(scope, found["states"]) if "states" in found else {}
    transitions = read_transitions(scope, found["transitions"], states) if "transitions" in found else {}
    clocks = read_clocks(scope, found.get("clocks"), fields)
    ladders = read_ladders(scope, found.get("ladder"))
    announcements = read_announcements(scope, found.get("announce"))
    extensions = read_extensions(scope, found.get("extension"), clocks)
    children = read_children(scope, found.get("children"))
    repeats = read_repeats(scope, found.get("repeats"))
    target = read_target(scope, found.get("target"))
    messages = read_messages(scope, found.get("messages"))
    examples = read_examples(scope, found.get("examples"))
    fallback = found.get("fallback") or next(iter(roles), "")
    check_pulled(scope, transitions)
    sendings = [
        (f"ladder.{clock}[{index}]", rung.message or "", (*rung.notify, *rung.copy))
        for clock, rungs in ladders.items()
        for index, rung in enumerate(rungs)
    ]
    sendings += [
        (f"announce[{index}]", told.message, (*told.notify, *told.copy)) for index, told in enumerate(announcements)
    ]
    sendings += [
        (f"clocks.{clock.name}.review", clock.review.message, (*clock.review.notify, *clock.review.copy))
        for clock in clocks.values()
        if clock.review is not None
    ]
    check_privacy(scope, messages, fields, sendings, fallback)
    return {
        "fallback": fallback,
        "roles": roles,
        "fields": fields,
        "states": states,
        "transitions": transitions,
        "clocks": clocks,
        "ladders": ladders,
        "announcements": announcements,
        "extensions": extensions,
        "children": children,
        "repeats": repeats,
        "target": target,
        "messages": messages,
        "examples": examples,
    }


@lru_cache(maxsize=256)
def _calendar_problem(name: str, timezone: str | None, hours: tuple[str, ...] | None) -> str | None:
    try:
        calendar_for(name, timezone=timezone, hours=hours)
    except (LookupError, ValueError) as error:
        return str(error)
    return None


def _calendar(scope: Scope, root: Node, found: dict[str, Any]) -> None:
    """Note a calendar, a time zone or office hours that cannot be had, each at its own key."""
    written: _CalendarKey | None = found.get("calendar")
    name, timezone, hours = None if written is None else written.days, found.get("timezone"), found.get("hours")
    trials = (("calendar", (name or "24x7", None, None)), ("timezone", ("24x7", timezone, None)))
    for key, trial in (*trials, ("hours", ("24x7", None, hours))):
        problem = _calendar_problem(*trial) if found.get(key) else None
        if problem:
            at = root.value[key]
            inside = key == "calendar" and type(at.value) is dict
            scope.refuse(at.value["days"] if inside else at, f"{key}.days" if inside else key, problem)


def _graph(scope: Scope, root: Node, parts: dict[str, Any]) -> None:
    """Note what is wrong with the graph, each at the key that it is about."""
    found = check_graph(parts["states"], parts["transitions"], parts["clocks"], parts["ladders"])
    for flaw in found:
        at: Any = root.value[flaw.section]
        path = flaw.section
        if flaw.name in at.value:
            key = next(known for known in at.value if known == flaw.name)
            at, path = (key if flaw.index is None else at.value[flaw.name].value[flaw.index]), f"{path}.{flaw.name}"
        if flaw.index is not None:
            path = f"{path}[{flaw.index}]"
        scope.refuse(at, path, flaw.message)
