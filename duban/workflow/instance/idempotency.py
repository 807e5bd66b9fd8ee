"""Idempotency keys: what a command was asked under a key is stored, so that a repeat is recognised."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import InvalidData, decode
from duban.storage import KeyRecord, asked_hash, canonical_json, keys
from duban.workflow.errors import KeyReused
from duban.workflow.instance.loading import read
from duban.workflow.values import Instance

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class Ticket:
    """An idempotency key with its verb; `arguments` is the SHA-256 of its arguments, in hex."""

    key: str
    verb: str
    arguments: str

    @property
    def hash(self) -> str:
        """Return what the history says of it."""
        return asked_hash(self.key, self.verb, self.arguments)


def ticket_for(key: str | None, verb: str, arguments: Mapping[str, Any], *, private: Collection[str]) -> Ticket | None:
    """Return the ticket of a command; None if the caller gave no key.

    The values of `private` fields are not hashed, only that they were given: a telephone number could be guessed from
    its hash long after it was erased. Raises InvalidData if the arguments cannot be written as JSON.
    """
    if key is None:
        return None
    data = arguments.get("data") or {}
    if isinstance(data, Mapping):
        data = {name: True if name in private else value for name, value in data.items()}
    try:
        text = canonical_json(_plain({**arguments, "data": data}))
    except (ValueError, RecursionError):
        problem = words.Line("what the key stands for has a number that is none, or nests too deeply")
        raise InvalidData((problem,)) from None
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return Ticket(key, verb, digest)


def told_before(core: Core, connection: Connection, ticket: Ticket | None, *, viewer: str | None) -> Instance | None:
    """Return the first result of an idempotency key, or None for a new key.

    Its private values are those of now that `viewer` may see.

    Raises KeyReused if the key was used with another verb or other arguments.
    """
    if ticket is None:
        return None
    known = keys.read_key(connection, ticket.key)
    if known is None:
        return None
    if (known.verb, known.arguments) != (ticket.verb, ticket.arguments):
        raise KeyReused(ticket.key, known.verb)
    stored = json.loads(known.result)
    standing, _ = read(core, connection, stored["number"], at=core.now(), viewer=viewer)
    digest = stored.pop("definition")
    compiled = core.catalogue.pinned(connection, digest, standing.number)
    kept = {name: value for name, value in standing.data.items() if name in compiled.private}
    fields = compiled.definition.fields
    data = {name: decode(fields[name], value) for name, value in stored.pop("data").items()}
    return Instance.from_json({"digest": digest, **stored, "data": {**data, **kept}})


def keep_result(
    core: Core,
    connection: Connection,
    ticket: Ticket | None,
    result: Instance,
    compiled: Compiled,
    *,
    at: datetime,
    viewer: str | None,
) -> Instance | None:
    """Store an idempotency key with its result, before anything else is written.

    Return None, or if another command has stored the key meanwhile, the result of that command. Private values are
    left out: they are only stored where they can be erased.
    """
    if ticket is None:
        return None
    stored = result.to_json()
    stored["data"] = {name: value for name, value in stored["data"].items() if name not in compiled.private}
    text = canonical_json({**stored, "definition": compiled.definition.digest})
    record = KeyRecord(ticket.verb, ticket.arguments, text)
    claimed = keys.claim_key(connection, ticket.key, record, at=at)
    return None if claimed else told_before(core, connection, ticket, viewer=viewer)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a caller gives
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
