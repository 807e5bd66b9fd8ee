"""What the narrative says of parts: that they were opened, handed out by hand, or count no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from duban.states.history import Divided, PartLeft, PartsOpened


def parts_opened(facts: PartsOpened) -> str:
    """Return for whom parts were opened, each with its number."""
    said = [words.text("{unit} {number}", unit=words.listed(each.units), number=each.number) for each in facts.parts]
    return words.text("handed out in parts ({count}): {parts}", count=len(said), parts=said)


def divided(facts: Divided) -> str:
    """Return which parts were handed out by hand, and for whom."""
    parts = [words.headed(words.listed(each.units), each.title) for each in facts.parts]
    return words.text("handed out by hand: {parts}", parts=parts)


def part_left(facts: PartLeft) -> str:
    """Return which part counts no more."""
    said = {"unit": facts.unit, "number": facts.number}
    return words.text("{unit} takes no part any more, {number} does not count", **said)
