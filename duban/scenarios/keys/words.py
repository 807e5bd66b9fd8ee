"""What people call the language's own words, which stand as values: lights, kinds of fields, periods."""

from __future__ import annotations

from duban import words

WORD_TEXTS = {
    "green": "green light",
    "blue": "blue light",
    "yellow": "yellow light",
    "red": "red light",
    "open": "opening",
    "system": "system",
    "anyone": "anyone",
    "note": "a note",
    "string": "short text",
    "text": "text",
    "number": "number",
    "boolean": "yes or no",
    "date": "date",
    "datetime": "date and time",
    "choice": "choice",
    "file": "file",
    "unit": "unit",
    "milestones": "dated steps",
    "each": "each one, late",
    "latest": "only the latest",
    "skip": "left out",
    "all": "all of them",
    "any": "any of them",
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "half year": "half year",
    "year": "year",
}
"""Each with its English."""


def called(word: str) -> str:
    """Return what people call a word of the language; any other word as it is."""
    return words.text(WORD_TEXTS[word]) if word in WORD_TEXTS else word
