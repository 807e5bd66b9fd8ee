"""What a daemon fetches that comes back: reports of mails that did not arrive."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from duban.storage import StorageError
from duban.workflow import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.workflow import Complaints, Engine

log = logging.getLogger("duban.daemon")

_AGAIN = "it is tried again by itself; `duban doctor` shows what is wrong"


class Job(NamedTuple):
    """Something that is done every so many seconds."""

    name: str
    seconds: float
    run: Callable[[], None]


def jobs_of(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> tuple[Job, ...]:
    """Return what a daemon has to fetch by the engine's settings; `stop` returns whether to end early."""
    bounces = engine.settings.bounces
    if not bounces.host:
        return ()
    return (Job("bounces", bounces.minutes * 60, partial(_read_bounces, engine, complaints, stop)),)


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
