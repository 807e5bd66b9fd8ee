"""What follows from entries about parts, for whatever keeps the parts of an instance: its story, or its memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from duban.states.subject import Linked

if TYPE_CHECKING:
    from duban.states.history.dividing import PartsOpened


class Parted(Protocol):
    """What keeps the parts of an instance, under the names of `Subject`."""

    children: dict[str, dict[str, str]]
    divided: dict[str, dict[str, tuple[str, ...]]]
    numbered: int
    linked: dict[str, Linked]


def parts_opened(whole: Parted, facts: PartsOpened) -> None:
    """Keep the parts that were opened, and what they report."""
    ours = whole.children.setdefault(facts.on, {})
    for part in facts.parts:
        whole.numbered = max(whole.numbered, part.place)
        whole.linked[part.number] = Linked(part.state, part.closed, part.parties)
        if part.by_hand:
            whole.divided.setdefault(facts.on, {})[part.number] = part.units
        else:
            ours[part.units[0]] = part.number


def part_left(whole: Parted, on: str, unit: str, number: str) -> None:
    """Let a part no longer count."""
    if whole.divided.get(on, {}).pop(number, None) is None:
        whole.children.get(on, {}).pop(unit, None)
