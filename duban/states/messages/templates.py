"""Fill in templates for a medium; an error names the part of the message that failed."""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError

from duban import words
from duban.states.errors import TemplateError
from duban.states.messages.filters import ZONE
from duban.states.messages.measures import BUDGET, budget
from duban.states.messages.sandbox import MissingName, NotForMessages, bounded_environment, bounded_text
from duban.states.messages.withheld import neutral

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jinja2 import Template


_text_environment = bounded_environment(html=False)
_html_environment = bounded_environment(html=True)


class Filling:
    """Fills in the templates of one message; an error names the template by its `part`, such as `sms.days`.

    `withheld` names the fields that the reader may not see, whose values are `Withheld`. A template that wants more of
    them than to be written is not filled in: something neutral stands in its place, so that the message still arrives.
    """

    __slots__ = ("_context", "_withheld", "_zone")

    def __init__(self, context: Mapping[str, Any], zone: tzinfo = UTC, withheld: Collection[str] = ()) -> None:
        self._context = context
        self._zone = zone
        self._withheld = withheld

    def text(self, part: str, source: str) -> str:
        """Return a template filled in. Raise TemplateError if it fails."""
        return self._filled(part, source)

    def line(self, part: str, source: str) -> str:
        """Return a template filled in, on one line. Raise TemplateError if it fails."""
        return " ".join(self._filled(part, source, line=True).split())

    def html(self, part: str, source: str) -> str:
        """Return a template filled in, with inserted values escaped for HTML. Raise TemplateError if it fails."""
        return self._filled(part, source, html=True)

    def _filled(self, part: str, source: str, *, html: bool = False, line: bool = False) -> str:
        try:
            return _fill(part, source, self._context, self._zone, html=html)
        except TemplateError:
            if not self._withheld or not any(name in source for name in (*self._withheld, "data")):
                raise
            return neutral(part, self._context.get("item", {}), html=html, line=line)


def fill_text(part: str, source: str, context: Mapping[str, Any], *, zone: tzinfo = UTC) -> str:
    """Return a single template filled in, instants shown in `zone`. Raise TemplateError, naming `part`, if it fails."""
    return _fill(part, source, context, zone)


def _fill(part: str, source: str, context: Mapping[str, Any], zone: tzinfo, *, html: bool = False) -> str:
    template = _compiled(part, source, html=html)
    try:
        return bounded_text(template.generate({**context, ZONE: zone, BUDGET: budget()}))
    except MissingName as error:
        raise TemplateError(part, words.said_by(error), line=_line(error), name=error.name) from None
    except Exception as error:
        # A template may fail in any way that an expression can; whatever happens is the template's fault.
        raise TemplateError(part, words.said_by(error), line=_line(error)) from error


def _compiled(part: str, source: str, *, html: bool) -> Template:
    try:
        return _compile(source, html=html)
    except TemplateSyntaxError as error:
        raise TemplateError(part, error.message or words.Line("does not compile"), line=error.lineno) from None
    except JinjaError as error:  # errors in constants are found when the template is compiled
        line = error.lineno if isinstance(error, NotForMessages) else None
        raise TemplateError(part, error.message or words.Line("does not compile"), line=line) from None
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError):
        raise TemplateError(part, words.Line("is nested too deeply to be compiled")) from None


@lru_cache(maxsize=4096)
def _compile(source: str, *, html: bool) -> Template:
    environment = _html_environment if html else _text_environment
    return environment.from_string(environment.bounded(source))


def _line(error: BaseException) -> int | None:
    """Return the line of the template in which an error occurred; Jinja2 puts it into the traceback."""
    line, frame = None, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
