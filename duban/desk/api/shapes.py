"""What answers are that no verb of the library returns as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from duban.states import Blocker
    from duban.workflow import (
        Allowed,
        ContactEntry,
        Count,
        FileView,
        HistoryEntry,
        Instance,
        Link,
        ListRow,
        OutboxEntry,
        Pending,
        Situation,
        UnitEntry,
    )


@dataclass(frozen=True, slots=True)
class ItemList(Jsonable):
    """A page of a list; `total` is there if it was asked for, and `more` says that counting stopped early."""

    items: tuple[ListRow, ...]
    next: str | None
    previous: str | None
    total: int | None = None
    more: bool | None = None


@dataclass(frozen=True, slots=True)
class Item(Jsonable):
    """A matter as it stands, with what was asked to be included."""

    situation: Situation
    allowed: tuple[Allowed, ...] | None = None
    links: tuple[Link, ...] | None = None
    pending: tuple[Pending, ...] | None = None


@dataclass(frozen=True, slots=True)
class AllowedAct(Jsonable):
    """Whether an act can be done now, or every reason why not, and what its content has to be."""

    trigger: str
    ok: bool
    blockers: tuple[Blocker, ...]
    primary: bool
    approve: tuple[str, ...]
    requires: tuple[str, ...]
    rebinds: str | None
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AllowedActs(Jsonable):
    """What can be done to a matter now, and in which version of it."""

    version: int
    items: tuple[AllowedAct, ...]


@dataclass(frozen=True, slots=True)
class History(Jsonable):
    """Entries of a history, oldest first; `next` is what `since` has to be for those behind them."""

    items: tuple[HistoryEntry, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Messages(Jsonable):
    """The messages of a matter, newest first."""

    items: tuple[OutboxEntry, ...]


@dataclass(frozen=True, slots=True)
class Links(Jsonable):
    """The links of a matter to others inside the reach of who asks."""

    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Requests(Jsonable):
    """What waits for a decision."""

    items: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class Done(Jsonable):
    """What became of one of many: the matter, or the problem for which it was not done.

    `done` is false for what could have been done, but was not, because another could not, or only a trial was asked
    for.
    """

    index: int
    done: bool
    status: int
    item: Instance | None = None
    problem: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AllDone(Jsonable):
    """What became of each of many, in their order."""

    items: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class File(Jsonable):
    """A file that was taken: what a field of an act has to hold to name it."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Me(Jsonable):
    """Who asks: the account, as whom it acts, what it may, and until when its token is good."""

    account: str
    by: str
    unit: str
    function: str
    scopes: tuple[str, ...]
    scenarios: tuple[str, ...]
    only_unit: str
    until: datetime | None
    today: date


@dataclass(frozen=True, slots=True)
class Files(Jsonable):
    """The files of a matter that who asks may see."""

    items: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class Units(Jsonable):
    """The units of the directory."""

    items: tuple[UnitEntry, ...]


@dataclass(frozen=True, slots=True)
class People(Jsonable):
    """The people of the directory."""

    items: tuple[ContactEntry, ...]


@dataclass(frozen=True, slots=True)
class ScenarioBrief(Jsonable):
    """A scenario by which matters are opened; a `sheet` is one of reports."""

    scenario: str
    title: str
    version: int
    digest: str
    sheet: bool


@dataclass(frozen=True, slots=True)
class Scenarios(Jsonable):
    """The scenarios by which matters are opened."""

    items: tuple[ScenarioBrief, ...]


@dataclass(frozen=True, slots=True)
class Scenario(Jsonable):
    """A scenario: who takes part, in which states, what is done there, and what is recorded."""

    scenario: str
    title: str
    version: int
    digest: str
    sheet: bool
    roles: tuple[Mapping[str, Any], ...]
    states: tuple[Mapping[str, Any], ...]
    acts: tuple[Mapping[str, Any], ...]
    fields: Mapping[str, Mapping[str, Any]]
    open: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts(Jsonable):
    """How many matters there are, by each of what was asked for."""

    by: Mapping[str, Count]
