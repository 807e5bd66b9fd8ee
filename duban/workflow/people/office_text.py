"""Decoding files that come from offices: UTF-8 or GB18030, strictly checked, never guessed."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from duban import words

MAX_BYTES = 4 * 1024 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BREAKS = re.compile(r"\r\n?")
_SPACES = re.compile(r"[\x0b\x0c\u2028\u2029]")
_COMMON_SHARE = 0.6
_LEVEL_ONE = range(0xB0, 0xD8)
_SYMBOL_ROWS = frozenset({0xA1, 0xA2, 0xA3})


def decode_office_text(data: bytes) -> str:
    """Return the text of `data`, which is UTF-8 (with or without BOM) or GB18030, with line feeds as line ends.

    Raises a ValueError of one line that says what the bytes are and how to save them instead. GB18030 can decode nearly
    any bytes (Big5, damaged UTF-8), so its result is only accepted if most of it is everyday characters. Control and
    direction characters are removed: the text is shown on terminals and in mail.
    """
    if len(data) > MAX_BYTES:
        msg = words.Line(
            "has {found} bytes, more than the {most} that are read; split it", found=len(data), most=MAX_BYTES
        )
        raise ValueError(msg)
    if data.startswith(_UTF16):
        msg = words.Line("is UTF-16; save it as UTF-8")
        raise ValueError(msg)
    text = _decode(data)
    if not text.strip():
        msg = words.Line("is empty; put the text in it and save it as UTF-8")
        raise ValueError(msg)
    if (nul := text.find("\0")) >= 0:
        msg = words.Line(
            "is not plain text (a NUL character in line {line}); save it as UTF-8 text",
            line=text.count(chr(10), 0, nul) + 1,
        )
        raise ValueError(msg)
    return _SPACES.sub(" ", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if _common_share(text) >= _COMMON_SHARE:
        return text
    line = data.count(b"\n", 0, broken.start) + 1
    msg = words.Line(
        "is neither UTF-8 (broken at byte {byte}, line {line}) nor plausible GB18030; save it as UTF-8",
        byte=broken.start,
        line=line,
    )
    raise ValueError(msg)


def _common_share(text: str) -> float:
    """Return the share (0 to 1) of non-ASCII characters that are punctuation or everyday characters of GB 2312."""
    counts = Counter(text)
    total = common = 0
    for character, times in counts.items():
        if character.isascii():
            continue
        total += times
        lead = character.encode("gb18030")[0] if len(character.encode("gb2312", "ignore")) == 2 else 0  # noqa: PLR2004
        if lead in _LEVEL_ONE or lead in _SYMBOL_ROWS:
            common += times
    return common / total if total else 0.0
