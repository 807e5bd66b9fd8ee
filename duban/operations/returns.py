"""What a daemon fetches that comes back: reports of mails that did not arrive, and of SMS."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from duban.notifiers import NotifierError, Reporting
from duban.storage import StorageError
from duban.workflow import WorkflowError, event

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.workflow import Complaints, Engine

log = logging.getLogger("duban.daemon")

_AGAIN = "it is tried again by itself; {way_health} shows what is wrong"


class Job(NamedTuple):
    """Something that is done every so many seconds."""

    name: str
    seconds: float
    run: Callable[[], None]


def jobs_of(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> tuple[Job, ...]:
    """Return what a daemon has to fetch by the engine's settings; `stop` returns whether to end early."""
    bounces, receipts, found = engine.settings.bounces, engine.settings.receipts, list[Job]()
    if bounces.host:
        found.append(Job("bounces", bounces.minutes * 60, partial(_read_bounces, engine, complaints, stop)))
    if receipts.poll_minutes and _can_be_asked(engine):
        found.append(Job("receipts", receipts.poll_minutes * 60, partial(_poll, engine, complaints, stop)))
    return tuple(found)


def _read_bounces(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> None:
    if stop():
        return
    task = "reading reports of lost mails"
    try:
        found = engine.read_bounces(stop=stop)
    except StorageError:
        return  # the sweep says so, and needs the database more
    except Exception as error:  # noqa: BLE001 - whatever it is, the daemon goes on working
        complaints.failed(task, str(error) or type(error).__name__, advice=_AGAIN)
        return
    if found.down:
        complaints.failed(task, found.down, advice=_AGAIN)
    else:
        complaints.done(task)
    if found.read:
        log.info(event("reports read", lost=found.lost, addresses=found.marked, left=found.left or None))


def _poll(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> None:
    if stop():
        return
    task = "asking what became of messages"
    try:
        found = asyncio.run(engine.poll_receipts())
    except StorageError:
        return  # as above
    except Exception as error:  # noqa: BLE001 - as above
        complaints.failed(task, str(error) or type(error).__name__, advice=_AGAIN)
        return
    for medium, reason in found.down.items():
        complaints.failed(task, f"{medium}: {reason}", advice=_AGAIN)
    if not found.down:
        complaints.done(task)
    if found.noted:
        log.info(event("receipts polled", asked=found.asked, noted=found.noted))


def _can_be_asked(engine: Engine) -> bool:
    """Return whether a channel is one that can be asked; one that cannot be made says so elsewhere."""
    for make in engine.channels.values():
        with suppress(NotifierError, WorkflowError):
            if isinstance(make(), Reporting):
                return True
    return False
