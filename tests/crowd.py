"""Several real processes that start one thing at the same moment, each with what it made of it."""

from __future__ import annotations

import multiprocessing
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

DEADLINE = 90
"""Seconds after which a crowd counts as stuck."""

# Forked from one process that has loaded everything and holds no connection: quick, and nothing is shared.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["duban.workflow", "duban.testing", "alembic.command", "holidays", "psycopg"])


def together(work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Run `work` once per tuple, each in a process of its own, begun together; return what each returned, in order.

    An error in one of them is raised here, with its traceback.
    """
    start = _processes.Barrier(len(arguments))
    ends, workers = [], []
    for given in arguments:
        mine, theirs = _processes.Pipe(duplex=False)
        worker = _processes.Process(target=_run, args=(start, theirs, work, given), daemon=True)
        worker.start()
        theirs.close()
        ends.append(mine)
        workers.append(worker)
    results = [_result(end) for end in ends]
    for worker in workers:
        worker.join(DEADLINE)
    return results


def _run(start: Barrier, answer: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    try:
        start.wait(DEADLINE)
        answer.send((True, work(*given)))
    except BaseException:
        answer.send((False, traceback.format_exc()))
        raise


def _result(end: Connection) -> Any:  # noqa: ANN401 - whatever the work returned
    assert end.poll(DEADLINE), "a process is stuck"
    fine, result = end.recv()
    end.close()
    assert fine, result
    return result
