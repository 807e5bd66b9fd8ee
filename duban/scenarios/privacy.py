"""Checks of messages: that each is used, and that none shows a private field to somebody who may not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import fields_shown
from duban.scenarios.keys.telling import form_keys
from duban.states import Among, Recipient, RecipientKind, templates_in
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers import Scope
    from duban.states import Field, Instructions, MessageForm, Rung, Urging

    _Sending = tuple[str, str, tuple[Recipient, ...]]


def check_used(scope: Scope) -> None:
    """Note each message that nothing sends."""
    for key in scope.names["message"]:
        if key not in scope.used_messages:
            said = Line("is never used; send it from a rung or an announcement, or delete it")
            scope.refuse(key, f"messages.{key}", said)


def check_privacy(scope: Scope, fallback: str) -> None:
    """Note each message that would show a private field to somebody who may not see it.

    A message that reaches nobody goes to the `fallback` role, so that role must be allowed to see it too.
    """
    private: dict[str, Field] = {name: field for name, field in scope.parts["fields"].items() if field.private}
    messages: dict[str, MessageForm] = scope.parts["messages"] if private else {}
    sendings = list(_sendings(scope)) if messages else []
    declared = form_keys() if messages else {}
    for name, form in messages.items():
        sources = templates_in(form.parts, declared)
        shown = sorted({field for source in sources for field in fields_shown(source, private)})
        if not shown:
            continue
        receivers = _receivers(name, sendings, fallback)
        for field in shown:
            barred = {who: path for who, path in receivers.items() if who not in private[field].private}
            if barred:
                at = next(key for key in scope.names["message"] if key == name)
                facts = {"field": field, "barred": barred}
                said = Line('shows the private field "{field}" to {barred:parts}, who may not see it', **facts)
                scope.refuse(at, f"messages.{name}", said)


def _sendings(scope: Scope) -> Iterator[_Sending]:
    """Yield everything in the file that sends a message: its path, the message and the recipients."""
    for clock, rungs in scope.parts["ladder"].items():
        for index, rung in enumerate(rungs):
            yield f"ladder.{clock}[{index}]", rung.message or "", (*rung.notify, *rung.copy)
    yield from _issuing(scope)
    for index, told in enumerate(scope.parts["announce"]):
        yield f"announce[{index}]", told.message, (*told.notify, *told.copy)
    yield from _said(scope)
    for name, rule in scope.parts["clocks"].items():
        if rule.review is not None:
            yield f"clocks.{name}.review", rule.review.message, (*rule.review.notify, *rule.review.copy)


def _said(scope: Scope) -> Iterator[_Sending]:
    """Yield what sends a message to those whose turn it is, if it names nobody else."""
    turns = dict.fromkeys(state.waits_for for state in scope.parts["states"].values() if state.waits_for)
    asked = tuple(Recipient(RecipientKind.ROLE, role) for role in turns)
    for section in ("urge", "instructions"):
        said: Urging | Instructions | None = scope.parts[section]
        if said is not None and said.message is not None:
            yield section, said.message, (*(said.notify or asked), *said.copy)
    urge: Urging | None = scope.parts["urge"]
    for index, step in enumerate(() if urge is None else urge.unanswered):
        told = (*((urge and urge.notify) or asked), *step.copy)
        yield f"urge.unanswered[{index}]", step.message or "", told


def _issuing(scope: Scope) -> Iterator[_Sending]:
    """Yield what papers send beside what the rungs send that draft them."""
    for name, paper in scope.parts["papers"].items():
        for place, rung in _drafting(scope, name):
            yield place, paper.draft or "", (Recipient(RecipientKind.ROLE, rung.confirm or ""),)
            yield place, paper.document or "", (*rung.notify, *rung.copy)
        if paper.sign is not None:
            place, signer = f"papers.{name}", Recipient(RecipientKind.ROLE, paper.sign)
            yield place, paper.draft or "", (signer,)
            yield from ((place, each or "", (*paper.to, *paper.copy)) for each in (paper.message, paper.document))


def _drafting(scope: Scope, paper: str) -> Iterator[tuple[str, Rung]]:
    """Yield the rungs that draft a paper, each with its path."""
    for clock, rungs in scope.parts["ladder"].items():
        for index, rung in enumerate(rungs):
            if rung.paper == paper:
                yield f"ladder.{clock}[{index}]", rung


def _receivers(message: str, sendings: list[_Sending], fallback: str) -> dict[str, str]:
    """Return the roles that a message can reach, each with the path of what sends it there."""
    receivers: dict[str, str] = {}
    for path, sent, recipients in sendings:
        if sent == message:
            for recipient in recipients:
                receivers.setdefault(recipient.name if _is_role(recipient) else str(recipient), path)
            receivers.setdefault(fallback, "fallback")
    return receivers


def _is_role(recipient: Recipient) -> bool:
    return recipient.kind is RecipientKind.ROLE and recipient.among is not Among.FORMER
