"""The templates of an HTTP gateway: how a request is filled in, and how its answer is judged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from duban import words
from duban.notifiers.errors import BadSetting, Permanent, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template
    from jinja2.environment import TemplateExpression

_NAME = "http-sms"
_REQUEST_NAMES = ("mobile", "sign", "template", "values", "id", "text")
_REPLY_NAMES = ("status", "json", "text")

_UNUSABLE = (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError)
"""What Jinja2, or Python after it, raises for a source that cannot be compiled."""

_strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_lenient = ImmutableSandboxedEnvironment(undefined=ChainableUndefined)


@dataclass(frozen=True, slots=True)
class Reply:
    """A gateway's answer; `retry_after` is in seconds."""

    status: int
    text: str
    retry_after: float | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """Return the names that the expressions can use; `json` is None if the answer is not JSON."""
        try:
            content = json.loads(self.text)
        except (ValueError, RecursionError):
            content = None
        return {"status": self.status, "text": self.text, "json": content}


class GatewayTemplates:
    """A gateway's templates and expressions, compiled at set-up so that a wrong one is found before it is used.

    The operator wrote them, so their running time is not limited. A request with an unknown name fails; an expression
    that uses something missing from the answer does not.
    """

    def __init__(self, *, requests: Mapping[str, str], judgements: Mapping[str, str | None]) -> None:
        self._requests = {part: _template(part, source) for part, source in requests.items()}
        found = {part: _expression(part, source) for part, source in judgements.items() if source}
        self._judgements = {part: expression for part, (expression, _) in found.items()}
        self._names = {part: names for part, (_, names) in found.items()}

    def looks_at(self, judgement: str) -> set[str]:
        """Return what of a reply an expression looks at; nothing if it is the same for every reply."""
        return self._names.get(judgement, set())

    def fill(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """Return every part of the request for one message."""
        filled = {}
        for part, template in self._requests.items():
            try:
                filled[part] = template.render(facts)
            except Exception as error:  # noqa: BLE001 - a template can fail in any way that its values can
                said = one_line(str(error))
                problem = words.Line("{part} cannot be filled in: {error}", part=part, error=said)
                raise Permanent(words.at(_NAME, problem)) from None
        return filled

    def holds(self, judgement: str, reply: Reply) -> bool:
        """Return whether an expression is true of a reply. Raise `Permanent` if it fails.

        Such a message is not retried because it may have been sent already.
        """
        expression = self._judgements.get(judgement)
        try:
            return expression is not None and bool(expression(reply.facts))
        except Exception as error:  # noqa: BLE001 - likewise
            problem = words.Line(
                "{judgement} cannot be judged on the answer (HTTP {status}): {error}",
                judgement=judgement,
                status=reply.status,
                error=one_line(str(error)),
            )
            raise Permanent(words.at(_NAME, problem)) from None


def _template(part: str, source: str) -> Template:
    try:
        tree = _strict.parse(source)
        names, template = find_undeclared_variables(tree), _strict.from_string(tree)
    except _UNUSABLE as error:
        # The parser quotes the source, and addresses and headers contain keys.
        problem = words.Line(
            "is not a template: {reason}" if part == "body" else "is not a template", reason=_reason(error)
        )
        raise BadSetting(_NAME, part, problem) from None
    _check_names(part, names, _REQUEST_NAMES)
    return template


def _expression(part: str, source: str) -> tuple[TemplateExpression, set[str]]:
    try:
        expression = _lenient.compile_expression(source)
        names = find_undeclared_variables(_lenient.parse(f"{{{{ ({source}) }}}}"))
    except _UNUSABLE as error:
        problem = words.Line("is not an expression: {reason}", reason=_reason(error))
        raise BadSetting(_NAME, part, problem) from None
    _check_names(part, names, _REPLY_NAMES)
    return expression, names


def _reason(error: Exception) -> words.Line | str:
    if isinstance(error, TemplateError):
        return one_line(error.message or str(error))
    return words.Line("it nests too deeply" if isinstance(error, RecursionError) else "Python cannot compile it")


def _check_names(part: str, names: set[str], known: tuple[str, ...]) -> None:
    for name in sorted(names - set(known)):
        raise BadSetting(
            _NAME, part, words.Line("there is no {name:shown}; there are: {known}", name=name, known=known)
        )
