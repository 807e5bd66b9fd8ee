"""Who reads: the locale that text is written for at present, by context."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["zh", "en"]
"""The languages that there are words in."""

LANGUAGES: tuple[Language, ...] = get_args(Language)

_locale: ContextVar[str | None] = ContextVar("duban_locale", default=None)

_everywhere = ["zh"]
"""What is spoken where no block says otherwise; the last one holds."""


def locale() -> str:
    """Return the locale of the reader, such as `zh`, `en` or `en-GB`."""
    return _locale.get() or _everywhere[-1]


def language() -> Language:
    """Return the language of the reader, one of those that there are words in."""
    return language_of(locale())


def language_of(locale: str) -> Language:
    """Return the language of whoever reads in a locale, one of those that there are words in."""
    return "zh" if is_chinese(locale) else "en"


@lru_cache(maxsize=256)
def is_chinese(locale: str) -> bool:
    """Return whether a locale is of those that read Chinese."""
    return locale[:2].lower() == "zh"


@contextmanager
def speaking(locale: str, *, everywhere: bool = False) -> Iterator[None]:
    """Write for a reader of this locale within the block: a tag such as `zh-CN` or `en`, or what `LANG` holds.

    Chinese is the default. Whoever reads neither Chinese nor English is given English, with dates of their own locale.
    With `everywhere` it also holds in the threads that run meanwhile: a thread takes over nothing of its starter's.
    """
    tag = locale.partition(".")[0].partition("@")[0].replace("_", "-")
    token = _locale.set(tag)
    if everywhere:
        _everywhere.append(tag)
    try:
        yield
    finally:
        _locale.reset(token)
        if everywhere:
            _everywhere.remove(tag)
