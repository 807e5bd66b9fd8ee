"""Judging who has written which lines of a sheet, as an entry tells it, by the rules that judged it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, report_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states.history import Recorded, Reported
    from duban.workflow.replay.retelling import Retelling


def judge_report(told: Retelling, entry: Recorded, facts: Reported) -> Verdict:
    """Judge the lines that somebody wrote; whether values fit their fields was checked before."""
    return Verdict(report_blockers(told.compiled.definition, told.subject, facts.lines, Actor.parse(entry.actor)))
