"""Who holds a lease, and whether that process is certainly dead, so that its messages need not wait for the lease."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

_PROC = Path("/proc")


def this_worker() -> str:
    """Return a new name in this process that no other has: where it runs, which process it is, and a token."""
    return f"{_place()}|{os.getpid()}|{_started(os.getpid())}|{uuid.uuid4().hex[:8]}"


def is_ours(worker: str) -> bool:
    """Return whether the name was made in this very process, and not in the one that it was forked from."""
    return worker.split("|")[1] == str(os.getpid())


def is_dead(worker: str) -> bool:
    """Return whether the process behind a worker's name is gone for certain.

    Only a process of the same boot and process namespace can be judged (containers may share a host's name, but not
    these); of any other, and where there is no /proc, nothing is certain and its lease runs out by itself.
    """
    place, _, rest = worker.partition("|")
    pid, _, rest = rest.partition("|")
    started, _, _ = rest.partition("|")
    if not place or place != _place() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def _place() -> str:
    """Return what names this boot of this machine and this process namespace; empty where that is unknown."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{os.stat(_PROC / 'self/ns/pid').st_ino}"  # noqa: PTH116 - the link itself is the namespace
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process was started, in the kernel's ticks; empty where there is no such process."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The name of a program may hold anything, spaces and brackets too; what follows its last bracket is fixed.
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]
