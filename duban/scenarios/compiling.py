"""Compiles a parsed scenario into its definition, checking every key on the way."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import Node, NodeKey, Scope, anything, canonical, hint, nearest, parse_json
from duban.scenarios.errors import Problem, ScenarioError, in_order
from duban.scenarios.keys import SCENARIO, SECTIONS
from duban.scenarios.keys.acts import check_pulled
from duban.scenarios.occasions import check_occasions
from duban.scenarios.papers import check_papers
from duban.scenarios.privacy import check_privacy, check_used
from duban.scenarios.unanswered import check_urges
from duban.scenarios.yaml_reader import parse_yaml
from duban.states import Definition, calendar_for, check_graph, has_day
from duban.words import Line, said_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.scenarios.keys.frame import WrittenCalendar, WrittenNumber
    from duban.states import Repeats, SheetRule

_LATER = {section.name: anything for section in SECTIONS}


def read_scenario(text: str | bytes, source: str) -> Definition:
    """Return the definition that a scenario's YAML declares; raises ScenarioError with all its problems."""
    root, problems = parse_yaml(text, source)
    problems = [*problems]
    meant = _mistyped(root)
    for key, near in meant.items():
        said = Line('unknown key "{name}"{hint}', name=str(key), hint=hint(key, [near]))
        problems.append(Problem(source, key.line, key.column, str(key), said))
    if not meant:
        return _compile(root, source, problems)
    # A section that is missed would be missed in dozens of places, so the rest is read as if it were spelt right.
    cause, respelt = problems[-len(meant) :], {meant.get(key, key): child for key, child in root.value.items()}
    try:
        return _compile(Node(respelt, root.mark), source, problems)
    except ScenarioError as error:
        raise ScenarioError((*cause, *(each for each in error.problems if each not in cause))) from None


def _mistyped(root: Node) -> dict[NodeKey, NodeKey]:
    """Return each key of the file that is nearly that of a section which is not there, with what is meant."""
    if type(root.value) is not dict:
        return {}
    absent = [section.name for section in SECTIONS if section.name not in root.value]
    found = {}
    for key, child in root.value.items():
        near = None if key in SCENARIO.declared or type(child.value) not in (dict, list) else nearest(key, absent)
        if near is not None:
            found[key] = meant = NodeKey(near)
            meant.mark = key.mark
            absent.remove(near)
    return found


def compile_document(document: str) -> Definition:
    """Return the definition that a `Definition.document` holds; raises ScenarioError if it is not such a document."""
    root = parse_json(document)
    if type(root.value) is not dict:
        root = Node({})
    return _compile(root, "document", (), kept=True)


def compile_node(root: Node) -> Definition:
    """Return the definition of a document of which a part was replaced; raises ScenarioError with all its problems."""
    return _compile(root, "document", ())


def _compile(root: Node, source: str, problems: Iterable[Problem], *, kept: bool = False) -> Definition:
    scope = Scope(source, root, problems, kept=kept)
    found = SCENARIO.read(scope, root, "", instead=_LATER)
    _calendar(scope, root, found)
    for section in SECTIONS:
        written: Any = found.get(section.name)
        scope.parts[section.name] = section.checker(scope, written, section.name)
    fallback = found.get("fallback") or next(iter(scope.parts["roles"]), "")
    check_pulled(scope)
    check_papers(scope)
    check_privacy(scope, fallback)
    check_used(scope)
    if not scope.failed("messages"):
        check_occasions(scope)
    if not scope.kept:
        check_urges(scope)
        _recurring(scope, root, found)
        if "voids" in root.value and "voids_by" in root.value:
            said = Line("is the short form of `voids` with `by`, and `voids` is there too; keep one of them")
            scope.refuse(root.value["voids_by"], "voids_by", said)
    if scope.parts["states"] and scope.parts["transitions"] and not scope.failed("states", "transitions", "clocks"):
        _graph(scope, root)
    if scope.problems:
        raise ScenarioError(in_order(scope.problems))
    try:
        document = canonical({key: child for key, child in root.value.items() if key != "examples"})
        digest = hashlib.sha256(document.encode()).hexdigest()
    except ValueError as error:
        scope.refuse(root, "", Line("cannot be kept as text: {reason}", reason=str(error)))
        raise ScenarioError(tuple(scope.problems)) from error
    calendar: WrittenCalendar = found["calendar"]
    number: WrittenNumber = found["number"]
    return SCENARIO.build(
        {**found, **scope.parts},
        digest=digest,
        document=document,
        title=found.get("title") or found["scenario"],
        number=number.pattern,
        gaps=number.gaps,
        calendar=calendar.days,
        conventions=calendar.conventions,
        table=calendar.table,
        fallback=fallback,
    )


@lru_cache(maxsize=256)
def _calendar_problem(name: str, timezone: str | None, hours: tuple[str, ...] | None) -> Line | str | None:
    try:
        calendar_for(name, timezone=timezone, hours=hours)
    except (LookupError, ValueError) as error:
        return said_by(error)
    return None


def _calendar(scope: Scope, root: Node, found: dict[str, Any]) -> None:
    """Note a calendar or time zone that does not exist, or wrong office hours, each at its own key."""
    written: WrittenCalendar | None = found.get("calendar")
    name, timezone, hours = None if written is None else written.days, found.get("timezone"), found.get("hours")
    trials = (("calendar", (name or "24x7", None, None)), ("timezone", ("24x7", timezone, None)))
    for key, trial in (*trials, ("hours", ("24x7", None, hours))):
        problem = _calendar_problem(*trial) if found.get(key) else None
        if problem:
            at = root.value[key]
            inside = key == "calendar" and type(at.value) is dict
            scope.refuse(at.value["days"] if inside else at, f"{key}.days" if inside else key, problem)


def _recurring(scope: Scope, root: Node, found: dict[str, Any]) -> None:
    """Note a day of recurring work, or of sheets, that no period has: it would never come."""
    repeats: Repeats | None = scope.parts["repeats"]
    written: WrittenCalendar | None = found.get("calendar")
    asked = [] if repeats is None else [(repeats.every, repeats.on, "repeats", "on", root)]
    sheet: SheetRule | None = scope.parts["sheet"]
    if sheet is not None:
        asked.append((sheet.every, sheet.on, "sheet", "on", root))
        if sheet.hand_in.day is not None:
            asked.append((sheet.every, sheet.hand_in.day, "sheet.hand_in", "day", root.value["sheet"]))
    if not asked or written is None or written.days is None or written.table is not None:
        return  # nothing comes back, or its days are known to the database alone
    if scope.failed("calendar", "timezone", "hours", "repeats", "sheet"):
        return
    for every, day, section, key, above in asked:
        if not has_day(every, day, calendar_for(written.days)):
            at = above.value[section.rpartition(".")[2]].value[key]
            facts = {"day": at.value, "every": every.value, "calendar": written.days}
            scope.refuse(at, f"{section}.{key}", Line('no {every} has a "{day}" in the calendar {calendar}', **facts))


def _graph(scope: Scope, root: Node) -> None:
    """Note every flaw of the graph, each at the key that it is about."""
    parts = scope.parts
    found = check_graph(parts["states"], parts["transitions"], parts["clocks"], parts["ladder"])
    for flaw in found:
        at: Any = root.value[flaw.section]
        path = flaw.section
        if flaw.name in at.value:
            key = next(known for known in at.value if known == flaw.name)
            at, path = (key if flaw.index is None else at.value[flaw.name].value[flaw.index]), f"{path}.{flaw.name}"
        if flaw.index is not None:
            path = f"{path}[{flaw.index}]"
        scope.refuse(at, path, flaw.said)
