"""Notifications to a service manager, by systemd's protocol: the daemon is ready, makes progress, or stops."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY, GOES_ON, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


def tell_manager(state: str) -> None:
    """Send a state to the service manager's socket, if NOTIFY_SOCKET names one; never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        # A name that begins with @ is in the kernel's abstract namespace and not on disk.
        line.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


class Pulse:
    """Tells the service manager that the daemon makes progress, whenever all tasks have made some since the last time.

    This says that the daemon is not stuck, which a restart would cure; the heartbeat says that it is well.
    """

    def __init__(self, *tasks: str) -> None:
        self._tasks = frozenset(tasks)
        self._seen: set[str] = set()

    def felt(self, task: str) -> None:
        """Note that a task has made progress."""
        self._seen.add(task)
        if self._tasks <= self._seen:
            self._seen.clear()
            tell_manager(GOES_ON)
