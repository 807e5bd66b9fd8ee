"""Entries as JSON text and back: the canonical form in which payloads are stored and hashed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Struct

from duban import words
from duban.states.errors import StatesError
from duban.states.history.entries import Entry
from duban.states.history.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

write_entry: Callable[[Entry], bytes] = msgspec.json.Encoder(order="sorted").encode
"""Returns the payload of an entry, in UTF-8: JSON with sorted keys, no spaces, characters as they are."""
_decoders = {kind: msgspec.json.Decoder(entry).decode for kind, entry in KINDS.items()}


class UnreadableEntry(StatesError, ValueError):
    """An entry whose payload does not have the shape of its kind; `problem` says what is wrong."""

    problem: words.Said = words.Said()

    def __init__(self, kind: str, problem: words.Line | str) -> None:
        self.kind = kind
        self.problem = problem
        super().__init__(
            words.Line("an entry of the kind {kind:shown} cannot be read: {problem}", kind=kind, problem=problem)
        )


class UnknownEntry(UnreadableEntry, LookupError):
    """An entry of a kind that this version of duban does not know: a newer one wrote it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, words.Line("a newer duban wrote it; upgrade this one"))


class Row(Protocol):
    """A stored entry; `payload` is JSON text."""

    @property
    def seq(self) -> int: ...  # noqa: D102 - as the columns are called
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def actor(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def trigger(self) -> str | None: ...  # noqa: D102
    @property
    def from_state(self) -> str | None: ...  # noqa: D102
    @property
    def to_state(self) -> str | None: ...  # noqa: D102
    @property
    def round(self) -> int: ...  # noqa: D102
    @property
    def payload(self) -> str: ...  # noqa: D102


class Recorded(Struct, frozen=True):
    """A stored entry, with its payload as `facts`."""

    seq: int
    at: datetime
    actor: str
    trigger: str | None
    from_state: str | None
    to_state: str | None
    round: int
    facts: Entry

    @property
    def kind(self) -> str:
        """Return the name of the entry's kind."""
        return self.facts.kind


def read_entry(kind: str, payload: str) -> Entry:
    """Return the facts in a payload.

    Raises:
        UnknownEntry: if no kind has that name.
        UnreadableEntry: if the payload does not have the shape of its kind.

    """
    decode = _decoders.get(kind)
    if decode is None:
        raise UnknownEntry(kind)
    try:
        return decode(payload)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise UnreadableEntry(kind, str(error)) from None


def entry_of(kind: str, payload: Mapping[str, Any]) -> Entry:
    """Return the facts in a payload that is parsed already; raises as `read_entry` does."""
    return read_entry(kind, msgspec.json.encode(payload).decode())


def read_history(rows: Iterable[Row]) -> list[Recorded]:
    """Return stored entries with their facts; raises as `read_entry` does."""
    return [
        Recorded(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            trigger=row.trigger,
            from_state=row.from_state,
            to_state=row.to_state,
            round=row.round,
            facts=read_entry(row.kind, row.payload),
        )
        for row in rows
    ]
