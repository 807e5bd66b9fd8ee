"""The part of an instance's state that has no columns: JSON text of one declared shape, read and written in one step.

Nearly every act reads all of it and writes it back, so its shape is declared for msgspec, which creates the values,
including enumerations and instants, directly; a dictionary would have to be converted by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.json import Decoder

from duban.states.clocks import ClockLedger, ClockStatus
from duban.states.definition import Light
from duban.states.editions import FIRST_EDITION
from duban.states.lines import Report, Sheet
from duban.states.packing import pack
from duban.states.subject import (
    Actor,
    Drafted,
    Issued,
    Linked,
    Opinion,
    Proposal,
    Pull,
    Signature,
    Subject,
    Urge,
    Waiting,
)
from duban.states.time import Unit, parse_duration

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Clock(Struct, frozen=True, gc=False, omit_defaults=True):
    """A clock; `given` is a date or an instant."""

    name: str
    round: int
    lap: int
    status: ClockStatus
    started_at: datetime
    lap_at: datetime
    consumed: int
    unit: Unit
    revision: str
    since: datetime | None = None
    halted_at: datetime | None = None
    given: str | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    light: Light | None = None
    budget: str | None = None
    provisional: bool = False
    stood: tuple[tuple[datetime, datetime], ...] | None = None
    extra: int = 0


class _Waiting(Struct, frozen=True, gc=False, omit_defaults=True):
    """What waits for a decision."""

    seq: int
    clock: str
    roles: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    reminded_on: date
    length: str | None = None
    rung: str | None = None
    note: str | None = None
    paper: str | None = None
    act: Proposal | None = None
    data: dict[str, Any] = field(default_factory=dict)
    opinion: tuple[str, ...] = ()
    within: str | None = None
    recorded_by: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    drafted: Drafted | None = None


class _Memory(Struct, omit_defaults=True):
    """The whole memory; fields that most instances never use are omitted if empty."""

    entered_at: datetime
    units: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]
    data: dict[str, Any]
    given: dict[str, int]
    pulls: dict[str, tuple[Any, ...]]
    """How often each trigger was pulled, and by whom: the last actor first, then those that signed with them."""
    clocks: tuple[_Clock, ...]
    claimed: dict[str, tuple[str, ...]]
    closed_light: Light | None = None
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, dict[str, str]] = field(default_factory=dict)
    shed: dict[str, int] = field(default_factory=dict)
    waiting: tuple[_Waiting, ...] = ()
    granted: dict[str, int] = field(default_factory=dict)
    reports_to: tuple[str, ...] = ()
    linked: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """The state of each linked instance, whether it is closed or else how it has ended, and the units."""
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    repeats: int = 0
    edition: int = FIRST_EDITION
    first_entered: dict[str, datetime] = field(default_factory=dict)
    urges: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """Of each urge the instant, who urged, and the units that have not answered."""
    urged_up: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The steps by which urges have gone up."""
    ended: str | None = None
    merged_into: str | None = None
    signing: dict[str, dict[str, Signature]] = field(default_factory=dict)
    filed: dict[str, dict[str, Signature]] = field(default_factory=dict)
    """By trigger, then by unit."""
    shares: dict[str, dict[str, int]] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    holders: dict[str, str] = field(default_factory=dict)
    instructed: dict[str, int] = field(default_factory=dict)
    sheet: Sheet | None = None
    reports: dict[str, Report] = field(default_factory=dict)
    papers: dict[int, Issued] = field(default_factory=dict)
    divided: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    numbered: int = 0
    plan: str | None = None
    tasks: dict[str, str] = field(default_factory=dict)


_decode = Decoder(_Memory).decode

MEMORY_PARTS = frozenset(_Memory.__struct_fields__)
"""The names of the parts that a memory can have."""


def recall(  # noqa: PLR0917 - as the columns stand
    memory: str,
    number: str,
    scenario: str,
    title: str,
    state: str,
    round: int,
    version: int,
    *,
    ongoing: bool,
    opened_at: datetime,
    closed_at: datetime | None,
) -> Subject:
    """Return the subject made from an instance's columns and its `memory` text, without private values.

    Raise ValueError if `memory` is not a text that `remember` has written.
    """
    found = _decode(memory)
    read = {kept.name: (_ledger(kept), kept) for kept in found.clocks}
    return Subject(
        number=number,
        scenario=scenario,
        title=title,
        state=state,
        opened_at=opened_at,
        entered_at=found.entered_at,
        round=round,
        version=version,
        ongoing=ongoing,
        closed_at=closed_at,
        closed_light=found.closed_light,
        units=found.units,
        texts=found.texts,
        data=found.data,
        given=found.given,
        pulls={name: _pull(*pulled) for name, pulled in found.pulls.items()} if found.pulls else {},
        clocks={name: ledger for name, (ledger, _) in read.items()},
        claimed=found.claimed,
        stays=found.stays,
        signed={trigger: _parsed(roles) for trigger, roles in found.signed.items()} if found.signed else {},
        shed=found.shed,
        waiting={kept.seq: _awaited(kept) for kept in found.waiting} if found.waiting else {},
        granted=found.granted,
        reports_to=found.reports_to,
        linked={number: Linked.read(*told) for number, told in found.linked.items()} if found.linked else {},
        children=found.children,
        joined=found.joined,
        repeats=found.repeats,
        edition=found.edition,
        first_entered=found.first_entered,
        urges=_urges(found) if found.urges else {},
        ended=found.ended,
        merged_into=found.merged_into,
        signing=found.signing,
        filed=found.filed,
        shares=found.shares,
        turned=found.turned,
        after=found.after,
        holders=found.holders,
        instructed=found.instructed,
        sheet=found.sheet,
        reports=found.reports,
        papers=found.papers,
        divided=found.divided,
        numbered=found.numbered,
        plan=found.plan,
        tasks=found.tasks,
        read=read,
    )


def remember(subject: Subject) -> str:
    """Return the JSON text of everything that the instance's columns do not hold, except private values."""
    clocks = tuple([_kept(subject, ledger) for ledger in subject.clocks.values()])
    memory = _Memory(
        subject.entered_at,
        subject.units,
        subject.texts,
        subject.data,
        subject.given,
        {name: (pull.times, str(pull.last), *map(str, pull.others)) for name, pull in subject.pulls.items()},
        clocks,
        subject.claimed,
        subject.closed_light,
        subject.stays,
        {trigger: _written(roles) for trigger, roles in subject.signed.items()} if subject.signed else {},
        subject.shed,
        tuple([_asked(each) for each in subject.waiting.values()]),
        subject.granted,
        subject.reports_to,
        {number: it.kept() for number, it in subject.linked.items()} if subject.linked else {},
        subject.children,
        subject.joined,
        subject.repeats,
        subject.edition,
        subject.first_entered,
        {seq: (it.at, str(it.by), *it.units) for seq, it in subject.urges.items()} if subject.urges else {},
        {seq: it.taken for seq, it in subject.urges.items() if it.taken} if subject.urges else {},
        subject.ended,
        subject.merged_into,
        subject.signing,
        subject.filed,
        subject.shares,
        subject.turned,
        subject.after,
        subject.holders,
        subject.instructed,
        subject.sheet,
        subject.reports,
        subject.papers,
        subject.divided,
        subject.numbered,
        subject.plan,
        subject.tasks,
    )
    return pack(memory).decode()


def _kept(subject: Subject, ledger: ClockLedger) -> _Clock:
    """Return a clock as it is stored; if it was not changed, the very object that was read."""
    read = subject.read.get(ledger.name)
    if read is not None and read[0] is ledger:
        as_read: _Clock = read[1]
        return as_read
    given = ledger.given
    return _Clock(
        name=ledger.name,
        round=ledger.round,
        lap=ledger.lap,
        status=ledger.status,
        started_at=ledger.started_at,
        lap_at=ledger.lap_at,
        consumed=ledger.consumed,
        unit=ledger.unit,
        revision=ledger.revision,
        since=ledger.since,
        halted_at=ledger.halted_at,
        given=None if given is None else given.isoformat(),
        due_on=ledger.due_on,
        due_at=ledger.due_at,
        light=ledger.light,
        budget=None if ledger.budget is None else str(ledger.budget),
        provisional=ledger.provisional,
        stood=ledger.stood,
        extra=ledger.extra,
    )


def _ledger(kept: _Clock) -> ClockLedger:
    budget, given = kept.budget, kept.given
    return ClockLedger(
        kept.name,
        kept.round,
        kept.lap,
        kept.status,
        kept.started_at,
        kept.lap_at,
        kept.since,
        kept.halted_at,
        kept.consumed,
        kept.unit,
        None if budget is None else parse_duration(budget),
        None if given is None else datetime.fromisoformat(given) if "T" in given else date.fromisoformat(given),
        kept.due_on,
        kept.due_at,
        kept.provisional,
        kept.revision,
        kept.light,
        kept.stood,
        kept.extra,
    )


def _pull(times: int, last: str, *others: str) -> Pull:
    return Pull(times, Actor.parse(last), tuple([Actor.parse(other) for other in others]))


def _parsed(roles: Mapping[str, str]) -> dict[str, Actor]:
    return {role: Actor.parse(actor) for role, actor in roles.items()}


def _written(roles: Mapping[str, Actor]) -> dict[str, str]:
    return {role: str(actor) for role, actor in roles.items()}


def _urges(found: _Memory) -> dict[int, Urge]:
    taken = found.urged_up
    return {seq: _urged(*urged, taken=taken.get(seq, ())) for seq, urged in found.urges.items()}


def _urged(at: str, by: str, *units: str, taken: tuple[str, ...]) -> Urge:
    return Urge(datetime.fromisoformat(at), Actor.parse(by), units, taken)


def _asked(waiting: Waiting) -> _Waiting:
    return _Waiting(
        seq=waiting.seq,
        clock=waiting.clock,
        roles=waiting.roles,
        asked_by=str(waiting.asked_by),
        asked_at=waiting.asked_at,
        reminded_on=waiting.reminded_on,
        length=None if waiting.length is None else str(waiting.length),
        rung=waiting.rung,
        note=waiting.note,
        paper=waiting.paper,
        act=waiting.act,
        data=waiting.data,
        opinion=waiting.opinion,
        within=None if waiting.within is None else str(waiting.within),
        recorded_by=waiting.recorded_by,
        opinions=waiting.opinions,
        drafted=waiting.drafted,
    )


def _awaited(kept: _Waiting) -> Waiting:
    return Waiting(
        seq=kept.seq,
        clock=kept.clock,
        roles=kept.roles,
        asked_by=Actor.parse(kept.asked_by),
        asked_at=kept.asked_at,
        reminded_on=kept.reminded_on,
        length=None if kept.length is None else parse_duration(kept.length),
        rung=kept.rung,
        note=kept.note,
        paper=kept.paper,
        act=kept.act,
        data=kept.data,
        opinion=kept.opinion,
        within=None if kept.within is None else parse_duration(kept.within),
        recorded_by=kept.recorded_by,
        opinions=kept.opinions,
        drafted=kept.drafted,
    )
