"""The state of reading one scenario file: its declared names, the problems so far, and what is left to check."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers.nodes import Node, NodeKey
from duban.scenarios.errors import MOST_PROBLEMS, Problem, ScenarioError, in_order, one_line, too_many
from duban.states import REASON
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.states import Field, Role

RESERVED = frozenset(
    ["open", "system", "anyone", "due", "start", "note", "item", "clock", "clocks", "round", "unit", "each"],
)
NEWER = frozenset(["each"])
"""Of these, those that a definition may use as names which was read before they were reserved."""
MOST_CODE = 60_000
"""The most characters of all expressions, in `when` and in the braces of templates; parsing them takes time."""

REASON_LIST = "reasons"
"""The key that declares the choices of the field `REASON`."""

_MOST_NAMED = 12
_MOST_COMPARED = 200
_LONGEST_COMPARED = 64

NOUN_TEXTS = {
    "role": "role",
    "field": "field",
    "state": "state",
    "trigger": "trigger",
    "clock": "clock",
    "message": "message",
    "target": "target",
    "paper": "paper",
}
"""What people call that of which a name is looked for."""

_SECTIONS = {
    "role": "roles",
    "field": "fields",
    "state": "states",
    "trigger": "transitions",
    "clock": "clocks",
    "message": "messages",
    "target": "targets",
    "paper": "papers",
}


class Scope:
    """The names that a file declares, which are collected before anything is checked, and the list of its problems."""

    def __init__(self, file: str, root: Node, problems: Iterable[Problem] = (), *, kept: bool = False) -> None:
        """Collect the names declared under `root`."""
        self.file = file
        self.kept = kept
        """Whether this is not a file but a stored definition, which was right when it was read first."""
        self.problems = list(problems)
        self.names: dict[str, dict[NodeKey, Node]] = {}
        for noun, section in _SECTIONS.items():
            declared = root.value.get(section)
            self.names[noun] = declared.value if declared is not None and type(declared.value) is dict else {}
        reasons = next((key for key in root.value if key == REASON_LIST), None)
        if isinstance(reasons, NodeKey):  # they make a field
            own = NodeKey(REASON)
            own.mark = reasons.mark
            self.names["field"] = {own: root.value[reasons], **self.names["field"]}
        self.used_messages: set[str] = set()
        self.pulled: list[tuple[Node, str, str]] = []
        """The triggers that a `then` names: the node, its path, and the trigger."""
        self.parts: dict[str, Any] = {}
        """The contents of the sections that are read so far, by their keys."""
        self._code = 0

    def refuse(self, at: Node | NodeKey, path: str, said: Line | str) -> None:
        """Note a problem at a key or a value; raises ScenarioError where there are too many to go on.

        What is `said` is text only where a medium of somebody else's says it.
        """
        self.problems.append(Problem(self.file, at.line, at.column, one_line(path), said))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ScenarioError((*in_order(self.problems), too_many(self.file)))

    def spend(self, node: Node, path: str, letters: int) -> None:
        """Count the characters of an expression or a template; raises ScenarioError beyond `MOST_CODE`."""
        self._code += letters
        if self._code > MOST_CODE:
            said = Line("is where all expressions and templates exceed {most} characters; shorten them", most=MOST_CODE)
            self.refuse(node, path, said)
            raise ScenarioError(in_order(self.problems))

    def refers(self, noun: str, node: Node, path: str, *, also: tuple[str, ...] = ()) -> str | None:
        """Return the declared name that a value gives, or note that it is unknown; words in `also` are known too."""
        known = self.names[noun]
        if type(node.value) is str:
            if node.value in known:
                return str(node.value)
            self.unknown(noun, node.value, (*known, *also), node, path)
            return None
        what = Line(NOUN_TEXTS[noun])
        self.refuse(node, path, Line("has to be the name of a {what}, not {kind}", what=what, kind=node.kind))
        return None

    def unknown(self, noun: str, name: str, known: Iterable[str], at: Node | NodeKey, path: str) -> None:
        """Note that nothing of this kind has that name, and what was likely meant."""
        facts = {"what": Line(NOUN_TEXTS[noun]), "name": Node(name).kind, "hint": hint(name, known)}
        self.refuse(at, path, Line("no {what} {name}{hint}", **facts))

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return the roles if they and the fields were read without problems; else none."""
        return {} if self.failed("roles", "fields") else self.parts.get("roles", {})

    @property
    def fields(self) -> Mapping[str, Field]:
        """Return the fields if they and the roles were read without problems; else none."""
        return {} if self.failed("roles", "fields") else self.parts.get("fields", {})

    def failed(self, *sections: str) -> bool:
        """Return whether a problem was found under one of these top-level keys."""
        starts = tuple(sections)
        return any(problem.path.split(".", 1)[0].split("[", 1)[0] in starts for problem in self.problems)


def hint(word: str, known: Iterable[str]) -> Line:
    """Return what to write instead, to stand after what is wrong: the nearest known word, or else those there are."""
    found = [str(name) for name in known]
    near = nearest(word, found)
    if near is not None:
        return Line('; did you mean "{near}"?', near=near)
    if not found:
        return Line("; none is declared")
    more = ["…"] if len(found) > _MOST_NAMED else []
    return Line("; there are {known}", known=[*found[:_MOST_NAMED], *more])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is likely meant, or None."""
    if not 0 < len(word) <= _LONGEST_COMPARED:
        return None
    compared = [name for name in list(known)[:_MOST_COMPARED] if 0 < len(name) <= _LONGEST_COMPARED]
    for near in difflib.get_close_matches(word, compared, n=3, cutoff=0.5):
        # Words of two characters often share one by chance (交办, 办理), so they must agree at one end.
        if near[0] == word[0] or near[-1] == word[-1] or difflib.get_close_matches(word, [near], cutoff=0.6):
            return near
    return None


def sequence(scope: Scope, node: Node, path: str) -> list[tuple[Node, str]]:
    """Return the items of a list with their paths, or note that it is not a list."""
    value: Any = node.value
    if type(value) is not list:
        scope.refuse(node, path, Line("has to be a list, not {kind}", kind=node.kind))
        return []
    return [(child, f"{path}[{index}]") for index, child in enumerate(value)]


def pairs(scope: Scope, node: Node, path: str) -> list[tuple[str, Node, str]]:
    """Return the keys and values of a mapping with their paths, or note that it is not a mapping."""
    if type(node.value) is not dict:
        scope.refuse(node, path, Line("has to be a mapping, not {kind}", kind=node.kind))
        return []
    return [(str(key), child, f"{path}.{key}") for key, child in node.value.items()]
