"""What a plan that is read again changes, shown before and after it is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.cli.terminal.output import say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ledger import ImportedTask, PlanChange, PlanRevision

_LONGEST = 40


def show_revision(revision: PlanRevision, *, done: bool) -> None:
    """Show all that differs, task by task, and what becomes of it; and the tasks that were struck."""
    changes = revision.carried_out if done else revision.changes
    if changes:
        say("", word("What was changed:") if done else word("What the plan has otherwise:"))
        show_rows(
            ("No.", "Number", "What differs", "As it stood", "As the plan has it", "What becomes of it"),
            (
                [
                    each.task or word("the plan"),
                    each.instance,
                    each.label,
                    _short(each.there),
                    _short(each.here),
                    _outcome(each, done=done),
                ]
                for each in changes
            ),
        )
    if revision.struck and not done:
        say("", word("No longer in the plan; they go on, to be voided or carried over by hand:"))
        show_rows(("Number", "Title", "State"), ([each.instance, each.title, each.state] for each in revision.struck))


def show_opened(tasks: Iterable[ImportedTask]) -> None:
    """Show the tasks that were opened now, with their numbers."""
    opened = [task for task in tasks if task.opened]
    if opened:
        say("")
        show_rows(
            ("No.", "Task", "Number"), ([task.item.number, task.item.title, task.instance or ""] for task in opened)
        )


def _outcome(change: PlanChange, *, done: bool) -> str:
    match change.outcome:
        case "carried-out":
            return word("changed") if done else word("will be changed")
        case "asked":
            return word("waits for approval")
        case "changed-here":
            return word("left: it was so before; to be corrected by hand if it is meant")
        case "closed":
            return word("left: the matter is closed")
        case "beside":
            return word("left: nobody need be told of this alone")
    return word("left: to be done by hand")


def _short(text: str) -> str:
    shown = text or word("none given")
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
