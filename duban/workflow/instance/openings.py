"""A request to open an instance: checked, with its units bound, and ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from duban.states import Actor, Children, Opens, SheetLine
    from duban.workflow.people import Expansion


class NewItem(TypedDict, total=False):
    """One of many instances to open: the arguments that `Engine.open` takes for each."""

    title: str | None
    units: Mapping[str, str | Sequence[str]]
    data: Mapping[str, Any]
    note: str | None
    source: str | None
    external_no: str | None
    ongoing: bool
    since: date | datetime | str | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be opened beside an instance.

    If an instruction asks for it, `asked` is the seq of its entry, and `instruction` what templates can say of it.
    """

    opens: Opens
    asked: int | None = None
    instruction: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """The instance that opens another: its number, how the two are linked, and whether the other reports to it."""

    number: str
    link: str
    reports: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A part that is asked for by hand: what declares it, its title, units, values, and what was said."""

    children: Children
    title: str
    units: Expansion
    data: Mapping[str, Any]
    note: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """An instance to open, checked and with its units bound."""

    actor: Actor
    title: str
    units: Mapping[str, Expansion]
    data: Mapping[str, Any]
    note: str | None
    source: str | None
    external_no: str | None
    ongoing: bool
    parent: Parent | None = None
    period: str | None = None
    since: datetime | None = None
    """When a matter began that was under way before it is opened here."""
    quiet: bool = False
    """Whether it is taken over without a word to anybody."""
    lines: Mapping[str, SheetLine] = field(default_factory=dict)
    """For a sheet, the matters that its unit has to report of."""
    place: int = 0
    """Of a part that has a number under its parent's: which one, from 1."""

    def to_json(self) -> dict[str, Any]:
        """Return the arguments that an idempotency key is compared by."""
        later: dict[str, Any] = {} if self.since is None else {"since": self.since.isoformat()}
        later |= {"quiet": True} if self.quiet else {}
        return {
            **later,
            "by": str(self.actor),
            "title": self.title,
            "units": {role: list(bound.texts) for role, bound in self.units.items()},
            "data": dict(self.data),
            "note": self.note,
            "source": self.source,
            "external_no": self.external_no,
            "ongoing": self.ongoing,
        }
