"""Checking scenario files; authors do this most often, so it imports nothing that starts slowly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duban.cli.terminal.failures import complain, warn
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.scenarios import Problem, Wordings
    from duban.states import Definition

_ENDINGS = frozenset({".yaml", ".yml"})


def check_scenarios(names: Iterable[str], *, as_json: bool, config: str | None = None) -> bool:
    """Show every problem in files, folders and shipped scenarios; return whether there are none.

    The office's own wording of messages, and its signature of SMS, are those that the settings in `config` name.
    """
    from duban.scenarios import ScenarioError, find_cautions, find_clashes, find_misfits, newest_of, offered

    problems: list[Problem] = []
    found: list[tuple[str, Definition]] = []
    given = list(names)
    for source in (source for name in given for source in sources_of(name)):
        try:
            found.append((source, load(source)))
        except ScenarioError as error:
            problems += error.problems
    # A file and a copy of it do not clash.
    own = list({definition.digest: (source, definition) for source, definition in found}.values())
    problems += find_clashes(own)
    together = len(given) > 1 or any(os.path.isdir(name) for name in given)  # noqa: PTH112 - likewise
    if together and not problems:  # a file that cannot be read may be the one that another needs
        problems += find_misfits(own, beside=offered())
    every = [definition for _, definition in own]
    office = office_of(config)
    problems += [*office.problems, *office.wordings.problems]
    problems += [misfit for definition in newest_of(every) for misfit in office.wordings.misfits(definition)]
    warnings = [
        caution
        for source, definition in own
        for caution in find_cautions(source, definition, among=every, sign=office.sign)
    ]
    warnings += [
        each
        for definition in newest_of(every)
        for each in office.wordings.cautions(definition, every, sign=office.sign)
    ]
    if as_json:
        put_json([problem.to_json() for problem in [*problems, *warnings]])
        return not problems
    for source, definition in found:
        facts = {"scenario": definition.scenario, "version": definition.version, "title": definition.title}
        say(word("{source}: {scenario} version {version} ({title}) can be used", source=source, **facts))
    warn(map(str, warnings))
    complain(map(str, problems))
    return not problems


class Office(NamedTuple):
    """What an office's settings say of its messages: its signature of SMS, and how it words them by itself."""

    sign: str
    wordings: Wordings
    problems: tuple[Problem, ...] = ()


def office_of(config: str | None) -> Office:
    """Return what the settings say of messages: those of `config`, of DUBAN_CONFIG, or of this folder's duban.toml.

    They are not read as a whole: that takes longer than everything else here, and they need not be right.
    """
    import tomllib

    from duban.scenarios import Problem, Wordings
    from duban.words import Line

    file = Path(config or os.environ.get("DUBAN_CONFIG", "duban.toml"))
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        found = {}
    sign = os.environ.get("DUBAN_CHANNELS__SMS__SIGN") or _at(found, "channels", "sms", "sign")
    named = os.environ.get("DUBAN_MESSAGES") or _at(found, "messages")
    folder = file.parent / named if named else None
    if folder is None or os.path.isdir(folder):  # noqa: PTH112 - likewise
        return Office(sign, Wordings(folder))
    lacking = Line("there is no such folder; make it, or leave the setting out")
    return Office(sign, Wordings(), (Problem(str(file), 0, 0, f"messages = {str(folder)!r}", lacking),))


def _at(found: object, *keys: str) -> str:
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def sources_of(name: str) -> list[str]:
    """Return the scenario files in a folder; anything else is returned as it is."""
    if not os.path.isdir(name):  # noqa: PTH112 - Path raises where a name is too long
        return [name]
    return [str(file) for file in sorted(Path(name).iterdir()) if file.suffix in _ENDINGS] or [name]


def load(source: str) -> Definition:
    """Return the definition of a file, or of the shipped scenario of that name."""
    from duban.scenarios import is_offered, load_scenario, shipped

    if is_offered(source) and not Path(source).exists():
        return shipped(source)
    return load_scenario(source)
