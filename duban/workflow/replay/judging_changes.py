"""Judging what happened to an instance beside its workflow: corrections, ends, and requests that were taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Blocker
from duban.workflow.instance import correction_blockers, ending_blockers, withdrawal_blockers
from duban.workflow.replay.judging_acts import unknown_fields
from duban.workflow.replay.judging_approvals import approved_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states.history import Corrected, Ended, Merged, Recorded, TakenBack
    from duban.workflow.replay.retelling import Retelling


def judge_correction(told: Retelling, entry: Recorded, facts: Corrected) -> Verdict:
    """Judge the correction of values, and hold what it says of those before against what stood."""
    definition, subject = told.compiled.definition, told.subject
    fields, actor = {**facts.data, **facts.private}, Actor.parse(entry.actor)
    blockers = correction_blockers(definition, subject, fields, actor, note=facts.note)
    blockers += approved_blockers(told, entry, facts, definition.corrects)
    blockers += unknown_fields(told, facts)
    same = facts.title == subject.title or any(
        name in subject.data and subject.data[name] == value for name, value in facts.data.items()
    )
    if (same or not (fields or facts.title)) and not blockers:
        blockers.append(Blocker("nothing"))
    stood = {name: subject.data[name] for name in facts.data if name in subject.data}
    renamed = None if facts.title is None else subject.title
    if (facts.before, facts.title_before) != (stood, renamed):
        blockers.append(Blocker("told", {"fields": sorted(fields)}, "before"))
    return Verdict(blockers)


def judge_ending(told: Retelling, entry: Recorded, facts: Ended | Merged) -> Verdict:
    """Judge the ending of what is not done."""
    definition, actor = told.compiled.definition, Actor.parse(entry.actor)
    blockers = ending_blockers(definition, told.subject, actor, note=facts.note)
    return Verdict([*blockers, *approved_blockers(told, entry, facts, definition.voids)])


def judge_taking_back(told: Retelling, entry: Recorded, facts: TakenBack) -> Verdict:
    """Judge the taking back of a request, and hold what it says against what was asked for."""
    subject = told.subject
    blockers = withdrawal_blockers(subject, facts.asked, Actor.parse(entry.actor))
    waiting = subject.waiting.get(facts.asked)
    length = "" if waiting is None or waiting.length is None else str(waiting.length)
    if waiting is not None and (waiting.clock, length) != (facts.clock, facts.length):
        blockers.append(Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request"))
    return Verdict(blockers)
