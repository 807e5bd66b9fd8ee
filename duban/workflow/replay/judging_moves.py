"""Judging which entry of its trigger an act takes, as an entry tells it, by the very rules that judged it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker, leaves
from duban.workflow.replay.verdicts import Doubt, Verdict
from duban.workflow.rules import entry_blockers, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Act, Transition
    from duban.states.history import Recorded
    from duban.workflow.replay.retelling import Retelling


def judged(told: Retelling, entry: Recorded, act: Act) -> Verdict:
    """Judge by all conditions; if one of them cannot be judged any more, by whatever else the entries ask."""
    compiled, subject = told.compiled, told.subject
    doubts = set[Doubt]()
    for each in compiled.definition.transitions[act.trigger]:
        condition = None if each.when is None else compiled.conditions.get((each.trigger, each.index))
        if condition is not None and leaves(compiled.definition, subject, each):
            doubt = told.then.doubt(condition, entry.at)
            doubts |= set() if doubt is None else {doubt}
    if not doubts:
        judgement = judge(compiled, subject, act, now=entry.at)
        return _sure(told, entry, Verdict(list(judgement.blockers), taken=judgement.chosen))
    verdicts = [
        _sure(told, entry, Verdict(entry_blockers(compiled, subject, each, act, now=entry.at), doubts, each))
        for each in _leading(told, entry, act)
    ]
    lawful = next((verdict for verdict in verdicts if not verdict.blockers), None)
    if lawful is not None or verdicts:
        return lawful or verdicts[0]
    here = {"by_rules": subject.state, "round_by_rules": subject.round}
    return Verdict([Blocker("told", {"state": entry.to_state, "round": entry.round, **here}, "state")], doubts)


def _leading(told: Retelling, entry: Recorded, act: Act) -> Iterator[Transition]:
    """Yield the entries of a trigger that can lead from the present state to where the act led."""
    for each in told.compiled.definition.transitions[act.trigger]:
        if not leaves(told.compiled.definition, told.subject, each):
            continue
        if each.joint or each.by_each or each.target == entry.to_state:
            yield each


def _sure(told: Retelling, entry: Recorded, verdict: Verdict) -> Verdict:
    """Leave out of a verdict that a time was over whose end is computed otherwise today."""
    if verdict.taken is None or told.then.counts_alike(verdict.taken.within, entry.at):
        return verdict
    sure = [blocker for blocker in verdict.blockers if blocker.code != "within"]
    return Verdict(sure, verdict.doubts | {Doubt.CALENDAR}, verdict.taken)
