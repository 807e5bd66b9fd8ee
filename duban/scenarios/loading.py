"""Loads scenario files, one or a folder of them, and finds what does not fit between them."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.scenarios.cautions import cautions
from duban.scenarios.compiling import read_scenario
from duban.scenarios.errors import Problem, ScenarioError
from duban.scenarios.fitting import misfits
from duban.scenarios.offered import is_offered, shipped_text
from duban.scenarios.yaml_reader import MAX_BYTES, parse_yaml
from duban.words import Line

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from duban.scenarios.checkers import Node, NodeKey
    from duban.scenarios.fitting import Path as Steps
    from duban.states import Definition

_ENDINGS = frozenset([".yaml", ".yml"])


def load_scenario(path: str | os.PathLike[str]) -> Definition:
    """Return the definition that a scenario file declares; raises ScenarioError with all its problems."""
    source = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise _unreadable(source, error) from error
    return read_scenario(content, source)


def load_folder(path: str | os.PathLike[str]) -> list[Definition]:
    """Return the definitions of a folder's `.yaml` and `.yml` files, by file name.

    Raises ScenarioError with the problems of all files, also if two files declare one scenario and version, or two
    scenarios share a number pattern.
    """
    problems: list[Problem] = []
    found: list[tuple[str, Definition]] = []
    for file in files_in(path):
        try:
            found.append((str(file), load_scenario(file)))
        except ScenarioError as error:
            problems += error.problems
    problems += find_clashes(found)
    if problems:
        raise ScenarioError(tuple(problems))
    return [definition for _, definition in found]


def files_in(path: str | os.PathLike[str]) -> list[Path]:
    """Return a folder's scenario files by their names; raises ScenarioError if the folder cannot be read."""
    folder = Path(path)
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in _ENDINGS and not file.name.startswith("."))
    except (OSError, ValueError) as error:
        raise _unreadable(str(folder), error) from error


def _unreadable(source: str, error: OSError | ValueError) -> ScenarioError:
    reason = getattr(error, "strerror", None) or str(error)
    return ScenarioError((Problem(source, 0, 0, "", Line("cannot be read: {reason:retold}", reason=reason)),))


def find_clashes(definitions: list[tuple[str, Definition]]) -> list[Problem]:
    """Return why definitions, each with its source, cannot be used together."""
    problems: list[Problem] = []
    versions: dict[tuple[str, int], str] = {}
    patterns: dict[str, tuple[str, str]] = {}
    for source, definition in definitions:
        identity = definition.scenario, definition.version
        if identity in versions:
            facts = {"scenario": identity[0], "version": identity[1], "other": versions[identity]}
            said = Line("{scenario} version {version} is declared in {other} already; raise the version", **facts)
            problems.append(Problem(source, 0, 0, "version", said))
        versions.setdefault(identity, source)
        pattern = _bare(definition.number)
        scenario, other = patterns.setdefault(pattern, (definition.scenario, source))
        if scenario != definition.scenario:
            facts = {"number": definition.number, "scenario": scenario, "other": other}
            said = Line('"{number}" makes the same numbers as scenario {scenario} in {other}; change one', **facts)
            problems.append(Problem(source, 0, 0, "number", said))
    return problems


def find_misfits(definitions: list[tuple[str, Definition]], *, beside: Iterable[Definition] = ()) -> list[Problem]:
    """Return what does not fit between definitions, each with its source, and others that are there `beside` them."""
    newest: dict[str, tuple[str, Definition]] = {}
    for source, definition in definitions:
        known = newest.get(definition.scenario)
        if known is None or known[1].version < definition.version:
            newest[definition.scenario] = source, definition
    others = {each.scenario: each for each in beside if each.scenario not in newest}
    problems = []
    for misfit in misfits({**{name: each for name, (_, each) in newest.items()}, **others}):
        if misfit.scenario in newest:
            source = newest[misfit.scenario][0]
            problems.append(Problem(source, *_place(source, misfit.path), misfit.said))
    return problems


def find_cautions(
    source: str, definition: Definition, *, among: Iterable[Definition] = (), sign: str = ""
) -> list[Problem]:
    """Return what may be written so in a file and is hardly meant; `among` has those that may open it as a part.

    `sign` is the signature of the office's own channel for SMS, if it has one.
    """
    found = cautions(definition, among, sign=sign)
    return [Problem(source, *_place(source, path), said, severity="warning") for path, said in found]


def _place(source: str, steps: Steps) -> tuple[int, int, str]:
    """Return the line, the column and the path of something in a scenario file."""
    named = is_offered(source) and not Path(source).exists()
    node, _ = parse_yaml(shipped_text(source) if named else Path(source).read_bytes(), source)
    at: Node | NodeKey = node
    path = ""
    for step in steps:
        inside: Any = node.value
        if isinstance(step, str) and type(inside) is dict and step in inside:
            at, node = next(key for key in inside if key == step), inside[step]
            path += f".{step}" if path else step
        elif isinstance(step, int) and type(inside) is list:
            at = node = inside[step]
            path += f"[{step}]"
    return at.line, at.column, path


def _bare(pattern: str) -> str:
    """Return a number pattern without its widths: patterns that only differ in these give the same numbers."""
    return "".join(text + (f"{{{name}}}" if name else "") for text, name, _, _ in string.Formatter().parse(pattern))
