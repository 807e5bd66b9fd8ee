"""In whose language answers are: what a request says that it accepts, or else what the account or the office has."""

from __future__ import annotations

from duban.words import LANGUAGES, Language, language_of


def accepted(header: str) -> Language | None:
    """Return the language of ours that an Accept-Language header likes best; None if it names none of them."""
    liked: list[tuple[float, int, Language]] = []
    for place, each in enumerate(header.split(",")[:20]):
        tag, _, weight = each.partition(";")
        name = tag.strip().partition("-")[0].lower()
        if name in LANGUAGES and (quality := _quality(weight)) > 0:
            liked.append((-quality, place, language_of(name)))
    return min(liked)[2] if liked else None


def _quality(written: str) -> float:
    name, _, value = written.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
