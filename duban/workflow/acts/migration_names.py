"""The names that a migration gives: each old one is gone from the new version, and each new one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban import words
from duban.states import ids_of, several_titled
from duban.workflow.errors import UnknownName, UnknownState, near

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duban.states import Definition, Field, Renames, Role


def check_states(olds: Sequence[Definition], target: Definition, states: Mapping[str, str]) -> None:
    """Raise UnknownState unless each renamed state is gone from the target, and its new name is in the target."""
    known = {state for definition in olds for state in definition.states}
    for old, new in states.items():
        if new not in target.states:
            raise UnknownState(
                new,
                words.Line(
                    "version {version} has none of that name: {known}",
                    version=target.version,
                    known=tuple(target.states),
                ),
            )
        if old in target.states:
            raise UnknownState(
                old,
                words.Line(
                    "version {version} has it too; people move instances, by their acts", version=target.version
                ),
            )
        if olds and old not in known:
            raise UnknownState(
                old, words.Line("no open instance's definition has it; there are: {known}", known=tuple(sorted(known)))
            )


def by_titles(olds: Sequence[Definition], target: Definition, names: Renames) -> Renames:
    """Return new names with the ids of the roles and fields that are given by their titles; unknown ones stay.

    Raises UnknownName for a title that several have.
    """

    def ids(kind: str, given: Mapping[str, str]) -> dict[str, str]:
        def known(definition: Definition) -> Mapping[str, Role | Field]:
            return definition.roles if kind == "role" else definition.fields

        before, after = [known(definition) for definition in olds], [known(target)]
        return {_id(kind, old, before): _id(kind, new, after) for old, new in given.items()}

    return replace(names, roles=ids("role", names.roles), fields=ids("field", names.fields))


def _id(kind: str, name: str, declared: Sequence[Mapping[str, Role | Field]]) -> str:
    if any(name in parts for parts in declared):
        return name
    found = dict.fromkeys(own for parts in declared for own in ids_of(name, parts))
    if len(found) > 1:
        raise UnknownName(kind, name, several_titled(name, found))
    return next(iter(found), name)


def check_names(olds: Sequence[Definition], target: Definition, names: Renames) -> None:
    """Raise UnknownName unless each old name is gone from the target, and each new one there and not there before."""
    kinds = {"role": names.roles, "field": names.fields, "trigger": names.triggers, "clock": names.clocks}
    for kind, given in kinds.items():
        _check(kind, given, [_names(kind, each) for each in olds], _names(kind, target), target.version)


def _names(kind: str, definition: Definition) -> Collection[str]:
    named: Mapping[str, Collection[str]] = {
        "role": definition.roles,
        "field": definition.fields,
        "trigger": definition.transitions,
        "clock": definition.clocks,
    }
    return named[kind]


def _check(
    kind: str, given: Mapping[str, str], olds: Sequence[Collection[str]], target: Collection[str], version: int
) -> None:
    known = sorted({name for names in olds for name in names})
    for old, new in given.items():
        if new not in target:
            why = words.Line("version {version} has none of that name; {near}", version=version, near=near(new, target))
            raise UnknownName(kind, new, why)
        if old in target:
            why = words.Line("version {version} has it too, so that it keeps its name", version=version)
            raise UnknownName(kind, old, why)
        if olds and old not in known:
            why = words.Line("no open instance's definition has it; {near}", near=near(old, known))
            raise UnknownName(kind, old, why)
        both = [name for name in (*given, new) if name != old and given.get(name, name) == new]
        for names in olds:
            others = [name for name in both if name in names and old in names]
            if others:
                why = words.Line(
                    "it would become {new:shown}, and so would {other:shown}, which is another one",
                    new=new,
                    other=others[0],
                )
                raise UnknownName(kind, old, why)
