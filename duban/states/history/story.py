"""Folding: computing an instance from its history entries, one after the other."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban.states.acting import MIGRATION, urge_of_clock, with_answer, with_reply, with_step, with_urge
from duban.states.editions import FIRST_EDITION
from duban.states.history.approvals import ApprovalAsked
from duban.states.history.changes import Corrected, Ended, Erased, Merged, TakenBack
from duban.states.history.dividing import PartsOpened
from duban.states.history.entries import (
    Acted,
    ClockRedated,
    Decided,
    Entry,
    ExtensionAsked,
    HandedOver,
    LinkHeard,
    LinkMade,
    Opened,
    OtherOpened,
    PartLeft,
    Refused,
    RulesChanged,
    RungFired,
    Step,
)
from duban.states.history.following_plans import follow_plan
from duban.states.history.kinds import ACTS
from duban.states.history.naming import by_new_names
from duban.states.history.papers import PaperDrafted, PaperVoided, Signed, issued_by, paper_field, voided
from duban.states.history.parted import part_left, parts_opened
from duban.states.history.parts import ClockFacts
from duban.states.history.relating import follow_others
from duban.states.history.sayings import Answered, Unanswered, Urged
from duban.states.history.sheets import LinesStruck, Progressed, Reported
from duban.states.lines import Report, Sheet, filled, with_report, without
from duban.states.subject import MERGED, VOID, Actor, Issued, Linked, Urge
from duban.states.succession import (
    divided_after,
    papers_after,
    parts_after,
    reports_after,
    sheet_after,
    urges_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states.history.reading import Recorded

OPENS = "open"
LeftOut = tuple[str, int, int, str]


def raises_version(facts: Entry) -> bool:
    """Return whether an entry raises the instance's version: acts and migrations do."""
    return facts.kind in ACTS or isinstance(facts, RulesChanged)


def left_out_by(facts: RulesChanged, before: Iterable[LeftOut], round_: int) -> tuple[LeftOut, ...]:
    """Return the rungs that migrations up to this one skipped in their laps, without those that came back."""
    names = facts.clock_names
    before = [(names.get(clock, clock), of, lap, rung) for clock, of, lap, rung in before]
    returned = {(clock, rung) for clock, rungs in facts.returned.items() for rung in rungs}
    skipped = ((one.clock, round_, one.lap, one.rung) for one in facts.skipped if one.why == MIGRATION)
    return tuple(one for one in (*before, *skipped) if (one[0], one[-1]) not in returned)


class Story(Struct):
    """What follows from the entries of one instance; the names are those of `Subject`.

    `clocks` has the clocks of the current round as the last entries about them say. `moves` has the digests of the
    definitions before and after each migration.
    """

    title: str | None = None
    state: str | None = None
    round: int = 1
    version: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clocks: dict[str, ClockFacts] = field(default_factory=dict)
    shed: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The roles that have signed a joint act, in alphabetical order."""
    waiting: dict[int, str | None] = field(default_factory=dict)
    """Requests that wait, by the seq of the entry that asked: the clock of an extension, or None for any other."""
    granted: dict[str, int] = field(default_factory=dict)
    repeats: int = 0
    reports_to: tuple[str, ...] = ()
    linked: dict[str, Linked] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    divided: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    numbered: int = 0
    joined: tuple[str, ...] = ()
    edition: int = FIRST_EDITION
    ended: str | None = None
    merged_into: str | None = None
    shares: dict[str, dict[str, int]] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    holders: dict[str, str] = field(default_factory=dict)
    instructed: dict[str, int] = field(default_factory=dict)
    plan: str | None = None
    tasks: dict[str, str] = field(default_factory=dict)
    moves: tuple[tuple[str, str], ...] = ()
    erased: dict[str, int] = field(default_factory=dict)
    """The private fields that were erased, each with the seq of the last entry that says so."""
    trail: tuple[str, ...] = (OPENS,)
    """The states entered in the current round, in order, by their current names."""
    entered: dict[str, datetime] = field(default_factory=dict)
    """When each of these states was first entered in the round."""
    urges: dict[int, Urge] = field(default_factory=dict)
    """By the seq of its entry, each urge that somebody has still to answer, and the last one."""
    sheet: Sheet | None = None
    reports: dict[str, Report] = field(default_factory=dict)
    papers: dict[int, Issued] = field(default_factory=dict)
    """By the seq of its entry, each paper that was signed."""
    left_out: tuple[LeftOut, ...] = ()
    """The rungs that migrations skipped in the round and that did not come back: by clock, round, lap and name."""

    @property
    def first_due(self) -> datetime | None:
        """Return the earliest due instant of the running clocks; None if there is none."""
        due = [clock.due_at for clock in self.clocks.values() if clock.status == "running" and clock.due_at]
        return min(due, default=None)

    def opened_under(self, digest: str) -> str:
        """Return the digest of the definition that the hash chain begins with; `digest` is that of the current one."""
        return self.moves[0][0] if self.moves else digest

    def leads_to(self, digest: str) -> bool:
        """Return whether the migrations form a chain, each from where the last arrived, that ends at `digest`."""
        arrived = [after for _, after in self.moves]
        left = [before for before, _ in self.moves[1:]]
        return not self.moves or arrived == [*left, digest]

    def take(self, entry: Recorded) -> None:
        """Apply the next entry."""
        facts, moved = entry.facts, entry.from_state != entry.to_state
        fresh, self.round = entry.round != self.round, entry.round
        self.state = entry.to_state
        self.version += raises_version(facts)
        if fresh:
            self._begin_round()
        if facts.kind in ACTS and (moved or fresh):
            state = str(entry.to_state)
            self.signed, self.ended, self.merged_into = {}, None, None
            self.stays[state] = self.stays.get(state, 0) + 1
            self.trail = (*self.trail, state)
            self.entered.setdefault(state, entry.at)
        elif isinstance(facts, Acted) and entry.trigger is not None:
            self.signed.pop(entry.trigger, None)
            if facts.missing:
                self.signed[entry.trigger] = tuple(sorted(facts.signed or ()))
        if isinstance(facts, Step):
            self._step(facts)
        self._take(entry, facts)

    def _begin_round(self) -> None:
        self.clocks, self.stays, self.granted, self.joined = {}, {}, {}, ()
        self.children, self.divided = {}, {}
        self.trail, self.entered, self.left_out = (OPENS,), {}, ()

    def _step(self, facts: Step) -> None:
        self.units.update(facts.units)
        self.clocks.update(facts.clocks)
        for seq in facts.lapsed:
            self.waiting.pop(int(seq), None)

    def _take(self, entry: Recorded, facts: Entry) -> None:
        match facts:
            case Opened():
                self.title, self.edition = facts.title, facts.edition
                self.data.update(facts.data)
                if facts.reports and facts.parent is not None:
                    self.reports_to = (facts.parent,)
            case Acted():
                self.data.update({} if facts.share else facts.data)
                self._join(entry, facts)
            case Refused():
                self._join(entry, facts)
            case RungFired(light=str(light)):
                self.shed[light] = self.shed.get(light, 0) + 1
            case RulesChanged():
                self._migrate(facts)
            case ClockRedated():
                self.clocks.update(facts.clocks)
            case Erased():
                self.erased[facts.field] = entry.seq
                self.erased.update(dict.fromkeys(map(paper_field, map(int, facts.papers or {})), entry.seq))
        self._change(facts)
        self._await(entry, facts)
        self._relate(facts)
        follow_others(self, facts)
        self._say(entry, facts)
        self._report(entry, facts)

    def _change(self, facts: Entry) -> None:
        """Apply what an entry says of corrections, and of ends without being done."""
        match facts:
            case Corrected():
                self.data.update(facts.data)
                self.title = facts.title or self.title
            case Ended():
                self.signed, self.ended = {}, VOID
            case Merged():
                self.signed, self.ended, self.merged_into = {}, MERGED, facts.into

    def _await(self, entry: Recorded, facts: Entry) -> None:
        """Apply what an entry says of requests and decisions."""
        match facts:
            case RungFired(confirm=str()):
                self.waiting[entry.seq] = None
            case ApprovalAsked() | PaperDrafted():
                self.waiting[entry.seq] = None
            case ExtensionAsked():
                self.waiting[entry.seq] = facts.clock
            case TakenBack() | Signed():
                self.waiting.pop(facts.asked, None)
            case Decided():
                clock = self.waiting.pop(facts.asked, None)
                if clock is not None and facts.approve:
                    self.granted[clock] = self.granted.get(clock, 0) + 1

    def _say(self, entry: Recorded, facts: Entry) -> None:
        """Apply an urge, a unit's answer to one, and that a unit is another one now."""
        match facts:
            case Urged():
                urge = Urge(entry.at, Actor.parse(entry.actor), facts.units)
                self.urges = with_urge(self.urges, entry.seq, urge)
            case Unanswered() if facts.asked in self.urges:
                self.urges[facts.asked] = with_step(self.urges[facts.asked], facts.step)
            case Signed():
                self.data.update(facts.data)
                self.papers[entry.seq] = issued_by(facts, entry.at)
            case PaperVoided():
                self.papers = voided(self.papers, facts.asked)
            case Answered():
                unit = Actor.parse(entry.actor).unit
                self.urges = with_answer(self.urges, facts.asked, unit)
                self.papers = with_reply(self.papers, facts.asked, unit)
            case HandedOver():
                self.children = parts_after(self.children, facts.names)
                self.papers = papers_after(self.papers, facts.names)
                self.divided = divided_after(self.divided, facts.names)
                self.urges = urges_after(self.urges, facts.names)

    def _report(self, entry: Recorded, facts: Entry) -> None:
        """Apply what an entry says of a sheet, and of what units have reported."""
        match facts:
            case Opened(period=str(period)) if facts.lines:
                self.sheet = Sheet(period, facts.lines)
            case Reported() if self.sheet is not None:
                self.sheet = filled(self.sheet, facts.lines, at=entry.at, by=entry.actor)
            case LinesStruck() if self.sheet is not None:
                self.sheet = without(self.sheet, facts.numbers)
            case Progressed():
                report = Report(facts.sheet, facts.period, facts.at, facts.hand, facts.said)
                self.reports = with_report(self.reports, facts.unit, report)
            case HandedOver():
                self.sheet = sheet_after(self.sheet, facts.names)
                self.reports = reports_after(self.reports, facts.names)

    def _join(self, entry: Recorded, facts: Acted | Refused) -> None:
        if facts.because is not None and facts.because.children:
            self.joined = (*self.joined, str(entry.from_state))

    def _migrate(self, facts: RulesChanged) -> None:
        names, self.edition = facts.states, facts.edition
        self.moves = (*self.moves, (facts.left.digest, facts.to.digest))
        stays, self.stays = self.stays, {}
        for state, count in stays.items():  # two states may have become one
            now = names.get(state, state)
            self.stays[now] = self.stays.get(now, 0) + count
        self.children = {names.get(state, state): ours for state, ours in self.children.items()}
        self.divided = {names.get(state, state): ours for state, ours in self.divided.items()}
        self.joined = tuple(names.get(state, state) for state in self.joined)
        self.trail = tuple(names.get(state, state) for state in self.trail)
        entered, self.entered = self.entered, {}
        for state, at in entered.items():
            self.entered.setdefault(names.get(state, state), at)
        self._rename(facts)
        for one in facts.skipped:
            if (asked := urge_of_clock(one.clock)) in self.urges:
                self.urges[asked] = with_step(self.urges[asked], one.rung)
        self.left_out = left_out_by(facts, self.left_out, self.round)

    def _rename(self, facts: RulesChanged) -> None:
        """Let what is held under the old names of roles, fields, triggers and clocks be held under the new ones."""
        roles, triggers, clocks = facts.roles, facts.triggers, facts.clock_names
        self.units = {roles.get(role, role): units for role, units in self.units.items()}
        self.data = {facts.fields.get(name, name): value for name, value in self.data.items()}
        self.erased = {facts.fields.get(name, name): seq for name, seq in self.erased.items()}
        self.signed = {
            triggers.get(trigger, trigger): tuple(sorted(roles.get(role, role) for role in signed))
            for trigger, signed in self.signed.items()
        }
        self.clocks = {**by_new_names(self.clocks, facts), **facts.clocks}
        self.granted = by_new_names(self.granted, facts)
        self.waiting = {seq: clock and clocks.get(clock, clock) for seq, clock in self.waiting.items()}

    def _relate(self, facts: Entry) -> None:
        """Apply what an entry says of other instances."""
        follow_plan(self, facts)
        match facts:
            case LinkMade(link="repeat_of") | LinkHeard(link="repeat_of" | "merged_into", again=False):
                self.repeats += 1
            case LinkMade(link="counts_for"):
                self.reports_to = (*self.reports_to, facts.other)
            case PartLeft():
                part_left(self, facts.on, facts.unit, facts.number)
            case PartsOpened():
                parts_opened(self, facts)
            case OtherOpened() if facts.on is not None and facts.unit is not None:
                self.children.setdefault(facts.on, {})[facts.unit] = facts.number


def fold(entries: Iterable[Recorded]) -> Story:
    """Return what follows from the entries of one instance, which start with the first."""
    story = Story()
    for entry in entries:
        story.take(entry)
    return story
