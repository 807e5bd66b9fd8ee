"""How a due day was computed, day by day, to explain it to people."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from duban.states.jsonable import Jsonable


class ReckonedDay(Struct, Jsonable, frozen=True):
    """One day of the computation: whether it counts, why, and how many days are consumed when it ends."""

    day: date
    counted: bool
    why: str
    consumed: int
