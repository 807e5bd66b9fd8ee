"""Who works at the desk: a person's place in a unit, what it lets them reach, and as whom the engine knows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from duban.states import is_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Function(StrEnum):
    """What a membership lets somebody reach; what they may do to a matter the engine judges alone, by its roles."""

    CLERK = "clerk"
    LEADER = "leader"
    OFFICER = "officer"
    PRINCIPAL = "principal"
    AUDITOR = "auditor"
    ADMIN = "admin"


EVERYBODY = frozenset(Function)
ON_MATTERS = EVERYBODY - {Function.ADMIN}
"""Those who see matters; an administrator looks after accounts, and sees none."""

ACTING = frozenset({Function.CLERK, Function.LEADER, Function.OFFICER, Function.PRINCIPAL})
"""Those who act on matters."""

STANDING_IN = frozenset({Function.CLERK, Function.LEADER})
"""Those who reach what persons of other units have in hand while these are away and they are their deputies."""

ALL_MATTERS = frozenset({Function.OFFICER, Function.PRINCIPAL, Function.AUDITOR})
UNSEEING = frozenset({Function.AUDITOR, Function.ADMIN})
"""Those who see no private field, whatever roles their unit fills."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a unit, in one function; `unit` is empty for an administrator who belongs to none."""

    id: int
    unit: str
    person: str
    function: Function

    @property
    def by(self) -> str:
        """Return who acts, as the engine is told it: `unit/person`."""
        return f"{self.unit}/{self.person}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which matters somebody reaches: all, or those in which one of `units` fills a role.

    To these come the parts of what it leads: what it has in the role `lead`, or in the role that opens it.
    """

    everything: bool = False
    units: tuple[str, ...] = ()

    def covers(self, units: Mapping[str, Iterable[str]]) -> bool:
        """Return whether a matter whose roles these units fill is inside."""
        return self.everything or any(is_among(unit, names) for names in units.values() for unit in self.units)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: read models cannot be built without one, and hand `name` on to every reading verb as `viewer`."""

    by: str
    unit: str
    function: Function
    scope: Scope

    @property
    def name(self) -> str:
        """Return the viewer for the engine; empty for those who see nothing private."""
        return "" if self.function in UNSEEING else self.by


@dataclass(frozen=True, slots=True)
class Identity:
    """Who has signed in: the account with all its memberships, and the one that is in use."""

    account: int | None
    name: str
    shown: str
    membership: Membership
    memberships: tuple[Membership, ...] = ()
    language: str | None = None

    @property
    def function(self) -> Function:
        """Return the function of the membership in use."""
        return self.membership.function

    @property
    def key(self) -> str:
        """Return what keeps this account's idempotency keys apart from those of others."""
        return f"desk:{self.name if self.account is None else self.account}"


def scope_of(membership: Membership, parents: Mapping[str, str | None]) -> Scope:
    """Return what a membership reaches; `parents` has for each unit the one above it."""
    if membership.function in ALL_MATTERS:
        return Scope(everything=True)
    if membership.function is Function.ADMIN or not membership.unit:
        return Scope()
    if membership.function is Function.CLERK:
        return Scope(units=(membership.unit,))
    return Scope(units=tuple(units_below(membership.unit, parents)))


def units_below(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a unit with all units below it, each once, however they are declared."""
    found = [unit]
    for above in found:
        found += [name for name, parent in parents.items() if parent == above and name not in found]
    return found
