"""Cursors: where a page ends, in a form that only the query and the order can use that it was made for."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from duban import words
from duban.states import InvalidData, pack
from duban.storage import canonical_json, finding
from duban.workflow.reads.finding.query import SEVERAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow.reads.finding.query import Query

_LONGEST = 2000


class Cursor(Struct, frozen=True, array_like=True):
    """Behind which place a page begins, or `backwards` before which; `mark` is that of the query and the order."""

    mark: str
    stretch: int
    key: tuple[str | int, ...]
    backwards: bool = False


_decode = Decoder(Cursor).decode


def mark_of(query: Query, order: str, viewer: str | None) -> str:
    """Return what tells a query, its order and its reader from others."""
    asked = {name: sorted(query.several(name)) for name in SEVERAL}
    said = canonical_json([{**query.to_json(), **asked}, order, viewer])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def cursor_at(place: finding.Place, mark: str, *, backwards: bool) -> str:
    """Return the cursor that leads behind a place, or `backwards` before it."""
    key = tuple(each if isinstance(each, int | str) else each.isoformat() for each in place.key)
    return urlsafe_b64encode(pack(Cursor(mark, place.stretch, key, backwards))).decode().rstrip("=")


def read_cursor(given: str, mark: str, order: str) -> tuple[tuple[int, Sequence[Any]], bool]:
    """Return where a page begins, and whether it goes backwards; raise InvalidData for a cursor of another query."""
    try:
        cursor = _decode(urlsafe_b64decode(given + "=" * (-len(given) % 4))) if len(given) <= _LONGEST else None
    except (DecodeError, ValidationError, ValueError):
        cursor = None
    if cursor is None:
        raise InvalidData((words.Line("cursor: is none that a page has given"),))
    if cursor.mark != mark:
        said = words.Line("cursor: belongs to another query, order or reader: begin again without it")
        raise InvalidData((said,))
    key = finding.key_in(order, cursor.stretch, cursor.key)
    if key is None:
        raise InvalidData((words.Line("cursor: is none that a page has given"),))
    return (cursor.stretch, key), cursor.backwards
