"""Around every answer: the host names that are answered to, the headers that browsers go by, the request's number."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from duban.workflow import DeskSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
OURS = ("localhost", "127.0.0.1", "[::1]")
_YEAR = 31_536_000


class Frame:
    """Wraps the pages; pure ASGI, so that it touches no body and no context."""

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        named = urlsplit(settings.url).hostname if settings.url else None
        everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on
        self._hosts = {*OURS, *settings.hosts, *((named,) if named else ()), *(() if everywhere else (settings.host,))}
        self._https = bool(settings.url and settings.url.startswith("https:"))
        self._prefix = urlsplit(settings.url).path.rstrip("/") if settings.url else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with our headers whatever comes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host, reference = _header(scope, b"host"), secrets.token_hex(6)
        secure = self._is_secure(scope, host)
        scope.setdefault("state", {}).update(reference=reference, secure=secure)
        extra = {**ALWAYS, "x-request-id": reference}
        if secure:
            extra["strict-transport-security"] = f"max-age={_YEAR}"

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(message.get("headers", []), extra)
            await send(message)

        if not self.answers_to(host):
            await _plain(framed, 421, "this is not the name of this desk")
            return
        await self._app(self._below(scope), receive, framed)

    def answers_to(self, host: str) -> bool:
        """Return whether a Host header names this desk."""
        return _name_of(host) in self._hosts or "*" in self._hosts

    def _is_secure(self, scope: Scope, host: str) -> bool:
        """Return whether whoever asks uses TLS: to us, or to a proxy in front, unless they sit at this very machine."""
        return scope.get("scheme") == "https" or (self._https and _name_of(host) not in OURS)

    def _below(self, scope: Scope) -> Scope:
        """Return a request below the path of `url`, whether or not a proxy has taken that path off."""
        path, prefix = scope["path"], self._prefix
        if not prefix or scope.get("root_path"):
            return scope
        path = path if path.startswith(prefix + "/") else prefix + (path if path != prefix else "/")
        return {**scope, "root_path": prefix, "path": path}


def _name_of(host: str) -> str:
    """Return a Host header without the port."""
    return (host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host).lower()


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _with(headers: list[tuple[bytes, bytes]], extra: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers with ours added; what an answer says itself about keeping it stays."""
    there = {name.lower() for name, _ in headers}
    added = [(name.encode(), value.encode()) for name, value in extra.items() if name.encode() not in there]
    if b"cache-control" not in there:
        added.append((b"cache-control", b"no-store"))
    return [*headers, *added]


async def _plain(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
