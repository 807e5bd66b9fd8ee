"""A mail that lists matters: a digest, whose sections and rows come before each of its messages in full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers.media.frame.framing import SHAPES, fill, page_of, pieces, shown_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.notifiers.media.frame.framing import Frame
    from duban.notifiers.message import Message

_PART = "—— "


@dataclass(frozen=True, slots=True)
class Listed:
    """One matter of a list: its place, what it is, what is said of its day, what to do, a link, and its light."""

    place: int
    title: str
    said: str = ""
    todo: str = ""
    link: str = ""
    light: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Matters of a list under one heading, which may be empty."""

    heading: str
    rows: tuple[Listed, ...]


def in_rows(message: Message, frame: Frame, sections: Iterable[Section], full: Iterable[str]) -> Message:
    """Return a mail with a list of matters as HTML, and below it the lines of each message in full."""
    parts = pieces()
    rows = [fill(parts["subject"], subject=message.subject)]
    for section in sections:
        if section.heading:
            rows.append(fill(parts["heading"], heading=section.heading))
        rows += [parts["matter"].substitute(lines="\n".join(_matter(row))) for row in section.rows]
    if frame.link:
        rows.append(fill(parts["button"], href=frame.link, label=frame.label))
    rows.append(parts["full"].substitute(lines="\n".join(_full(full, frame))))
    link = words.headed(frame.label, frame.link) if frame.link else ""
    text = "\n".join([message.text.strip("\n"), *(["", link] if link else []), ""])
    return replace(message, text=text, html=page_of(message.subject, rows))


def _matter(row: Listed) -> Iterator[str]:
    parts = pieces()
    shape = f"{SHAPES[row.light]} " if row.light in SHAPES else ""
    mark = f"{row.place}. {shape}"
    if row.link:
        yield fill(parts["whatlink"], mark=mark, href=row.link, line=row.title)
    else:
        yield fill(parts["what"], line=f"{mark}{row.title}")
    if row.said:
        yield fill(parts["late" if row.light == "red" else "said"], line=row.said)
    if row.todo:
        yield fill(parts["then"], line=row.todo)


def _full(lines: Iterable[str], frame: Frame) -> Iterator[str]:
    for line in (line.rstrip() for text in lines for line in text.splitlines()):
        if line.startswith(_PART):
            yield fill(pieces()["part"], line=line.strip("— "))
        elif line.strip():
            yield from shown_lines(line, frame)
