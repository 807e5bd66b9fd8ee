"""The state of reading one scenario file: its declared names, the problems so far, and what is left to check."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from duban.scenarios.errors import MOST_PROBLEMS, Problem, ScenarioError, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.scenarios.nodes import Node, NodeKey
    from duban.states import Field, Role

RESERVED = frozenset(
    ["open", "system", "anyone", "due", "start", "note", "item", "clock", "clocks", "round", "unit"],
)
MOST_CODE = 60_000
"""The most characters of all expressions, in `when` and in the braces of templates; parsing them takes time."""

_MOST_NAMED = 12
_MOST_COMPARED = 200
_LONGEST_COMPARED = 64

_SECTIONS = {
    "role": "roles",
    "field": "fields",
    "state": "states",
    "trigger": "transitions",
    "clock": "clocks",
    "message": "messages",
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
        self.used_messages: set[str] = set()
        self.pulled: list[tuple[Node, str, str]] = []
        """The triggers that a `then` names: the node, its path, and the trigger."""
        self.parts: dict[str, Any] = {}
        """The contents of the sections that are read so far, by their keys."""
        self._code = 0

    def refuse(self, at: Node | NodeKey, path: str, message: str) -> None:
        """Note a problem at a key or a value; raises ScenarioError if there are too many to go on."""
        self.problems.append(Problem(self.file, at.line, at.column, one_line(path), one_line(message)))
        if len(self.problems) >= MOST_PROBLEMS:
            end = Problem(self.file, 0, 0, "", f"has {MOST_PROBLEMS} problems; the rest was not checked")
            raise ScenarioError((*sorted(set(self.problems)), end))

    def spend(self, node: Node, path: str, letters: int) -> None:
        """Count the characters of an expression or a template; raises ScenarioError beyond `MOST_CODE`."""
        self._code += letters
        if self._code > MOST_CODE:
            self.refuse(
                node, path, f"is where all expressions and templates exceed {MOST_CODE} characters; shorten them"
            )
            raise ScenarioError(tuple(sorted(set(self.problems))))

    def refers(self, noun: str, node: Node, path: str, *, also: tuple[str, ...] = ()) -> str | None:
        """Return the declared name that a value gives, or note that it is unknown; words in `also` are known too."""
        known = self.names[noun]
        if type(node.value) is str:
            if node.value in known:
                return str(node.value)
            self.refuse(node, path, f"no {noun} {node.kind}{hint(node.value, (*known, *also))}")
            return None
        self.refuse(node, path, f"has to be the name of a {noun}, not {node.kind}")
        return None

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


def hint(word: str, known: Iterable[str]) -> str:
    """Return what to write instead: the nearest known word, or else all known words."""
    words = [str(name) for name in known]
    for near in _near(word, words):
        return f'; did you mean "{near}"?'
    if not words:
        return "; none is declared"
    listed = ", ".join(words[:_MOST_NAMED])
    return f"; there are {listed}{', …' if len(words) > _MOST_NAMED else ''}"


def _near(word: str, words: list[str]) -> list[str]:
    """Return the known words that are probably meant, the nearest first."""
    if not 0 < len(word) <= _LONGEST_COMPARED:
        return []
    compared = [known for known in words[:_MOST_COMPARED] if 0 < len(known) <= _LONGEST_COMPARED]
    return [
        near
        for near in difflib.get_close_matches(word, compared, n=3, cutoff=0.5)
        # Words of two characters often share one by chance (交办, 办理), so they must agree at one end.
        if near[0] == word[0] or near[-1] == word[-1] or difflib.get_close_matches(word, [near], cutoff=0.6)
    ]


def sequence(scope: Scope, node: Node, path: str) -> list[tuple[Node, str]]:
    """Return the items of a list with their paths, or note that it is not a list."""
    value: Any = node.value
    if type(value) is not list:
        scope.refuse(node, path, f"has to be a list, not {node.kind}")
        return []
    return [(child, f"{path}[{index}]") for index, child in enumerate(value)]


def pairs(scope: Scope, node: Node, path: str) -> list[tuple[str, Node, str]]:
    """Return the keys and values of a mapping with their paths, or note that it is not a mapping."""
    if type(node.value) is not dict:
        scope.refuse(node, path, f"has to be a mapping, not {node.kind}")
        return []
    return [(str(key), child, f"{path}.{key}") for key, child in node.value.items()]
