"""What the verbs that keep the directory return: what changed, or would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RowChange(Jsonable):
    """One value of a unit or a person that is another one now; `column` is that of the CSV file."""

    name: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DirectoryImport(Jsonable):
    """What an import did, or would do if `done` is false: a unit by its name, a person as `unit/name (level)`.

    `left` counts the open matters of each unit that goes: they stay bound to it until they are handed over. `seq` is
    the number of the change in the directory's history; None if nothing was changed.
    """

    _json = (..., "changed")

    added: tuple[str, ...]
    changed: tuple[RowChange, ...]
    removed: tuple[str, ...]
    unchanged: int
    left: Mapping[str, int]
    seq: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class AddressMended(Jsonable):
    """What mending an address did, or would do if `done` is false.

    `people` are those who had it, each as `unit/name`. `revived` are the messages that are sent again, and `not_dead`
    those that were asked for and had not died, or live again already.
    """

    people: tuple[str, ...]
    revived: tuple[int, ...]
    not_dead: tuple[int, ...]
    seq: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class HandedMatter(Jsonable):
    """An open matter that is handed over: the units of each role that changes, before and after."""

    number: str
    title: str
    state: str
    due_on: date | None
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HandOver(Jsonable):
    """What a renaming, a merger, a split or a closing did, or would do if `done` is false.

    `names` maps each unit that goes to those that take over. `matters` are the open matters that have the unit, and
    `people` counts the persons who move along. `seq` is the number of the change in the directory's history.
    """

    _json = (..., "matters")

    what: str
    names: Mapping[str, tuple[str, ...]]
    matters: tuple[HandedMatter, ...]
    people: int
    seq: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class Departure(Jsonable):
    """A person who leaves: the open matters of the unit in which they acted, and the requests they wait for.

    `deputy_of` are those who name them as their deputy, and name nobody from now on. `alone` says that nobody else of
    the unit can be reached then.
    """

    unit: str
    name: str
    matters: tuple[str, ...]
    asked: tuple[str, ...]
    deputy_of: tuple[str, ...]
    alone: bool
    seq: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class DirectoryChange(Jsonable):
    """One change of the directory, as its history has it.

    `what` is `import-units`, `import-contacts`, `rename`, `merge`, `split`, `close`, `leave`, `set-contact`, `away`,
    `back` or `mend-address`; `units` and `people` are those whose rows changed, and `matters` the numbers of what was
    handed over.
    """

    seq: int
    at: datetime
    by: str
    what: str
    note: str | None
    units: tuple[str, ...]
    people: tuple[str, ...]
    matters: tuple[str, ...]
    hash: str
