"""How wide a text is when it is drawn, and where its lines break; without fonts, so with a little to spare."""

from __future__ import annotations

import unicodedata

_WIDE, _NARROW = 1.0, 0.6
"""Widths in em of a Chinese character, and of a Latin one in the fonts that offices have."""

_NEVER_FIRST = frozenset("，。；：、？！）》〉”’】〕%,.;:?!)]}")


def text_width(text: str, size: float) -> float:
    """Return how many pixels wide a text of a font size in pixels is at most."""
    return size * sum(_em(each) for each in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return the lines of a text that is to be at most `room` pixels wide; at least one, and no line without a sign.

    Lines break between Chinese characters and after blanks, and in the middle of a word only if it alone is too wide.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if text_width((line + piece).rstrip(), size) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while text_width(line, size) > room and len(line) > 1:
            head = _head(line, size, room)
            lines.append(line[:head])
            line = line[head:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WFA" else _NARROW


def _head(line: str, size: float, room: float) -> int:
    """Return how many characters fit; at least one."""
    count = 1
    while count < len(line) and text_width(line[: count + 1], size) <= room:
        count += 1
    return count


def _pieces(text: str) -> list[str]:
    """Return what may not be parted: a wide character with the marks that follow it, or a word with its blanks."""
    pieces: list[str] = []
    for character in text:
        alone = _em(character) == _WIDE and character not in _NEVER_FIRST
        if pieces and not alone and (character in _NEVER_FIRST or not pieces[-1].endswith(" ")) and character != "\n":
            last = pieces[-1]
            if character in _NEVER_FIRST or character == " " or _em(last[-1]) != _WIDE:
                pieces[-1] += character
                continue
        pieces.append(" " if character == "\n" else character)
    return pieces
