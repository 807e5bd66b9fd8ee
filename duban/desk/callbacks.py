"""What SMS providers post when they know whether messages arrived: at an address that only they are told."""

from __future__ import annotations

import hmac
import json
from collections import deque
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from duban import StorageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from duban.workflow import Engine

PATH = "/callback/{medium}/{secret}"
_MOST_BYTES = 1_048_576
_MINUTE = timedelta(minutes=1)
_ANSWERS = {"aliyun-sms": '{"code":0,"msg":"成功"}', "tencent-sms": '{"result":0,"errmsg":"OK"}'}
"""What a provider wants to hear, by the name of its channel; else it posts the same again."""

_OTHERS = '{"code":0,"msg":"OK"}'


class Callbacks:
    """Takes reports of providers, so many a minute, from whoever knows the secret of the settings."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._settings = engine.settings.receipts
        self._secret = self._settings.known_secret(engine.settings.folder)
        self._taken: deque[datetime] = deque()
        self._lock = Lock()

    async def answer(self, request: Request) -> Response:
        """Answer a provider as it wants to be answered once its reports are kept."""
        if refused := self._refused(request):
            return refused
        try:
            content = await _body(request)
        except (ClientDisconnect, ValueError):
            return Response(f"at most {_MOST_BYTES} bytes at once", 413)
        reports = _read(content if request.method == "POST" else request.url.query.encode())
        if reports is None:
            return Response("neither JSON nor a form", 400)
        medium = request.path_params["medium"]
        try:
            await to_thread.run_sync(lambda: self._engine.received(reports, medium=medium))
        except StorageError:
            return Response("the database is busy, come again", 503, {"retry-after": "60"})
        return self._answer(medium)

    def _refused(self, request: Request) -> Response | None:
        """Return the answer to whoever does not know the secret, or comes too often."""
        given = request.path_params["secret"]
        if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response("there is no such page", 404)
        if request.path_params["medium"] not in self._engine.channels:
            return Response("no channel for this medium is set up", 404)
        return None if self._may_come() else Response("too many at once, come again", 429, {"retry-after": "60"})

    def _may_come(self) -> bool:
        """Return whether another request is taken within this minute."""
        now = self._engine.now()
        with self._lock:
            while self._taken and not timedelta() <= now - self._taken[0] < _MINUTE:
                self._taken.popleft()
            if len(self._taken) >= self._settings.per_minute:
                return False
            self._taken.append(now)
        return True

    def _answer(self, medium: str) -> Response:
        channel = self._engine.settings.channels.get(medium)
        name = "" if channel is None else channel.notifier
        said = self._settings.answer or _ANSWERS.get(name, _OTHERS)
        kind = "application/json" if said.startswith(("{", "[", '"')) else "text/plain"
        return Response(said.encode(), media_type=f"{kind}; charset=utf-8")


async def _body(request: Request) -> bytes:
    """Return what was posted. Raise ValueError if that is too much."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise ValueError(len(content))
    return content


def _read(content: bytes) -> Any | None:  # noqa: ANN401 - whatever a provider posts
    """Return what was posted as JSON, or as a form whose fields may be JSON; None if it is neither."""
    text = content.decode("utf-8", "replace")
    found = _json(text)
    if found is not None:
        return found
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=1_000) if "=" in text else []
    except ValueError:
        return None  # more fields than any provider posts
    return {name: value if (inner := _json(value)) is None else inner for name, value in fields} or None


def _json(text: str) -> Any | None:  # noqa: ANN401 - as above
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
