"""From an answer to bytes: the templates, with everything escaped and nothing undefined."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from duban import words
from duban.desk.serving.carrying import packed
from duban.desk.serving.static import stamped
from duban.words import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.desk.serving.page import Answer
    from duban.desk.serving.visit import Visit

_TEMPLATES = Path(__file__).parent.parent / "templates"


def render(answer: Answer, visit: Visit) -> bytes | Iterator[bytes]:
    """Return the page of an answer, or what it gives instead."""
    if answer.body is not None:
        return answer.body
    template = _environment(visit.tools.templates).get_template(answer.template)
    return template.render(visit=visit, lang=language(), **answer.facts).encode()


@cache
def _environment(folder: Path | None) -> Environment:
    made = Environment(
        loader=FileSystemLoader([_TEMPLATES, *([] if folder is None else [folder])]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": words.text, "listed": words.listed, "static": stamped, "breaks": _breaks, "packed": packed}
    made.filters |= {"day": words.written_day, "hidden": _hidden}
    return made


def _breaks(text: object) -> Markup:
    """Return a text with its line breaks kept; everything in it is escaped."""
    return Markup("<br>").join(str(text).splitlines())


def _hidden(name: str, value: Any) -> Markup:  # noqa: ANN401 - whatever is written
    """Return a hidden field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
