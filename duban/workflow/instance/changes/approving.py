"""Acts that somebody has to approve, in one locked instance: asking for them, opinions on them, and what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import replace

from duban.states import (
    APPROVED,
    DISAPPROVED,
    Act,
    Blocker,
    Effects,
    Opinion,
    Proposal,
    Recipient,
    RecipientKind,
)
from duban.states.history import ApprovalAsked, Decided, OpinionGiven, Refusal, Scan
from duban.workflow.instance.changes.correcting import correct, correction_blockers, standing_values
from duban.workflow.instance.changes.decisions import decide_request, tell
from duban.workflow.instance.changes.ending import ending_blockers, left_open, merge, merging_blockers, void
from duban.workflow.instance.changes.requests import asked_first, consulted, consulted_facts, wait_for
from duban.workflow.instance.messages import said_of
from duban.workflow.rules import APPROVAL_DECIDED, OPINION_WAITS, judge

if TYPE_CHECKING:
    from duban.states import Actor, Approvable, Behalf, Duration, Transition, Waiting
    from duban.workflow.instance.work import UnitOfWork


def ask_approval(work: UnitOfWork, proposed: Proposal, rule: Approvable, *, actor: Actor, note: str | None) -> None:
    """Record that the actor asks for an act that somebody has to approve; the caller has judged it."""
    work.subject.version += 1
    waiting = wait_for(work, "", rule.approve, actor, act=proposed, note=note or None, **consulted(rule))
    told = (*tell(work, waiting, to=asked_first(work, waiting), message=OPINION_WAITS), *tell(work, waiting))
    asked = ApprovalAsked(
        act=proposed,
        approvers=waiting.roles,
        note=note or None,
        told=tuple(dict.fromkeys(told)) or UNSET,
        **consulted_facts(waiting),
    )
    work.files.brought = proposed.data
    work.note(asked, actor)


def do_or_ask(work: UnitOfWork, taken: Transition, act: Act) -> None:
    """Carry out an act that nothing blocks, or ask for it if somebody has to approve it."""
    if not taken.approve:
        work.take(taken, act)
        return
    proposed = Proposal("fire", act.trigger, dict(act.data), act.units, act.texts)
    ask_approval(work, proposed, taken, actor=act.actor, note=act.note)


def opine(work: UnitOfWork, seq: int, text: str, *, actor: Actor) -> None:
    """Record an opinion on a request, and show it to those who decide; the caller has checked for blockers."""
    subject = work.subject
    waiting = subject.waiting[seq]
    subject.version += 1
    given = (*waiting.opinions, Opinion(work.now, str(actor), text))
    waiting = subject.waiting[seq] = replace(waiting, opinions=given)
    told = tell(work, waiting)
    work.note(OpinionGiven(asked=seq, text=text, told=told or UNSET), actor)


def settle(
    work: UnitOfWork,
    seq: int,
    *,
    approve: bool,
    actor: Actor,
    note: str | None,
    behalf: Behalf | None = None,
    other: UnitOfWork | None = None,
    length: Duration | None = None,
) -> None:
    """Grant or refuse what waits; the caller has checked for blockers, and `other` is what it would be merged into.

    Of more time, only `length` is granted if it is given.
    """
    waiting = work.subject.waiting.pop(seq)
    waiting = waiting if length is None else replace(waiting, length=length)
    work.subject.version += 1
    work.lapse(seq, "decided")
    hands = recorded(behalf)
    if waiting.act is None:
        decide_request(work, waiting, approve=approve, actor=actor, note=note, recorded=hands)
        return
    found, taken = judge_again(work, waiting, other) if approve else ([], None)
    news = {"approved": approve, "lapsed": bool(found), "on_behalf": None if behalf is None else str(behalf.leader)}
    told = tell(
        work,
        waiting,
        to=(Recipient(RecipientKind.UNIT, waiting.asked_by.unit),),
        message=APPROVAL_DECIDED,
        note=note,
        more=news | {"why": [{"code": each.code, "reason": each.reason, "facts": dict(each.facts)} for each in found]},
    )
    others = work.announce(Effects(), said_of(actor, note), after=APPROVED if approve and not found else DISAPPROVED)
    decided = Decided(
        asked=seq,
        approve=approve,
        note=note or None,
        blockers=tuple(Refusal(each.code, dict(each.facts), each.reason) for each in found),
        told=tuple(dict.fromkeys((*told, *others))) or UNSET,
        **hands,
    )
    work.note(decided, actor)
    if approve and not found:
        carry_out(work, waiting, taken, other)


def recorded(behalf: Behalf | None) -> dict[str, Any]:
    """Return for the entry of a decision whose it was, if it was only recorded."""
    if behalf is None:
        return {}
    scan = None if behalf.scan is None else Scan(**behalf.scan)
    return {"on_behalf": str(behalf.leader), "on": behalf.on, "scan": scan}


def act_of(waiting: Waiting, asked: Proposal, trigger: str) -> Act:
    """Return the act that waits for approval, as who asked for it would do it."""
    return Act(trigger, waiting.asked_by, asked.data, waiting.note, asked.units, asked.texts)


def judge_again(
    work: UnitOfWork, waiting: Waiting, other: UnitOfWork | None
) -> tuple[list[Blocker], Transition | None]:
    """Return why an approved act cannot be done any more, and the transition that it takes.

    A time `within` which it had to be done was kept by asking for it: nobody is to lose it by who decides late.
    """
    asked, actor, note = waiting.act, waiting.asked_by, waiting.note
    definition, subject = work.compiled.definition, work.subject
    if asked is None:
        return [], None
    if asked.trigger is not None:
        judgement = judge(work.compiled, subject, act_of(waiting, asked, asked.trigger), now=work.now)
        found = [each for each in judgement.blockers if each.code != "within"]
        taken = judgement.chosen
        if taken is not None and taken.approve and taken.approve != waiting.roles:
            titles = [definition.roles[role].title for role in taken.approve]
            found.append(Blocker("approval", {"act": asked.trigger, "titles": titles}, "others"))
        return found, taken
    if asked.verb == "correct":
        found = correction_blockers(definition, subject, asked.data, actor, note=note)
        return found or ([] if any(_changes(work, asked)) else [Blocker("nothing")]), None
    found = [*ending_blockers(definition, subject, actor, note=note), *left_open(subject, asked.verb)]
    if other is not None:
        found += merging_blockers(work, other, actor)
    return found, None


def _changes(work: UnitOfWork, asked: Proposal) -> tuple[dict[str, Any], str | None]:
    """Return the values, and the title, that an approved correction still has to put in place of others."""
    stands = standing_values(work.subject)
    data = {name: value for name, value in asked.data.items() if name not in stands or stands[name] != value}
    return data, None if asked.title == work.subject.title else asked.title


def carry_out(work: UnitOfWork, waiting: Waiting, taken: Transition | None, other: UnitOfWork | None) -> None:
    """Do what was approved, as the act of who asked for it."""
    asked, actor, note, seq = waiting.act, waiting.asked_by, waiting.note or "", waiting.seq
    if asked is None:
        return
    work.files.stand(work.compiled.definition, asked.data)
    if taken is not None and asked.trigger is not None:
        work.take(taken, act_of(waiting, asked, asked.trigger), approved=seq)
    elif asked.verb == "correct":
        data, title = _changes(work, asked)
        correct(work, data, title, actor=actor, note=note, approved=seq)
    elif asked.verb == "void":
        void(work, actor=actor, note=note, approved=seq)
    elif other is not None:
        merge(work, other, actor=actor, note=note, again=False, approved=seq)
