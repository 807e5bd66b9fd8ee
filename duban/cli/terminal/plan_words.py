"""What is said of a plan: how many of its tasks are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import Link, PlanView


def tasks_words(plan: PlanView) -> str:
    """Return how many tasks a plan has, and what has become of them: 19项，已销号3项."""
    parts = [word("{count} in all", count=plan.total), word("{count} done", count=plan.done)]
    parts += [word("{count} void", count=plan.void)] if plan.void else []
    parts += [word("{count} carried over", count=plan.carried)] if plan.carried else []
    return words.joined(parts)


def is_task(link: Link) -> bool:
    """Return whether a link is to a task of a plan, which is shown in a table of its own."""
    return link.kind == "in_plan" and not link.outgoing
