"""Filling the places of a text: lists, lengths of time and the like are written as the reader's language has them.

A place may say how: `{units:quoted}`, `{when:clauses}`, `{within:length}`, `{until:moment}`, `{on:day}`,
`{open:parts}`, `{answer:retold}`, `{given:shown}`, `{problems:lines}`, `{trigger:verb}`, `{done:instant}`. A list
without that is joined by commas.
"""

from __future__ import annotations

from datetime import date, datetime
from string import Formatter
from typing import TYPE_CHECKING, Any

from duban.words.catalogue import looked_up
from duban.words.dates import written_date, written_instant
from duban.words.lengths import length
from duban.words.reader import language
from duban.words.retelling import retold
from duban.words.ways import PREFIX, way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_LONGEST_SHOWN = 80


def text(english: str, /, **facts: object) -> str:
    """Return a text in the language of the reader, its places filled in."""
    found = looked_up(english)
    return _FILLER.vformat(found, (), facts) if facts or f"{{{PREFIX}" in found else found


def with_ways(english: str, /, **facts: object) -> str:
    """Return a line of a log, which nobody translates, with what to call or to type for each way that it names."""
    return str(_FILLER.vformat(english, (), facts)) if f"{{{PREFIX}" in english else english


def listed(names: Iterable[object]) -> str:
    """Return names in a row: 甲、乙 or A, B."""
    return _comma().join(map(str, names))


def clauses(sentences: Iterable[object]) -> str:
    """Return half sentences in a row, parted by semicolons."""
    return ("；" if language() == "zh" else "; ").join(map(str, sentences))


def joined(parts: Iterable[str]) -> str:
    """Return parts of a sentence in a row, parted by commas; what is empty is left out."""
    return ("，" if language() == "zh" else ", ").join(filter(None, parts))


def headed(heading: object, said: object) -> str:
    """Return something with a heading before it: 备注：急 or Note: urgent."""
    return text("{heading}: {said}", heading=heading, said=said)


def aside(said: object) -> str:
    """Return a remark in brackets, to stand after something; nothing where there is none."""
    return text(" ({said})", said=said) if said else ""


def shown(value: object) -> str:
    """Return what somebody gave, quoted, cut where it is long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a number of many digits cannot be shown, and a stranger's object may do anything
        text = type(value).__name__
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _retold(line: object) -> str:
    """Return what somebody else wrote; a line of ours, or an error that bears one, words itself."""
    return retold(line) if isinstance(line, str) else str(line)


def _quoted(names: Iterable[object]) -> str:
    return _comma().join(f"“{name}”" for name in names)


def _parts(parts: Mapping[str, str]) -> str:
    """Return units, each with the number of what it was handed."""
    form = "{}（{}）" if language() == "zh" else "{} ({})"
    return listed(number if unit == number else form.format(unit, number) for unit, number in parts.items())


def _lines(lines: Iterable[object]) -> str:
    return "\n".join(map(str, lines))


def _day(day: str) -> str:
    return written_date(date.fromisoformat(day))


def _instant(instant: str) -> str:
    return written_instant(datetime.fromisoformat(instant))


def _moment(instant: str) -> str:
    """Return a local instant without its seconds and its zone, in the one form that both languages read."""
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}"


def _verb(name: str) -> str:
    """Return what is asked of the engine as people call it; a trigger is the author's own word."""
    return name if language() == "en" or name not in _VERB_TEXTS else text(_VERB_TEXTS[name])


_VERB_TEXTS = {
    "add_scan": "keeping a scan",
    "answer": "answering",
    "assign": "assigning units",
    "carry_over": "carrying over",
    "correct": "correcting",
    "decide": "deciding a request",
    "divide": "handing out parts",
    "draft": "drafting a paper",
    "edit_draft": "editing a draft",
    "erase": "erasing a field",
    "excuse": "excusing a unit",
    "include": "including in a plan",
    "extend": "asking for more time",
    "give_up": "giving messages up",
    "hand_on": "handing on",
    "instruct": "recording an instruction",
    "link": "linking",
    "merge": "merging",
    "migrate": "moving to newer rules",
    "open": "opening",
    "opine": "giving an opinion",
    "put_file": "adding a file",
    "remark": "remarking",
    "report": "reporting by a sheet",
    "retry": "sending again",
    "sign": "signing a paper",
    "urge": "urging",
    "void": "making void",
    "void_paper": "voiding a paper",
    "withdraw": "taking a request back",
}
"""The verbs of the engine; in English they are called as a program calls them."""


def _comma() -> str:
    return "、" if language() == "zh" else ", "


_WAYS: dict[str, Callable[[Any], str]] = {
    "clauses": clauses,
    "day": _day,
    "instant": _instant,
    "length": length,
    "lines": _lines,
    "moment": _moment,
    "parts": _parts,
    "quoted": _quoted,
    "retold": _retold,
    "shown": shown,
    "verb": _verb,
}


class _Filler(Formatter):
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a fact
        """Return the fact of a name; what to call is no fact, and known here."""
        if isinstance(key, str) and key.startswith(PREFIX):
            called = str(self.vformat(way(key.removeprefix(PREFIX)), args, kwargs))
            return f"`{called}`" if called.startswith(("duban", "engine")) else called
        return super().get_value(key, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - whatever is a fact
        way = _WAYS.get(format_spec)
        if way is not None:
            return way(value)
        return str(super().format_field(listed(value) if isinstance(value, (list, tuple)) else value, format_spec))


_FILLER = _Filler()
