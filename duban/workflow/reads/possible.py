"""What can be done with an instance besides pulling a trigger: more time, remarks, urges, and what ends or mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import (
    Jsonable,
    Proposal,
    answer_blockers,
    approval_blockers,
    asked_now,
    drafting_blockers,
    extend,
    extension_blockers,
    extension_of,
    instruct_blockers,
    is_among,
    is_request,
    owed_by,
    remark_blockers,
    scanning_blockers,
    urge_blockers,
    voiding_blockers,
)
from duban.workflow.instance import (
    assignment_blockers,
    correction_blockers,
    divide_blockers,
    divided_here,
    ending_blockers,
    excuse_blockers,
    hand_on_blockers,
    left_open,
    opening_blockers,
    withdrawal_blockers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from duban.states import Actor, Blocker, Definition, Subject
    from duban.workflow.rules import Compiled

_MISSING = "requires"


@dataclass(frozen=True, slots=True)
class Possible(Jsonable):
    """Whether a verb of the engine can be used now, or every reason against it; what is only to be written is none.

    `about` is the clock of `extend`, the entry of `answer`, `add_scan` and `void_paper`, the id of `withdraw`, the act
    of `excuse`, the paper of `draft`; otherwise empty.
    If `approve` names roles, one of them decides. An extension has the most that can be asked for (`at_most`), until
    when that would be, and what has to be given with it (`requires`), as `excuse` and `divide` have.
    """

    _json = ("verb", "ok", ...)

    verb: str
    about: str = ""
    blockers: tuple[Blocker, ...] = ()
    approve: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    at_most: str | None = None
    until: date | None = None

    @property
    def ok(self) -> bool:
        """Return whether it can be done."""
        return not self.blockers


def possible_now(compiled: Compiled, subject: Subject, actor: Actor, *, now: datetime) -> tuple[Possible, ...]:
    """Return for each verb whether an actor can use it now, as the verb itself would judge."""
    definition, calendar = compiled.definition, compiled.calendar
    found = [
        *_extensions(compiled, subject, actor, now=now),
        Possible("urge", "", _hard(urge_blockers(definition, subject, actor, now=now, calendar=calendar))),
        *_answers(subject, actor),
        *_papers(definition, subject, actor),
        Possible("remark", "", _hard(remark_blockers(definition, subject, "", actor))),
        Possible("assign", "", _hard(assignment_blockers(definition, subject, actor))),
        Possible("hand_on", "", _hard(hand_on_blockers(definition, subject, actor, to=""))),
        Possible("instruct", "", _hard(_instructs(compiled, subject, actor, now))),
        *_sharing(definition, subject, actor),
        Possible("link", "", _hard(opening_blockers(definition, subject, actor))),
        *_mending(definition, subject, actor),
    ]
    asked = [each.seq for each in subject.waiting.values() if is_request(each)]
    own = [seq for seq in asked if not withdrawal_blockers(subject, seq, actor)]
    return (*found, *(Possible("withdraw", f"{subject.number}#{seq}") for seq in own))


def _hard(blockers: list[Blocker]) -> tuple[Blocker, ...]:
    return tuple(each for each in blockers if each.code != _MISSING)


def _extensions(compiled: Compiled, subject: Subject, actor: Actor, *, now: datetime) -> Iterator[Possible]:
    definition, calendar = compiled.definition, compiled.calendar
    for clock in dict.fromkeys(entry.clock for entry in definition.extensions):
        entry = extension_of(definition, subject, clock) or definition.extensions[-1]
        blockers = extension_blockers(definition, subject, clock, entry.at_most, actor, now=now, calendar=calendar)
        ledger = subject.clocks.get(clock)
        dated = ledger is not None and ledger.due_at is not None and not _hard(blockers)
        yield Possible(
            "extend",
            clock,
            _hard(blockers),
            approve=entry.approve,
            requires=entry.requires,
            at_most=str(entry.at_most),
            until=extend(ledger, entry.at_most, at=now, calendar=calendar).due_on if ledger and dated else None,
        )


def _answers(subject: Subject, actor: Actor) -> Iterator[Possible]:
    """Yield what asks the actor's unit for an answer."""
    open_ones = {seq: each.units for seq, each in subject.urges.items()}
    open_ones |= {seq: each.units for seq, each in subject.papers.items()}
    for seq in sorted(open_ones):
        if is_among(actor.unit, open_ones[seq]):
            yield Possible("answer", str(seq), _hard(answer_blockers(subject, seq, "", actor)))


def _papers(definition: Definition, subject: Subject, actor: Actor) -> Iterator[Possible]:
    """Yield the papers that people draft, and what can be done with those that were signed."""
    for name, paper in definition.papers.items():
        if paper.by:
            yield Possible("draft", name, _hard(drafting_blockers(definition, subject, name, actor)))
    for seq, issued in subject.papers.items():
        if not issued.void:
            yield Possible("add_scan", str(seq), _hard(scanning_blockers(definition, subject, seq, actor)))
            yield Possible("void_paper", str(seq), _hard(voiding_blockers(definition, subject, seq, actor, None)))


def _sharing(definition: Definition, subject: Subject, actor: Actor) -> Iterator[Possible]:
    """Yield from what a unit can be excused, and whether parts can be handed out by hand, if the scenario has either.

    A unit that has done its part cannot be excused; `excuse` is judged for the first of the others that is not the
    actor's own.
    """
    for entry in asked_now(definition, subject):
        if entry.excuse is not None:
            owing = owed_by(subject, entry) or subject.units.get(entry.by[0], ())
            unit = next((each for each in owing if not is_among(each, (actor.unit,))), next(iter(owing), ""))
            found = excuse_blockers(definition, subject, entry, unit, actor=actor, note=None)
            yield Possible("excuse", entry.trigger, _hard(found), requires=entry.excuse.requires)
    if any(children.breakdown is not None for children in definition.children):
        here = divided_here(definition, subject)
        rule = None if here is None else here.breakdown
        found = divide_blockers(definition, subject, actor, note=None)
        yield Possible("divide", "", _hard(found), requires=() if rule is None else rule.requires)


def _instructs(compiled: Compiled, subject: Subject, actor: Actor, now: datetime) -> list[Blocker]:
    rule, today = compiled.definition.instructions, compiled.calendar.local_date(now)
    leaders = () if rule is None else subject.units.get(rule.of, ())
    leader = leaders[0] if leaders else actor.unit
    return instruct_blockers(compiled.definition, subject, "", actor, leader=leader, on=today, today=today)


def _mending(definition: Definition, subject: Subject, actor: Actor) -> Iterator[Possible]:
    rule = definition.corrects
    found = correction_blockers(definition, subject, (), actor, note=None)
    found += approval_blockers(definition, subject, rule, Proposal("correct"), ())
    yield Possible("correct", "", _hard(found), approve=() if rule is None else rule.approve)
    for verb in ("void", "merge"):
        ends = definition.voids
        found = ending_blockers(definition, subject, actor, note=None) + left_open(subject, verb)
        found += approval_blockers(definition, subject, ends, Proposal(verb), ())
        yield Possible(verb, "", _hard(found), approve=() if ends is None else ends.approve)
