"""Checks that scenarios fit together: what one opens of another exists, and is given all that it requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duban.states import Children, Definition

_TITLE = "title"


def misfits(newest: Mapping[str, Definition]) -> list[words.Line]:
    """Return one line of text for everything that does not fit between the newest definitions."""
    found = [line for definition in newest.values() for line in _of(definition, newest)]
    return [*found, *_circles(newest)]


def _of(definition: Definition, newest: Mapping[str, Definition]) -> Iterator[words.Line]:
    for trigger, entries in definition.transitions.items():
        for entry in entries:
            if entry.opens is not None:
                where = f"{definition.scenario}: transitions.{trigger}.opens"
                given = {name for name in entry.opens.values if name != _TITLE}
                roles = {*definition.roles, *entry.opens.units}
                yield from _fits(where, entry.opens.scenario, newest, given=given, named=entry.opens.units, roles=roles)
    for children in definition.children:
        where = f"{definition.scenario}: children.{children.on}"
        given = {name for name in children.passes if name != _TITLE}
        roles = {*definition.roles, children.takes}
        yield from _fits(where, children.scenario, newest, given=given, named=[children.takes], roles=roles)
        yield from _withdrawal(where, children, newest)


def _fits(
    where: str,
    scenario: str,
    newest: Mapping[str, Definition],
    *,
    given: set[str],
    named: Iterable[str],
    roles: set[str],
) -> Iterator[words.Line]:
    target = newest.get(scenario)
    if target is None:
        yield words.at(
            where, words.Line("no scenario {scenario:shown} is loaded; load its file too", scenario=scenario)
        )
        return
    for name in sorted(given - target.fields.keys()):
        yield words.at(where, words.Line("{scenario} has no field {name:shown}", scenario=scenario, name=name))
    for name in sorted(set(named) - target.roles.keys()):
        yield words.at(where, words.Line("{scenario} has no role {name:shown}", scenario=scenario, name=name))
    for field in target.fields.values():
        if field.required and field.name not in given:
            yield words.at(
                where,
                words.Line(
                    "{scenario} requires the field {name:shown}; give it in `with`", scenario=scenario, name=field.name
                ),
            )
    for role in target.roles.values():
        if role.required and not role.default and role.name not in roles:
            yield words.at(
                where,
                words.Line(
                    "{scenario} requires the role {name:shown}, which nothing here fills",
                    scenario=scenario,
                    name=role.name,
                ),
            )


def _withdrawal(where: str, children: Children, newest: Mapping[str, Definition]) -> Iterator[words.Line]:
    target = newest.get(children.scenario)
    if children.withdraw is None or target is None:
        return
    if not any(SYSTEM in entry.by for entry in target.transitions.get(children.withdraw, ())):
        yield words.at(
            where,
            words.Line(
                "{scenario} has no trigger {trigger:shown} that the system may pull",
                scenario=children.scenario,
                trigger=children.withdraw,
            ),
        )


def _circles(newest: Mapping[str, Definition]) -> Iterator[words.Line]:
    """Yield each scenario of which opening one instance would open another, without end."""
    follows = {
        name: {one.scenario for one in definition.children if one.on == definition.initial}
        for name, definition in newest.items()
    }
    for name, next_ones in follows.items():
        reached, front = set[str](), next_ones
        while front:
            reached |= front
            front = {after for one in front for after in follows.get(one, ())} - reached
        if name in reached:
            yield words.at(f"{name}: children", words.Line("opening one opens another of its own kind, without end"))


def needed(definition: Definition, among: Iterable[Definition]) -> list[Definition]:
    """Return the definitions among `among` of which a scenario opens instances, directly or through others."""
    known = {other.scenario: other for other in among if other.scenario != definition.scenario}
    found: dict[str, Definition] = {}
    front = _opened(definition)
    while front:
        found |= {name: known[name] for name in front if name in known}
        front = {name for one in front if one in known for name in _opened(known[one])} - found.keys()
    return list(found.values())


def _opened(definition: Definition) -> set[str]:
    beside = {entry.opens.scenario for entries in definition.transitions.values() for entry in entries if entry.opens}
    return beside | {children.scenario for children in definition.children}
