"""The command: lock, load, judge, change, settle, save. Every change of an instance goes through here.

A verb, a sweep, an errand, an opening, a link, a migration and a calendar import differ only in which instances they
take and in what they change. Everything that an act leads to, including what it opens in other scenarios, is judged
before the first row is written, so that a refusal anywhere changes nothing. The only exception are the counters of
numbers, which serve as locks: after a refusal, the numbers that were taken are given back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.states import StatesError
from duban.storage import StorageBusy, StorageError, claims, instances, keys
from duban.workflow.errors import (
    BatchRefused,
    ScenarioChanged,
    TransitionConflict,
    TransitionRefused,
    UnknownInstance,
    WorkflowError,
    conflict,
)
from duban.workflow.instance.changes import draft_due
from duban.workflow.instance.claims import trust_claims
from duban.workflow.instance.filing import Filing
from duban.workflow.instance.idempotency import keep_result, ticket_for, told_before
from duban.workflow.instance.loading import load, number_meant, prefetch
from duban.workflow.instance.opener import Opener
from duban.workflow.instance.opening import new_subject, number_of, number_taken, standing
from duban.workflow.instance.others import children
from duban.workflow.instance.saving import insert, save
from duban.workflow.instance.work import UnitOfWork
from duban.workflow.listeners import UNHEARD, Teller, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.storage import InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.instance.idempotency import Ticket
    from duban.workflow.instance.openings import Opening
    from duban.workflow.listeners import Unheard
    from duban.workflow.rules import Catalogue, Compiled
    from duban.workflow.values import Instance

    Change = Callable[[Sequence[UnitOfWork]], None]
    """Judges and changes instances in memory; raises a WorkflowError or a StatesError if it refuses."""


class Asked(NamedTuple):
    """What a caller asked for: an idempotency key or None, the verb, and its arguments."""

    key: str | None
    verb: str
    arguments: Mapping[str, Any]


class Command:
    """One transaction's work on instances.

    Args:
        core: the parts of the engine.
        connection: the transaction; the command neither commits nor rolls back.
        now: the instant of everything that is done; by default the current one.
        hear: first apply the news from linked instances, so that nobody is refused for a state that has changed
            already. A sweep leaves that to the errands, each of which has a transaction of its own.
        believe_claims: read the stored claims instead of trusting the instance's memory, which caches them; for
            instances whose batch has failed.
        rules: the catalogue to judge by, if not the engine's: one with a calendar that is not in force yet.
        failures: collects the instances that could not be handled, so that the others go on; without it the first
            failure ends the command.
        settles: open the instances that are asked for, and pull the triggers of complete joins. Migration and calendar
            import leave that to the next act or sweep: they are not acts, and their previews must not take numbers.
        dry_run: judge and change in memory, and write nothing; such a command does not settle either.
        viewer: the unit that acts, whose private fields the results show; without it they show all.

    """

    def __init__(
        self,
        core: Core,
        connection: Connection,
        *,
        now: datetime | None = None,
        hear: bool = False,
        believe_claims: bool = False,
        rules: Catalogue | None = None,
        failures: list[tuple[InstanceRecord, Exception]] | None = None,
        settles: bool = True,
        dry_run: bool = False,
        viewer: str | None = None,
    ) -> None:
        self._core = core
        self._connection = connection
        self.now = core.now() if now is None else now
        self._hear = hear
        self._believe_claims = believe_claims
        self._rules = core.catalogue if rules is None else rules
        self._failures = failures
        self._settles = settles and not dry_run
        self._dry_run = dry_run
        self._viewer = viewer
        self._filing = Filing.of(core, connection, self.now)
        self._opener = Opener(core, connection, self.now, self._filing)

    def run(
        self,
        numbers: Sequence[str],
        change: Change,
        *,
        asked: Asked | None = None,
        expect: int | None = None,
        batch: bool = False,
    ) -> list[Instance]:
        """Lock instances by their numbers, change them, and return them as they are then, in the same order.

        Args:
            numbers: each once; they are always locked in one order, so that no two commands wait for each other.
            change: judges and changes all of them.
            asked: the caller's request with its idempotency key; a repeat returns the first result, changing nothing.
            expect: the version of the first instance that the caller has seen.
            batch: whether what listeners object to is refused as that of a batch.

        Raises:
            UnknownInstance: if there is no instance with one of the numbers.
            KeyReused: if the key was used before for something else.
            TransitionConflict: if `expect` is not the current version.

        """
        works = self._load(self.lock(numbers))
        ticket = None
        if asked is not None and asked.key is not None:
            ticket = ticket_for(*asked, private=works[0].compiled.private)
            if (earlier := told_before(self._core, self._connection, ticket, viewer=self._viewer)) is not None:
                return [earlier]
            works[0].asked = None if ticket is None else ticket.hash
        if expect is not None and expect != works[0].subject.version:
            verb = asked.arguments.get("trigger", asked.verb) if asked is not None else ""
            raise TransitionConflict(numbers[0], verb, [conflict(expect, works[0].subject.version)])
        return self._finish(works, change, ticket, asked, batch=batch)

    def take(self, records: Sequence[InstanceRecord], change: Change) -> list[UnitOfWork]:
        """Change instances that are locked already, and return the work on those that did not fail."""
        works = self._load(records)
        if self._failures is None:
            self._finish(works, change, None)
            return works
        done = [work for work in works if self._alone(work, change)]
        with self._telling(done):
            self._save(done)
        return done

    def open(
        self, compiled: Compiled, openings: Sequence[Opening], *, asked: Asked | None = None, batch: bool = False
    ) -> list[tuple[Instance, UnitOfWork | None]]:
        """Open instances, each outside matter once, and return them in order, each with the work on it.

        The work is None for an instance that was open already.

        Raises:
            TransitionRefused: if the actor may not open it, or a field is missing.
            BatchRefused: if that is so for some of a `batch`; it has every refusal.
            KeyReused: if the key was used before for something else.
            StorageBusy: if another scenario opens one of several outside matters at the same moment.

        """
        subjects = self._subjects(compiled, openings, batch=batch)
        ticket = None if asked is None else ticket_for(*asked, private=compiled.private)
        opener = self._opener
        try:
            numbers = opener.take(compiled, len(openings))
            earlier = told_before(self._core, self._connection, ticket, viewer=self._viewer)
            found = {} if earlier is None else {0: earlier}
            twins: dict[int, int] = {}
            if earlier is None:
                found, twins = self._standing(openings, ticket)
            works: dict[int, UnitOfWork] = {}
            for place, (opening, subject) in enumerate(zip(openings, subjects, strict=True)):
                if place not in found and place not in twins:
                    seq, asking = numbers[len(works)], None if ticket is None or works else ticket.hash
                    subject.number = number_of(compiled, self.now, seq)
                    works[place] = opener.begin(compiled, opening, subject, seq, asking)
            opener.numbers.give_back(len(openings) - len(works))
            self._settle(list(works.values()))
            with self._telling([], asked, openings[0].title, batch=batch) as teller:
                if works and ticket is not None:
                    known = self._keep(ticket, works[0])
                    found, works = ({}, works) if known is None else ({0: known}, {})
                if works and not self._insert(openings, ticket):
                    # Another scenario has opened the same outside matter at the same moment: its instance is returned.
                    found, works = self._overtaken(openings, ticket), {}
                if works:
                    opener.save()
                else:
                    teller.keep_quiet()
        except (WorkflowError, StatesError):
            opener.give_back()
            raise
        if not works:
            opener.give_back()
            opener.works.clear()
        done = found | {place: work.result(self._viewer) for place, work in works.items()}
        return [(done[twins.get(place, place)], works.get(twins.get(place, place))) for place in range(len(openings))]

    def _subjects(self, compiled: Compiled, openings: Sequence[Opening], *, batch: bool) -> list[Subject]:
        """Return the subjects to open; raises TransitionRefused for one by itself, BatchRefused for a batch."""
        if len(openings) == 1 and not batch:
            return [new_subject(compiled, openings[0], self.now)]
        subjects, refusals = [], []
        for opening in openings:
            try:
                subjects.append(new_subject(compiled, opening, self.now))
            except TransitionRefused as refused:
                refusals.append(refused)
        if refusals:
            raise BatchRefused(refusals)
        return subjects

    def _insert(self, openings: Sequence[Opening], ticket: Ticket | None) -> bool:
        """Insert the rows of the opened instances; return False if the only one asked for is there already."""
        try:
            self._opener.keep_definitions()
        except ScenarioChanged:
            if ticket is not None:
                keys.drop_key(self._connection, ticket.key)
            raise
        works = self._opener.works
        place = insert(self._connection, works)
        if place == len(works):
            return True
        if place == 0 and len(openings) == 1:
            return False
        if place < len(openings):
            self._opener.give_back()
            raise StorageBusy
        raise number_taken(works[place].subject)

    def _overtaken(self, openings: Sequence[Opening], ticket: Ticket | None) -> dict[int, Instance]:
        if ticket is not None:
            keys.drop_key(self._connection, ticket.key)
        found, _ = self._standing(openings, ticket)
        if not found:
            raise number_taken(self._opener.works[0].subject)
        return found

    def _keep(self, ticket: Ticket, work: UnitOfWork) -> Instance | None:
        """Store the result of an idempotency key; if another command has stored one meanwhile, return that result."""
        result = work.result(self._viewer)
        return keep_result(
            self._core, self._connection, ticket, result, work.compiled, at=self.now, viewer=self._viewer
        )

    def _standing(
        self, openings: Sequence[Opening], ticket: Ticket | None
    ) -> tuple[dict[int, Instance], dict[int, int]]:
        return standing(self._core, self._connection, openings, ticket, at=self.now, viewer=self._viewer)

    # -- the steps ----------------------------------------------------------------------------------------------------

    def lock(self, numbers: Sequence[str]) -> list[InstanceRecord]:
        """Lock instances and return their rows, in the order in which the numbers are given.

        A number may be spelled otherwise than the instance has it. Raises UnknownInstance.
        """
        records = self._locked(numbers)
        if records is None:
            meant = [number_meant(self._connection, number) for number in numbers]
            for number, found in zip(numbers, meant, strict=True):
                if found is None:
                    raise UnknownInstance(number)
            records = self._locked([found for found in meant if found is not None])
        if records is None:
            raise UnknownInstance(numbers[0])
        return records

    def _locked(self, numbers: Sequence[str]) -> list[InstanceRecord] | None:
        if len(numbers) == 1:
            record = instances.lock_instance(self._connection, numbers[0])
            return None if record is None else [record]
        records = {record.number: record for record in instances.lock_instances(self._connection, numbers)}
        return [records[number] for number in numbers] if records.keys() >= set(numbers) else None

    def _load(self, records: Sequence[InstanceRecord]) -> list[UnitOfWork]:
        if records:
            self._core.keep_up(self._connection, records[0].directory, acting=self._viewer is not None)
        private = prefetch(self._rules, self._connection, records) if len(records) > 1 else None
        errands = children.errands_of(self._connection, [record.number for record in records])
        works = []
        for record in records:
            try:
                compiled, subject = load(self._rules, self._connection, record, private)
                if self._believe_claims:
                    trust_claims(subject, claims.read_claims(self._connection, record.id))
                work = self._begun(compiled, subject, record)
                if self._hear:
                    children.catch_up(self._connection, work, errands)
            except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this instance alone
                self._failed(record, error)
            else:
                works.append(work)
        return works

    def _begun(self, compiled: Compiled, subject: Subject, record: InstanceRecord) -> UnitOfWork:
        numbers, filing = self._opener.numbers, self._filing
        return UnitOfWork(self._core, compiled, subject, now=self.now, record=record, numbers=numbers, filing=filing)

    def _finish(
        self,
        works: list[UnitOfWork],
        change: Change,
        ticket: Ticket | None,
        asked: Asked | None = None,
        *,
        batch: bool = False,
    ) -> list[Instance]:
        """Change, settle and save; if the key turns out to be used already, return the first result instead."""
        try:
            change(works)
            self._settle(works)
            results = [work.result(self._viewer) for work in works]
            with self._telling(works, asked, batch=batch) as teller:
                if ticket is not None and (earlier := self._keep(ticket, works[0])) is not None:
                    self._opener.give_back()
                    teller.keep_quiet()
                    return [earlier]
                self._save(works)
        except (WorkflowError, StatesError):
            self._opener.give_back()
            raise
        return results

    def _telling(
        self, works: Sequence[UnitOfWork], asked: Asked | None = None, subject: str = "", *, batch: bool = False
    ) -> Teller | Unheard:
        """Return what tells listeners of the work on these instances and on those that were opened.

        If they object, what was `asked` of the subject, by default of the first instance, is refused.
        """
        core, opener = self._core, self._opener
        told_of = (*works, *opener.works)
        if self._dry_run or not core.listeners or not core.listeners.concern(told_of):
            return UNHEARD
        told = Told()  # nobody has asked: the engine acts of its own accord
        if asked is not None or batch:
            trigger = "" if asked is None else asked.arguments.get("trigger", asked.verb)
            named = subject or works[0].subject.number
            told = Told(named, trigger, None if asked is None else asked.key, batch)
        return Teller(core.listeners, core.database, self._connection, told_of, told, undo=opener.give_back)

    def _alone(self, work: UnitOfWork, change: Change) -> bool:
        """Change and settle one of many, and return whether it succeeded; a failure leaves no trace."""
        opener = self._opener
        opened, taken = len(opener.works), len(opener.numbers)
        try:
            change([work])
            self._settle([work])
        except Exception as error:
            opener.numbers.give_back(len(opener.numbers) - taken)
            del opener.works[opened:]
            if work.record is None:
                raise
            self._failed(work.record, error)
            return False
        return True

    def _failed(self, record: InstanceRecord, error: Exception) -> None:
        if self._failures is None or isinstance(error, StorageError):
            raise error  # the database itself is busy, full or unreachable: it is not this instance's fault
        self._failures.append((record, error))

    def _settle(self, works: Sequence[UnitOfWork]) -> None:
        if self._settles:
            for work in works:
                draft_due(work)
            self._opener.settle(works)

    def _save(self, works: list[UnitOfWork]) -> None:
        if self._dry_run:
            return
        self._opener.insert()
        save(self._connection, works)
        self._opener.save()
