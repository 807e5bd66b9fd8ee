"""Judging and following what the entries say of sheets, and of what units have reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Report, filled, report_blockers, with_report, without
from duban.states.history import LinesStruck, Reported
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.states.history import Progressed, Recorded
    from duban.workflow.replay.retelling import Retelling


def judge_report(told: Retelling, entry: Recorded, facts: Reported) -> Verdict:
    """Judge who has written which lines of a sheet."""
    actor = Actor.parse(entry.actor)
    return Verdict(report_blockers(told.compiled.definition, told.subject, facts.lines, actor))


def follow_report(subject: Subject, entry: Recorded, facts: Reported | LinesStruck | Progressed) -> None:
    """Do what somebody wrote in a sheet, or what was heard of one."""
    if isinstance(facts, Reported):
        subject.version += 1
        if subject.sheet is not None:
            subject.sheet = filled(subject.sheet, facts.lines, at=entry.at, by=entry.actor)
    elif isinstance(facts, LinesStruck):
        if subject.sheet is not None:
            subject.sheet = without(subject.sheet, facts.numbers)
    else:
        report = Report(facts.sheet, facts.period, facts.at, facts.hand, facts.said)
        subject.reports = with_report(subject.reports, facts.unit, report)
