"""The frame around a mail: its light and day at the head, what to do marked, a button; as text and as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duban.notifiers.message import Message

SHAPES = {"red": "■", "yellow": "▲", "blue": "●", "green": "○"}
"""The shape of each light, as the desk shows it: whoever sees no colours tells them apart, too."""

_START = """\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{subject}</title></head>
<body style="margin:0;padding:0">
"""
_LABEL = re.compile(r"(?P<label>(?:[^\s，。；：:,;.“”（）()]{2,8}|[A-Z][A-Za-z' ]{2,24})(?:：|: ))(?=\S)")
"""What stands at the head of a line and says what the line is: 联系人：, 退回原因：."""
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no HTML may have, and what turns the direction of the text that follows."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is put around a mail: its `light` with what is `said` of it and of the due day, and a link with its label.

    `act` is a link that does what its label says, beside the other; `#` if the mail is only looked at. What is empty is
    left out. `desk` is where links lead that the mail itself may have; others are left as text.
    """

    light: str = ""
    said: str = ""
    link: str = ""
    label: str = ""
    desk: str = ""
    act: str = ""
    act_label: str = ""


def framed(message: Message, frame: Frame) -> Message:
    """Return a mail with the frame around its text, and the same as HTML; one with HTML of its own is left as it is."""
    if message.html is not None or not message.text:
        return message
    light = f"{SHAPES[frame.light]} {frame.said}" if frame.light in SHAPES and frame.said else ""
    act = words.text("(the link stands in the mail that was sent, and nowhere else)") if frame.act == "#" else frame.act
    links = [words.headed(label, link) for label, link in ((frame.act_label, act), (frame.label, frame.link)) if link]
    body = message.text.strip("\n")
    text = "\n".join([*([light, ""] if light else []), body, *(["", *links] if links else []), ""])
    return replace(message, text=text, html=_html(message.subject, body, frame))


def _html(subject: str, body: str, frame: Frame) -> str:
    parts = pieces()
    lines = [shown for line in body.splitlines() if line.strip() for shown in shown_lines(line.rstrip(), frame)]
    rows = [
        *([fill(parts[frame.light], said=frame.said)] if frame.light in SHAPES and frame.said else []),
        fill(parts["subject"], subject=subject),
        parts["body"].substitute(lines="\n".join(lines)),
        *_buttons(frame),
    ]
    return page_of(subject, rows)


def page_of(subject: str, rows: Iterable[str]) -> str:
    """Return the HTML of a mail: the rows of its sheet on their page."""
    page = pieces()["page"].substitute(rows="\n".join(rows))
    start = _START.format(language=words.locale(), subject=seen(subject))
    return f"{start}{page}\n</body></html>\n"


def _buttons(frame: Frame) -> Iterator[str]:
    """Yield the row of buttons: what acts comes first, and the way to the matter stands beside it."""
    if frame.act and frame.link:
        links = {"href": frame.act, "label": frame.act_label, "matter": frame.link, "open": frame.label}
        yield fill(pieces()["buttons"], **links)
    elif frame.act or frame.link:
        yield fill(pieces()["button"], href=frame.act or frame.link, label=frame.act_label or frame.label)


def shown_lines(line: str, frame: Frame) -> Iterator[str]:
    """Yield what a line of the text becomes: what to do now stands out, and the heading of a line is bold."""
    parts, address = pieces(), line.strip()
    if frame.desk and address.startswith(f"{frame.desk}/") and not re.search(r"\s", address):
        yield parts["line"].substitute(line=fill(parts["link"], href=address, link=address))
        return
    before, now, after = line.partition(words.text("To do now:"))
    if before.strip():
        label = _LABEL.match(before)
        end = label.end() if label else 0
        shown = fill(parts["label"], label=before[:end], rest=before[end:]) if label else seen(before)
        yield parts["line"].substitute(line=shown)
    if now:
        yield parts["todo"].substitute(line=fill(parts["label"], label=now, rest=after))


def fill(piece: Template, **values: str) -> str:
    """Return a part of the frame with these texts in it."""
    return piece.substitute({name: seen(value) for name, value in values.items()})


def seen(value: str) -> str:
    """Return a text as HTML shows it."""
    return escape(_UNSEEN.sub(" ", value))


@cache
def pieces() -> Mapping[str, Template]:
    """Return the parts of the frame by their names, as `tests/mail_frame.py` made them of `source.html`."""
    made = files(__package__ or "duban.notifiers.media.frame").joinpath("made.html").read_text("utf-8")
    return dict(_read(made))


def _read(made: str) -> Iterator[tuple[str, Template]]:
    for piece in made.split("<!-- piece ")[1:]:
        name, _, content = piece.partition(" -->")
        yield name, Template(content.strip())
