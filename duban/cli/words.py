"""The command's own words, in the language that the terminal asks for."""

from __future__ import annotations

import os

from duban.words import language
from duban.words import retold as sentence
from duban.words import text as word

__all__ = ["medium_word", "sentence", "terminal_locale", "word", "words"]


def terminal_locale() -> str:
    """Return the locale of the terminal, English if it names none; the first variable set decides, as everywhere."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in given if each), "en")


def medium_word(name: str) -> str:
    """Return a medium as people call it: by its title in Chinese, by its name else."""
    if language() == "en":
        return name
    from duban.states import medium_title

    return medium_title(name)


def words(*english: str) -> tuple[str, ...]:
    """Return several texts, such as the headings of a table."""
    return tuple(word(each) for each in english)
