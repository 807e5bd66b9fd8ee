"""The words of the command line, in the language of the terminal."""

from __future__ import annotations

import os

from duban.words import language
from duban.words import retold as sentence
from duban.words import text as word

__all__ = ["medium_word", "sentence", "terminal_locale", "word", "words"]


def terminal_locale() -> str:
    """Return the locale of the terminal, or English if there is none; as usual, the first variable that is set wins."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in given if each), "en")


def medium_word(name: str) -> str:
    """Return a medium's name for people: its title in Chinese, its name in other languages."""
    if language() == "en":
        return name
    from duban.states import medium_title

    return medium_title(name)


def words(*english: str) -> tuple[str, ...]:
    """Return several texts, such as the headings of a table."""
    return tuple(word(each) for each in english)
