"""What a request or an opinion leaves in an instance's memory, as its entry tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states import Opinion, extension_of, parse_duration
from duban.states.history import ExtensionAsked, OpinionGiven

if TYPE_CHECKING:
    from duban.states.history import ApprovalAsked, Recorded
    from duban.workflow.replay.retold import Retold


def follow_request(told: Retold, entry: Recorded, facts: ExtensionAsked | ApprovalAsked | OpinionGiven) -> None:
    """Do what somebody asked for, or said of what was asked for."""
    subject = told.subject
    subject.version += 1
    if isinstance(facts, OpinionGiven):
        waiting = subject.waiting.get(facts.asked)
        if waiting is not None:
            given = Opinion(entry.at, entry.actor, facts.text)
            subject.waiting[facts.asked] = replace(waiting, opinions=(*waiting.opinions, given))
        return
    within = None if facts.within is None else parse_duration(facts.within)
    asked = {"opinion": facts.opinion, "within": within, "recorded_by": facts.recorded_by, "note": facts.note}
    if isinstance(facts, ExtensionAsked):
        entitled = extension_of(told.compiled.definition, subject, facts.clock)
        roles = facts.approvers if entitled is None else entitled.approve
        told.wait(entry, facts.clock, roles, length=parse_duration(facts.length), data=facts.data, **asked)
    else:
        told.wait(entry, "", facts.approvers, act=facts.act, **asked)
