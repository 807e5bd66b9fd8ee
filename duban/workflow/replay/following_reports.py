"""What reports leave in an instance's memory, as its entries tell it: in a sheet, or in a matter on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Report, filled, with_report, without
from duban.states.history import LinesStruck, Progressed, Reported

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.states.history import Recorded


def follow_report(subject: Subject, entry: Recorded) -> None:
    """Do what somebody wrote in a sheet, or what was heard of one, if the entry tells of that."""
    facts = entry.facts
    if isinstance(facts, Reported):
        subject.version += 1
        if subject.sheet is not None:
            subject.sheet = filled(subject.sheet, facts.lines, at=entry.at, by=entry.actor)
    elif isinstance(facts, LinesStruck):
        if subject.sheet is not None:
            subject.sheet = without(subject.sheet, facts.numbers)
    elif isinstance(facts, Progressed):
        report = Report(facts.sheet, facts.period, facts.at, facts.hand, facts.said)
        subject.reports = with_report(subject.reports, facts.unit, report)
