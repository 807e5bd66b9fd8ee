"""Lines that were written elsewhere, whole and in English, in the language of the reader where they are known."""

from __future__ import annotations

import re
from functools import cache

from duban.words.catalogue import looked_up
from duban.words.reader import language


def retold(line: str) -> str:
    """Return a line that a library wrote in English, in the language of the reader.

    Such lines are listed with `{places}`; what stands in a place `message` is a line of that kind itself.
    """
    if language() == "en":
        return line
    for pattern, english in _patterns():
        if (found := pattern.fullmatch(line)) is not None:
            facts = found.groupdict()
            if "message" in facts:
                facts["message"] = retold(facts["message"])
            line = looked_up(english)
            return line.format(**facts) if facts else line
    # A place may stand before it, such as a file or a server.
    place, mark, rest = line.partition(": ")
    return place + mark + retold(rest) if mark else line


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    from duban.words.foreign import FOREIGN  # noqa: PLC0415 - some hundred lines, for who needs them

    # The longer one says more: `no such option` alone would swallow what was meant.
    longest = sorted(FOREIGN, key=lambda line: len(re.sub(r"\{\w+\}", "", line)), reverse=True)
    return tuple((as_pattern(english), english) for english in longest)


def as_pattern(english: str) -> re.Pattern[str]:
    """Return what a line with `{places}` looks like once they are filled in.

    One that opens a line takes no file or server with it that stands before the line.
    """
    parts = re.split(r"\{(\w+)\}", english)
    anything = [r".+?"] * len(parts)
    if not parts[0]:
        anything[1] = r"(?:(?!: ).)+?"
    places = (f"(?P<{part}>{anything[place]})" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(places))
