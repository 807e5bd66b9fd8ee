"""The kinds of entries for what happens to an instance beside its workflow: correcting, ending, taking back."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType, field

from duban.states.history.entries import Entry, Step


class Corrected(Step, frozen=True, kw_only=True):
    """Wrong values were replaced; `data` and `private` have the new ones."""

    kind = "correct"
    by = "`correct`"

    title: str | None = None
    title_before: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    """The values before, of fields that are not private and had one; of private ones an earlier entry has the hash."""
    private: dict[str, str] = field(default_factory=dict)
    note: str
    approved: int | UnsetType = UNSET
    """As in `act`."""


class Ended(Step, frozen=True, kw_only=True):
    """The instance is void: it was closed at the state where it stood, without having been done."""

    kind = "void"
    by = "`void`"

    note: str
    approved: int | UnsetType = UNSET
    """As in `act`."""


class Merged(Step, frozen=True, kw_only=True):
    """The instance follows another from now on, and was closed at the state where it stood."""

    kind = "merge"
    by = "`merge`"

    into: str
    note: str
    approved: int | UnsetType = UNSET
    """As in `act`."""


class TakenBack(Entry, frozen=True, kw_only=True):
    """Who had asked for more time, or for an act to be approved, wants it no longer."""

    kind = "withdraw"
    by = "`withdraw`"

    asked: int
    """The seq of the entry that asked."""
    clock: str = ""
    length: str = ""
    """Left out for an act."""
    note: str | None = None


class Erased(Entry, frozen=True, kw_only=True):
    """All values of a private field were erased, each with its salt."""

    kind = "erased"
    by = "`erase`"

    field: str
    values: tuple[int, ...]
    """The entries with which these values were given, by seq."""
    messages: tuple[str, ...] = ()
    """Messages that were changed because they, or what was answered to them, held a value: their Message-IDs."""
    papers: dict[str, str] | UnsetType = UNSET
    """Texts of papers that were changed because they held a value, by the seq of the entry that wrote them: each with
    its salted hash now. The files of those that were signed went as well."""
    note: str
