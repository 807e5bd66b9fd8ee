"""The kinds of history entries of work that is divided: the parts that were opened, and a division by hand."""

from __future__ import annotations

from msgspec import Struct

from duban.states.history.entries import Entry


class PartMade(Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A part that was opened: its number, the units that it is for, and what it reports of itself."""

    number: str
    units: tuple[str, ...]
    state: str
    parties: tuple[str, ...]
    """The units that fill any role of it."""
    closed: bool = False
    place: int = 0
    """Which of the numbers under the whole it has, from 1; 0 if its number is one of its own scenario's."""
    by_hand: bool = False
    """Whether somebody has asked for it (`divide`); else there is one for each unit of a role."""


class PartsOpened(Entry, frozen=True, kw_only=True):
    """The parts of the instance were opened, in one step: of `on`, the state that divides the work."""

    kind = "parts"
    by = "the engine when a state divides the work, when units are added there, and after `divide`"

    scenario: str
    on: str
    parts: tuple[PartMade, ...]


class PartAsked(Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A part that was asked for: its title, and the units that it is for. Its values are in its own history."""

    title: str
    units: tuple[str, ...]


class Divided(Entry, frozen=True, kw_only=True):
    """Parts were handed out by hand; the entry behind it has their numbers."""

    kind = "divide"
    by = "`divide`"

    on: str
    """The state whose join counts them."""
    parts: tuple[PartAsked, ...]
    note: str | None = None
