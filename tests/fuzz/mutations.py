"""Good files made bad: by lines, by bytes, and by what YAML, CSV and TOML have of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[..., object]

ODD = [
    "\x00",
    "\x1b[2J",
    "\ufeff",
    "\u2028",
    "\x85",
    "\u202e",
    "\u200b",
    "\ufffe",
    "：",
    "　",
    "é́́́",
    "🏛",
    "\U0010ffff",
    "\t",
    "\r",
    "\v",
    "{{",
    "}}",
    "{%",
    "%}",
    "${",
    "}",
    "'",
    '"',
    "#",
    "&a",
    "*a",
    "!!python/object:os.system",
    "---",
    "...",
    "<<: *a",
    ",",
    ";",
    "=",
    "\\",
    "\\x00",
    "|",
    ">",
    "[",
    "]",
    "{",
    "-",
    "%",
    "@",
    "`",
    "?",
    ": ",
]
VALUES = [
    "",
    "~",
    "null",
    "true",
    "yes",
    "0",
    "-1",
    "1",
    "1.5",
    "1e3",
    "1e400",
    "-0.0",
    ".inf",
    ".nan",
    "0x10",
    "0o17",
    "12:30:45",
    "2024-02-30",
    "2024-04-01",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31 23:59",
    "0001-01-01T00:00+14:00",
    "9" * 18,
    "9" * 19,
    "9" * 5000,
    "1" + "0" * 400,
    "[]",
    "{}",
    "[[]]",
    "[~]",
    "[1, a]",
    "{a: 1}",
    "{~: ~}",
    "{1: 2}",
    "[{a: b}]",
    "'*'",
    "'system'",
    "anyone",
    "open",
    "due",
    "start",
    "note",
    "'  '",
    "'a b'",
    "5 working days",
    "5 days",
    "20 years",
    "1 hour",
    "41760 working hours",
    "240 months",
    "5个工作日",
    "due - 5 working days",
    "due + 240 months",
    "start + 3 hours",
    "'{{ item.number }}'",
    "'{{ 9 ** 9 }}'",
    "'{% for a in [1] %}{{ a }}'",
    "'{{ clock.due | date }}'",
    "times('签收') > 3",
    "1 / 0 > 1",
    "{all: [lead]}",
    "lead.leader",
    "unit:甲",
    "mailto:a@b.c",
    "x" * 70,
    "长" * 3000,
    "&a [*a]",
    "*a",
    "&a {b: &b [1, 2]}",
    "!!binary aGVsbG8=",
    "!!set {a}",
    "24x7",
    "china",
    "DE-BY",
    "XNYS",
    "US/../etc",
    "../../etc/passwd",
    "/dev/zero",
    "'08:30-12:00'",
    "'23:00-01:00'",
    "X-{year}-{seq}",
    "'X-{year}-{seq:0999d}'",
    "'X-{year.__class__}-{seq}'",
    "last working day",
    "quarter",
]
KEYS = ["", "~", "1", "? a", "title", "by", "to", "from", "then", "when", "'<<'", "many", "长" * 80, "a\tb", "'\\0'"]


@st.composite
def mutated(draw: Draw, good: str, *, most: int = 3) -> bytes:
    """Return a good file after one to `most` changes."""
    lines = good.split("\n")
    for _ in range(draw(st.integers(1, most))):
        lines = draw(st.sampled_from(_BY_LINE))(draw, lines)
    text = "\n".join(lines)
    data = text.encode("utf-8", "surrogatepass")
    return draw(st.sampled_from([*[_same] * 8, *_BY_BYTES]))(draw, data)


def _place(draw: Draw, lines: list[str]) -> int:
    return draw(st.integers(0, max(len(lines) - 1, 0)))


def _dropped(draw: Draw, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return lines[:at] + lines[at + draw(st.integers(1, 3)) :] or [""]


def _doubled(draw: Draw, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return lines[: at + 1] + lines[at:]


def _swapped(draw: Draw, lines: list[str]) -> list[str]:
    one, other = _place(draw, lines), _place(draw, lines)
    changed = list(lines)
    changed[one], changed[other] = lines[other], lines[one]
    return changed


def _indented(draw: Draw, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at]
    return [*lines[:at], draw(st.sampled_from(["  " + line, "\t" + line, line.lstrip(), line[1:]])), *lines[at + 1 :]]


def _spliced(draw: Draw, lines: list[str]) -> list[str]:
    """Put something odd somewhere into a line, or in the place of a part of it."""
    at = _place(draw, lines)
    line = lines[at]
    first = draw(st.integers(0, len(line)))
    last = draw(st.integers(first, min(len(line), first + 8)))
    new = draw(st.one_of(st.sampled_from(ODD), st.sampled_from(VALUES), st.text(max_size=5)))
    return [*lines[:at], line[:first] + new + line[last:], *lines[at + 1 :]]


def _revalued(draw: Draw, lines: list[str]) -> list[str]:
    """Put something else where a value stands."""
    at = _place(draw, lines)
    line = lines[at]
    places = [place for place in range(len(line)) if line.startswith((": ", ", ", "[", "{", " = ", "="), place)]
    if not places:
        return lines
    first = draw(st.sampled_from(places))
    last = min((place for place in (line.find(stop, first + 1) for stop in ",]}\n") if place > 0), default=len(line))
    new = draw(st.sampled_from(VALUES))
    mark = ": " if line.startswith(": ", first) else line[first]
    return [*lines[:at], line[:first] + mark + new + line[last:], *lines[at + 1 :]]


def _rekeyed(draw: Draw, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at]
    before, colon, after = line.partition(":")
    space = before[: len(before) - len(before.lstrip(" -"))]
    return [*lines[:at], space + draw(st.sampled_from(KEYS)) + colon + after, *lines[at + 1 :]]


def _borrowed(draw: Draw, lines: list[str]) -> list[str]:
    """Take a word of the file to another place of it."""
    words = [word for line in lines for word in line.replace(",", " ").replace(":", " ").split()] or ["x"]
    at = _place(draw, lines)
    line = lines[at]
    mine = line.split()
    if not mine:
        return lines
    old, new = draw(st.sampled_from(mine)), draw(st.sampled_from(words))
    return [*lines[:at], line.replace(old, new, 1), *lines[at + 1 :]]


def _nested(draw: Draw, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    depth = draw(st.sampled_from([3, 39, 41, 1000, 20000]))
    return [*lines[:at], lines[at] + draw(st.sampled_from(["[", "{a: ", "- ", "(", "{{"])) * depth, *lines[at + 1 :]]


_BY_LINE = [
    _dropped,
    _doubled,
    _swapped,
    _indented,
    *[_spliced] * 3,
    *[_revalued] * 6,
    *[_rekeyed] * 2,
    *[_borrowed] * 3,
    _nested,
]


def _same(_: Draw, data: bytes) -> bytes:
    return data


def _cut(draw: Draw, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def _flipped(draw: Draw, data: bytes) -> bytes:
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]


def _marked(_: Draw, data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def _returned(_: Draw, data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _recoded(draw: Draw, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw(st.sampled_from(["utf-16", "gb18030", "utf-32-le", "utf-8"])), "replace")


def _holed(draw: Draw, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.sampled_from([b"\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\x1a"])) + data[at:]


_BY_BYTES = [_cut, _flipped, _marked, _returned, _recoded, _holed]
