"""The sweeper: lets what is due take effect, in batches, exactly once, and one failure holds up no other."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from duban.states import bound_clock, is_reminder
from duban.storage import InstanceRecord, StorageError, instances, queries, relations
from duban.workflow import linking
from duban.workflow.loading import private_of
from duban.workflow.log_lines import event
from duban.workflow.opening import open_instance
from duban.workflow.values import SweepFailure, SweepResult
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.workflow.catalogue import Compiled
    from duban.workflow.core import Core
    from duban.workflow.recurring import Recurring
    from duban.workflow.workbench import Workbench

log = logging.getLogger("duban.sweep")

BATCH = 100
"""Instances in one transaction: enough to share a commit, few enough to be soon done when asked to stop."""

SET_ASIDE = timedelta(minutes=5)
"""How long an instance that could not be handled is left alone."""

_SET_RIGHT = "put right what is said; it is tried again in five minutes"

_BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), 0)


class Sweeper:
    """Asks what is due by now, never what is due this minute, so downtime is caught up."""

    def __init__(self, core: Core, recurring: Recurring) -> None:
        self._core = core
        self._recurring = recurring

    def run_once(self, now: datetime, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Handle all that is due by `now`; between batches `stop` is asked whether to end early."""
        total = SweepResult(opened=self._recurring.open_due(now)) + self._errands(now, stop)
        place = _BEGINNING
        while stop is None or not stop():
            result, place_after = self._batch(now, place)
            total += result
            if place_after is None:
                break
            place = place_after
        for alert in total.alerts:
            log.warning(event("alert", what=alert, advice="`duban history NUMBER` shows what led to it"))
        for failure in total.failures:
            log.warning(event("set aside", number=failure.number, reason=failure.reason, advice=_SET_RIGHT))
        return total

    def _batch(self, now: datetime, place: tuple[datetime, int]) -> tuple[SweepResult, tuple[datetime, int] | None]:
        """Handle one batch in one transaction; returns its result and the place to go on from, if there is more."""
        records: list[InstanceRecord] = []
        try:
            with self._core.database.writing() as connection:
                records = queries.lock_due(connection, now=now, after=place, limit=BATCH)
                result = self._handle(connection, records, now)
        except StorageError:
            raise  # the database itself is busy, full or away: no instance is to blame
        except Exception as error:
            if not records:
                raise
            log.debug("going through a batch of %d one by one: %s", len(records), type(error).__name__)
            result = sum((self._alone(record.number, now) for record in records), SweepResult())
        for failure in result.failures:
            self._set_aside(failure, now)
        last = records[-1] if len(records) == BATCH else None
        return result, None if last is None or last.wake_at is None else (last.wake_at, last.id)

    def _errands(self, now: datetime, stop: Callable[[], bool] | None) -> SweepResult:
        """Tell instances what others left for them, each in a transaction of its own."""
        total = SweepResult()
        with self._core.database.reading() as connection:
            numbers = relations.addressees(connection, now)
        for number in numbers:
            if stop is not None and stop():
                break
            try:
                total += self._tell(number, now)
            except StorageError:
                raise
            except Exception as error:
                log.debug("%s cannot be told", number, exc_info=True)
                total += SweepResult(failures=(SweepFailure(number, _reason(error)),))
                with self._core.database.writing() as connection:
                    relations.put_off_errands(connection, number, until=now + SET_ASIDE, why=_reason(error))
        return total

    def _tell(self, number: str, now: datetime) -> SweepResult:
        with self._core.database.writing() as connection:
            record = instances.lock_instance(connection, number)
            waiting = relations.errands_for(connection, number)
            if record is None or not waiting:
                return SweepResult()
            compiled, subject = self._core.load(connection, record)
            bench = self._core.workbench(compiled, subject, now=now, record=record)
            linking.hear(bench, waiting)
            bench.heard = tuple(errand.id for errand in waiting)
            linking.settle(self._core, connection, bench, record.id, opener=open_instance)
            write_back(connection, [(record.id, bench)])
        return SweepResult(messages=bench.tally.messages, alerts=bench.tally.alerts)

    def _handle(self, connection: Connection, records: list[InstanceRecord], now: datetime) -> SweepResult:
        """Sweep the locked instances in memory and write back together those that could be handled."""
        benches: list[tuple[int, Workbench]] = []
        failures: list[SweepFailure] = []
        private = private_of(connection, records)
        for record in records:
            try:
                compiled, subject = self._core.load(connection, record, private)
                benches.append((record.id, self._sweep(record, compiled, subject, now)))
            except StorageError:
                raise
            except Exception as error:
                log.debug("%s cannot be swept", record.number, exc_info=True)
                failures.append(SweepFailure(record.number, _reason(error)))
        for key, bench in benches:
            # This may write: should it fail, the batch is undone and gone through one by one.
            linking.settle(self._core, connection, bench, key, opener=open_instance)
        changed = [(key, bench) for key, bench in benches if bench.changed]
        if changed:
            write_back(connection, changed)
        for key, bench in benches:
            if not bench.changed:
                queries.wake_at(connection, key, bench.index.wake_at)
        return SweepResult(
            instances=len(records),
            fired=sum(bench.tally.fired for _, bench in benches),
            skipped=sum(bench.tally.skipped for _, bench in benches),
            messages=sum(bench.tally.messages for _, bench in benches),
            alerts=tuple(alert for _, bench in benches for alert in bench.tally.alerts),
            failures=tuple(failures),
        )

    def _sweep(self, record: InstanceRecord, compiled: Compiled, subject: Subject, now: datetime) -> Workbench:
        bench = self._core.workbench(compiled, subject, now=now, record=record)
        bench.sweep()
        return bench

    def _alone(self, number: str, now: datetime) -> SweepResult:
        """Sweep one instance in a transaction of its own, by the claims themselves."""
        try:
            with self._core.database.writing() as connection:
                record = instances.lock_instance(connection, number)
                if record is None:
                    return SweepResult()
                compiled, subject = self._core.load(connection, record)
                _believe(subject, instances.read_claims(connection, record.id))
                bench = self._sweep(record, compiled, subject, now)
                linking.settle(self._core, connection, bench, record.id, opener=open_instance)
                if bench.changed:
                    write_back(connection, [(record.id, bench)])
                else:
                    instances.save_instances(connection, [{"key": record.id, **bench.columns()}])
        except StorageError:
            raise
        except Exception as error:
            log.debug("%s cannot be swept", number, exc_info=True)
            return SweepResult(instances=1, failures=(SweepFailure(number, _reason(error)),))
        tally = bench.tally
        return SweepResult(1, tally.fired, tally.skipped, tally.messages, tally.alerts)

    def _set_aside(self, failure: SweepFailure, now: datetime) -> None:
        """Let no sweep look at a failed instance for a while, so that it costs the others nothing."""
        with self._core.database.writing() as connection:
            record = instances.lock_instance(connection, failure.number)
            if record is not None:
                queries.wake_at(connection, record.id, now + SET_ASIDE, set_aside=failure.reason)


def _believe(subject: Subject, claims: Iterable[tuple[str, int, int, str, str, datetime]]) -> None:
    """Take over the claims of the present laps: they are the truth, what the instance remembers is their cache."""
    for clock, round_, lap, rung, _, _ in claims:
        ledger = subject.clocks.get(clock)
        if ledger is not None and (ledger.round, ledger.lap) == (round_, lap):
            known = subject.claimed.get(clock, ())
            if is_reminder(rung):
                continue  # what was told of a decision is kept beside it
            subject.claimed[clock] = known if rung in known else (*known, rung)
        elif clock == bound_clock(subject.state) and (round_, lap) == (subject.round, subject.stays.get(subject.state)):
            subject.claimed[clock] = (rung,)


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
