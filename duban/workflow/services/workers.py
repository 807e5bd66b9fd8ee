"""Names of lease holders, and whether such a process is certainly dead, so that its leases can be released early."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

_PROC = Path("/proc")


def this_worker() -> str:
    """Return a new unique name for a worker in this process: the machine's boot, the process, and a token."""
    return f"{_place()}|{os.getpid()}|{_started(os.getpid())}|{uuid.uuid4().hex[:8]}"


def is_ours(worker: str) -> bool:
    """Return whether the name was made in this very process, and not in the process that it was forked from."""
    return worker.split("|")[1] == str(os.getpid())


def is_dead(worker: str) -> bool:
    """Return whether the process of a worker is certainly gone.

    This can only be known for processes of the same boot and process namespace (containers can share a host's name, but
    not these). For any other, and if there is no /proc, the result is False, and the lease runs out by itself.
    """
    place, _, rest = worker.partition("|")
    pid, _, rest = rest.partition("|")
    started, _, _ = rest.partition("|")
    if not place or place != _place() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def is_alive(worker: str) -> bool:
    """Return whether the process of a worker certainly runs, which can be known as for `is_dead`."""
    place, _, rest = worker.partition("|")
    pid = rest.partition("|")[0]
    return bool(place) and place == _place() and pid.isdigit() and not is_dead(worker)


def _place() -> str:
    """Return the id of this boot and process namespace; empty if it is unknown."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{os.stat(_PROC / 'self/ns/pid').st_ino}"  # noqa: PTH116 - the link itself is the namespace
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process was started, in the kernel's ticks; empty if there is no such process."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # A program's name can contain anything, even spaces and brackets; the fields after the last bracket are fixed.
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]
