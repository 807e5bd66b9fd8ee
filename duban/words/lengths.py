"""Lengths of time in words."""

from __future__ import annotations

from duban.words.catalogue import looked_up, plural


def length(normal: str | None) -> str:
    """Return a length of time in words, such as `5个工作日` or `5 working days`; none is no limit.

    `normal` is a length in its normal form (`5 working days`); what is not in it, such as a length that was stored in
    words, is returned as it is.
    """
    if normal is None:
        return looked_up("no time limit")
    amount, _, unit = normal.partition(" ")
    return amount_of(int(amount), unit) if amount.isdecimal() else normal


def amount_of(amount: int, unit: str) -> str:
    """Return so much of a unit of time in words; it may be none."""
    forms = LENGTHS.get(unit.removesuffix("s"))
    return plural(*forms, amount) if forms else f"{amount} {unit}"


LENGTHS = {
    "day": ("{number} day", "{number} days"),
    "working day": ("{number} working day", "{number} working days"),
    "calendar day": ("{number} calendar day", "{number} calendar days"),
    "hour": ("{number} hour", "{number} hours"),
    "working hour": ("{number} working hour", "{number} working hours"),
    "week": ("{number} week", "{number} weeks"),
    "month": ("{number} month", "{number} months"),
    "minute": ("{number} minute", "{number} minutes"),
    "second": ("{number} second", "{number} seconds"),
}
"""The units by what the states call one of them."""


def left_over(amount: int, unit: str, minutes: int = 0) -> str:
    """Return what is left of a length of time: `3个工作日`, `5小时30分钟`, `5 hours 30 minutes`, `30 minutes`."""
    if not minutes:
        return amount_of(amount, unit)
    rest = amount_of(minutes, "minutes")
    return _side_by_side(amount_of(amount, unit), rest) if amount else rest


def elapsed(seconds: float) -> str:
    """Return a length of time in its two largest units, such as `2天3小时`; what is below zero is over by so much."""
    rest = int(abs(seconds))
    for place, (size, unit) in enumerate(_SIZES):
        if rest < size:
            continue
        said = amount_of(rest // size, unit)
        if place + 1 < len(_SIZES):
            smaller, name = _SIZES[place + 1]
            if count := rest % size // smaller:
                said = _side_by_side(said, amount_of(count, name))
        return looked_up("over by {length}").format(length=said) if seconds < 0 else said
    return amount_of(0, "minutes")


def _side_by_side(one: str, other: str) -> str:
    return looked_up("{amount} {smaller}").format(amount=one, smaller=other)


_SIZES = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))
