"""Checks that scenarios fit together: what one opens of another exists, and is given all that it requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.states import SYSTEM
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duban.states import Children, Definition, Quota

_TITLE = "title"

Path = tuple[str | int, ...]
"""Where something stands in a file: keys, and places in lists; where the file has no list, its place is left out."""


class Misfit(NamedTuple):
    """What does not fit: the scenario in whose file it stands, where, and what is wrong."""

    scenario: str
    path: Path
    said: Line

    @property
    def where(self) -> str:
        """Return the path as text."""
        return ".".join(step for step in self.path if isinstance(step, str))


def misfits(newest: Mapping[str, Definition]) -> list[Misfit]:
    """Return everything that does not fit between the newest definitions."""
    found = [misfit for definition in newest.values() for misfit in _of(definition, newest)]
    return [*found, *_circles(newest)]


def _of(definition: Definition, newest: Mapping[str, Definition]) -> Iterator[Misfit]:
    for trigger, entries in definition.transitions.items():
        for entry in entries:
            if entry.opens is not None:
                path = ("transitions", trigger, entry.index, "opens")
                given = {name for name in entry.opens.values if name != _TITLE}
                roles = {*definition.roles, *entry.opens.units}
                said = _fits(entry.opens.scenario, newest, given=given, named=entry.opens.units, roles=roles)
                yield from (Misfit(definition.scenario, path, line) for line in said)
    rule = definition.instructions
    if rule is not None and rule.opens is not None:
        given = {name for name in rule.opens.values if name != _TITLE}
        roles = {*definition.roles, *rule.opens.units}
        said = _fits(rule.opens.scenario, newest, given=given, named=rule.opens.units, roles=roles)
        yield from (Misfit(definition.scenario, ("instructions", "opens"), line) for line in said)
    for place, children in enumerate(definition.children):
        given = {name for name in children.passes if name != _TITLE}
        roles = {*definition.roles, children.takes}
        said = _fits(
            children.scenario, newest, given=given, by_hand=children.each is None, named=[children.takes], roles=roles
        )
        yield from (Misfit(definition.scenario, ("children", place), line) for line in said)
        yield from (
            Misfit(definition.scenario, ("children", place, "withdraw"), line) for line in _withdrawal(children, newest)
        )
    yield from _target(definition, newest)
    for name, quota in definition.targets.items():
        yield from (Misfit(definition.scenario, ("targets", name, "count"), line) for line in _counted(quota, newest))
    yield from _sheets(definition, newest)


def _fits(
    scenario: str,
    newest: Mapping[str, Definition],
    *,
    given: set[str],
    named: Iterable[str],
    roles: set[str],
    by_hand: bool = False,
) -> Iterator[Line]:
    target = newest.get(scenario)
    if target is None:
        yield Line("no scenario {scenario:shown} is loaded; load its file too", scenario=scenario)
        return
    for name in sorted(given - target.fields.keys()):
        yield Line("{scenario} has no field {name:shown}", scenario=scenario, name=name)
    for name in sorted(set(named) - target.roles.keys()):
        yield Line("{scenario} has no role {name:shown}", scenario=scenario, name=name)
    for field in target.fields.values():
        if field.required and field.name not in given and not by_hand:
            facts = {"scenario": scenario, "name": field.name}
            yield Line("{scenario} requires the field {name:shown}; give it in `with`", **facts)
    for role in target.roles.values():
        if role.required and not role.default and role.name not in roles:
            facts = {"scenario": scenario, "name": role.name}
            yield Line("{scenario} requires the role {name:shown}, which nothing here fills", **facts)


def _withdrawal(children: Children, newest: Mapping[str, Definition]) -> Iterator[Line]:
    target = newest.get(children.scenario)
    if children.withdraw is None or target is None:
        return
    if not any(SYSTEM in entry.by for entry in target.transitions.get(children.withdraw, ())):
        facts = {"scenario": children.scenario, "trigger": children.withdraw}
        yield Line("{scenario} has no trigger {trigger:shown} that the system may pull", **facts)


def _target(definition: Definition, newest: Mapping[str, Definition]) -> Iterator[Misfit]:
    """Yield that what a quota counts is a state of none of the scenarios: it would never be reached."""
    if definition.target is None:
        return
    states = {state for other in newest.values() for state in other.states}
    if definition.target.count not in states:
        said = Line('no scenario that is loaded has the state "{state}"', state=definition.target.count)
        yield Misfit(definition.scenario, ("target", "count"), said)


def _counted(quota: Quota, newest: Mapping[str, Definition]) -> Iterator[Line]:
    """Yield what of a target's scenario is not there: nothing would ever count."""
    count = quota.count
    other = newest.get(count.scenario)
    if other is None:
        yield Line("no scenario {scenario:shown} is loaded; load its file too", scenario=count.scenario)
        return
    for state in count.states:
        if state not in other.states:
            yield Line("{scenario} has no state {name:shown}", scenario=count.scenario, name=state)
    if count.of is not None and count.of not in other.roles:
        yield Line("{scenario} has no role {name:shown}", scenario=count.scenario, name=count.of)


def _sheets(definition: Definition, newest: Mapping[str, Definition]) -> Iterator[Misfit]:
    """Yield that instances are to stand on sheets that there are not."""
    rule = definition.progress
    if rule is None:
        return
    there = newest.get(rule.sheet)
    path = ("progress", "sheet")
    if there is None:
        said = Line("no scenario {scenario:shown} is loaded; load its file too", scenario=rule.sheet)
        yield Misfit(definition.scenario, path, said)
    elif there.sheet is None:
        said = Line("{scenario} is no scenario of sheets: it has no `sheet`", scenario=rule.sheet)
        yield Misfit(definition.scenario, path, said)


def _circles(newest: Mapping[str, Definition]) -> Iterator[Misfit]:
    """Yield each scenario of which opening one instance would open another, without end."""
    follows = {
        name: {one.scenario for one in definition.children if one.on == definition.initial and one.each}
        for name, definition in newest.items()
    }
    for name, next_ones in follows.items():
        reached, front = set[str](), next_ones
        while front:
            reached |= front
            front = {after for one in front for after in follows.get(one, ())} - reached
        if name in reached:
            yield Misfit(name, ("children",), Line("opening one opens another of its own kind, without end"))


def needed(definition: Definition, among: Iterable[Definition]) -> list[Definition]:
    """Return the definitions among `among` of which a scenario opens instances, directly or through others."""
    known = {other.scenario: other for other in among if other.scenario != definition.scenario}
    found: dict[str, Definition] = {}
    front = opened_by(definition)
    while front:
        found |= {name: known[name] for name in front if name in known}
        front = {name for one in front if one in known for name in opened_by(known[one])} - found.keys()
    return list(found.values())


def opened_by(definition: Definition) -> set[str]:
    """Return the names of the scenarios whose instances those of this one open, count or are reported on."""
    beside = {entry.opens.scenario for entries in definition.transitions.values() for entry in entries if entry.opens}
    rule = definition.instructions
    beside |= {rule.opens.scenario} if rule is not None and rule.opens is not None else set()
    beside |= set() if definition.progress is None else {definition.progress.sheet}
    counted = {quota.count.scenario for quota in definition.targets.values()}
    return beside | counted | {children.scenario for children in definition.children}


def opens_others(definition: Definition) -> bool:
    """Return whether a scenario opens instances of others."""
    return bool(opened_by(definition) - {definition.scenario})


def newest_of(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return of each scenario its newest version."""
    newest: dict[str, Definition] = {}
    for each in definitions:
        if each.scenario not in newest or newest[each.scenario].version < each.version:
            newest[each.scenario] = each
    return tuple(newest.values())
