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
    "working day": ("{number} working day", "{number} working days"),
    "calendar day": ("{number} calendar day", "{number} calendar days"),
    "hour": ("{number} hour", "{number} hours"),
    "working hour": ("{number} working hour", "{number} working hours"),
    "week": ("{number} week", "{number} weeks"),
    "month": ("{number} month", "{number} months"),
    "minute": ("{number} minute", "{number} minutes"),
}
"""The units by what the states call one of them."""
