"""The daemon: APScheduler as an alarm clock for the sweep and the drain (delivery); all its state is in the database.

Its jobs are an alarm for the next due instant, a regular sweep that notices what other processes have written, a
regular drain, taking what happened to the feed and the texts that are searched, the beat that shows others that it is
well, word to the operators if something is not, taking away files that nobody needs, and fetching what comes back of
messages. Nothing is lost if it stops: a sweep handles everything that is due by now, not only what is due this minute.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from contextlib import suppress
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from duban import words
from duban.operations.drains import Drains
from duban.operations.heart import Heart
from duban.operations.paper_files import papers_job
from duban.operations.returns import jobs_of
from duban.operations.supervision import READY, STOPPING, Pulse, tell_manager
from duban.operations.work_done import log_delivery, swept
from duban.states import utc
from duban.storage import DatabaseMissing, DatabaseMoved, StorageError
from duban.workflow import Complaints, SystemClock, event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from duban.workflow import Engine

log = logging.getLogger("duban.daemon")

_SWEEP, _ALARM, _DRAIN, _INDEX, _BEAT, _TELL, _TIDY = "sweep", "alarm", "drain", "index", "beat", "tell", "tidy"

_TELL_EVERY = 12
"""The daemon looks for something to tell the operators once in so many heartbeats, first when so many have passed."""

_TIDY_EVERY = 720
"""It takes away files that nobody needs once in so many heartbeats, which is an hour, first when it starts."""

_WALL = SystemClock()
"""The clock that APScheduler uses, whatever clock the engine has."""

_LOOK_SECONDS = 30.0
"""How long somebody may have set the clock back before it is noticed, if the interval is not shorter."""

_AGAIN = "it is tried again by itself; {way_health} shows what is wrong"
_TELL_WHOM = "set [operators] in duban.toml, so that somebody is told; {way_health} shows what is wrong"
_PUT_BACK = "put the right file in its place ({way_restore}), and start the daemon again"
_REPORT = "it is tried again by itself; this is a fault of duban, please report it"


class Daemon:
    """Sweeps and drains until it is stopped; starting or stopping it twice is the same as once.

    It also ends by itself, and calls `ended`, if the database's file is deleted or replaced: see `lost`.

    `felt` is called with the name of a task, `sweep` or `drain`, whenever the task has made progress. `chores` are done
    every hour, when it tidies up: what others keep beside the engine.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        felt: Callable[[str], None] | None = None,
        ended: Callable[[], None] | None = None,
        chores: Sequence[Callable[[], object]] = (),
    ) -> None:
        self._felt = felt or _unheard
        self._ended = ended
        self._chores = tuple(chores)
        self._lost: DatabaseMoved | None = None
        self._losing = threading.Lock()
        self._engine = engine
        self._stopping = threading.Event()
        self._sweeping = threading.Lock()
        self._drains = Drains()
        self._scheduler: BackgroundScheduler | None = None
        self._heart = Heart(engine.settings.heartbeat, engine.settings.folder, scenarios=partial(_digests, engine))
        self._complaints = Complaints(log)
        stop = self._stopping.is_set
        self._returns = (*jobs_of(engine, self._complaints, stop), papers_job(engine, self._complaints, stop))

    @property
    def alarm(self) -> datetime | None:
        """Return when the alarm is due, in UTC; None if the regular sweep comes first."""
        job = None if self._scheduler is None else self._scheduler.get_job(_ALARM)
        return None if job is None else utc(job.next_run_time)

    @property
    def lost(self) -> DatabaseMoved | None:
        """Return why the daemon ended by itself: the file of its database was deleted or replaced; else None."""
        return self._lost

    def start(self) -> None:
        """Start the jobs, in threads of their own.

        Raises StorageError if the database cannot be used, and NotifierError if a channel's settings cannot. A database
        that a daemon has worked with and that is not there any more is not made anew: DatabaseMissing is raised.
        """
        if self._scheduler is not None:
            return
        if self._heart.has_beaten and not self._engine.has_database():
            raise DatabaseMissing(self._engine.where, lost=True)
        for make in self._engine.channels.values():
            make()
        self._engine.prepare()
        self._engine.require_in_place()  # of an application's engine, this notes which file it is
        self._lost = None
        self._stopping.clear()
        every, soon = self._engine.settings.heartbeat_seconds, _WALL.now()
        at_once = 1 + len(self._engine.channels)  # each may be waiting for an answer, and another drain begins
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(5 + at_once + len(self._returns))},
            # By default APScheduler drops a run that is a second late. Here late runs must still happen, and several
            # missed ones count as one.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_job(self.sweep, "interval", seconds=every, id=_SWEEP, next_run_time=soon)
        self._scheduler.add_job(
            self.drain, "interval", seconds=every, id=_DRAIN, next_run_time=soon, max_instances=at_once
        )
        self._scheduler.add_job(self.index, "interval", seconds=every, id=_INDEX, next_run_time=soon)
        self._scheduler.add_job(self.beat, "interval", seconds=every, id=_BEAT, next_run_time=soon)
        first, apart = soon + timedelta(seconds=_TELL_EVERY * every), _TELL_EVERY * every
        self._scheduler.add_job(self.tell, "interval", seconds=apart, id=_TELL, next_run_time=first)
        if self._engine.keeps_files or self._chores:
            self._scheduler.add_job(self.tidy, "interval", seconds=_TIDY_EVERY * every, id=_TIDY, next_run_time=soon)
        for job in self._returns:
            self._scheduler.add_job(job.run, "interval", seconds=job.seconds, id=job.name, next_run_time=soon)
        self._scheduler.start()
        threading.Thread(target=self._keep_time, args=(self._scheduler, every), daemon=True).start()
        log.info(event("started", database=self._engine.where, every_seconds=every))

    def stop(self) -> None:
        """Finish the current batch, and stop; a message in flight has half of `lease_seconds` to be answered for."""
        self._stopping.set()
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            # The scheduler waits for its jobs while it holds a lock that they may need, so none may be running then.
            with self._sweeping, self._drains.none():
                scheduler.shutdown(wait=True)
            log.info(event("stopped"))

    def sweep(self) -> None:
        """Sweep, and set the alarm for what is due next; errors are logged, and the next sweep tries again."""
        if self._lost is not None or not self._sweeping.acquire(blocking=False):
            return
        try:
            self._engine.require_in_place()
            self._engine.refresh_directory()
            self._engine.refresh_scenarios()
            result = self._engine.sweep(stop=self._sweep_asked)
            if result.fired or result.skipped or result.messages or result.opened:
                log.info(swept(result))
            if result.messages:
                self._soon(self.drain, _DRAIN)
            self._set_alarm()
            if not self._stopping.is_set():  # a sweep that was cut short does not count
                self._heart.swept()
            self._complaints.done("sweep")
        except Exception as error:  # noqa: BLE001 - it is logged, and tried again
            self._failed("sweep", error)
        finally:
            self._sweeping.release()
            self._felt(_SWEEP)

    def drain(self) -> None:
        """Send the messages that may leave; errors are logged, and the next drain tries again.

        A medium for which another drain still waits for an answer is left to that one.
        """
        if self._lost is not None:
            return
        try:
            self._engine.require_in_place()
            asyncio.run(self._drain_all())
            if not self._stopping.is_set() and self._drains.all_go_on:
                self._heart.drained()
            self._complaints.done("drain")
        except Exception as error:  # noqa: BLE001 - as above
            self._failed("drain", error)
        finally:
            self._drain_felt()

    async def _drain_all(self) -> None:
        media = await asyncio.to_thread(self._engine.media_waiting)
        ends = await asyncio.gather(*map(self._drain_one, media), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        if not any(ends):
            await self._engine.deliver(media=())  # sends nothing, but tidies up

    async def _drain_one(self, medium: str) -> bool:
        """Send the messages of a medium; return False if another drain is at it."""
        with self._drains.of(medium) as free:
            if free:
                stop = partial(self._drain_asked, medium)
                log_delivery(await self._engine.deliver(media=[medium], stop=stop))
            return free

    def _drain_asked(self, medium: str) -> bool:
        self._drains.feel(medium)
        self._drain_felt()
        return self._stopping.is_set()

    def _drain_felt(self) -> None:
        if self._drains.all_go_on:
            self._felt(_DRAIN)

    def index(self) -> None:
        """Take what happened to the feed, and what changed to the search; errors are logged, the next time tries it."""
        if self._lost is not None or self._stopping.is_set():
            return
        try:
            self._engine.require_in_place()
            self._engine.order_events(stop=self._stopping.is_set)
            self._engine.index_texts(stop=self._stopping.is_set)
            self._complaints.done("index")
        except Exception as error:  # noqa: BLE001 - as above
            self._failed("index", error)

    def tell(self) -> None:
        """Tell the operators what keeps messages or work from people, if there is anything; errors are logged."""
        if self._stopping.is_set():
            return
        try:
            told = asyncio.run(self._engine.tell_operators())
        except StorageError:
            return  # the sweep says so, and needs the database more
        except Exception as error:  # noqa: BLE001 - whatever it is, the daemon goes on working
            self._complaints.failed("telling the operators", str(error) or type(error).__name__, advice=_AGAIN)
            return
        self._complaints.done("telling the operators")
        if told.troubles and not self._engine.settings.operators.ways():
            reason = words.clauses([each.found for each in told.troubles])
            self._complaints.failed("finding whom to tell", reason, advice=_TELL_WHOM)

    def tidy(self) -> None:
        """Take away files that nobody needs, and do the chores; errors are logged, and the next time tries again."""
        if self._lost is not None or self._stopping.is_set():
            return
        try:
            self._engine.require_in_place()
            tidied = self._engine.tidy_files()
            for chore in self._chores:
                chore()
        except Exception as error:  # noqa: BLE001 - as above
            if not self._has_lost(error) and not isinstance(error, StorageError):  # of these the sweep says so
                self._complaints.failed("tidying up", str(error) or type(error).__name__, advice=_AGAIN)
            return
        self._complaints.done("tidying up")
        if tidied.deleted or tidied.remains:
            log.info(event("tidied", files=tidied.deleted, remains=tidied.remains or None))

    def beat(self) -> bool:
        """Beat if all is well, and return whether it did; it does not while the daemon stops, or after an error."""
        if self._stopping.is_set():
            return False
        may_beat = self._heart.may_beat  # before the figures are read: work under way is no reason not to beat
        try:
            self._engine.require_in_place()
            health = self._engine.health()
            beaten = may_beat and self._heart.beat(health)
        except Exception as error:  # noqa: BLE001 - the database may be unreachable, which a missing beat shows
            if not self._has_lost(error):
                self._complaints.failed("heartbeat", str(error) or type(error).__name__, advice=_AGAIN)
            return False
        self._complaints.done("heartbeat")
        return beaten

    def _failed(self, task: str, error: Exception) -> None:
        """Say that a task has failed; it is tried again, unless its database is lost."""
        if self._has_lost(error):
            return
        if isinstance(error, StorageError):
            self._complaints.failed(task, str(error), advice=_AGAIN)
        else:
            log.error(event(f"{task} failed", advice=_REPORT), exc_info=error)

    def _has_lost(self, error: Exception) -> bool:
        """Return whether an error comes of a file that was deleted or replaced; if so, everything ends.

        SQLite has many words for what happens in the middle of a transaction, so the file is asked for after each.
        """
        if not isinstance(error, DatabaseMoved):
            try:
                self._engine.require_in_place()
            except DatabaseMoved as moved:
                error = moved
            except Exception:  # noqa: BLE001 - it is the same fault again
                return False
        if isinstance(error, DatabaseMoved):
            self._lose(error)
        return self._lost is not None

    def _lose(self, error: DatabaseMoved) -> None:
        """End everything, with one line in the log: whatever is written now, nobody will read."""
        with self._losing:
            first, self._lost = self._lost is None, self._lost or error
        if first:
            self._stopping.set()
            log.critical(event("database lost", reason=str(error), advice=_PUT_BACK))
            if self._ended is not None:
                self._ended()

    def _sweep_asked(self) -> bool:
        """Return whether the sweep is to end early; that it asks, between its steps, shows that it makes progress."""
        self._felt(_SWEEP)
        return self._stopping.is_set()

    def _set_alarm(self) -> None:
        """Set the alarm for the next due instant, if that comes before the next regular sweep."""
        due, now = self._engine.next_instant(), self._engine.now()
        every = timedelta(seconds=self._engine.settings.heartbeat_seconds)
        # What is overdue even after a sweep is locked by another daemon or set aside: the regular sweep handles it.
        if due is not None and now < due < now + every:
            self._soon(self._alarm, _ALARM, at=due)

    def _alarm(self) -> None:
        self.sweep()
        self._soon(self.drain, _DRAIN)

    def _keep_time(self, scheduler: BackgroundScheduler, every: float) -> None:
        """Run the tasks at once if somebody has set the machine's clock back.

        APScheduler uses the wall clock, and would sleep until it has caught up; this loop waits by a clock that only
        runs forward. A regular task is never further away than its interval: one that is much further is late. So is
        an alarm: the sweep that runs instead sets a new one.
        """
        fetched = {job.name: job.seconds for job in self._returns}
        while not self._stopping.wait(min(every, _LOOK_SECONDS)) and scheduler.running:
            slack = every + min(every, _LOOK_SECONDS)
            soonest = _WALL.now()
            for job in scheduler.get_jobs():
                apart = {_TELL: _TELL_EVERY * every, _TIDY: _TIDY_EVERY * every, **fetched}.get(job.id, 0.0)
                if job.next_run_time <= soonest + timedelta(seconds=slack + apart):
                    continue
                with suppress(JobLookupError):  # the daemon is being stopped
                    if job.id == _ALARM:
                        job.remove()
                    else:
                        job.modify(next_run_time=_WALL.now())

    def _soon(self, job: Callable[[], None], name: str, at: datetime | None = None) -> None:
        scheduler = self._scheduler
        if scheduler is None or self._stopping.is_set():
            return
        soon = _WALL.now()
        when = soon if at is None else max(at, soon)
        if name == _ALARM:
            scheduler.add_job(job, "date", run_date=when, id=_ALARM, replace_existing=True)
        elif (standing := scheduler.get_job(name)) is not None:
            standing.modify(next_run_time=when)


def _digests(engine: Engine) -> dict[str, str]:
    """Return the digests of the scenarios that the daemon works by, for the heartbeat."""
    return {each.scenario: each.digest for each in engine.definitions()}


def _unheard(_task: str) -> None:
    """Ignore the progress of a task."""


def run_daemon(engine: Engine, *, chores: Sequence[Callable[[], object]] = ()) -> bool:
    """Run the daemon, which does these chores as well, until SIGTERM or SIGINT, then finish the current batch.

    Return False if it ended before that because the database's file was deleted or replaced, which its log says.
    """
    # A signal that arrives just before the wait begins would be missed by a handler; a blocked one stays pending.
    signals = {signal.SIGTERM, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    waiting = threading.get_ident()
    ended = partial(signal.pthread_kill, waiting, signal.SIGTERM)
    daemon = Daemon(engine, felt=Pulse(_SWEEP, _DRAIN).felt, ended=ended, chores=chores)
    try:
        daemon.start()
        tell_manager(READY)
        signal.sigwait(signals)
    finally:
        tell_manager(STOPPING)
        daemon.stop()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return daemon.lost is None
