"""The sweeper: lets what is due take effect, in batches, exactly once; a failing instance does not hold up others."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.storage import InstanceRecord, StorageError, finding, instances, queries, relations
from duban.words import Reason
from duban.workflow.beginning import begun_again
from duban.workflow.instance import Command, escalate, hear, strike
from duban.workflow.logs import event
from duban.workflow.services.recurring import SET_ASIDE
from duban.workflow.values import SweepFailure, SweepResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.services.recurring import Recurring

log = logging.getLogger("duban.sweep")

LIGHTS = 1000
"""Lights in one transaction: one statement writes them."""

BATCH = 100
"""Instances in one transaction: enough to share a commit, few enough to be done soon when asked to stop."""

_SET_RIGHT = "put right what is said; it is tried again in five minutes"

_AHEAD = "if the time is wrong, stop the daemon and set the clock right: steps that take effect are not taken back"
_BACK = "what took effect while it was ahead stays; {way_history} shows it"

_BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), 0)


class Sweeper:
    """Asks what is due by now, never what is due this minute, so downtime is caught up."""

    def __init__(self, core: Core, recurring: Recurring) -> None:
        self._core = core
        self._recurring = recurring
        self._lookout = core.lookout()
        self._look_at = float("-inf")

    def run_once(self, now: datetime, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Handle all that is due by `now`; `stop` is called between batches, and True ends early."""
        self._heed_the_clock(now)
        opened, failed = self._recurring.open_due(now)
        failures = tuple(SweepFailure(name, _said(fault)) for name, fault in failed)
        parts = [SweepResult(opened=opened, failures=failures), self._errands(now, stop)]
        place = _BEGINNING
        while stop is None or not stop():
            result, place_after = begun_again(partial(self._batch, now, place))
            parts.append(result)
            if place_after is None:
                break
            place = place_after
        self._show_lights(now, stop)
        total = sum(parts, SweepResult())
        for alert in total.alerts:
            log.warning(event("alert", what=alert, advice="{way_history} shows what led to it"))
        for failure in total.failures:
            log.warning(event("set aside", number=failure.number, reason=failure.reason, advice=_SET_RIGHT))
        return total

    def _show_lights(self, now: datetime, stop: Callable[[], bool] | None) -> None:
        """Write the lights that have come on by themselves since, so that lists find them by an index."""
        with self._core.database.reading() as connection:
            stale = finding.stale_lights(connection, now)
        while stale and (stop is None or not stop()):
            with self._core.database.writing() as connection:
                stale = finding.refresh_lights(connection, now, most=LIGHTS) == LIGHTS

    def _heed_the_clock(self, now: datetime) -> None:
        """Say that somebody has set the clock, and try again at once what was set aside by one that was ahead."""
        moved = self._lookout.jump()
        if moved:
            ahead = moved > timedelta()
            name, advice = ("clock set ahead", _AHEAD) if ahead else ("clock set back", _BACK)
            log.warning(event(name, by=str(abs(moved)).partition(".")[0], advice=advice))
        passed = self._core.elapsed()
        if moved or passed >= self._look_at:
            self._look_at = passed + SET_ASIDE.total_seconds()
            with self._core.database.reading() as connection:
                wrong = (
                    queries.wakes_beyond(connection, now + SET_ASIDE),
                    relations.errands_beyond(connection, now + SET_ASIDE),
                )
            if any(wrong):
                with self._core.database.writing() as connection:
                    queries.wake_early(connection, now + SET_ASIDE, to=now)
                    relations.hasten_errands(connection, now + SET_ASIDE, to=now)

    def _batch(self, now: datetime, place: tuple[datetime, int]) -> tuple[SweepResult, tuple[datetime, int] | None]:
        """Handle one batch in one transaction; return its result, and the place to go on from or None at the end."""
        records: list[InstanceRecord] = []
        failed: list[tuple[InstanceRecord, Exception]] = []
        try:
            with self._core.database.writing() as connection:
                records = queries.lock_due(connection, now=now, after=place, limit=BATCH)
                result = self._handle(connection, records, now, failed)
        except StorageError:
            raise  # the database itself is busy, full or unreachable: it is not an instance's fault
        except Exception as error:
            if not records:
                raise
            log.debug("going through a batch of %d one by one: %s", len(records), type(error).__name__)
            failed.clear()
            result = sum((self._alone(record, now, failed) for record in records), SweepResult())
        for record, fault in failed:
            self._set_aside(record.number, fault, now)
        result += SweepResult(failures=tuple(SweepFailure(record.number, _said(fault)) for record, fault in failed))
        last = records[-1] if len(records) == BATCH else None
        return result, None if last is None or last.wake_at is None else (last.wake_at, last.id)

    def _errands(self, now: datetime, stop: Callable[[], bool] | None) -> SweepResult:
        """Carry out the errands of instances, each addressee in a transaction of its own."""
        total = SweepResult()
        with self._core.database.reading() as connection:
            numbers = relations.addressees(connection, now)
        for number in numbers:
            if stop is not None and stop():
                break
            try:
                total += begun_again(partial(self._tell, number, now))
            except StorageError:
                raise
            except Exception as error:
                log.debug("%s cannot be told", number, exc_info=True)
                total += SweepResult(failures=(SweepFailure(number, _said(error)),))
                with self._core.database.writing() as connection:
                    relations.put_off_errands(connection, number, until=now + SET_ASIDE, why=_kept(error))
        return total

    def _tell(self, number: str, now: datetime) -> SweepResult:
        with self._core.database.writing() as connection:
            records = instances.lock_instances(connection, [number])
            waiting = relations.errands_for(connection, number)
            if not records or not waiting:
                return SweepResult()
            command = Command(self._core, connection, now=now)
            return _result(command.take(records, lambda works: hear(works[0], waiting)))

    def _handle(
        self,
        connection: Connection,
        records: list[InstanceRecord],
        now: datetime,
        failed: list[tuple[InstanceRecord, Exception]],
    ) -> SweepResult:
        """Sweep locked instances in memory, save those that could be handled together, and add to those that failed."""
        command = Command(self._core, connection, now=now, failures=failed)
        works = command.take(records, _by_what_is_left(connection))
        for record, error in failed:
            log.debug("%s cannot be swept", record.number, exc_info=error)
        return replace(_result(works), instances=len(records))

    def _alone(
        self, record: InstanceRecord, now: datetime, failed: list[tuple[InstanceRecord, Exception]]
    ) -> SweepResult:
        """Sweep one instance in a transaction of its own, by the claims themselves, or add it to those that failed."""
        try:
            with self._core.database.writing() as connection:
                records = instances.lock_instances(connection, [record.number])
                command = Command(self._core, connection, now=now, believe_claims=True)
                return replace(_result(command.take(records, _by_what_is_left(connection))), instances=len(records))
        except StorageError:
            raise
        except Exception as error:
            log.debug("%s cannot be swept", record.number, exc_info=True)
            failed.append((record, error))
            return SweepResult(instances=1)

    def _set_aside(self, number: str, fault: Exception, now: datetime) -> None:
        """Let sweeps skip a failed instance for a while, so that it does not slow down the others."""
        with self._core.database.writing() as connection:
            record = instances.lock_instance(connection, number)
            if record is not None:
                queries.wake_at(connection, record.id, now + SET_ASIDE, set_aside=_kept(fault))


def _by_what_is_left(connection: Connection) -> Callable[[Sequence[UnitOfWork]], None]:
    """Return what escalates instances; sheets not by lines that nobody needs any more."""

    def change(works: Sequence[UnitOfWork]) -> None:
        for work in works:
            strike(connection, work)
        escalate(works)

    return change


def _result(works: Sequence[UnitOfWork]) -> SweepResult:
    tallies = [work.tally for work in works]
    return SweepResult(
        fired=sum(tally.fired for tally in tallies),
        skipped=sum(tally.skipped for tally in tallies),
        messages=sum(tally.messages for tally in tallies),
        withdrawn=sum(tally.withdrawn for tally in tallies),
        alerts=tuple(alert for tally in tallies for alert in tally.alerts),
    )


def _kept(error: Exception) -> str:
    return words.kept(Reason("failed", {"answer": error}))


def _said(error: Exception) -> str:
    return str(words.said_by(error)).splitlines()[0]
