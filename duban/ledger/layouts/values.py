"""What a layout is: the matters of a ledger, its order and sections, and its columns."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from duban import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

LANGUAGES = ("zh", "en")
_CHINESE = range(0x4E00, 0xA000)
"""The code points of Chinese characters."""


class RowsOf(StrEnum):
    """What a row of a ledger is."""

    MATTER = "matter"
    UNIT = "unit"
    """A matter and one of its units."""


class FillAs(StrEnum):
    """What may be filled in in a column."""

    FIELD = "field"
    LINE = "line"
    NOTHING_NEW = "nothing new"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class Source:
    """What a column shows: a word such as `title`, a name if the word takes one, and a period if it takes one."""

    word: str
    name: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """What is filled in in a column: a field of the matter, a value of a report's line, or that there is none.

    `choices` are offered in place of those that the field declares.
    """

    what: FillAs
    name: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, that of its group above it, what it shows, and what may be filled in.

    `said` has other words for what it shows, such as 正在整改 for the state 整改. `key` names it in JSON. `at` is where
    it stands in the file.
    """

    heading: str
    source: Source
    group: str = ""
    width: int | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    fill: Fill | None = None
    key: str = ""
    at: tuple[int, int] = (0, 0)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return its heads from the top."""
        return (self.group, self.heading) if self.group else (self.heading,)


@dataclass(frozen=True, slots=True)
class Order:
    """In what order rows come: one of lists, such as `-due`, or by what a field holds, as people count."""

    by: str = "opened"
    field: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A ledger as an office lays it out.

    `where` has what a `Query` takes. `section` says by what rows are grouped under headings; the units of the roles
    `unit_of` make the rows of `rows: unit`. What it does not word itself is in its `language`; left out, in Chinese if
    its title or a head is, and else in the reader's. `digest` is that of the content, whatever the file is called.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    subtitle: str = ""
    day: str = ""
    foot: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    order: Order = field(default_factory=Order)
    section: Source | None = None
    rows: RowsOf = RowsOf.MATTER
    unit_of: tuple[str, ...] = ("responsible", "lead")
    about: str = ""
    language: str = ""
    file: str = ""
    digest: str = ""
    text: str = ""

    def speaking(self) -> AbstractContextManager[None]:
        """Word what the layout does not word itself in its own language, within the block."""
        own = (self.title, *(head for column in self.columns for head in column.heads))
        language = self.language or ("zh" if any(ord(sign) in _CHINESE for each in own for sign in each) else "")
        return words.speaking(language) if language else nullcontext()

    @property
    def two_rows(self) -> bool:
        """Return whether its head has two rows."""
        return any(column.group for column in self.columns)

    @property
    def fills(self) -> bool:
        """Return whether anything may be filled in."""
        return any(column.fill for column in self.columns)
