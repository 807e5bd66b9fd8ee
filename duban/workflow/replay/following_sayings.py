"""What an urge or an answer leaves in an instance's memory, as its entry tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Urge, with_answer, with_reply, with_step, with_urge
from duban.states.history import Answered, Unanswered, Urged

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.states.history import Instructed, Recorded, Remarked


def follow_saying(
    subject: Subject, entry: Recorded, facts: Remarked | Urged | Unanswered | Answered | Instructed
) -> None:
    """Do what somebody said."""
    actor = Actor.parse(entry.actor)
    if isinstance(facts, Unanswered):
        if facts.asked in subject.urges:
            subject.urges[facts.asked] = with_step(subject.urges[facts.asked], facts.step)
        return
    subject.version += 1
    if isinstance(facts, Urged):
        subject.urges = with_urge(subject.urges, entry.seq, Urge(entry.at, actor, facts.units))
    elif isinstance(facts, Answered):
        subject.urges = with_answer(subject.urges, facts.asked, actor.unit)
        subject.papers = with_reply(subject.papers, facts.asked, actor.unit)
