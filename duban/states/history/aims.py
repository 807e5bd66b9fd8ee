"""The entries of targets by unit, and of who in a unit has a matter in hand."""

from __future__ import annotations

from msgspec import Struct, field

from duban.states.history.entries import Entry


class SharesSet(Entry, frozen=True, kw_only=True):
    """How many each unit has to bring for the targets was found in the directory."""

    kind = "shares"
    by = "the engine when a matter with `targets` is opened, and when the directory has other units since"

    shares: dict[str, dict[str, int]]
    """By target, then by unit; this holds from now on."""
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of today of units by which linked instances are counted, by the ones before."""


class Lagging(Struct, frozen=True, gc=False):
    """A unit that lags behind with its share of a target: how many count, and how many have to."""

    unit: str
    done: int
    wanted: int


class TargetTurned(Entry, frozen=True, kw_only=True):
    """A target shows another light."""

    kind = "target"
    by = "the engine, in the sweep, or before an act on the instance"

    target: str
    light: str
    before: str
    done: int
    wanted: int | None = None
    """How many count, and how many have to together."""
    missing: int
    lagging: tuple[Lagging, ...] = ()


class HandedOn(Entry, frozen=True, kw_only=True):
    """A unit has handed the matter on to one of its people, or has taken it back."""

    kind = "holder"
    by = "`hand_on`"

    unit: str
    to: str | None = None
    """Who has it in hand from now on; left out if it is the unit's again."""
    note: str | None = None
