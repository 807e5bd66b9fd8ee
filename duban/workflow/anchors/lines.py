"""The format of a log of anchors: each line is one anchor, canonical JSON that holds the hash of the line before.

A line has only those heads that are not in the lines before it: heads grow and never change, so all lines together
have every head that was ever kept. `heads` is by kind, and kinds and keys that this version does not know are kept as
they are. A signature stands last: what is signed is the line without it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, field

Head = tuple[int, str]
"""How long a chain is, and the hash at its end."""

Heads = Mapping[str, Mapping[str, Head]]
"""Of each kind of chain (`history`), the heads by what the chain belongs to (the number of an instance)."""

START = "0" * 64
"""What the first line has for the hash of the line before."""

BEGINNING = b'{"anchor":'
"""What every line begins with."""

_SIGNED = b',"signature":"'


class Anchor(Struct, frozen=True, omit_defaults=True):
    """One line, in the order of its JSON."""

    place: int = field(name="anchor")
    """Which line it is, from 1; torn ones do not count."""
    at: datetime
    entries: int
    heads: dict[str, dict[str, Head]]
    instances: int
    """How many instances and entries there were in the whole database."""
    previous: str
    """The SHA-256 of the line before, in hex; zeros for the first."""
    key: str | None = None
    """The name of the key that signs it: what its public key's SHA-256 begins with."""
    torn: str | None = None
    """The SHA-256 of a torn line between the line before and this one, of which an interrupted export is the cause."""


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Anchor).decode


def is_log(text: bytes) -> bool:
    """Return whether a text is a log: there is an anchor in it, or the beginning of a torn one."""
    return may_be_log(text) and (b"\n" not in text or text.startswith(BEGINNING) or b"\n" + BEGINNING in text)


def may_be_log(begins: bytes) -> bool:
    """Return whether a text that begins so may be a log."""
    first = begins[: len(BEGINNING)].partition(b"\n")[0]
    return bool(first) and BEGINNING.startswith(first)


def digest(line: bytes) -> str:
    """Return the hash of a line without its line break."""
    return hashlib.sha256(line).hexdigest()


def write_line(anchor: Anchor) -> bytes:
    """Return an anchor as a line, without a signature and a line break."""
    return _encode(anchor)


def read_line(line: bytes) -> Anchor | None:
    """Return the anchor in a line; None if there is none in it."""
    if not line.startswith(BEGINNING):
        return None
    try:
        anchor = _decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    counted = all(seq > 0 for heads in anchor.heads.values() for seq, _ in heads.values())
    return anchor if counted and anchor.place > 0 and anchor.at.tzinfo is not None else None


def with_signature(line: bytes, signature: bytes) -> bytes:
    """Return a line with a signature of it as its last key."""
    return line[:-1] + _SIGNED + base64.b64encode(signature) + b'"}'


def signature_in(line: bytes) -> tuple[bytes, bytes | None]:
    """Return what is signed of a line, and the signature; None if it has none."""
    unsigned, mark, rest = line.rpartition(_SIGNED)
    if not mark or not rest.endswith(b'"}'):
        return line, None
    try:
        return unsigned + b"}", base64.b64decode(rest[:-2], validate=True)
    except binascii.Error:
        return line, None


def merge(known: dict[str, dict[str, list[Head]]], anchor: Anchor) -> None:
    """Add the heads of an anchor to those that are known, of each the oldest first."""
    for kind, heads in anchor.heads.items():
        of_kind = known.setdefault(kind, {})
        for name, head in heads.items():
            of_kind.setdefault(name, []).append(head)


def since(known: Mapping[str, Mapping[str, list[Head]]], heads: Heads) -> dict[str, dict[str, Any]]:
    """Return those heads that are not known yet."""
    fresh: dict[str, dict[str, Any]] = {}
    for kind, now in heads.items():
        before = known.get(kind, {})
        fresh[kind] = {name: head for name, head in now.items() if name not in before or before[name][-1] != head}
    return fresh
