"""The scenarios that come with duban: those in use from the start, and a library of others to choose from."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from duban.scenarios.compiling import read_scenario
from duban.scenarios.errors import ScenarioNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from duban.states import Definition

_SHIPPED, _LIBRARY = "shipped", "library"


class Offer(NamedTuple):
    """A scenario that comes with duban: its name, its title, what it is for, and whether it is used by default."""

    name: str
    title: str
    about: str
    by_default: bool


def shipped_names() -> tuple[str, ...]:
    """Return the names of the scenarios that are used where nobody names any."""
    return _names(_SHIPPED)


def library_names() -> tuple[str, ...]:
    """Return the names of the other scenarios that come with duban."""
    return _names(_LIBRARY)


def is_offered(name: str) -> bool:
    """Return whether a scenario of that name comes with duban."""
    return name in shipped_names() or name in library_names()


def offered() -> Iterator[Definition]:
    """Yield the scenarios that come with duban; a file may open instances of any of these."""
    yield from (shipped(name) for name in (*shipped_names(), *library_names()))


def offers() -> tuple[Offer, ...]:
    """Return what there is to choose from: the scenarios used by default first, then the library."""
    return tuple(
        Offer(name, shipped(name).title or name, _about(shipped_text(name)), by_default=folder == _SHIPPED)
        for folder in (_SHIPPED, _LIBRARY)
        for name in _names(folder)
    )


def shipped_text(name: str, *, version: int | None = None) -> str:
    """Return the YAML of a scenario that comes with duban, of its newest version or an earlier one.

    Raises ScenarioNotFound.
    """
    folder = _folder(_SHIPPED if name in shipped_names() else _LIBRARY)
    if not is_offered(name):
        raise _not_found(name)
    if version is not None:
        earlier = folder / "earlier" / f"{name}-{version}.yaml"
        if earlier.is_file():
            return earlier.read_text(encoding="utf-8")
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")


def translated_text(name: str, language: str) -> str | None:
    """Return the YAML in which the messages of a scenario that comes with duban are translated; None without one."""
    file = _folder("translations") / language / f"{name}.yaml"
    return file.read_text(encoding="utf-8") if file.is_file() else None


def shipped(name: str, *, version: int | None = None) -> Definition:
    """Return the definition of a scenario that comes with duban, of its newest version or an earlier one.

    Raises ScenarioNotFound.
    """
    found = read_scenario(shipped_text(name, version=version), f"{name}.yaml")
    if version is not None and found.version != version:
        asked = f"{name} {version}"
        raise _not_found(asked)
    return found


def name_of(asked: str) -> str:
    """Return the name of the scenario that somebody asks for by its name or its title; raises ScenarioNotFound."""
    if is_offered(asked):
        return asked
    titled = {offer.title: offer.name for offer in offers()}
    if asked in titled:
        return titled[asked]
    raise _not_found(asked, *titled)


def _not_found(name: str, *titles: str) -> ScenarioNotFound:
    names = (*shipped_names(), *library_names())
    near = difflib.get_close_matches(name, [*names, *titles], n=1, cutoff=0.5)
    return ScenarioNotFound(name, names, near=near[0] if near else None)


def _about(text: str) -> str:
    """Return what the first line of a file, a comment, says after the title."""
    return text.partition("\n")[0].removeprefix("#").partition("：")[2].strip()


def _folder(name: str) -> Traversable:
    return resources.files("duban.scenarios") / name


@cache
def _names(folder: str) -> tuple[str, ...]:
    files = (file.name for file in _folder(folder).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml")))
