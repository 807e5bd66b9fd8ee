"""The unit of work on one locked instance: acts and rungs change it in memory, and everything is saved together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import replace

from duban import words
from duban.states import (
    ASSIGNED,
    OPEN,
    REBOUND,
    THE_SYSTEM,
    Act,
    Actor,
    ClockLedger,
    Index,
    Light,
    Stepper,
    Subject,
    announced,
    index_of,
    owed_by_none,
    remember,
)
from duban.states.history import (
    ACTS,
    Acted,
    Assigned,
    Because,
    Opened,
    Refusal,
    Refused,
    Share,
    step_facts,
    write_entry,
)
from duban.storage import HistoryRecord, acts, entry_hash, instances, message_hash, outbox, salted
from duban.workflow.instance.claims import SKIPPED, Claim, ClockRenamed, Tally
from duban.workflow.instance.indexing import index_in, rests_on
from duban.workflow.instance.messages import compose, reminder_of, said_of
from duban.workflow.rules import instance_of, item_view, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from duban.states import Announcement, Changed, Effects, Opens, Rung, Transition
    from duban.states.history import Entry
    from duban.storage import InstanceRecord, NewMessage, OutboxRecord, erasing
    from duban.workflow.core import Core
    from duban.workflow.instance.openings import Opening
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


class UnitOfWork:
    """Changes one subject at one instant, and collects what is to be written until the command saves it.

    Nothing here talks to the database, so that a refusal or an error leaves nothing half done.

    Args:
        core: the parts of the engine.
        compiled: the rules that the instance is judged by.
        subject: the instance as it was read.
        now: the instant of everything that is done.
        record: the row that the subject was read from; None for an instance that is being opened.

    """

    def __init__(
        self,
        core: Core,
        compiled: Compiled,
        subject: Subject,
        *,
        now: datetime,
        record: InstanceRecord | None = None,
    ) -> None:
        self.core = core
        self.compiled = compiled
        self.subject = subject
        self.now = now
        self.record = record
        self.row = 0 if record is None else record.id
        """The key of the instance's row; 0 until it is inserted."""
        self.opening: Opening | None = None
        self.seq = 0
        """For an instance that is being opened: its place in the scenario's year; `opening` is what was asked for."""
        self.tally = Tally()
        self._postmaster = core.postmaster
        self._domain = core.settings.message_domain
        self.head = (0, compiled.definition.digest) if record is None else (record.head_seq, record.head_hash)
        """The seq and the hash of the last entry of the history."""
        self.entries: list[HistoryRecord] = []
        self.private: tuple[tuple[int, dict[str, tuple[str, Any]]], ...] = ()
        """The private values (field to salt and value) that belong to an entry and are kept apart from it."""
        self.erasings: tuple[erasing.Erasing, ...] = ()
        """The private fields that are to be erased, with the rows in which their values stood."""
        self.claims: tuple[Claim, ...] = ()
        self.released: tuple[Claim, ...] = ()
        """Skipped rungs whose claims are taken back, so that they can come."""
        self.renamed: tuple[ClockRenamed, ...] = ()
        self.renamed_fields: tuple[tuple[str, str], ...] = ()
        self.messages: list[NewMessage] = []
        self._posted: list[NewMessage | OutboxRecord] = []
        self._quiet = False
        self.asked: str | None = None
        """What the next entry of an act is to say of the idempotency key with which it was asked for."""
        self.withdrawn: dict[str, str] = {}
        self.rebound: dict[str, tuple[str, ...]] = {}
        self.lapsed: dict[int, str] = {}
        self.silenced: str | None = None
        """Why everything that has not left is withdrawn, whatever it is about; what the act itself says is not."""
        self.openings: tuple[Opens, ...] = ()
        self.links: tuple[tuple[UnitOfWork, str], ...] = ()
        """The instances that this one is to be linked with, each with the kind of link."""
        self.errands: tuple[tuple[str, str, str], ...] = ()
        self.heard: tuple[int, ...] = ()
        self._stood = subject.state, subject.closed_at
        self._index = None if record is None else index_in(record, compiled, subject)
        self._rested_on = () if self._index is None else rests_on(compiled, subject)

    def adopt(self, compiled: Compiled) -> None:
        """Continue under other rules, as a migration does."""
        self.compiled, self._index = compiled, None

    def open(self, opening: Opening, facts: Mapping[str, Any]) -> None:
        """Open the instance: start its clocks, write the first entry, and announce it.

        If it is taken over quietly, nobody hears of what this work does.
        """
        self.opening, self._quiet = opening, opening.quiet
        stepper = self.stepper()
        stepper.merge(opening.data)
        stepper.open(since=opening.since, quiet=opening.quiet)
        for role, units in self.subject.units.items():
            stepper.effects.rebound[role] = units
        followed = step_facts(stepper.effects, self.subject)
        said = said_of(opening.actor, opening.note)
        told = self.announce(stepper.effects, said, on=OPEN)
        edition = self.subject.edition
        entry = Opened(**facts, **self.given(opening.data), **followed, told=told or UNSET, edition=edition)
        self.write(entry, opening.actor, from_state=None)
        self.absorb(stepper.effects)

    def take(self, transition: Transition, act: Act, *, because: Because | None = None) -> None:
        """Carry out an act that has no blockers, and announce it."""
        before = self.subject.state
        stepper = self.stepper()
        stepper.take(transition, act)
        effects = stepper.effects
        if transition.opens is not None and not effects.waits:
            self.openings += (transition.opens,)
        followed = step_facts(effects, self.subject)
        told: tuple[str, ...] = ()
        if not effects.waits:
            said = said_of(act.actor, act.note)
            told = self.announce(effects, said, on=act.trigger, after=REBOUND)
        entry = Acted(
            note=act.note or None,
            because=because,
            **self.given(act.data),
            **followed,
            told=told or UNSET,
            share=UNSET if effects.unit is None else Share(transition.by[0], effects.unit, len(effects.owing)),
        )
        self.write(entry, act.actor, from_state=before, trigger=act.trigger)
        self.absorb(effects)
        self.move_on(effects.rebound)

    def assign(
        self, role: str, units: tuple[str, ...], texts: tuple[str, ...], *, actor: Actor, note: str | None
    ) -> None:
        """Bind units to a role."""
        stepper = self.stepper()
        stepper.rebind(role, units, texts)
        self.subject.version += 1
        told = self.announce(stepper.effects, said_of(actor, note), after=ASSIGNED)
        self.note(Assigned(note=note or None, **step_facts(stepper.effects, self.subject), told=told or UNSET), actor)
        self.absorb(stepper.effects)
        self.move_on((role,))

    def pull_keeping(self, trigger: str, because: Because, earlier: int) -> None:
        """Pull a rung's `then`, and keep the rung's own messages, which start at index `earlier`.

        If `then` stops the clock, the clock's pending messages are withdrawn, but not those of the rung itself: else
        nobody would ever get them.
        """
        own, self.messages = self.messages[earlier:], self.messages[:earlier]
        self.pull(trigger, because)
        self.messages += own

    def pull(self, trigger: str, because: Because) -> None:
        """Pull a trigger as the system; a refusal is recorded in the history and raises an alert."""
        act = Act(trigger, THE_SYSTEM)
        judgement = judge(self.compiled, self.subject, act, now=self.now)
        if judgement.transition is not None:
            self.take(judgement.transition, act, because=because)
            return
        blockers = tuple(Refusal(each.code, dict(each.facts), each.reason) for each in judgement.blockers)
        refused = Refused(because=because, blockers=blockers)
        self.write(refused, THE_SYSTEM, from_state=self.subject.state, trigger=trigger)
        facts = {"number": self.subject.number, "trigger": trigger, "reasons": judgement.blockers}
        self.tally.alerts += (words.text("{number}: could not do “{trigger}” by itself: {reasons:clauses}", **facts),)

    def move_on(self, roles: Iterable[str]) -> None:
        """Move on by what each unit of one of the roles had to do, if none of them owes it any more."""
        for role in roles:
            trigger = owed_by_none(self.compiled.definition, self.subject, role)
            if trigger is not None:
                self.pull(trigger, Because(owing=role))

    def note(self, entry: Entry, actor: Actor = THE_SYSTEM) -> None:
        """Add an entry that does not change the state."""
        self.write(entry, actor, from_state=self.subject.state)

    def item(self) -> dict[str, Any]:
        """Return the instance as templates see it, as `item`."""
        return item_view(self.compiled, self.subject, now=self.now, index=self.index)

    @property
    def moved(self) -> bool:
        """Return whether the state has changed, the instance was closed or reopened, or units were bound."""
        return self._stood != (self.subject.state, self.subject.closed_at) or bool(self.rebound)

    def stepper(self) -> Stepper:
        """Return a stepper for the subject at this instant."""
        return Stepper(self.compiled.definition, self.compiled.calendar, self.subject, now=self.now)

    def lapse(self, seq: int, why: str) -> None:
        """Withdraw the reminders of a decision that is no longer needed, for the reason `why`."""
        self.lapsed[seq] = why
        for row in self.messages:
            if row.rung == reminder_of(seq) and row.status == outbox.PENDING:
                self._withdraw(row, why)

    def absorb(self, effects: Effects) -> None:
        """Take over the effects of a step: units, skipped rungs, and messages and decisions to withdraw."""
        for seq, why in effects.lapsed.items():
            self.lapse(seq, why)
        self.withdrawn.update(effects.withdrawn)
        self.rebound.update(effects.rebound)
        for skip in effects.skipped:
            self.tally.skipped += 1
            self.claims += (Claim(skip.clock, skip.round, skip.lap, skip.rung, SKIPPED),)
        for row in self.messages:
            # Messages that this very transaction has composed are withdrawn too, and stored as such.
            if row.clock in effects.withdrawn and row.status == outbox.PENDING:
                self._withdraw(row, effects.withdrawn[row.clock])

    def _withdraw(self, row: NewMessage, why: str) -> None:
        row.status, row.settled_at, row.reason = outbox.WITHDRAWN, self.now, why

    # -- history ---------------------------------------------------------------------------------------------------

    def write(self, entry: Entry, actor: Actor, *, from_state: str | None, trigger: str | None = None) -> None:
        """Add an entry to the history, chained to the one before; it leads from a state to the present one.

        It names the messages that were decided since the entry before, and the first entry of an act the key of that.
        """
        if self._posted:
            posted = {each.message_id: message_hash(each.salt or "", each) for each in self._posted}
            entry, self._posted = replace(entry, posted=posted), []
        if self.asked is not None and entry.kind in ACTS:
            entry, self.asked = replace(entry, key=self.asked), None
        (previous_seq, previous), subject = self.head, self.subject
        seq, payload = previous_seq + 1, write_entry(entry).decode()
        what = (seq, self.now, str(actor), entry.kind, trigger, from_state, subject.state, subject.round, payload)
        digest = entry_hash(previous, subject.number, *what)
        self.entries.append(HistoryRecord(*what, digest))
        self.head = seq, digest

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the next entry is to say of an act's data, with private values only as salted hashes."""
        if not data:
            return {}
        hidden = self.compiled.private
        public = {name: value for name, value in data.items() if name not in hidden}
        private = {name: (instances.new_salt(), value) for name, value in data.items() if name in hidden}
        said: dict[str, Any] = {}
        if public:
            said["data"] = public
        if private:
            said["private"] = {name: salted(salt, value) for name, (salt, value) in private.items()}
            self.private += ((self.head[0] + 1, private),)
        return said

    # -- messages --------------------------------------------------------------------------------------------------

    def announce(self, effects: Effects, said: Mapping[str, Any], *, on: str = "", after: str = "") -> tuple[str, ...]:
        """Send what is to be told of a trigger (or the opening), and of an act of the engine; return who is told.

        `said` is what messages can say of it (`said_of`).
        """
        told: list[str] = []
        for each, changed in announced(self.compiled.definition, effects, self.subject, on=on, after=after):
            told += self.post(each, message=each.message, ledger=None, changed=changed, act=said)
        return _once(told)

    def post(
        self,
        source: Rung | Announcement,
        *,
        message: str,
        ledger: ClockLedger | None,
        decision: Mapping[str, Any] | None = None,
        said: Mapping[str, Any] | None = None,
        changed: Changed | None = None,
        act: Mapping[str, Any] | None = None,
    ) -> tuple[str, ...]:
        """Compose a message to every addressee; return the units that are told."""
        if self._quiet:
            return ()
        rows = compose(
            self.compiled,
            self.subject,
            self._postmaster,
            source,
            message=message,
            ledger=ledger,
            now=self.now,
            index=self.index,
            domain=self._domain,
            decision=decision,
            said=said,
            changed=changed,
            act=act,
        )
        self.send(rows)
        self.tally.messages += len(rows)
        return _once([row.unit for row in rows])

    def send(self, rows: Sequence[NewMessage], *, instead: Sequence[NewMessage | OutboxRecord] = ()) -> None:
        """Add messages to the outbox; the next entry names them, and those `instead` of which others were there."""
        self.messages += rows
        self._posted += [*instead, *rows]

    # -- writing ---------------------------------------------------------------------------------------------------

    @property
    def index(self) -> Index:
        """Return the index of the subject as it is now; it is only computed again if what it rests on has changed."""
        compiled, index = self.compiled, self._index
        rested_on = rests_on(compiled, self.subject)
        if index is None or self._rested_on != rested_on:
            index = self._index = index_of(compiled.definition, compiled.calendar, self.subject)
            self._rested_on = rested_on
        return index

    def result(self, viewer: str | None = None) -> Instance:
        """Return the instance as the work leaves it, as `viewer` may see it; without a viewer, with all its fields."""
        return instance_of(self.compiled, self.subject, now=self.now, viewer=viewer, index=self.index)

    def columns(self) -> dict[str, Any]:
        """Return every column of the instance that can change, in the order of `CHANGING`."""
        subject, index, (head_seq, head_hash) = self.subject, self.index, self.head
        lights = index.lights
        return {
            "definition": self.compiled.definition.digest,
            "title": subject.title,
            "state": subject.state,
            "round": subject.round,
            "version": subject.version,
            "memory": remember(subject),
            "due_on": index.due_on,
            "due_at": index.due_at,
            "provisional": index.provisional,
            "blue_at": lights.get(Light.BLUE),
            "yellow_at": lights.get(Light.YELLOW),
            "red_at": lights.get(Light.RED),
            "closed_at": subject.closed_at,
            "ended": subject.ended,
            "wake_at": index.wake_at,
            "pending": len(subject.waiting),
            "set_aside": None,
            "head_seq": head_seq,
            "head_hash": head_hash,
        }

    def changes(self) -> dict[str, Any]:
        """Return the columns that have changed and must be written; all of them for an instance that is being opened.

        Writing a column also updates its index, whether it has changed or not, so unchanged columns are left out.
        """
        columns = self.columns()
        if self.record is None:
            return columns
        changed = {}
        for (name, value), known in zip(columns.items(), acts.changing(self.record), strict=True):
            if value != known:
                changed[name] = value
        return changed


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names)) if len(names) > 1 else tuple(names)
