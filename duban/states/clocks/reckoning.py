"""The reckoning of a due day, day by day, for those who ask why it is this one."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from duban.states.jsonable import Jsonable


class ReckonedDay(Struct, Jsonable, frozen=True):
    """One day of a reckoning: whether it counts, why, and how many are consumed with its end."""

    day: date
    counted: bool
    why: str
    consumed: int
