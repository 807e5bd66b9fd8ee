"""The unit of work on one locked instance: acts and rungs change it in memory, and everything is saved together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from duban import words
from duban.states import (
    ASSIGNED,
    OPEN,
    REBOUND,
    THE_SYSTEM,
    Act,
    Actor,
    ClockLedger,
    act_done,
    announced,
    owed_by_none,
    papers_after_act,
)
from duban.states.history import (
    Acted,
    Assigned,
    Because,
    Opened,
    Refusal,
    Refused,
    Share,
    SharesSet,
    step_facts,
)
from duban.storage import outbox
from duban.workflow.instance.claims import SKIPPED, Claim
from duban.workflow.instance.messages import compose, meant_for, reminder_of, said_of
from duban.workflow.instance.openings import Wanted
from duban.workflow.instance.written import Written
from duban.workflow.people import shares_of
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from duban.states import Announcement, Changed, Effects, Rung, Transition
    from duban.workflow.instance.openings import Opening
    from duban.workflow.rules import Compiled


class UnitOfWork(Written):
    """Changes one subject at one instant, and collects what is to be written until the command saves it.

    Nothing here talks to the database, so that a refusal or an error leaves nothing half done.

    Args:
        core: the parts of the engine.
        compiled: the rules that the instance is judged by.
        subject: the instance as it was read.
        now: the instant of everything that is done.
        record: the row that the subject was read from; None for an instance that is being opened.

    """

    def adopt(self, compiled: Compiled) -> None:
        """Continue under other rules, as a migration does."""
        self.compiled, self._index = compiled, None

    def open(self, opening: Opening, facts: Mapping[str, Any]) -> None:
        """Open the instance: start its clocks, write the first entry, and announce it.

        If it is taken over quietly, nobody hears of what this work does.
        """
        self.opening, self._quiet = opening, opening.quiet
        if self.compiled.counts:
            self.subject.shares = shares_of(self.compiled.definition, self.core.directory)
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
        if self.compiled.counts:
            self.note(SharesSet(shares=self.subject.shares))

    def take(
        self,
        transition: Transition,
        act: Act,
        *,
        because: Because | None = None,
        approved: int | UnsetType = UNSET,
        by_link: str | UnsetType = UNSET,
    ) -> None:
        """Carry out an act that has no blockers, and announce it; it was `approved` as the entry of that seq asked.

        It was done `by_link` if somebody did it by the link in the message with that id.
        """
        before = self.subject.state
        stepper = self.stepper()
        stepper.take(transition, act)
        effects = stepper.effects
        if transition.opens is not None and not effects.waits:
            self.openings += (Wanted(transition.opens),)
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
            approved=approved,
            by_link=by_link,
        )
        self.write(entry, act.actor, from_state=before, trigger=act.trigger)
        self.absorb(effects)
        self.judges_parts |= transition.new_round or self.subject.state != before
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

    def lapse(self, seq: int, why: str) -> None:
        """Withdraw the reminders of a decision that is no longer needed, for the reason `why`."""
        self.lapsed[seq] = why
        for row in self.messages:
            if row.rung == reminder_of(seq) and row.status == outbox.PENDING:
                self.withdraw(row, why)

    def hush(self, asked: int, unit: str, why: str) -> None:
        """Withdraw what a unit has not been sent yet of an urge that it has answered, for the reason `why`."""
        self.hushed += ((asked, unit, why),)
        for row in self.messages:
            if (row.rung, row.unit, row.is_copy, row.status) == (reminder_of(asked), unit, False, outbox.PENDING):
                self.withdraw(row, why)

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
                self.withdraw(row, effects.withdrawn[row.clock])

    # -- messages --------------------------------------------------------------------------------------------------

    def announce(self, effects: Effects, said: Mapping[str, Any], *, on: str = "", after: str = "") -> tuple[str, ...]:
        """Send what is to be told of a trigger (or the opening), and of an act of the engine; return who is told.

        `said` is what messages can say of it (`said_of`).
        """
        told: list[str] = []
        if self.compiled.definition.papers:
            done = act_done(effects, self.subject, after)
            found = papers_after_act(self.compiled.definition, on=on, after=done)
            self.to_draft += tuple((paper, {**said, "drafted": on if on in paper.on else after}) for paper in found)
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
        paper: Mapping[str, Any] | None = None,
        about: ClockLedger | None = None,
        besides: Collection[tuple[str, str]] = (),
    ) -> tuple[str, ...]:
        """Compose a message to every addressee; return the units that are told.

        It belongs to the clock of the `ledger`, with which it is withdrawn, or else only speaks `about` one. People of
        units who are told already in other words, `besides`, do not get it.
        """
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
            digests=self._digests,
            fallback=self._fallback,
            decision=decision,
            said=said,
            changed=changed,
            act=act,
            paper=paper,
            about=about,
        )
        sent = [row for row in rows if (row.unit, row.contact) not in besides] if besides else rows
        self.send(sent)
        self.tally.messages += len(sent)
        return _once([unit for row in rows for unit in meant_for(row)])


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names)) if len(names) > 1 else tuple(names)
