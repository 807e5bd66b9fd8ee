"""Receiving a file: its bytes as they come into a place of their own, counted, and held against their digest."""

from __future__ import annotations

import base64
import binascii
import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import unquote

from starlette.requests import ClientDisconnect

from duban import words
from duban.desk.api.problems import Code, Problem
from duban.desk.serving import Unreadable, is_longer, received

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from duban.desk.serving import Tools

_MIB = 1_048_576
_NAME = 200
FORM = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came: its name without any path, and its content."""

    name: str
    content: BinaryIO
    sha256: str


@asynccontextmanager
async def received_file(asked: Request, tools: Tools) -> AsyncIterator[Brought]:
    """Yield the file that a request brings, by itself or as the one field of a form. Raise Problem."""
    most = tools.engine.settings.evidence.file_mb * _MIB
    digest = _digest(asked.headers.get("content-digest"))
    if asked.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
        try:
            async with received(asked, most + _MIB, files=1, fields=4) as sent:
                if len(sent.files) != 1:
                    raise Problem(Code.MALFORMED, words.text("a form has to bring one file"))
                file = sent.files[0][1]
                _check(digest, bytes.fromhex(file.sha256))
                yield Brought(file.name, file.content, file.sha256)
        except Unreadable as error:
            raise Problem(Code.TOO_LARGE if error.status == 413 else Code.MALFORMED) from None  # noqa: PLR2004 - the status
        return
    if is_longer(asked, most, unsaid=False):
        raise Problem(Code.TOO_LARGE)
    name = _name(asked.query_params.get("name", ""))
    with SpooledTemporaryFile(max_size=_MIB) as content:
        hashed, came = hashlib.sha256(), 0
        try:
            async for part in asked.stream():
                came += len(part)
                if came > most:
                    raise Problem(Code.TOO_LARGE)
                hashed.update(part)
                content.write(part)
        except ClientDisconnect:
            raise Problem(Code.MALFORMED) from None
        _check(digest, hashed.digest())
        content.seek(0)
        yield Brought(name, cast("BinaryIO", content), hashed.hexdigest())


def _name(given: str) -> str:
    last = unquote(given).replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:_NAME] or "file"


def _digest(given: str | None) -> bytes | None:
    """Return the SHA-256 that Content-Digest names (RFC 9530); None if there is none of this kind. Raise Problem."""
    if given is None:
        return None
    for each in given.split(","):
        name, _, value = each.strip().partition("=")
        if name.strip().lower() == "sha-256":
            try:
                return base64.b64decode(value.strip().strip(":"), validate=True)
            except (binascii.Error, ValueError):
                break
    raise Problem(Code.MALFORMED, words.text("Content-Digest takes sha-256=:…:"))


def _check(expected: bytes | None, found: bytes) -> None:
    if expected is not None and expected != found:
        raise Problem(Code.MALFORMED, words.text("the content is not what Content-Digest says: it did not come whole"))
