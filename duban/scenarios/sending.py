"""What sends messages: one walk over everything in a scenario file that does, for the checks of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.states import Recipient, RecipientKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.scenarios.checkers import Scope
    from duban.states import Instructions, Rung, Urging

PAPER, URGE, UNANSWERED, OTHER = "paper", "urge", "unanswered", "other"
"""Because of what a message is sent: of a paper, an urge, one that nobody answers, or anything else."""


class Sending(NamedTuple):
    """Something that sends a message: where it stands, because of what it does, and to whom; a role at most once."""

    path: str
    message: str
    because: str
    recipients: tuple[Recipient, ...]


def sendings(scope: Scope) -> Iterator[Sending]:
    """Yield everything in the file that sends a message."""
    for path, rung in _rungs(scope):
        if rung.message is not None:
            because = OTHER if rung.paper is None else PAPER
            yield Sending(path, rung.message, because, (*rung.notify, *rung.copy))
    for name, rule in scope.parts["clocks"].items():
        if rule.review is not None:
            review = rule.review
            yield Sending(f"clocks.{name}.review", review.message, OTHER, (*review.notify, *review.copy))
    yield from _of_papers(scope)
    for index, told in enumerate(scope.parts["announce"]):
        yield Sending(f"announce[{index}]", told.message, OTHER, (*told.notify, *told.copy))
    yield from _said(scope)


def _said(scope: Scope) -> Iterator[Sending]:
    """Yield what sends a message to those whose turn it is, if it names nobody else."""
    turns = dict.fromkeys(state.waits_for for state in scope.parts["states"].values() if state.waits_for)
    asked = tuple(Recipient(RecipientKind.ROLE, role) for role in turns)
    urge: Urging | None = scope.parts["urge"]
    instructions: Instructions | None = scope.parts["instructions"]
    for path, because, said in (("urge", URGE, urge), ("instructions", OTHER, instructions)):
        if said is not None and said.message is not None:
            yield Sending(path, said.message, because, (*(said.notify or asked), *said.copy))
    for index, step in enumerate(() if urge is None else urge.unanswered):
        if step.message is not None:
            told = (*((urge and urge.notify) or asked), *step.copy)
            yield Sending(f"urge.unanswered[{index}]", step.message, UNANSWERED, told)


def _of_papers(scope: Scope) -> Iterator[Sending]:
    """Yield what papers send beside what the rungs send that draft them."""
    for name, paper in scope.parts["papers"].items():
        told: list[tuple[str, str | None, tuple[Recipient, ...]]] = []
        for path, rung in _rungs(scope):
            if rung.paper == name:
                told.append((path, paper.draft, (Recipient(RecipientKind.ROLE, rung.confirm or ""),)))
                told.append((path, paper.document, (*rung.notify, *rung.copy)))
        if paper.sign is not None:
            path = f"papers.{name}"
            told.append((path, paper.draft, (Recipient(RecipientKind.ROLE, paper.sign),)))
            told += [(path, each, (*paper.to, *paper.copy)) for each in (paper.message, paper.document)]
        yield from (Sending(path, each, PAPER, to) for path, each, to in told if each is not None)


def _rungs(scope: Scope) -> Iterator[tuple[str, Rung]]:
    """Yield the rungs, each with its path."""
    for clock, rungs in scope.parts["ladder"].items():
        yield from ((f"ladder.{clock}[{index}]", rung) for index, rung in enumerate(rungs))
