"""By which medium a message comes to each person first, and what stands behind it until that has reached them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.workflow.people import USUAL_WAIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.states import Duration
    from duban.workflow.fallback import Fallback
    from duban.workflow.people import Addressee


class Placed(NamedTuple):
    """An addressee; with a `wait`, the message stands behind the one before it in the list for as long.

    `next` is the medium of the one that stands behind it, empty if none does.
    """

    addressee: Addressee
    wait: Duration | None = None
    next: str = ""


def in_order(addressees: Sequence[Addressee], fallback: Fallback, *, urgent: bool) -> list[Placed]:
    """Return addressees with those of one person together, the medium first that the person wishes.

    What is urgent goes by all media at once.
    """
    if urgent or len(addressees) < 2:  # noqa: PLR2004 - one has nothing to stand behind
        return [Placed(each) for each in addressees]
    people: dict[tuple[str, str, str, bool], list[Addressee]] = {}
    for each in addressees:
        people.setdefault((each.unit, each.reader, each.contact, each.is_copy), []).append(each)
    return [placed for ways in people.values() for placed in _one_after_the_other(ways, fallback)]


def _one_after_the_other(ways: list[Addressee], fallback: Fallback) -> list[Placed]:
    wishes = ways[0].wishes
    wait = wishes.wait or fallback.wait or (USUAL_WAIT if wishes.first else None)
    if len(ways) == 1 or wait is None or not all(each.address for each in ways):
        return [Placed(each) for each in ways]
    order = (*wishes.first, *fallback.media)
    ways = sorted(ways, key=lambda each: order.index(each.medium) if each.medium in order else len(order))
    return [
        Placed(each, None if place == 0 else wait, ways[place + 1].medium if place + 1 < len(ways) else "")
        for place, each in enumerate(ways)
    ]
