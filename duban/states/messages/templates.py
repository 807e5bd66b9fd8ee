"""Renders a message's templates: subject, text, HTML and the values of an SMS, each with its own clear error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError

from duban.states.errors import TemplateError
from duban.states.messages.filters import ZONE
from duban.states.messages.measures import BUDGET, budget
from duban.states.messages.sandbox import MissingName, bounded_environment, bounded_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

_PLACE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_text_environment = bounded_environment(html=False)
_html_environment = bounded_environment(html=True)


class SmsWording(Protocol):
    """How a message leaves by SMS: one template per variable, and the approved wording where it is known."""

    @property
    def values(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def text(self) -> str | None: ...  # noqa: D102


class Wording(Protocol):
    """The templates of one message; a part that is none is left out."""

    @property
    def subject(self) -> str | None: ...  # noqa: D102
    @property
    def text(self) -> str | None: ...  # noqa: D102
    @property
    def html(self) -> str | None: ...  # noqa: D102
    @property
    def sms(self) -> SmsWording | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's parts, filled in; `sms_text` is the approved wording with its values, where it is known."""

    subject: str = ""
    text: str = ""
    html: str | None = None
    sms_values: Mapping[str, str] = field(default_factory=dict)
    sms_text: str = ""


def render(form: Wording, context: Mapping[str, Any], *, zone: tzinfo = UTC, medium: str | None = None) -> Rendered:
    """Fill in a message's templates, instants shown in `zone`; with `medium`, only the parts that it needs.

    Raises `TemplateError` that names the part, the line and the name that is missing.
    """
    mail, sms = medium != "sms", form.sms if medium != "email" else None
    values = {
        name: _one_line(_fill(f"sms.{name}", source, context, zone))
        for name, source in (sms.values.items() if sms else ())
    }
    return Rendered(
        subject=_one_line(_fill("subject", form.subject, context, zone)) if mail and form.subject else "",
        text=_fill("text", form.text, context, zone) if mail and form.text else "",
        html=_fill("html", form.html, context, zone) if mail and form.html else None,
        sms_values=values,
        sms_text=_PLACE.sub(lambda place: values.get(place[1], place[0]), sms.text) if sms and sms.text else "",
    )


def fill_text(part: str, source: str, context: Mapping[str, Any], *, zone: tzinfo = UTC) -> str:
    """Fill in one template that is no message, instants shown in `zone`; raises `TemplateError` that names `part`."""
    return _fill(part, source, context, zone)


def check_template(part: str, source: str) -> None:
    """Compile a template without rendering it; raises `TemplateError`. `part` is `html` for what is escaped."""
    _compiled(part, source)


def _fill(part: str, source: str, context: Mapping[str, Any], zone: tzinfo) -> str:
    template = _compiled(part, source)
    try:
        return bounded_text(template.generate({**context, ZONE: zone, BUDGET: budget()}))
    except MissingName as error:
        raise TemplateError(part, str(error), line=_line(error), name=error.name) from None
    except Exception as error:
        # A template may fail in as many ways as an expression can; whatever it is, it is the template's fault.
        problem = str(error) or type(error).__name__
        raise TemplateError(part, problem, line=_line(error)) from error


def _compiled(part: str, source: str) -> Template:
    try:
        return _compile(source, html=part == "html")
    except TemplateSyntaxError as error:
        raise TemplateError(part, error.message or "does not compile", line=error.lineno) from None
    except JinjaError as error:  # what is wrong with a constant is found when it is compiled
        raise TemplateError(part, error.message or "does not compile") from None
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError):
        raise TemplateError(part, "is nested too deeply to be compiled") from None


@lru_cache(maxsize=4096)
def _compile(source: str, *, html: bool) -> Template:
    environment = _html_environment if html else _text_environment
    return environment.from_string(environment.bounded(source))


def _line(error: BaseException) -> int | None:
    """Return the template's line at which an error rose: Jinja2 rewrites the traceback to say so."""
    line, frame = None, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _one_line(text: str) -> str:
    return " ".join(text.split())
