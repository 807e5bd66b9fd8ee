"""Receiving a request: its fields and files within limits, and who calls from where."""

from __future__ import annotations

import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from duban.desk.accounts import Caller
from duban.desk.serving.page import MOST_FIELDS
from duban.desk.serving.visit import PATH_SAFE, Sent, Uploaded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import Message

LONGEST_PART = 262_144
_BLOCK = 1 << 16
_NAME, _DIGITS = 200, 18


@dataclass(frozen=True, slots=True)
class Call:
    """What of a request the pages go by."""

    method: str
    path: str
    prefix: str
    params: Mapping[str, str]
    query: Sent
    cookies: Mapping[str, str]
    host: str
    origin: str | None
    referer: str | None
    site: str | None
    secure: bool
    caller: Caller
    reference: str
    quiet: bool = False


class Unreadable(Exception):
    """A form cannot be read: it is broken off, too large, or has too many parts; `most` bytes would have been taken."""

    def __init__(self, status: int, most: int) -> None:
        super().__init__(status, most)
        self.status, self.most = status, most


class _TooMuch(MultiPartException):
    """More came than is taken; the parser closes what it has stored of it."""


def call_of(request: Request) -> Call:
    """Return what of a request the pages go by."""
    headers, scope = request.headers, request.scope
    prefix: str = scope.get("root_path", "").rstrip("/")
    query = request.url.query
    path: str = scope["path"]
    path = quote(path if path == prefix or path.startswith(prefix + "/") else prefix + path, safe=PATH_SAFE)
    return Call(
        method=request.method,
        path=path + (f"?{query}" if query else ""),
        prefix=prefix,
        params=dict(request.path_params),
        query=Sent(tuple(request.query_params.multi_items())),
        cookies=request.cookies,
        quiet=headers.get("x-draft") == "1",
        host=headers.get("host", ""),
        origin=headers.get("origin"),
        referer=headers.get("referer"),
        site=headers.get("sec-fetch-site"),
        secure=bool(scope.get("state", {}).get("secure")),
        caller=Caller("" if request.client is None else request.client.host, headers.get("user-agent", "")),
        reference=str(scope.get("state", {}).get("reference", "")),
    )


@asynccontextmanager
async def received(request: Request, most: int, *, files: int = 0, fields: int = MOST_FIELDS) -> AsyncIterator[Sent]:
    """Yield the fields and files of a form; its files can be read until the block ends.

    Raises:
        Unreadable: if it is larger than `most` bytes, has too many parts, or is broken.

    """
    if is_longer(request, most, unsaid=False):
        raise Unreadable(413, most)
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise _TooMuch(str(most))
        return message

    try:
        form = await Request(request.scope, counted).form(
            max_files=files, max_fields=fields, max_part_size=LONGEST_PART
        )
    except (HTTPException, MultiPartException, ClientDisconnect, ValueError) as error:
        status = 413 if came > most else getattr(error, "status_code", 400)
        raise Unreadable(status, most) from None
    try:
        typed, brought = [], []
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                typed.append((name, value.replace("\r\n", "\n").replace("\0", "")))
            elif value.filename:
                brought.append((name, await _uploaded(value)))
        yield Sent(tuple(typed), tuple(brought))
    finally:
        await form.close()


def is_longer(request: Request, most: int, *, unsaid: bool) -> bool:
    """Return whether a request says that its body has more than `most` bytes; `unsaid` if it does not say how many."""
    length = request.headers.get("content-length")
    if length is None:
        return unsaid
    return not (length.isascii() and length.isdigit() and len(length) <= _DIGITS) or int(length) > most


async def _uploaded(file: UploadFile) -> Uploaded:
    digest, size = hashlib.sha256(), 0
    while block := await file.read(_BLOCK):
        digest.update(block)
        size += len(block)
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in name if each.isprintable())
    await file.seek(0)
    return Uploaded(plain[:_NAME] or "file", size, digest.hexdigest(), file.file)
