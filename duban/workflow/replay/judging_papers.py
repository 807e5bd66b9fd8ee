"""Judging papers: who drafted, edited, signed, scanned and voided them, and whether all is as the rules give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import (
    GRANTED,
    THE_SYSTEM,
    Actor,
    Blocker,
    Stepper,
    answered_by,
    drafting_blockers,
    editing_blockers,
    next_level,
    paper_goes,
    paper_number,
    papers_after_act,
    scanning_blockers,
    series_of,
    signing_blockers,
    units_meant,
    voiding_blockers,
)
from duban.states.history import (
    PaperDrafted,
    PaperEdited,
    PaperFiled,
    PaperScanned,
    PaperVoided,
    Signed,
    drafted_by,
    issued_by,
    voided,
)
from duban.workflow.replay.judging_acts import unknown_fields
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states import Paper
    from duban.states.history import Recorded
    from duban.workflow.replay.retelling import Retelling

OfPapers = Signed | PaperDrafted | PaperEdited | PaperFiled | PaperScanned | PaperVoided


def judge_draft(told: Retelling, entry: Recorded, facts: PaperDrafted) -> Verdict:
    """Judge a draft that a person or the engine has made."""
    definition, subject = told.compiled.definition, told.subject
    paper = definition.papers.get(facts.paper)
    if facts.after:
        due = papers_after_act(definition, on=facts.after, after=facts.after)
        happened = entry.actor == str(THE_SYSTEM) and _has_happened(told, facts.after)
        right = paper in due and happened and (facts.to, facts.copy, facts.reply_by) == (None, None, None)
        blockers = [] if right else [Blocker("cause", {"trigger": facts.after})]
    else:
        blockers = drafting_blockers(definition, subject, facts.paper, Actor.parse(entry.actor))
    if paper is not None and facts.roles != (paper.sign or "",):
        blockers.append(Blocker("told", {"roles": list(facts.roles)}, "request"))
    return Verdict(blockers)


def _has_happened(told: Retelling, after: str) -> bool:
    """Return whether a trigger was pulled in this round, or more time was granted; of other acts nothing is kept."""
    if after == GRANTED:
        return bool(told.subject.granted)
    return after in told.subject.pulls or after not in told.compiled.definition.transitions


def judge_edit(told: Retelling, entry: Recorded, facts: PaperEdited) -> Verdict:
    """Judge the edit of a draft."""
    actor = Actor.parse(entry.actor)
    return Verdict(editing_blockers(told.compiled.definition, told.subject, facts.asked, actor, None))


def judge_scan(told: Retelling, entry: Recorded, facts: PaperScanned) -> Verdict:
    """Judge who has added a scan."""
    return Verdict(scanning_blockers(told.compiled.definition, told.subject, facts.asked, Actor.parse(entry.actor)))


def judge_voided(told: Retelling, entry: Recorded, facts: PaperVoided) -> Verdict:
    """Judge who has voided a paper."""
    subject, actor = told.subject, Actor.parse(entry.actor)
    blockers = voiding_blockers(told.compiled.definition, subject, facts.asked, actor, facts.note)
    issued = subject.papers.get(facts.asked)
    if issued is not None and issued.number != facts.number:
        blockers.append(Blocker("told", {"number": facts.number, "asked": facts.asked}, "request"))
    return Verdict(blockers)


def judge_document(told: Retelling, entry: Recorded, facts: PaperFiled) -> Verdict:
    """Judge that the engine has made the document of a paper that was signed, once unless it was erased."""
    issued = told.subject.papers.get(facts.asked)
    if entry.actor != str(THE_SYSTEM) or issued is None:
        return Verdict([Blocker("paper", {"number": told.number, "asked": facts.asked}, "none")])
    if not facts.files:
        return Verdict([Blocker("paper", {"number": issued.number}, "unfiled")])
    if facts.asked in told.documented:
        return Verdict([Blocker("paper", {"number": issued.number}, "filed")])
    return Verdict([])


def judge_signature(told: Retelling, entry: Recorded, facts: Signed) -> Verdict:
    """Judge a signature by the rules of its time; what the signer wrote in private is not there to be judged."""
    compiled, subject = told.compiled, told.subject
    definition = compiled.definition
    given = {*facts.data, *facts.private}
    blockers = signing_blockers(definition, subject, facts.asked, Actor.parse(entry.actor), given)
    blockers += unknown_fields(told, facts)
    waiting, paper = subject.waiting.get(facts.asked), definition.papers.get(facts.paper)
    if waiting is None or paper is None:
        return Verdict(blockers)
    if (waiting.clock, waiting.rung or "", waiting.paper) != (facts.clock, facts.rung, facts.paper):
        return Verdict([*blockers, Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request")])
    blockers += _misnumbered(told, entry, facts, paper)
    going = paper_goes(definition, waiting)
    meant = [units_meant(definition, subject, each) for each in (going.to, going.copy)]
    copies = meant[1] if facts.copies is UNSET else facts.copies
    if (facts.to, copies) != tuple(meant):
        units = {"units": [*facts.to, *copies], "by_rules": [*meant[0], *meant[1]]}
        blockers.append(Blocker("told", units, "told"))
    own = waiting.drafted is not None and waiting.drafted.reply_by is not None
    if not own and paper.reply_within is not None and not told.then.counts_alike(paper.reply_within, entry.at):
        return Verdict(blockers, {Doubt.CALENDAR})
    if (day := answered_by(paper, waiting, entry.at, compiled.calendar)) != facts.reply_by:
        days = {"day": facts.reply_by and facts.reply_by.isoformat(), "day_by_rules": day and day.isoformat()}
        blockers.append(Blocker("told", {"number": facts.number, **days}, "reply"))
    return Verdict(blockers)


def _misnumbered(told: Retelling, entry: Recorded, facts: Signed, paper: Paper) -> list[Blocker]:
    """Return a blocker if a paper has another number or level than the rules give it."""
    local = entry.at.astimezone(told.compiled.calendar.timezone)
    level = next_level(told.subject.papers, paper.name)
    right = (series_of(paper), local.year, paper_number(paper, local, facts.place), level)
    if (facts.series, facts.year, facts.number, facts.level) == right:
        return []
    by_rules = {"number_by_rules": right[2], "level_by_rules": level}
    return [Blocker("told", {"number": facts.number, "level": facts.level, **by_rules}, "paper")]


def retell_paper(told: Retelling, entry: Recorded, facts: OfPapers) -> None:
    """Do what an entry of a paper did."""
    subject = told.subject
    subject.version += not isinstance(facts, PaperFiled)
    match facts:
        case PaperDrafted():
            told.wait(entry, "", facts.roles, paper=facts.paper, note=facts.note)
            waiting = subject.waiting[entry.seq]
            subject.waiting[entry.seq] = replace(waiting, drafted=drafted_by(facts, entry.seq, entry.actor))
        case PaperEdited() if facts.asked in subject.waiting:
            waiting = subject.waiting[facts.asked]
            drafted = drafted_by(facts, entry.seq, entry.actor, waiting.drafted)
            subject.waiting[facts.asked] = replace(waiting, drafted=drafted)
        case PaperFiled():
            told.documented.add(facts.asked)
        case PaperVoided():
            subject.papers = voided(subject.papers, facts.asked)
        case Signed():
            subject.waiting.pop(facts.asked, None)
            compiled = told.compiled
            stepper = Stepper(compiled.definition, compiled.calendar, subject, now=entry.at)
            stepper.merge(told.given(entry, facts))
            subject.papers = {**subject.papers, entry.seq: issued_by(facts, entry.at)}
