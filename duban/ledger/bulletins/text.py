"""The text of a bulletin: a Jinja2 template over real lists, in a sandbox; each number keeps where it comes from."""

from __future__ import annotations

import re
from pathlib import Path
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from duban import words
from duban.ledger.bulletins.blocks import Span, Words
from duban.ledger.bulletins.errors import WordingFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2.runtime import Context

TEMPLATE = Path(__file__).parent / "templates" / "bulletin.txt.j2"
MOST_TEMPLATE, MOST_TEXT = 64 * 1024, 512 * 1024
_MARK = re.compile("\ue000([^\ue000-\ue002]*)\ue001([^\ue000-\ue002]*)\ue002")
_BLOCK = re.compile(r"\[\[(.+)\]\]")
_LEVELS = (re.compile(r"[一二三四五六七八九十]+、"), re.compile(r"（[一二三四五六七八九十]+）[^，。；]*$"))


class _Room(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, in which only what we give is called, and no text is multiplied or filled up."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - whatever a template asks for
        """Return nothing: the sandbox would give a function for the method that fills a text in."""

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - whatever a template calls
        """Return whether it is a function: methods of texts could make them as long as they are told."""
        return isinstance(obj, FunctionType | MethodType) and super().is_safe_callable(obj)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> object:  # noqa: ANN401 - operands
        """Multiply and divide numbers; powers and texts that are multiplied or filled in are refused."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(operator)
        result: object = super().call_binop(context, operator, left, right)
        return result


def marked(text: str, source: str) -> str:
    """Return a text with the key of its source, which `spans_of` finds again."""
    return f"\ue000{source}\ue001{text}\ue002"


def written(values: Mapping[str, Any], template: str | None = None) -> Iterator[Words | str]:
    """Yield the paragraphs of a bulletin, and the names of tables and charts where they stand.

    Raises WordingFault if the template cannot be used.
    """
    source = TEMPLATE.read_text("utf-8") if template is None else template
    if len(source) > MOST_TEMPLATE:
        raise WordingFault(
            words.Line("the wording of the bulletin is longer than {most} characters", most=MOST_TEMPLATE)
        )
    room = _Room(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    room.globals.clear()  # `range` and the like could be asked for too much
    room.filters = {"listed": "、".join, "length": len}
    try:
        text = _limited(room.from_string(source).generate(values))
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as wrong:
        said = words.Line("the wording of the bulletin cannot be used: {message:retold}", message=str(wrong))
        raise WordingFault(said) from None
    for line in text.splitlines():
        if not line.strip():
            continue
        if block := _BLOCK.fullmatch(line.strip()):
            yield block[1]
        else:
            yield Words(spans_of(line.strip()), _level(_MARK.sub(r"\2", line.strip())))


def spans_of(line: str) -> tuple[Span, ...]:
    """Return a line in pieces, each number with the key of its source."""
    spans, place = [], 0
    for found in _MARK.finditer(line):
        spans += [Span(line[place : found.start()])] if found.start() > place else []
        spans.append(Span(found[2], found[1]))
        place = found.end()
    return tuple([*spans, Span(line[place:])] if place < len(line) else spans)


def _limited(pieces: Iterator[str]) -> str:
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > MOST_TEXT:
            raise WordingFault(words.Line("the wording of the bulletin makes too long a text"))
    return text


def _level(text: str) -> int:
    return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(text)), 0)
