"""The scenarios that are named: all of them or an error, or those that can be used, and why the others cannot."""

from __future__ import annotations

import logging
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.scenarios import (
    ScenarioError,
    Wordings,
    files_in,
    is_offered,
    load_folder,
    load_scenario,
    needed,
    newest_of,
    opened_by,
    shipped,
    shipped_names,
)
from duban.states import Definition
from duban.workflow.errors import ScenarioClash, SettingsError
from duban.workflow.logs import event
from duban.workflow.rules import Catalogue
from duban.workflow.settings_files import LONGEST_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Source = tuple[str, Callable[[], Definition]]

log = logging.getLogger("duban.scenarios")

_CORRECT = "correct it, {way_check} says how; all others are used, and it is once it is loaded again"


class UnusableFile(NamedTuple):
    """A scenario file that was left out, by its path or name, and the error for which it was."""

    file: str
    error: Exception

    @property
    def why(self) -> str:
        """Return the first thing that is wrong, in the language of the reader."""
        return str(words.said_by(self.error)).splitlines()[0]

    def __str__(self) -> str:
        """Return the file and what is wrong; a problem in a file names it already."""
        return self.why if isinstance(self.error, ScenarioError) else words.headed(self.file, self.why)


class ScenarioFiles:
    """The scenarios that are named, and what has become of their files since they were loaded.

    Args:
        named: files, folders, names of shipped scenarios, or definitions.
        folder: where relative paths start.

    """

    def __init__(self, named: Iterable[str | Path | Definition], folder: Path) -> None:
        self._named, self._folder = tuple(named), folder
        self._taken = self._seen = self._stamp()

    def load(self, *, leave_out: bool) -> tuple[list[Definition], tuple[UnusableFile, ...]]:
        """Return the definitions; with `leave_out`, without those that cannot be used, and why."""
        if leave_out:
            return load_usable(self._named, folder=self._folder)
        return load_definitions(self._named, folder=self._folder), ()

    def changed(self, *, at_once: bool) -> list[Definition]:
        """Return all definitions that can be used if files have changed since the last time, else nothing.

        A file that somebody is writing may be half there: it is read when two looks in a row find the same files, or
        `at_once` for whoever has put a whole file there.
        """
        stamp = self._stamp()
        if stamp == self._taken:
            return []
        if stamp != self._seen and not at_once:
            self._seen = stamp
            return []
        self._taken = self._seen = stamp
        return load_usable(self._named, folder=self._folder)[0]

    def _stamp(self) -> tuple[object, ...]:
        return tuple(each for entry in self._named for each in _stamps(entry, self._folder))


def _stamps(entry: str | Path | Definition, folder: Path) -> Iterator[object]:
    """Yield what tells that the files of an entry have changed."""
    if isinstance(entry, Definition):
        return
    path = folder / entry
    try:
        files = files_in(path) if os.path.isdir(path) else [path] if os.path.isfile(path) else []  # noqa: PTH112, PTH113 - likewise
        for file in files:
            found = file.stat()
            yield str(file), found.st_mtime_ns, found.st_size
    except (OSError, ScenarioError) as error:
        yield type(error).__name__


def load_definitions(scenarios: Iterable[str | Path | Definition], *, folder: Path = Path()) -> list[Definition]:
    """Return the definitions of files, folders and shipped names; all shipped ones if nothing is given.

    A shipped one brings along the shipped ones that it cannot do without, such as the sheets that it is reported on.
    """
    definitions: list[Definition] = []
    for entry in scenarios:
        if isinstance(entry, Definition):
            definitions.append(entry)
            continue
        path = folder / entry
        if os.path.isdir(path):  # noqa: PTH112 - Path raises where a name is too long
            definitions += load_folder(path)
        else:
            definitions.append(_one(entry, path))
    if not definitions:
        return [shipped(name) for name in shipped_names()]
    return [*definitions, *_brought_along(definitions)]


def load_usable(
    scenarios: Iterable[str | Path | Definition], *, folder: Path = Path()
) -> tuple[list[Definition], tuple[UnusableFile, ...]]:
    """Return the definitions that can be used together, and each file that cannot be with its error.

    Of two files that cannot both be used, the first counts; a scenario that opens one that was left out is left out
    too. Nothing takes the place of what was left out: without any definition an engine still serves the instances that
    its database pins to theirs.
    """
    given = tuple(scenarios)
    if not given:
        return load_definitions(()), ()
    found: list[tuple[str, Definition]] = []
    unusable: list[UnusableFile] = []
    for entry in given:
        try:
            sources = list(_sources(entry, folder))
        except Exception as error:  # noqa: BLE001 - whatever a disk or a file holds, the others are used
            unusable.append(_left_out(str(entry), error))
            continue
        for source, load in sources:
            try:
                found.append((source, load()))
            except Exception as error:  # noqa: BLE001 - likewise
                unusable.append(_left_out(source, error))
    found += [(one.scenario, one) for one in _brought_along([one for _, one in found])]
    usable, clashing = _together(found)
    return usable, (*unusable, *clashing)


def own_wordings(
    folder: Path, named: str | None, definitions: Iterable[Definition]
) -> tuple[Wordings, tuple[UnusableFile, ...]]:
    """Return how the office words messages by itself, and the files of which something does not fit the definitions.

    Raises SettingsError if the folder that is `named` is not there.
    """
    if named is not None and not os.path.isdir(folder / named):  # noqa: PTH112 - Path raises where a name is too long
        problem = words.Line("there is no such folder; make it, or leave the setting out")
        raise SettingsError(words.at(f"messages = {str(folder / named)[:LONGEST_PATH]!r}", problem))
    wordings = Wordings(None if named is None else folder / named)
    return wordings, unusable_wordings(wordings, definitions)


def unusable_wordings(wordings: Wordings, definitions: Iterable[Definition]) -> tuple[UnusableFile, ...]:
    """Return the files of messages of which something cannot be used: what it would word otherwise stays as it was."""
    misfits = (problem for each in newest_of(definitions) for problem in wordings.misfits(each))
    return tuple(_left_out(each.file, ScenarioError((each,))) for each in (*wordings.problems, *misfits))


def _left_out(source: str, error: Exception) -> UnusableFile:
    found = UnusableFile(source, error)
    log.warning(event("scenario file left out", file=source, reason=found.why, advice=_CORRECT))
    return found


def _brought_along(found: list[Definition]) -> list[Definition]:
    """Return the shipped definitions which shipped ones among these need, and which are not there."""
    there = {definition.scenario for definition in found}
    lacking = [(one, opened_by(one) - there) for one in found if is_offered(one.scenario)]
    missing = {name for one, names in lacking if names and one.digest == shipped(one.scenario).digest for name in names}
    return [shipped(name) for name in sorted(missing) if is_offered(name)]


def _one(entry: str | Path, path: Path) -> Definition:
    if not os.path.exists(path) and is_offered(str(entry)):  # noqa: PTH110 - Path raises where a name is too long
        return shipped(str(entry))
    return load_scenario(path)


def _sources(entry: str | Path | Definition, folder: Path) -> Iterator[Source]:
    """Yield each file that an entry names, and what loads it."""
    if isinstance(entry, Definition):
        yield entry.scenario, lambda: entry
        return
    path = folder / entry
    if os.path.isdir(path):  # noqa: PTH112 - likewise
        for file in files_in(path):
            yield str(file), partial(load_scenario, file)
    else:
        yield str(entry), partial(_one, entry, path)


def _together(found: list[tuple[str, Definition]]) -> tuple[list[Definition], list[UnusableFile]]:
    """Return the definitions that fit together, and those that do not."""
    everything = [definition for _, definition in found]
    if _clash(everything) is None:
        return everything, []
    usable: list[Definition] = []
    waiting = found
    # Of one scenario the newest version is needed, and of two files with one version the first.
    ranked = everything[::-1]
    ranked.sort(key=lambda definition: definition.version)
    while waiting:
        left: list[tuple[str, Definition]] = []
        for source, definition in waiting:
            # Those that open one another fit only together.
            with_others = [definition, *needed(definition, ranked)]
            more = [each for each in with_others if each not in usable]
            if _clash([*usable, *more]) is None:
                usable += more
            else:
                left.append((source, definition))
        if len(left) == len(waiting):
            break
        waiting = [(source, definition) for source, definition in left if definition not in usable]
    left_out = [(source, definition) for source, definition in found if definition not in usable]
    errors = ((source, _clash([*usable, definition])) for source, definition in left_out)
    return usable, [_left_out(source, error) for source, error in errors if error is not None]


def _clash(definitions: list[Definition]) -> ScenarioClash | None:
    try:
        Catalogue(definitions)
    except ScenarioClash as error:
        return error
    return None
