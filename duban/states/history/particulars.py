"""What an instance's row and memory hold beside what acts are told of: when, how often and by whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban.states.history.approvals import ApprovalAsked, OpinionGiven
from duban.states.history.changes import Corrected, Ended, Merged, TakenBack
from duban.states.history.claimed import claims_of
from duban.states.history.dividing import PartsOpened
from duban.states.history.entries import (
    Acted,
    Decided,
    ExtensionAsked,
    HandedOver,
    LinkHeard,
    LinkMade,
    Opened,
    OtherOpened,
    PartLeft,
    PartWithdrawn,
    Refused,
    Reminded,
    RulesChanged,
    RungFired,
    Step,
)
from duban.states.history.kinds import ACTS
from duban.states.history.naming import by_new_names
from duban.states.history.papers import PaperDrafted, PaperEdited, Signed, drafted_by
from duban.states.history.plans import Planned, TasksCarried, TasksIncluded
from duban.states.history.signatures import Signatures
from duban.states.subject import Actor, Drafted, Opinion, Proposal
from duban.states.succession import actor_after, drafted_after, opinion_after, proposal_after, proposal_renamed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states.history.entries import Entry
    from duban.states.history.reading import Recorded
    from duban.states.history.story import Story


class Asked(Struct):
    """A request that waits: who asked, when, for what, and the day on which the deciders were last reminded."""

    clock: str
    roles: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    length: str | None = None
    rung: str | None = None
    note: str | None = None
    paper: str | None = None
    reminded_on: date | None = None
    act: Proposal | None = None
    data: dict[str, Any] = field(default_factory=dict)
    opinion: tuple[str, ...] = ()
    within: str | None = None
    recorded_by: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    drafted: Drafted | None = None


class Particulars(Struct):
    """What follows from the entries of one instance beside its story; the names are those of the columns and memory."""

    opened: Opened | None = None
    opened_at: datetime | None = None
    entered_at: datetime | None = None
    migrated: bool = False
    """Whether the rules were changed since the present state was entered."""
    former: tuple[str, ...] = ()
    """The names that this state had since then."""
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    pulls: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """By trigger: how often, by whom last, and who signed with them."""
    signed: dict[str, dict[str, str]] = field(default_factory=dict)
    signatures: Signatures = field(default_factory=Signatures)
    waiting: dict[int, Asked] = field(default_factory=dict)
    claims: dict[tuple[str, int, int, str], tuple[str, datetime]] = field(default_factory=dict)
    said: dict[str, set[datetime]] = field(default_factory=dict)
    """By clock: the instants of this round at which an entry spoke of it."""
    lapped: dict[str, datetime] = field(default_factory=dict)
    """By clock: when its lap began."""
    links: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """The links from this instance, by the other's number and the kind."""
    heard: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """The links to this instance, likewise."""
    placed: dict[str, int] = field(default_factory=dict)
    """The parts that have numbers under its own, each with its place among them."""
    parted: list[str] = field(default_factory=list)
    """The parts that were told that they are needed no more."""
    withdrawn: list[str] = field(default_factory=list)
    """The instances that told this one so."""

    def take(self, entry: Recorded, before: Story) -> None:
        """Apply the next entry; `before` is the story without it."""
        facts = entry.facts
        fresh, moved = entry.round != before.round, entry.from_state != entry.to_state
        for claim, outcome in claims_of(entry, before):
            self.claims.setdefault(claim, (outcome, entry.at))
        if (facts.kind in ACTS and (moved or fresh)) or isinstance(facts, Ended | Merged):
            self.entered_at, self.migrated, self.former = entry.at, False, ()
        elif isinstance(facts, RulesChanged):
            self.migrated = True
            self.former += (str(entry.from_state),) if moved else ()
            self._rename(facts, before)
        if isinstance(facts, HandedOver):
            self._hand_over(facts)
        if isinstance(facts, Opened):
            self.opened, self.opened_at = facts, entry.at
        if isinstance(facts, Opened | Acted | Corrected | Signed):
            self._act(entry, facts)
        if fresh:
            self.pulls, self.said, self.lapped = {}, {}, {}
        entered = (facts.kind in ACTS and (moved or fresh)) or isinstance(facts, Ended | Merged)
        if entered:
            self.signed = {}
        self.signatures.take(entry, entered=entered, fresh=fresh)
        if isinstance(facts, Step):
            self._step(entry, facts, before, fresh=fresh)
        self._await(entry, facts)
        self._link(entry, facts)
        self._plan(entry, facts)

    def _rename(self, facts: RulesChanged, before: Story) -> None:
        """Let what is held by old names be held by the new ones, and give back the claims of rungs that come again."""
        roles, fields, triggers = facts.roles, facts.fields, facts.triggers
        self.texts = {roles.get(role, role): texts for role, texts in self.texts.items()}
        self.given = {fields.get(name, name): round_ for name, round_ in self.given.items()}
        self.pulls = {triggers.get(trigger, trigger): pull for trigger, pull in self.pulls.items()}
        self.signed = {
            triggers.get(trigger, trigger): {roles.get(role, role): who for role, who in signed.items()}
            for trigger, signed in self.signed.items()
        }
        for asked in self.waiting.values():
            asked.roles, asked.opinion, asked.recorded_by = (
                tuple(roles.get(role, role) for role in each)
                for each in (asked.roles, asked.opinion, asked.recorded_by)
            )
            asked.act = proposal_renamed(asked.act, triggers, fields)
            asked.clock = facts.clock_names.get(asked.clock, asked.clock)
        self._rename_clocks(facts, before.round)
        clocks = by_new_names(before.clocks, facts)
        for clock, rungs in facts.returned.items():
            stood = clocks[clock]
            for rung in rungs:
                self.claims.pop((clock, stood.round, stood.lap, rung), None)

    def _hand_over(self, facts: HandedOver) -> None:
        """Let what a unit did have been done by its successor."""

        def now(who: str) -> str:
            return str(actor_after(Actor.parse(who), facts.names))

        self.pulls = {trigger: (pull[0], *map(now, pull[1:])) for trigger, pull in self.pulls.items()}
        self.signed = {
            trigger: {role: now(who) for role, who in signed.items()} for trigger, signed in self.signed.items()
        }
        for asked in self.waiting.values():
            asked.asked_by = now(asked.asked_by)
            asked.act = proposal_after(asked.act, facts.names)
            asked.opinions = tuple(opinion_after(each, facts.names) for each in asked.opinions)
            asked.drafted = drafted_after(asked.drafted, facts.names)

    def _rename_clocks(self, facts: RulesChanged, round_: int) -> None:
        """Let what is held of clocks be held by their new names; claims of earlier rounds keep theirs."""
        names = facts.clock_names
        self.said, self.lapped = by_new_names(self.said, facts), by_new_names(self.lapped, facts)
        if names:
            self.claims = {
                (names.get(clock, clock) if of == round_ else clock, of, lap, rung): claim
                for (clock, of, lap, rung), claim in self.claims.items()
            }

    def _act(self, entry: Recorded, facts: Opened | Acted | Corrected | Signed) -> None:
        if not isinstance(facts, Acted) or not facts.share:
            self.given.update(dict.fromkeys((*facts.data, *facts.private), entry.round))
        if isinstance(facts, Acted) and entry.trigger is not None:
            self._pull(entry.trigger, entry.actor, facts)

    def _step(self, entry: Recorded, facts: Step, before: Story, *, fresh: bool) -> None:
        since = (facts.since if isinstance(facts, Opened) else None) or entry.at
        self.texts.update(facts.texts)
        for seq in facts.lapsed:
            self.waiting.pop(int(seq), None)
        clocks = {} if fresh else by_new_names(before.clocks, facts) if facts.clocks else before.clocks
        for name, clock in facts.clocks.items():
            known = clocks.get(name)
            self.said.setdefault(name, set()).update((since, entry.at))
            if known is None or known.lap != clock.lap:
                self.lapped[name] = since

    def _pull(self, trigger: str, actor: str, facts: Acted) -> None:
        signers = self.signed.get(trigger, {})
        if facts.share and facts.share.owing:
            return
        if facts.missing:
            new = {role: actor for role in facts.signed or () if role not in signers}
            self.signed[trigger] = {**signers, **new}
            return
        self.signed.pop(trigger, None)
        times = self.pulls[trigger][0] if trigger in self.pulls else 0
        hands = [*signers.values(), *self.signatures.hands(trigger)]
        others = [each for each in dict.fromkeys(hands) if each != actor]
        self.pulls[trigger] = (times + 1, actor, *others)

    def _await(self, entry: Recorded, facts: Entry) -> None:
        match facts:
            case RungFired(confirm=str(role)):
                asked = Asked(facts.clock, (role,), entry.actor, entry.at, rung=facts.rung, paper=facts.paper)
                self.waiting[entry.seq] = asked
            case ExtensionAsked():
                asked = Asked(facts.clock, facts.approvers, entry.actor, entry.at, length=facts.length, note=facts.note)
                asked.data = facts.data
                self.waiting[entry.seq] = _consulting(asked, facts)
            case ApprovalAsked():
                asked = Asked("", facts.approvers, entry.actor, entry.at, note=facts.note, act=facts.act)
                self.waiting[entry.seq] = _consulting(asked, facts)
            case PaperDrafted():
                asked = Asked("", facts.roles, entry.actor, entry.at, note=facts.note, paper=facts.paper)
                asked.drafted = drafted_by(facts, entry.seq, entry.actor)
                self.waiting[entry.seq] = asked
            case PaperEdited() if facts.asked in self.waiting:
                asked = self.waiting[facts.asked]
                asked.drafted = drafted_by(facts, entry.seq, entry.actor, asked.drafted)
            case OpinionGiven() if facts.asked in self.waiting:
                self.waiting[facts.asked].opinions += (Opinion(entry.at, entry.actor, facts.text),)
            case Decided() | TakenBack() | Signed():
                self.waiting.pop(facts.asked, None)
            case Reminded() if facts.asked in self.waiting:
                self.waiting[facts.asked].reminded_on = facts.day

    def _link(self, entry: Recorded, facts: Entry) -> None:
        match facts:
            case Opened(parent=str(parent), link=str(kind)):
                self.links[parent, kind] = entry.at
            case Merged():
                self.links[facts.into, "merged_into"] = entry.at
            case LinkMade():
                self.links[facts.other, facts.link] = entry.at
            case LinkHeard() | OtherOpened():
                self.heard[facts.number, facts.link] = entry.at
            case PartsOpened():
                self.heard.update(dict.fromkeys(((part.number, "child_of") for part in facts.parts), entry.at))
                self.placed.update((part.number, part.place) for part in facts.parts if part.place)
            case PartLeft():
                self.parted.append(facts.number)
            case PartWithdrawn():
                self.withdrawn.append(facts.number)
            case Acted() | Refused() if facts.because is not None and facts.because.withdrawn_by is not None:
                self.withdrawn.append(facts.because.withdrawn_by)

    def _plan(self, entry: Recorded, facts: Entry) -> None:
        """Apply the links between plans and their tasks; each stands since it was first made."""
        match facts:
            case Planned():
                self.links.setdefault((facts.plan, "in_plan"), entry.at)
            case TasksIncluded():
                for task in facts.tasks:
                    self.heard.setdefault((task.number, "in_plan"), entry.at)
                if facts.before is not None:
                    self.heard.setdefault((facts.before, "carried_into"), entry.at)
            case TasksCarried():
                self.links.setdefault((facts.to, "carried_into"), entry.at)


def _consulting(asked: Asked, facts: ApprovalAsked | ExtensionAsked) -> Asked:
    """Return a request with those who are asked for their opinion, and who may record the decision."""
    asked.opinion, asked.within, asked.recorded_by = facts.opinion, facts.within, facts.recorded_by
    return asked


def fold_with(story: Story, entries: Iterable[Recorded]) -> Particulars:
    """Fold entries into an empty story, and return what else follows from them."""
    found = Particulars()
    for entry in entries:
        found.take(entry, story)
        story.take(entry)
    return found
