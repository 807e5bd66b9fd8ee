"""Loads scenario files: one, a folder of them, or those that are shipped."""

from __future__ import annotations

import string
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from duban.scenarios.compiling import read_scenario
from duban.scenarios.errors import Problem, ScenarioError, ScenarioNotFound
from duban.scenarios.yaml_reader import MAX_BYTES
from duban.words import Line

if TYPE_CHECKING:
    import os

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


def _bare(pattern: str) -> str:
    """Return a number pattern without its widths: patterns that only differ in these give the same numbers."""
    return "".join(text + (f"{{{name}}}" if name else "") for text, name, _, _ in string.Formatter().parse(pattern))


def shipped_names() -> tuple[str, ...]:
    """Return the names of the scenarios that come with duban."""
    folder = resources.files("duban.scenarios") / "shipped"
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")))


def shipped_text(name: str) -> str:
    """Return the YAML of a shipped scenario; raises ScenarioNotFound."""
    if name not in shipped_names():
        raise ScenarioNotFound(name, shipped_names())
    return (resources.files("duban.scenarios") / "shipped" / f"{name}.yaml").read_text(encoding="utf-8")


def shipped(name: str) -> Definition:
    """Return a shipped scenario's definition; raises ScenarioNotFound."""
    return read_scenario(shipped_text(name), f"{name}.yaml")
