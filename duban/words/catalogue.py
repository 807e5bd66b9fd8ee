"""Looking a text up in the language of the reader."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from duban.words.reader import language

CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "duban"


def looked_up(english: str, /) -> str:
    """Return a text in the language of the reader, its places left as they are."""
    return translations(language()).gettext(english) if english else ""


def plural(one: str, many: str, number: int, /) -> str:
    """Return the text for so many, which stand in it at `{number}`."""
    return translations(language()).ngettext(one, many, number).format(number=number)


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; English is what stands in the code."""
    if language == "en":
        return NullTranslations()
    with (CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
