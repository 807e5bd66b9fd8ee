"""How dates are written by readers of Chinese and English, as the CLDR has it; a test compares each with Babel."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS += ("August", "September", "October", "November", "December")
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
_SEP = tuple(name.replace("Sept", "Sep") for name in _SHORT)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Style(NamedTuple):
    """The forms of a locale: a day in full, in its year, briefly, and briefly with its year; a day and an hour."""

    full: str
    in_year: str
    brief: str
    brief_with_year: str
    joint: str
    short: tuple[str, ...]
    weekdays: tuple[str, ...]

    def written(self, form: str, day: date) -> str:
        """Return a day by one of the forms."""
        return form.format(
            y=day.year, m=day.month, d=day.day, month=_MONTHS[day.month - 1], short=self.short[day.month - 1]
        )


_WORLD = Style("{d} {month} {y}", "{d} {month}", "{d} {short}", "{d} {short} {y}", "{1}, {0}", _SHORT, _WEEKDAYS)
_AMERICA = Style("{month} {d}, {y}", "{month} {d}", "{short} {d}", "{short} {d}, {y}", "{1}, {0}", _SEP, _WEEKDAYS)
_SOUTH = _WORLD._replace(full="{d:02} {month} {y}", brief="{d:02} {short}", brief_with_year="{d:02} {short} {y}")
_ZH_DAYS = tuple("一二三四五六日")
_ZH = Style(
    "{y}年{m}月{d}日", "{m}月{d}日", "{m}月{d}日", "{y}年{m}月{d}日", "{1} {0}", _SHORT, tuple("一二三四五六日")
)

_STYLES = {
    "en": _WORLD,
    **dict.fromkeys((f"en_{land}" for land in "AS BI CA GU JP MH MP PH PR UM US VI".split()), _AMERICA),  # noqa: SIM905
    **dict.fromkeys((f"en_{land}" for land in "BW BZ MT ZA".split()), _SOUTH),  # noqa: SIM905
    "en_ZW": _SOUTH._replace(brief_with_year="{d:02} {short}, {y}"),
    "en_AE": _WORLD._replace(short=_SEP),
    "en_MV": _WORLD._replace(joint="{1} {0}"),
    "zh": _ZH._replace(weekdays=tuple(f"周{each}" for each in _ZH.weekdays)),
    **dict.fromkeys(
        ("zh_Hant", "zh_HK", "zh_MO", "zh_TW"), _ZH._replace(weekdays=tuple(f"週{each}" for each in _ZH.weekdays))
    ),
}


WORLD = _STYLES["en"]
"""English that names no country."""


@lru_cache(maxsize=256)
def style_of(tag: str) -> Style | None:
    """Return the style of a locale such as `zh`, `zh-TW` or `en-GB`; None if it is neither Chinese nor English."""
    language, *rest = tag.replace("_", "-").split("-")
    language = language.lower()
    if language not in {"en", "zh"}:
        return None
    parts = [part.title() if len(part) == len("Hant") else part.upper() for part in rest]
    for part in parts:
        if part == "Hans":
            break
        if found := _STYLES.get(f"{language}_{part}"):
            return found
    return _STYLES[language]
