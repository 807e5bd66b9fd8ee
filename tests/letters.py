"""An office whose late units get letters that a person signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import Engine, TransitionRefused
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine

    from duban import Instance
    from duban.testing import FixedClock

FILE = Path(__file__).parent / "workflow" / "scenarios" / "letter.yaml"
OFFICE, SIGNER, LATE, DONE = "市优化办", "市督考办/段知远", "市住建局", "市教育局"
OPENED, LATE_DAY, LATER_DAY, LAST_DAY = "2024-04-01T09:00+08:00", "2024-04-10T09:00+08:00", "2024-04-12", "2024-04-16"
"""Due on Tuesday 2024-04-09 (the Tomb-Sweeping holiday lies between): drafts on the 10th, the 12th and the 16th."""


def made(make_engine: MakeEngine) -> Engine:
    """Make an engine that knows the rules, and in which every unit has people."""
    return make_engine(scenarios=[FILE], directory=MadeUpPeople())


def late(engine: Engine, clock: FixedClock, title: str = "压减审批") -> Instance:
    """Open a matter that one of two units does not do in time, up to the first draft."""
    clock.set(OPENED)
    item = engine.open("letter", title=title, units={"responsible": [LATE, DONE]}, by=OFFICE)
    engine.fire(item.number, "办结", by=DONE)
    clock.set(LATE_DAY)
    engine.sweep()
    return item


def draft(engine: Engine, number: str, paper: str = "督办通知单") -> str:
    """Return the id of the first draft of a paper that waits."""
    return next(each.id for each in engine.pending(number=number) if each.paper == paper)


def codes(act: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the code and reason of each blocker of an act that is refused."""
    try:
        act()
    except TransitionRefused as refusal:
        return [(each.code, each.reason) for each in refusal.blockers]
    return []


def mails(engine: Engine, message: str) -> list[tuple[str, str, str]]:
    """Return to whom a message is addressed, its subject and its text."""
    return [(each.unit, each.subject, each.text.strip()) for each in engine.drafts() if each.message == message]
