"""Titles in place of ids: whoever acts may call a field, a role or a scenario as people do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from duban import words
from duban.states.names import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Titled(Protocol):
    """A part of a definition that has a title beside its id."""

    @property
    def title(self) -> str:
        """Return what people call it."""
        ...


def ids_of(name: object, declared: Mapping[str, Titled]) -> tuple[str, ...]:
    """Return the id that a name is, or else the ids of all that have it as their title, in whatever spelling."""
    if name in declared:
        return (str(name),)
    if not isinstance(name, str) or not (key := fold_name(name)):
        return ()
    return tuple(own for own, part in declared.items() if fold_name(part.title) == key)


def by_ids(given: Mapping[Any, Any], declared: Mapping[str, Titled]) -> tuple[dict[Any, Any], list[words.Line]]:
    """Return values by the ids of what they are given for, and what is wrong with the names; unknown ones stay."""
    found: dict[Any, Any] = {}
    problems = []
    for name, value in given.items():
        ids = ids_of(name, declared)
        own = ids[0] if len(ids) == 1 else name
        if len(ids) > 1:
            problems.append(several_titled(name, ids))
        elif own in found:
            problems.append(words.Line('"{name}" is given twice, by its id and by its title', name=own))
        else:
            found[own] = value
    return found, problems


def several_titled(title: str, ids: Iterable[str]) -> words.Line:
    """Return what to say of a title that several parts have."""
    return words.Line('"{name}" is the title of several: {known}; write which', name=title, known=tuple(ids))
