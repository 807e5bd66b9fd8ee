"""Judging who signed a paper, and whether it has the number, the level and the day of answer that the rules give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import (
    Actor,
    Blocker,
    Stepper,
    drafting_rung,
    next_level,
    paper_number,
    reply_day,
    series_of,
    signing_blockers,
    units_meant,
)
from duban.states.history import issued_by
from duban.workflow.replay.judging_acts import unknown_fields
from duban.workflow.replay.verdicts import Doubt, Verdict

if TYPE_CHECKING:
    from duban.states.history import Recorded, Signed
    from duban.workflow.replay.retelling import Retelling


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
    if (waiting.clock, waiting.rung, waiting.paper) != (facts.clock, facts.rung, facts.paper):
        return Verdict([*blockers, Blocker("told", {"clock": facts.clock, "asked": facts.asked}, "request")])
    local = entry.at.astimezone(compiled.calendar.timezone)
    level = next_level(subject.papers, paper.name)
    right = (series_of(paper), local.year, paper_number(paper, local, facts.place), level)
    if (facts.series, facts.year, facts.number, facts.level) != right:
        by_rules = {"number_by_rules": right[2], "level_by_rules": level}
        blockers.append(Blocker("told", {"number": facts.number, "level": facts.level, **by_rules}, "paper"))
    if (meant := units_meant(definition, subject, drafting_rung(definition, waiting).notify)) != facts.to:
        blockers.append(Blocker("told", {"units": list(facts.to), "by_rules": list(meant)}, "told"))
    if paper.reply_within is not None and not told.then.counts_alike(paper.reply_within, entry.at):
        return Verdict(blockers, {Doubt.CALENDAR})
    if (day := reply_day(paper, entry.at, compiled.calendar)) != facts.reply_by:
        days = {"day": facts.reply_by and facts.reply_by.isoformat(), "day_by_rules": day and day.isoformat()}
        blockers.append(Blocker("told", {"number": facts.number, **days}, "reply"))
    return Verdict(blockers)


def retell_signature(told: Retelling, entry: Recorded, facts: Signed) -> None:
    """Do what a signature did."""
    subject = told.subject
    subject.waiting.pop(facts.asked, None)
    subject.version += 1
    compiled = told.compiled
    Stepper(compiled.definition, compiled.calendar, subject, now=entry.at).merge(told.given(entry, facts))
    subject.papers = {**subject.papers, entry.seq: issued_by(facts, entry.at)}
