"""What was read of a paper, as a form carries it from one page to the next: nothing of it is kept on the server.

It comes back from a browser, so it is read like anything that is typed: into declared types, and up to a size.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from datetime import date
from typing import Any

import msgspec

from duban.ledger import DatedStep, ListedMatter, Listing, Notice, NoticeItem

MOST_BYTES = 4 * 1024 * 1024
"""The most that is read of it, once it is unpacked."""


class _Step(msgspec.Struct, frozen=True):
    name: str
    day: date


class _Item(msgspec.Struct, frozen=True):
    number: str
    title: str
    body: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    deadline_text: str
    deadline_date: date | None
    ongoing: bool
    open_ended: bool
    doubts: tuple[str, ...]
    lead_raw: str
    responsible_raw: str
    line: int
    key: str
    steps: tuple[_Step, ...]
    written: str


class _Notice(msgspec.Struct, frozen=True):
    title: str
    document_no: str
    issued_on: date | None
    items: tuple[_Item, ...]
    doubts: tuple[str, ...]
    issuer: str
    year: int | None
    file: dict[str, str] | None


class _Row(msgspec.Struct, frozen=True):
    line: int
    cells: dict[str, str]


class _Listing(msgspec.Struct, frozen=True):
    name: str
    rows: tuple[_Row, ...]
    roles: tuple[str, ...]
    doubts: tuple[str, ...]


class CarriedFile(msgspec.Struct, frozen=True):
    """A file that came with a form: its name, and its bytes."""

    name: str
    content: bytes


class NotCarried(ValueError):
    """What came back is not what a form of ours carries."""


def pack_notice(notice: Notice) -> str:
    """Return a notice as a form carries it."""
    steps = {item.key: [{"name": each.name, "day": each.day} for each in item.steps] for item in notice.items}
    items = [{**_values(_Item, item), "steps": steps[item.key]} for item in notice.items]
    return _pack({**_values(_Notice, notice), "items": items})


def unpack_notice(carried: str) -> Notice:
    """Return the notice that a form carried; raises NotCarried."""
    found = _unpack(carried, _Notice)
    return Notice(**{**_values(_Notice, found), "items": tuple(_item(each) for each in found.items)})


def _item(found: _Item) -> NoticeItem:
    steps = tuple(DatedStep(each.name, each.day) for each in found.steps)
    return NoticeItem(**{**_values(_Item, found), "steps": steps})


def pack_listing(listing: Listing) -> str:
    """Return a list as a form carries it: its rows as they are written."""
    rows = [{"line": each.line, "cells": dict(each.cells)} for each in listing.matters]
    return _pack({"name": listing.name, "rows": rows, "roles": listing.roles, "doubts": listing.doubts})


def unpack_listing(carried: str) -> Listing:
    """Return the list that a form carried, whose rows are to be read again; raises NotCarried."""
    found = _unpack(carried, _Listing)
    matters = tuple(_unread(each) for each in found.rows)
    return Listing(found.name, matters, found.roles, found.doubts)


def pack_file(file: CarriedFile) -> str:
    """Return a file as a form carries it."""
    return _pack(file)


def unpack_file(carried: str) -> CarriedFile:
    """Return the file that a form carried; raises NotCarried."""
    found: CarriedFile = _unpack(carried, CarriedFile)
    return found


def _unread(row: _Row) -> ListedMatter:
    return ListedMatter(row.line, "", {}, {}, None, None, None, ongoing=False, doubts=(), cells=row.cells)


def _values(kind: type[msgspec.Struct], value: Any) -> dict[str, Any]:  # noqa: ANN401 - any value with these names
    return {name: getattr(value, name) for name in kind.__struct_fields__}


def _pack(value: Any) -> str:  # noqa: ANN401 - whatever msgspec can write
    return base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(value), 9)).decode()


def _unpack(carried: str, kind: type[Any]) -> Any:  # noqa: ANN401 - of that kind
    opened = zlib.decompressobj()
    try:
        written = opened.decompress(base64.urlsafe_b64decode(carried.encode()), MOST_BYTES)
        if opened.unconsumed_tail:
            raise NotCarried(carried[:20])
        return msgspec.json.decode(written, type=kind)
    except (binascii.Error, zlib.error, msgspec.MsgspecError, UnicodeError) as error:
        raise NotCarried(carried[:20]) from error
