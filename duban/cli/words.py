"""The command's own words in the language of the locale: English stands in the code, Chinese in one catalogue.

What the engine says (states, blockers, messages) is the office's own and stays as it is.
"""

from __future__ import annotations

import os
import re
from functools import cache


def chinese() -> bool:
    """Return whether the locale asks for Chinese; the first variable that is set decides, as everywhere."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((each for each in given if each), "").lower().startswith("zh")


def word(english: str, /, **facts: object) -> str:
    """Return a text of the command's own in the language of the locale, its `{places}` filled in."""
    text = english
    if chinese():
        from duban.cli.chinese import CHINESE

        text = CHINESE.get(english, english)
    return text.format(**facts) if facts else text


def medium_word(name: str) -> str:
    """Return a medium as people call it: by its title in Chinese, by its name else."""
    if not chinese():
        return name
    from duban.states import medium_title

    return medium_title(name)


def words(*english: str) -> tuple[str, ...]:
    """Return several texts, such as the headings of a table."""
    return tuple(word(each) for each in english)


def sentence(english: str) -> str:
    """Return a line that a room below or a library wrote in English, in the language of the locale where it is known.

    The catalogue holds such lines with `{places}`; what stands in a place `message` is a line of that kind itself.
    """
    if not chinese():
        return english
    for pattern, text in _sentences():
        if (found := pattern.fullmatch(english)) is not None:
            facts = found.groupdict()
            if "message" in facts:
                facts["message"] = sentence(facts["message"])
            return text.format(**facts)
    # A place may stand before it, such as a file or a server.
    place, mark, rest = english.partition(": ")
    return place + mark + sentence(rest) if mark else english


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    from duban.cli.chinese import SENTENCES

    # The longer one says more: `no such option` alone would swallow what was meant.
    longest = sorted(SENTENCES.items(), key=lambda item: len(re.sub(r"\{\w+\}", "", item[0])), reverse=True)
    return tuple((as_pattern(english), text) for english, text in longest)


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
