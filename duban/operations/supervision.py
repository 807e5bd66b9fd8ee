"""What a service manager is told, by systemd's protocol: that the daemon is ready, that it goes on, that it stops."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY, GOES_ON, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


def tell_manager(state: str) -> None:
    """Send a state to the socket that the service manager has named, where there is one; never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        # A name that begins with @ stands in the kernel's own list and not on the disk.
        line.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


class Pulse:
    """Tells the service manager that the daemon goes on, each time that all of its tasks have since the last time.

    It says that the daemon is not stuck, which a new start would cure; the heartbeat says that it is well.
    """

    def __init__(self, *tasks: str) -> None:
        self._tasks = frozenset(tasks)
        self._seen: set[str] = set()

    def felt(self, task: str) -> None:
        """Note that a task goes on."""
        self._seen.add(task)
        if self._tasks <= self._seen:
            self._seen.clear()
            tell_manager(GOES_ON)
