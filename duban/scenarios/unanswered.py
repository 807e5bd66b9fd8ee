"""Messages about an urge that nobody answers: which steps send them, and that only they speak of an urge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import names_used
from duban.scenarios.keys.telling import form_keys
from duban.scenarios.sending import UNANSWERED, URGE, sendings
from duban.states import templates_in
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Scope


def check_urges(scope: Scope) -> None:
    """Note each message that speaks of an urge, and that something sends where there is none."""
    if "urge" in scope.names["field"] or scope.failed("messages", "urge"):
        return
    declared, sent = form_keys(), list(sendings(scope))
    for name, form in scope.parts["messages"].items():
        if not any("urge" in names_used(source) for source in templates_in(form.parts, declared)):
            continue
        senders = [each for each in sent if each.message == name]
        elsewhere = next((each.path for each in senders if each.because not in {URGE, UNANSWERED}), None)
        at = next(key for key in scope.names["message"] if key == name)
        if elsewhere is not None:
            said = Line('uses "urge", and {path} sends it without one', path=elsewhere)
            scope.refuse(at, f"messages.{name}", said)
        elif not senders:
            scope.refuse(at, f"messages.{name}", Line('uses "urge", and nothing sends it because of one'))
