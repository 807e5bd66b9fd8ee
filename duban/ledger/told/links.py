"""What happens between instances, in the words of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from duban.states.history import News, OtherOpened

_LINK_TEXTS = {
    "repeat_of": "repeat of the same",
    "counts_for": "counts for a target",
    "child_of": "part of",
    "opened_by": "opened by",
    "merged_into": "merged into",
    "after": "comes after",
    "in_plan": "task of the plan",
    "carried_into": "carried over into",
}


def link_words(kind: str) -> str:
    """Return a kind of link in words; one that the caller has chosen is returned as it is."""
    return words.text(_LINK_TEXTS[kind]) if kind in _LINK_TEXTS else kind


def news_words(facts: News) -> str:
    """Return what was heard of another instance."""
    said = {"number": facts.number, "state": facts.state}
    if facts.ended is not None:
        return words.text("{number} was closed at “{state}”: {ended}", ended=ended_words(facts.ended), **said)
    return words.text("{number} is now at “{state}”", **said)


_ENDED_TEXTS = {"void": "void", "merged": "merged"}


def ended_words(ended: str) -> str:
    """Return in words how something has ended without being done."""
    return words.text(_ENDED_TEXTS[ended]) if ended in _ENDED_TEXTS else ended


def opened_other(facts: OtherOpened) -> str:
    """Return what was opened beside an instance."""
    if facts.unit is None:
        return words.text("opened {number}", number=facts.number)
    return words.text("opened {number}, for {unit}", number=facts.number, unit=facts.unit)
