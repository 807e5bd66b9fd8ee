"""The templates of an HTTP gateway: how a request is filled in, and how its answer is judged."""

from __future__ import annotations

import base64
import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from duban import words
from duban.notifiers.errors import BadSetting, Permanent, Unsorted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Template
    from jinja2.environment import TemplateExpression

    from duban.notifiers.channels.asking import Reply

_NAME = "http-sms"
_REQUEST_NAMES = ("mobile", "sign", "template", "values", "id", "text", "key", "fields", "at")
_REPLY_NAMES = ("status", "json", "text", "mobile", "id", "result")
_OF_REQUEST = frozenset({"mobile", "id"})
"""What expressions about a reply may use to find what it says of one number, though it is no part of the reply."""

_UNUSABLE = (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError)
"""What Jinja2, or Python after it, raises for a source that cannot be compiled."""


def _digest(algorithm: str, text: object) -> str:
    """Return a digest of a text in UTF-8, as 32 or 64 small hexadecimal digits."""
    return hashlib.new(algorithm, str(text).encode(), usedforsecurity=False).hexdigest()


def _base64(text: object) -> str:
    return base64.b64encode(str(text).encode()).decode()


_strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_lenient = ImmutableSandboxedEnvironment(undefined=ChainableUndefined)
_strict.filters |= {
    "md5": partial(_digest, "md5"),
    "sha256": partial(_digest, "sha256"),
    "base64": _base64,
}
# Fields keep the order in which they stand in the settings.
_strict.policies["json.dumps_kwargs"] = {"sort_keys": False}


class GatewayTemplates:
    """A gateway's templates and expressions, compiled at set-up so that a wrong one is found before it is used.

    The operator wrote them, so their running time is not limited. A request with an unknown name fails; an expression
    that uses something missing from the answer does not.
    """

    def __init__(
        self,
        *,
        requests: Mapping[str, str],
        judgements: Mapping[str, str | None],
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self._fields = {name: _template(f"fields.{name}", source) for name, source in (fields or {}).items()}
        self._requests = {part: _template(part, source) for part, source in requests.items()}
        found = {part: _expression(part, source) for part, source in judgements.items() if source}
        self._judgements = {part: expression for part, (expression, _) in found.items()}
        self._names = {part: names for part, (_, names) in found.items()}

    def looks_at(self, judgement: str) -> set[str]:
        """Return what of a reply an expression looks at; nothing if it is the same for every reply."""
        return self._names.get(judgement, set()) - _OF_REQUEST

    def fill(self, facts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """Return every part of the request for one message, and the fields that they may use."""
        fields: dict[str, str] = {}
        known = {**facts, "fields": fields}
        for name, text in _filled(self._fields, known, "fields."):
            fields[name] = text  # noqa: PERF403 - the next ones may use it
        return dict(_filled(self._requests, known)), fields

    def facts_of(self, reply: Reply, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return the names that the expressions can use; `json` is None if the answer is not JSON."""
        facts = {"status": reply.status, "text": reply.text, "json": reply.json}
        facts |= {name: message[name] for name in _OF_REQUEST}
        return {**facts, "result": self.value("result", facts)}

    def holds(self, judgement: str, facts: Mapping[str, Any]) -> bool:
        """Return whether an expression is true of a reply; raise `Unsorted` if it fails."""
        return bool(self.value(judgement, facts))

    def value(self, judgement: str, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever a provider answers
        """Return what an expression says of a reply, None without one.

        Raise `Unsorted` if it fails: such a message may have been sent already.
        """
        expression = self._judgements.get(judgement)
        try:
            return None if expression is None else expression(facts)
        except Exception as error:  # noqa: BLE001 - an expression can fail in any way that an answer can
            problem = words.Line(
                "{judgement} cannot be judged on the answer (HTTP {status}): {error}",
                judgement=judgement,
                status=facts["status"],
                error=one_line(str(error)),
            )
            raise Unsorted(words.at(_NAME, problem), alike=judgement) from None


def _filled(templates: Mapping[str, Template], facts: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for part, template in templates.items():
        try:
            yield part, template.render(facts)
        except Exception as error:  # noqa: BLE001 - a template can fail in any way that its values can
            said = one_line(str(error))
            problem = words.Line("{part} cannot be filled in: {error}", part=f"{prefix}{part}", error=said)
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
