"""Checks that a message speaks of an act only if every time that it is sent, it is an act that sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import OF_ACTS, names_used
from duban.scenarios.keys.telling import form_keys
from duban.scenarios.sending import UNANSWERED, sendings
from duban.states import AFTER, templates_in
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers import Scope
    from duban.states import Announcement, MessageForm, Paper

_OF_MOVES = ("old", "new")


def check_occasions(scope: Scope) -> None:
    """Note each message that uses what some of its occasions do not have."""
    messages: dict[str, MessageForm] = scope.parts["messages"]
    declared = form_keys()
    fields = scope.names["field"]
    for name, form in messages.items():
        used = {each for source in templates_in(form.parts, declared) for each in names_used(source)}
        of_acts = [each for each in OF_ACTS if each in used and each not in fields]
        for each in of_acts:
            lacking = next(_lacking(scope, name, moves=each in _OF_MOVES), None)
            if lacking is None:
                continue
            at = next(key for key in scope.names["message"] if key == name)
            facts = {"name": each, "path": lacking}
            said = Line(
                'uses "{name}", the date before or after an act that moves one; {path} sends it without'
                if each in _OF_MOVES
                else 'uses "{name}", which an act has; {path} sends it as time passes',
                **facts,
            )
            scope.refuse(at, f"messages.{name}", said)


def _lacking(scope: Scope, message: str, *, moves: bool) -> Iterator[str]:
    """Yield the path of everything that sends a message without an act, or without one that moves a date."""
    yield from _in_time(scope, message, moves=moves)
    for index, announcement in enumerate(scope.parts["announce"]):
        if moves and announcement.message == message and not _moves(announcement):
            yield f"announce[{index}]"
    for name, paper in scope.parts["papers"].items():
        if moves and message in {paper.message, paper.document} and not _follows_a_move(paper):
            yield f"papers.{name}"
    for section in ("urge", "instructions"):
        if moves and scope.parts[section] is not None and scope.parts[section].message == message:
            yield section


def _in_time(scope: Scope, message: str, *, moves: bool) -> Iterator[str]:
    """Yield the path of everything that sends a message as time passes; a paper is sent by who signs it."""
    for clock, rungs in scope.parts["ladder"].items():
        for index, rung in enumerate(rungs):
            if rung.message == message and (rung.paper is None or moves):
                yield f"ladder.{clock}[{index}]"
    for name, rule in scope.parts["clocks"].items():
        if rule.review is not None and rule.review.message == message:
            yield f"clocks.{name}.review"
    yield from (each.path for each in sendings(scope) if (each.message, each.because) == (message, UNANSWERED))
    for name, paper in scope.parts["papers"].items():
        if paper.draft == message:
            yield f"papers.{name}.draft"


def _follows_a_move(paper: Paper) -> bool:
    """Return whether a paper is only drafted after acts that move a date."""
    drafted = paper.by or paper.on or not paper.after
    return not drafted and all(AFTER[act].moves for act in paper.after)


def _moves(announcement: Announcement) -> bool:
    return bool(announcement.after) and all(AFTER[act].moves for act in announcement.after)
