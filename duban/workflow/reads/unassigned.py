"""Which instances wait for `assign`: a role that must have a unit has none, and nothing moves until it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.states import Definition, Subject
    from duban.workflow.rules import Compiled


def waits_for_assign(compiled: Compiled, subject: Subject) -> bool:
    """Return whether an instance is open and lacks a unit."""
    return subject.closed_at is None and bool(roles_without_unit(compiled.definition, subject))


def roles_without_unit(definition: Definition, subject: Subject) -> tuple[str, ...]:
    """Return the roles that must have a unit and have none."""
    return tuple(role.name for role in definition.roles.values() if role.required and not subject.units.get(role.name))
