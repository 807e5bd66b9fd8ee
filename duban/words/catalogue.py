"""Looking a text up in the language of the reader, and filling in its places."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from duban.words.reader import language

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "duban"


def text(english: str, /, **facts: object) -> str:
    """Return a text in the language of the reader, its `{places}` filled in."""
    found = translations(language()).gettext(english) if english else english
    return found.format(**facts) if facts else found


def plural(one: str, many: str, number: int, /, **facts: object) -> str:
    """Return the text for so many, which stand in it at `{number}`."""
    return translations(language()).ngettext(one, many, number).format(number=number, **facts)


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; English is what stands in the code."""
    if language == "en":
        return NullTranslations()
    with (CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
