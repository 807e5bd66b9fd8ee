"""The command's own words, in the language that the terminal asks for."""

from __future__ import annotations

import os

from duban.words import retold as sentence
from duban.words import text as word

__all__ = ["sentence", "terminal_locale", "word", "words"]


def terminal_locale() -> str:
    """Return the locale of the terminal, English if it names none; the first variable set decides, as everywhere."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in given if each), "en")


def words(*english: str) -> tuple[str, ...]:
    """Return several texts, such as the headings of a table."""
    return tuple(word(each) for each in english)
