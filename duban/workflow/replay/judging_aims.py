"""Judging the lights of targets that entries tell, and who has a matter in hand, by the rules that held then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Actor, Blocker, Effects, progress_of, standing_of
from duban.workflow.instance import hand_on_blockers, turn_announced, turn_facts
from duban.workflow.replay.judging_the_told import told_blockers
from duban.workflow.replay.verdicts import Verdict

if TYPE_CHECKING:
    from duban.states.history import HandedOn, Recorded, TargetTurned
    from duban.workflow.replay.retelling import Retelling


def judge_turn(told: Retelling, entry: Recorded, facts: TargetTurned) -> Verdict:
    """Judge how a target is said to stand: what counts, and the light at that instant."""
    compiled, subject = told.compiled, told.subject
    quota = compiled.definition.targets.get(facts.target)
    if quota is None:
        return Verdict([Blocker("told", {"target": facts.target}, "target")])
    progress = progress_of(quota, subject, compiled.calendar, entry.at)
    said = {name: getattr(facts, name) for name in ("target", "done", "wanted", "missing", "lagging")}
    light, before = standing_of(progress), subject.turned.get(facts.target, "green")
    if (light, before, turn_facts(progress)) != (facts.light, facts.before, said):
        by_rules = {"target": facts.target, "light": facts.light, "by_rules": light}
        return Verdict([Blocker("told", by_rules, "target")])
    after = turn_announced(before, light)
    return Verdict([*told_blockers(compiled, subject, Effects(), facts, after=after)] if after else [])


def judge_handing_on(told: Retelling, entry: Recorded, facts: HandedOn) -> Verdict:
    """Judge who has handed a matter on within a unit."""
    actor = Actor.parse(entry.actor)
    blockers = hand_on_blockers(told.compiled.definition, told.subject, actor, to=facts.to)
    if not blockers and actor.unit != facts.unit:
        blockers.append(Blocker("told", {"units": [facts.unit], "by_rules": [actor.unit]}, "holder"))
    return Verdict(blockers)
