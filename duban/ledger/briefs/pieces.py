"""What dense papers are made of: titles, headings, lines, tables and pictures, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.documents import Picture


class Kind(StrEnum):
    """The kinds of pieces."""

    TITLE = "title"
    UNDER = "under"
    CONTENTS = "contents"
    """The table of contents."""
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    """A line with what it is about before it."""
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paper; `level` is that of a heading, `label` what an item is about, `rows` begin with the head."""

    kind: Kind
    text: str = ""
    level: int = 1
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    picture: Picture | None = None
