"""What an urge or an answer leaves in an instance's memory, as its entry tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Urge, with_answer, with_reply, with_urge
from duban.states.history import Answered, Urged

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.states.history import Instructed, Recorded, Remarked


def follow_saying(subject: Subject, entry: Recorded, facts: Remarked | Urged | Answered | Instructed) -> None:
    """Do what somebody said."""
    actor = Actor.parse(entry.actor)
    subject.version += 1
    if isinstance(facts, Urged):
        subject.urges = with_urge(subject.urges, entry.seq, Urge(entry.at, actor, facts.units))
    elif isinstance(facts, Answered):
        subject.urges = with_answer(subject.urges, facts.asked, actor.unit)
        subject.papers = with_reply(subject.papers, facts.asked, actor.unit)
