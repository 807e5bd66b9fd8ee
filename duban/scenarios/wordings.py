"""Other wordings of a scenario's messages: translations that come with duban, and an office's own, file by file.

They stand beside the scenario files, so that another wording is no other version, and moves nothing that is pinned.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from duban.scenarios.cautions import too_long
from duban.scenarios.checkers import Node, NodeKey, hint, parse_json
from duban.scenarios.compiling import compile_node
from duban.scenarios.errors import Problem, ScenarioError
from duban.scenarios.offered import is_offered, shipped, translated_text
from duban.scenarios.yaml_reader import MAX_BYTES, FileTexts, parse_yaml
from duban.states import media
from duban.words import LANGUAGES, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from duban.states import Definition, MessageForm
    from duban.words import Language

    Place = tuple[str, str]
    """A language and a scenario."""

_ENDINGS = (".yaml", ".yml")
_TOO_LARGE = Line("is larger than the {most} bytes that a file of messages may have", most=MAX_BYTES)
_TAGS = Line("tags such as {tag} are not used in files of messages; leave it out").english
_ONE = FileTexts(
    _TOO_LARGE,
    Line("the file is empty; begin with `subject:` or another key of a message"),
    Line("a second document begins here; one file words one message"),
    Line("a message is a mapping of keys such as `subject:`, not {kind}").english,
    _TAGS,
)
_SEVERAL = FileTexts(
    _TOO_LARGE,
    Line("the file is empty; begin with the name of a message"),
    Line("a second document begins here; one file words the messages of one scenario"),
    Line("messages are a mapping of their names to their keys, not {kind}").english,
    _TAGS,
)

USUAL_LANGUAGE: Language = "zh"
"""The language of a scenario that names none."""


class Worded(NamedTuple):
    """A message as a file words it: the file, and the message's name and keys as they stand there."""

    source: str
    name: NodeKey
    keys: Node

    def refused(
        self, said: Line | str, path: str = "", line: int = 0, column: int = 0, *, severity: str = "error"
    ) -> Problem:
        """Return a problem of this message, where nothing else is said at its name."""
        place = (line, column) if line else (self.name.line, self.name.column)
        return Problem(self.source, *place, path or str(self.name), said, severity)


class Wordings:
    """The wordings of messages in a folder: `LANGUAGE/SCENARIO/MESSAGE.yaml`, or `LANGUAGE/SCENARIO.yaml` with several.

    `problems` has what cannot be read; the rest is used. What does not fit a definition is known with that definition.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Read the folder, if there is one."""
        self.folder, self.problems = folder, list[Problem]()
        self.stamp = stamp_of(folder)
        self._files: dict[Place, dict[str, Worded]] = {}
        if folder is not None:
            for file in _files_of(folder):
                self._take(file, folder)
        self._known: dict[tuple[str, str], Mapping[str, MessageForm]] = {}

    def __bool__(self) -> bool:
        """Return whether the office words anything by itself."""
        return bool(self._files)

    @property
    def scenarios(self) -> frozenset[str]:
        """Return the scenarios of which something is worded."""
        return frozenset(scenario for _, scenario in self._files)

    def forms(self, definition: Definition, language: str) -> Mapping[str, MessageForm]:
        """Return a definition's messages as readers of a language get them; what does not fit stays as declared."""
        key = definition.digest, language
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._forms(definition, language)[0]
        return found

    def misfits(self, definition: Definition) -> list[Problem]:
        """Return what in the folder does not fit a definition, of all languages."""
        return [each for language in LANGUAGES for each in self._forms(definition, language)[1]]

    def cautions(self, definition: Definition, among: Iterable[Definition] = (), *, sign: str = "") -> list[Problem]:
        """Return what can be used and is hardly meant, such as an SMS that is charged as two."""
        found = []
        for language in LANGUAGES:
            own = self._files.get((language, definition.scenario), {})
            forms = {name: form for name, form in self.forms(definition, language).items() if name in own}
            for name, flaw in too_long(definition, forms, among, sign=sign, language=language):
                keys = own[name].keys.value  # of a file that does not fit, which is said elsewhere, anything
                if isinstance(keys, dict) and flaw.key[0] in keys:
                    found.append(own[name].refused(flaw.problem, ".".join((name, *flaw.key)), severity="warning"))
        return found

    def _forms(self, definition: Definition, language: str) -> tuple[Mapping[str, MessageForm], list[Problem]]:
        own = self._files.get((language, definition.scenario), {})
        if language == (definition.language or USUAL_LANGUAGE):
            return _reworded(definition, definition.messages, own)
        base = self.forms(definition, definition.language or USUAL_LANGUAGE)
        translated, _ = _reworded(definition, base, _translation(definition.scenario, language, base))
        return _reworded(definition, translated, own)

    def _take(self, file: Path, folder: Path) -> None:
        steps = file.relative_to(folder).with_suffix("").parts
        language, scenario, *rest = steps
        if language not in LANGUAGES:
            said = Line(
                "{language:shown} is no language of messages; there are {known}", language=language, known=LANGUAGES
            )
            self.problems.append(Problem(str(file), 0, 0, "", said))
            return
        try:
            found = _read(file, rest[0] if rest else None)
        except ScenarioError as error:
            self.problems += error.problems
            return
        taken = self._files.setdefault((language, scenario), {})
        for each in found:
            # A file of one message counts before the file of several.
            if rest or each.name not in taken:
                taken[str(each.name)] = each


def stamp_of(folder: Path | None) -> tuple[object, ...]:
    """Return what tells that the files of a folder have changed."""
    if folder is None:
        return ()
    found: list[object] = []
    for file in _files_of(folder):
        try:
            seen = file.stat()
        except OSError as error:
            found.append(type(error).__name__)
        else:
            found += [str(file), seen.st_mtime_ns, seen.st_size]
    return tuple(found)


def _files_of(folder: Path) -> Iterator[Path]:
    """Yield the files of several messages, then those of one, in the order of their names."""
    for depth in ("*/*", "*/*/*"):
        for file in sorted(folder.glob(depth)):
            if file.suffix in _ENDINGS and not file.name.startswith(".") and os.path.isfile(file):  # noqa: PTH113 - cheaper
                yield file


def _read(file: Path, message: str | None) -> list[Worded]:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        said = Line("cannot be read: {reason:retold}", reason=error.strerror or str(error))
        raise ScenarioError((Problem(str(file), 0, 0, "", said),)) from error
    return _worded(content, str(file), message)


def _worded(content: bytes | str, source: str, message: str | None) -> list[Worded]:
    root, problems = parse_yaml(content, source, _SEVERAL if message is None else _ONE)
    if problems:
        raise ScenarioError(tuple(problems))
    if message is None:
        return [Worded(source, key, child) for key, child in root.value.items()]
    name = NodeKey(message)
    name.mark = root.mark
    return [Worded(source, name, root)]


@lru_cache(maxsize=64)
def _translations(scenario: str, language: str) -> tuple[Worded, ...]:
    """Return the translation of a scenario that comes with duban."""
    text = translated_text(scenario, language) if is_offered(scenario) else None
    return () if text is None else tuple(_worded(text, f"{language}/{scenario}.yaml", None))


def _translation(scenario: str, language: str, base: Mapping[str, MessageForm]) -> dict[str, Worded]:
    """Return the translation of those messages whose wording is the one that was translated, medium by medium."""
    found: dict[str, Worded] = {}
    written = _translations(scenario, language)
    original = shipped(scenario).messages if written else {}
    for each in written:
        was, now = original.get(each.name), base.get(each.name)
        if was is None or now is None:
            continue
        same = {
            key
            for medium in media()
            if all(was.parts.get(key) == now.parts.get(key) for key in medium.keys)
            for key in medium.keys
        }
        keys = {key: child for key, child in each.keys.value.items() if key in same}
        if keys:
            found[str(each.name)] = Worded(each.source, each.name, Node(keys, each.keys.mark))
    return found


def _reworded(
    definition: Definition, base: Mapping[str, MessageForm], written: Mapping[str, Worded]
) -> tuple[Mapping[str, MessageForm], list[Problem]]:
    """Return the messages with what is written in place of theirs, and a problem for each that does not fit."""
    problems, used = list[Problem](), dict[str, Worded]()
    for name, each in written.items():
        if name in base:
            used[name] = each
        else:
            facts = {"scenario": definition.scenario, "name": name, "hint": hint(name, base)}
            problems.append(each.refused(Line('scenario {scenario} has no message "{name}"{hint}', **facts)))
    while used:
        try:
            found = compile_node(_with(definition, base, used)).messages
        except ScenarioError as error:
            wrong = _blamed(error.problems, used)
            problems += wrong.values() if wrong else [next(iter(used.values())).refused(error.problems[0].said)]
            # Where none is to blame alone, none is used.
            used = {name: each for name, each in used.items() if name not in wrong} if wrong else {}
        else:
            return {**base, **{name: found[name] for name in used}}, problems
    return base, problems


def _blamed(problems: tuple[Problem, ...], used: Mapping[str, Worded]) -> dict[str, Problem]:
    """Return the first problem of each message that has one, at its place in the file that words it."""
    found: dict[str, Problem] = {}
    for problem in problems:
        for name, each in used.items():
            head = f"messages.{name}"
            if problem.path == head or problem.path.startswith(f"{head}."):
                path = problem.path.removeprefix("messages.")
                found.setdefault(name, each.refused(problem.said, path, problem.line, problem.column))
    return found


def _with(definition: Definition, base: Mapping[str, MessageForm], used: Mapping[str, Worded]) -> Node:
    """Return the document of a definition in which some messages are worded otherwise."""
    root = parse_json(definition.document)
    section = next(key for key in root.value if key == "messages")
    messages = dict(root.value[section].value)
    for name, each in used.items():
        keys = each.keys
        if type(keys.value) is dict:
            given = {str(key) for key in keys.value}
            # HTML that nobody worded anew would say something else than the text beside it.
            kept = {
                key: part
                for key, part in base[name].parts.items()
                if key not in given and not (key == "html" and "text" in given)
            }
            keys = Node({**_plain(kept), **keys.value}, keys.mark)
        messages = {key: child for key, child in messages.items() if key != name} | {each.name: keys}
    return Node({**root.value, section: Node(messages)})


def _plain(parts: Mapping[str, object]) -> dict[NodeKey, Node]:
    found: dict[NodeKey, Node] = {}
    for name, part in parts.items():
        key = NodeKey(name)
        key.mark = None
        found[key] = Node(_plain(part) if isinstance(part, dict) else part)
    return found
