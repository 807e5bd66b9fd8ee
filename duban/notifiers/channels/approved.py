"""Which of a carrier's approved templates a message leaves by, and under which names it wants the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.notifiers.errors import BadSetting, Unclear

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from duban.notifiers.message import Message

_EXAMPLE = '{SMS_300001 = {code = "SMS_154950909", params = {number = "number"}}}'


class Approved(NamedTuple):
    """A carrier's template; `params` has its variables in their order, each with the name that the message calls it."""

    code: str
    params: Mapping[str, str] | None = None

    def values_of(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return a message's values under the carrier's names. Raise KeyError for one that the message lacks."""
        return dict(values) if self.params is None else {name: values[ours] for name, ours in self.params.items()}


class ApprovedTemplates:
    """The setting `templates`: carriers' templates by those that the scenarios name; without it they are the same."""

    def __init__(self, notifier: str, given: object) -> None:
        if not isinstance(given, Mapping):
            raise BadSetting(
                notifier, "templates", words.Line("have to be templates by name, such as {example}", example=_EXAMPLE)
            )
        self._notifier = notifier
        self._known = {str(name): _approved(notifier, str(name), each) for name, each in given.items()}

    def of(self, message: Message) -> tuple[str, dict[str, str]]:
        """Return the carrier's template for a message and the values under its names.

        Raise Unclear if the setting does not have it: that is soon mended, and the message waits.
        """
        values = dict(message.sms_values)
        if not self._known:
            return message.sms_template, values
        for problem in self.flaws(message.sms_template, values):
            raise Unclear(words.at(self._notifier, problem), alike=f"template {message.sms_template}")
        found = self._known[message.sms_template]
        return found.code, found.values_of(values)

    def flaws(self, template: str, values: Collection[str]) -> Iterator[words.Line]:
        """Yield why no message with this template and values of these names could leave."""
        if not self._known:
            return
        found = self._known.get(template)
        if found is None:
            yield words.Line(
                "templates has none for {template}; there are: {known}", template=template, known=tuple(self._known)
            )
            return
        for name in (found.params or {}).values():
            if name not in values:
                yield words.Line(
                    "templates.{template}: the message has no value {name:shown}", template=template, name=name
                )


def _approved(notifier: str, name: str, given: object) -> Approved:
    if isinstance(given, str) and given.strip():
        return Approved(given.strip())
    if isinstance(given, Mapping) and isinstance(given.get("code"), str) and not given.keys() - {"code", "params"}:
        params = given.get("params")
        if params is None:
            return Approved(given["code"])
        if isinstance(params, list | tuple) and all(isinstance(each, str) for each in params):
            return Approved(given["code"], {each: each for each in params})
        if isinstance(params, Mapping) and all(isinstance(each, str) for each in params.values()):
            return Approved(given["code"], {str(each): ours for each, ours in params.items()})
    problem = words.Line(
        "has to be the carrier's code, or the code with its params, such as {example}", example=_EXAMPLE
    )
    raise BadSetting(notifier, f"templates.{name}", problem)
