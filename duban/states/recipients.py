"""Whom a message is meant for: a role's people by their level, those whom an act has bound or relieved, an address."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """The level of a person in a unit: two who do the work, and those who answer for it.

    `leader` is a leader of whichever kind, for directories that do not tell them apart.
    """

    CONTACT = "contact"
    """The unit's contact person (联络员)."""

    HANDLER = "handler"
    """Whoever does the work (经办)."""

    DEPUTY = "deputy"
    """The deputy head in charge of it (分管负责人)."""

    HEAD = "head"
    """The head of the unit (主要负责人)."""

    LEADER = "leader"


class RecipientKind(StrEnum):
    """The three ways to name a recipient."""

    ROLE = "role"
    UNIT = "unit"
    MAILTO = "mailto"


class Among(StrEnum):
    """Which units of a role are meant, if not all."""

    NEW = "new"
    """Those that the act has bound, and that did not fill the role before."""

    FORMER = "former"
    """Those that filled the role before the act, and do so no longer."""


class Recipient(Struct, frozen=True):
    """One entry of `notify` or `copy`: a role's people of one level, a unit by name, or an address."""

    kind: RecipientKind
    name: str
    level: Level = Level.HANDLER
    among: Among | None = None

    def __str__(self) -> str:
        """Return the recipient as it is written in a scenario file."""
        if self.kind is not RecipientKind.ROLE:
            return f"{self.kind}:{self.name}"
        among = "" if self.among is None else f".{self.among}"
        return f"{self.name}{among}" if self.level is Level.HANDLER else f"{self.name}{among}.{self.level}"
