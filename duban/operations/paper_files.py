"""What a daemon does with signed papers: their documents are made and kept."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from duban.ledger.papers import PaperFiler
from duban.operations.returns import Job
from duban.storage import StorageError
from duban.workflow import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.workflow import Complaints, Engine

log = logging.getLogger("duban.daemon")

_TASK = "making documents of papers"
_AGAIN = "it is tried again by itself; {way_file_papers} tries at once, {way_health} shows what is wrong"


def papers_job(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> Job:
    """Return the job that makes documents; `stop` returns whether to end early."""
    return Job("papers", engine.settings.heartbeat_seconds, partial(_file, engine, complaints, stop))


def _file(engine: Engine, complaints: Complaints, stop: Callable[[], bool]) -> None:
    if stop():
        return
    try:
        found = PaperFiler(engine).run_once(stop=stop)
    except StorageError:
        return  # the sweep says so, and needs the database more
    except Exception as error:  # noqa: BLE001 - whatever it is, the daemon goes on working
        complaints.failed(_TASK, str(error) or type(error).__name__, advice=_AGAIN)
        return
    if found.missing:
        complaints.failed(_TASK, found.missing, advice=_AGAIN)
    elif not found.failed:
        complaints.done(_TASK)
    for number, entry, why in found.failed:
        log.warning(event("document not made", number=number, entry=entry, reason=why, advice=_AGAIN))
    if found.filed:
        log.info(event("documents made", papers=found.filed))
