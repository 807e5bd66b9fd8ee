"""The values that the feed gives: events, and pages of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TOLD = 8
"""So many digits of an entry's hash tell it from what else may once have its position."""


@dataclass(frozen=True, slots=True)
class FeedEvent(Jsonable):
    """An entry of a history at its position in the feed.

    `number`, `scenario` and `seq` say of which instance it is, and which entry there. `scenario_version` is that of the
    definition by which the instance went then, `version` the instance's own behind the entry, as `expect` takes it.
    The rest is as `HistoryEntry` has it; `payload` has private values only as salted hashes.
    """

    position: int
    number: str
    scenario: str
    scenario_version: int
    seq: int
    version: int
    at: datetime
    actor: str
    kind: str
    trigger: str | None
    from_state: str | None
    to_state: str | None
    round: int
    payload: Mapping[str, Any]
    hash: str

    _json = ("position", "cursor", ...)

    @property
    def cursor(self) -> str:
        """Return where to go on behind this event, as `since` takes it; it tells another entry at the position."""
        return cursor_of(self.position, self.hash)


@dataclass(frozen=True, slots=True)
class FeedPage(Jsonable):
    """Some events in the order of the feed, and the cursor to go on from: keep it once they are dealt with.

    `next` is behind everything that was looked at, whether the reader may see it or not. `more` says that there was
    more at once. `next` is empty as long as there is nothing at all.
    """

    events: tuple[FeedEvent, ...]
    next: str
    more: bool


def cursor_of(position: int, digest: str) -> str:
    """Return the cursor behind the entry at a position, whose hash is given."""
    return f"{position}-{digest[:_TOLD]}"


def read_cursor(text: str) -> tuple[int, str] | None:
    """Return the position and the digits of a cursor, which may be a position alone; None if it is neither."""
    found = _CURSOR.fullmatch(text)
    return None if found is None else (int(found["position"]), found["digits"] or "")


_CURSOR = re.compile(rf"(?P<position>[0-9]{{1,18}})(?:-(?P<digits>[0-9a-f]{{{_TOLD}}}))?")
"""Positions of so many digits fit into 64 bits."""
