"""The register of media: those that installed packages announce, looked up once, and those registered by code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from duban import words
from duban.states.errors import BrokenMedium, UnknownMedium
from duban.states.messages.medium import USUAL_MEDIUM, Medium

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRY_POINTS = "duban.media"
"""The entry point group in which packages announce their media, each a subclass of `Medium`."""


class _Register:
    """The known media, filled when it is first used."""

    def __init__(self) -> None:
        self.own: dict[str, Medium] = {}
        self._known: dict[str, Medium] | None = None

    def add(self, medium: Medium) -> None:
        _check_keys([medium, *(other for other in self.own.values() if other.name != medium.name)])
        self.own[medium.name] = medium
        self._known = None

    @property
    def known(self) -> dict[str, Medium]:
        if self._known is None:
            found = {**_installed(), **self.own}
            _check_keys(found.values())
            self._known = {name: found[name] for name in sorted(found, key=lambda name: (name != USUAL_MEDIUM, name))}
        return self._known


_REGISTER = _Register()


def register_medium(medium: Medium) -> None:
    """Register a medium in this process, in place of an installed one with the same name.

    Raise BrokenMedium if another medium has one of its keys or columns.
    """
    _REGISTER.add(medium)


def media() -> tuple[Medium, ...]:
    """Return all media, the usual one first."""
    return tuple(_REGISTER.known.values())


def find_medium(name: str) -> Medium | None:
    """Return the medium with a name, or None: its package may be uninstalled while its messages are in the outbox."""
    return _REGISTER.known.get(name)


def medium_named(name: str) -> Medium:
    """Return the medium with a name. Raise UnknownMedium if there is none."""
    found = find_medium(name)
    if found is None:
        raise UnknownMedium(name, tuple(_REGISTER.known))
    return found


def medium_title(name: str) -> str:
    """Return the title of a medium, or its name if it is not installed."""
    found = find_medium(name)
    return name if found is None else found.title


def _check_keys(found: Iterable[Medium]) -> None:
    owners: dict[str, str] = {}
    for medium in found:
        for key in (*medium.keys, *(f"column {head}" for head in medium.columns)):
            owner = owners.setdefault(key, medium.name)
            if owner != medium.name:
                raise BrokenMedium(medium.name, words.Line("{key} belongs to {owner} already", key=key, owner=owner))


def _installed() -> dict[str, Medium]:
    found: dict[str, Medium] = {}
    for name, place in _announced():
        if name not in found:
            found[name] = _load(name, place)
    if not found:
        raise BrokenMedium(USUAL_MEDIUM, words.Line("no package announces it; install duban again"))
    return found


def _load(name: str, place: str) -> Medium:
    module, _, path = place.partition(":")
    try:
        made: object = import_module(module)
        for step in path.split("."):
            made = getattr(made, step)
        medium = made() if callable(made) else made
    except Exception as error:  # a plug may fail in any way, which must not look like our fault
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise BrokenMedium(name, words.Line("{place} cannot be loaded: {error}", place=place, error=said)) from error
    if not isinstance(medium, Medium) or medium.name != name:
        raise BrokenMedium(name, words.Line("{place} is no Medium of that name", place=place))
    return medium


def _announced() -> Iterator[tuple[str, str]]:
    """Yield the name and the location of each medium that an installed package announces.

    Entry points are read from the package folders directly, because importing `importlib.metadata` takes as long as
    reading a hundred scenario files. It is used only if packages are not in folders but in archives, or in a program
    packed into one file.
    """
    found = [] if any(map(os.path.isfile, sys.path)) else list(_in_folders())
    if found:
        yield from found
        return
    from importlib.metadata import entry_points  # noqa: PLC0415 - see above

    for point in entry_points(group=ENTRY_POINTS):
        yield point.name, point.value


def _in_folders() -> Iterator[tuple[str, str]]:
    for folder in dict.fromkeys(sys.path):
        try:
            names = sorted(os.listdir(folder or "."))  # noqa: PTH208 - a folder may hold thousands
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(f"{folder or '.'}/{name}/entry_points.txt", encoding="utf-8") as file:  # noqa: PTH123 - likewise
                        text = file.read()
                except (OSError, ValueError):
                    continue
                if ENTRY_POINTS in text:
                    yield from _points(text)


def _points(text: str) -> Iterator[tuple[str, str]]:
    inside = False
    for line in text.splitlines():
        name, equals, place = (part.strip() for part in line.partition("="))
        if name.startswith("["):
            inside = name == f"[{ENTRY_POINTS}]"
        elif inside and equals and not name.startswith(("#", ";")):
            yield name, place.partition("[")[0].strip()
