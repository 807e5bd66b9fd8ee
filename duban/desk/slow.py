"""Connections on which a request does not come to its end are closed, so that these cannot keep others out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import Protocol, TimerHandle, Transport

SLOWEST = 1_024
"""Bytes in a second; whatever comes faster may be as long as it likes."""


def protocol(patience: int) -> type[Protocol]:
    """Return what reads requests for uvicorn, and waits so many seconds for one."""
    return type("Patient", (_Patient,), {"patience": patience})


class _Patient(H11Protocol):
    """Closes a connection if a request has not come whole in time: `patience`, and a second for each KiB of it."""

    patience = 0
    _timer: TimerHandle | None = None
    _until = 0.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY} or self.transport.is_closing():
            self._stop()
        elif self._timer is None:
            self._wait()
        else:
            self._until += len(data) / SLOWEST

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._until = self.loop.time() + self.patience
        self._timer = self.loop.call_at(self._until, self._look)

    def _look(self) -> None:
        """Close the connection if its time is over; time in which nothing was read from it does not count."""
        if self.flow.read_paused:
            self._wait()
        elif self.loop.time() < self._until:
            self._timer = self.loop.call_at(self._until, self._look)
        else:
            self._timer = None
            self.transport.abort()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
