"""Messages about an urge that nobody answers: which steps send them, and that only they speak of an urge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import names_used
from duban.scenarios.keys.telling import form_keys
from duban.states import templates_in
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers import Scope
    from duban.states import Instructions, Urging


def steps_sending(scope: Scope, message: str) -> Iterator[str]:
    """Yield the path of each step by which an urge goes up that sends a message."""
    urge: Urging | None = scope.parts["urge"]
    for index, step in enumerate(() if urge is None else urge.unanswered):
        if step.message == message:
            yield f"urge.unanswered[{index}]"


def check_urges(scope: Scope) -> None:
    """Note each message that speaks of an urge, and that something sends where there is none."""
    if "urge" in scope.names["field"] or scope.failed("messages", "urge"):
        return
    urge, declared = scope.parts["urge"], form_keys()
    for name, form in scope.parts["messages"].items():
        if not any("urge" in names_used(source) for source in templates_in(form.parts, declared)):
            continue
        sent = name in {urge.message, *(step.message for step in urge.unanswered)} if urge is not None else False
        elsewhere = next(_elsewhere(scope, name), None)
        at = next(key for key in scope.names["message"] if key == name)
        if elsewhere is not None:
            said = Line('uses "urge", and {path} sends it without one', path=elsewhere)
            scope.refuse(at, f"messages.{name}", said)
        elif not sent:
            scope.refuse(at, f"messages.{name}", Line('uses "urge", and nothing sends it because of one'))


def _elsewhere(scope: Scope, message: str) -> Iterator[str]:
    """Yield the path of everything that sends a message and is no urge."""
    for clock, rungs in scope.parts["ladder"].items():
        yield from (f"ladder.{clock}[{index}]" for index, rung in enumerate(rungs) if rung.message == message)
    for name, rule in scope.parts["clocks"].items():
        if rule.review is not None and rule.review.message == message:
            yield f"clocks.{name}.review"
    for name, paper in scope.parts["papers"].items():
        if message in {paper.message, paper.draft}:
            yield f"papers.{name}"
    for index, announcement in enumerate(scope.parts["announce"]):
        if announcement.message == message:
            yield f"announce[{index}]"
    instructions: Instructions | None = scope.parts["instructions"]
    sent = None if instructions is None else instructions.message
    if sent == message:
        yield "instructions"
