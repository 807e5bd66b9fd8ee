"""`/healthz`, `/readyz`, `/metrics`: whether the process lives, whether it can work, and how far it is behind.

They are for whoever watches this machine: the figures name no matter, no unit and no person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyio import to_thread
from starlette.responses import PlainTextResponse, Response

from duban import StorageError
from duban.desk.store import DeskError, require
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from starlette.requests import Request

    from duban.workflow import Engine, Health

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_HERE = ("127.0.0.1", "::1")
"""The figures are for this machine alone."""

_GAUGES = {
    "lag_seconds": "How long the oldest due timer has waited.",
    "overdue": "Matters that wait for a sweep.",
    "set_aside": "Matters that no sweep could handle.",
    "outbox_seconds": "How long the oldest message has waited that could have left.",
    "outbox_waiting": "Messages that could have left.",
    "refused": "Messages held back since a channel refused one.",
    "dead_letters": "Messages that will not be tried again.",
    "pending": "Matters that wait for a decision.",
    "refused_addresses": "Addresses that a server has refused for good.",
    "unreachable": "Units that nobody can reach today.",
}


class Probes:
    """Answers whoever watches the process."""

    def __init__(self, engine: Engine, *, local: bool) -> None:
        self._engine, self._local = engine, local

    async def lives(self, _request: Request) -> Response:
        """Answer that the process lives."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """Answer whether the database is there, with the schema that is needed."""
        fault = await to_thread.run_sync(self._fault)
        return PlainTextResponse(f"{fault or 'ok'}\n", 503 if fault else 200)

    def _fault(self) -> str:
        try:
            self._engine.prepare()
            if self._local:
                require(self._engine)
        except (StorageError, DeskError, WorkflowError) as error:
            return type(error).__name__
        return ""

    async def metrics(self, request: Request) -> Response:
        """Give the figures to this machine alone."""
        if request.client is None or request.client.host not in _HERE:
            return PlainTextResponse("only this machine is told\n", 404)
        try:
            health = await to_thread.run_sync(self._engine.health)
        except (StorageError, WorkflowError):
            return PlainTextResponse("the database cannot be read\n", 503)
        return Response(_written(health), media_type=OPENMETRICS)


def _written(health: Health) -> str:
    lines: list[str] = []
    for name, said in _GAUGES.items():
        value: Any = getattr(health, name)
        lines += [f"# TYPE duban_{name} gauge", f"# HELP duban_{name} {said}", f"duban_{name} {value}"]
    lines += [
        "# TYPE duban_channel_down_seconds gauge",
        "# HELP duban_channel_down_seconds How long a channel is down.",
    ]
    lines += [f'duban_channel_down_seconds{{medium="{medium}"}} {value}' for medium, value in health.down.items()]
    return "\n".join([*lines, "# EOF", ""])
