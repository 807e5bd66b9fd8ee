"""Running the desk under uvicorn, by itself or beside the daemon."""

from __future__ import annotations

import ipaddress
import signal
from typing import TYPE_CHECKING, NoReturn

from duban.desk.store import NotInstalled, UnsafeAddress, require

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket
    from types import FrameType

    from starlette.types import ASGIApp

    from duban.desk.app import Desk
    from duban.workflow import DeskSettings, Engine


def run_desk(engine: Engine, *, ready: Callable[[int], None] | None = None) -> None:
    """Serve the desk until the process is told to stop; `ready` is called with the port once it listens.

    Raises:
        NotInstalled: if a library of the desk is missing.
        DeskMissing: if the database has no tables of the desk.
        UnsafeAddress: if it would serve other machines without TLS, and nobody has accepted that.

    """
    serve_desk(check_desk(engine), engine, ready=ready)


def serve_desk(desk: ASGIApp, engine: Engine, *, ready: Callable[[int], None] | None = None) -> None:
    """Serve an application that has the desk in it, as the settings of the engine say, until the process is stopped."""
    import uvicorn  # noqa: PLC0415 - an optional extra, which was found to be there

    from duban.desk.slow import protocol  # noqa: PLC0415 - likewise

    settings = engine.settings.desk

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets)
            if ready is not None and self.servers:
                ready(int(self.servers[0].sockets[0].getsockname()[1]))

    config = uvicorn.Config(
        desk,
        http=protocol(settings.request_seconds),
        host=settings.host,
        port=settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies) or None,
        ssl_certfile=_place(engine, settings.certificate),
        ssl_keyfile=_place(engine, settings.private_key),
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,  # who listens to events would keep the process for ever
        limit_concurrency=200,
        h11_max_incomplete_event_size=32_768,
    )
    # Once it has shut down, uvicorn raises the signal again, which by default would end the process where it stands.
    before = signal.signal(signal.SIGTERM, _end)
    try:
        Server(config).run()
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def check_desk(engine: Engine) -> Desk:
    """Return the application, after everything was looked at that could keep it from being served.

    Raises what `run_desk` raises.
    """
    made = require_installed()
    require_safe(engine.settings.desk)
    engine.prepare()
    require(engine)
    return made(engine)


def require_installed() -> type[Desk]:
    """Return what the desk is made with, once all libraries that it needs were found; raises NotInstalled."""
    try:
        import python_multipart  # noqa: F401, PLC0415 - Starlette asks for it when the first form comes
        import uvicorn  # noqa: F401, PLC0415 - an optional extra

        from duban.desk.app import Desk  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise NotInstalled(error.name or "starlette") from None
    return Desk


def require_safe(settings: DeskSettings) -> None:
    """Raise UnsafeAddress if passwords could be read on their way, and nobody has accepted that."""
    encrypted = bool(settings.certificate) or bool(settings.url and settings.url.startswith("https:"))
    if not (encrypted or settings.insecure_http or is_loopback(settings.host)):
        raise UnsafeAddress(settings.host)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _place(engine: Engine, name: str | None) -> str | None:
    return None if name is None else str(engine.settings.folder / name)
