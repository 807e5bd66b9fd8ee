"""An opening on trial: everything that it and the sweep behind it would do, in memory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow.instance.escalation import escalate
from duban.workflow.instance.opening import facts_of, new_subject
from duban.workflow.instance.others import children
from duban.workflow.instance.work import UnitOfWork

if TYPE_CHECKING:
    from datetime import date, datetime

    from duban.storage import NewMessage
    from duban.workflow.core import Core
    from duban.workflow.instance.openings import Opening
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


class OpeningTrial:
    """An opening with its parts, and what is due of them at once; raises TransitionRefused as the opening would.

    Args:
        core: the parts of the engine.
        compiled: the rules that it would be opened under.
        opening: what is asked for.
        now: the instant of everything.

    """

    def __init__(self, core: Core, compiled: Compiled, opening: Opening, *, now: datetime) -> None:
        self._core = core
        self._now = now
        self._works: list[UnitOfWork] = []
        first = self._begin(compiled, opening)
        self._settle([first])
        self.result: Instance = first.result()
        self.clocks: dict[str, date | None] = {
            name: clock.due_on for name, clock in first.subject.clocks.items() if clock.status == "running"
        }
        escalate(self._works)

    @property
    def messages(self) -> list[NewMessage]:
        """Return the messages that it would put into the outbox."""
        return [message for work in self._works for message in work.messages]

    def _begin(self, compiled: Compiled, opening: Opening, number: str | None = None) -> UnitOfWork:
        subject = new_subject(compiled, opening, self._now)
        subject.number = number or f"#{len(self._works) + 1}"  # no real one is taken for a trial
        work = UnitOfWork(self._core, compiled, subject, now=self._now)
        work.open(opening, facts_of(opening))
        self._works.append(work)
        return work

    def _settle(self, ahead: list[UnitOfWork]) -> None:
        """Open the parts that are asked for, the parts of these, and join what is complete."""
        tree: list[UnitOfWork] = []
        while ahead:
            tree += ahead
            fresh = []
            for work in ahead:
                asked = children.requests(self._core, work)
                parts = [self._begin(request.compiled, request.opening, request.number) for request in asked]
                children.note_opened(work, list(zip(asked, parts, strict=True)))
                fresh += parts
            ahead = fresh or [work for work in tree if children.join(work)]
