"""Idempotency keys: what is stored for each is what came of the act that an entry says was asked for with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct, field

from duban import words
from duban.states.history import Recorded, raises_version
from duban.storage import asked_hash, proof
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.cases import Case

_TABLE = "duban_key"


class _Asked(Struct):
    """An act that was asked for with a key: its first entry, and where the instance stood after it.

    Acts that were done at one instant are not told apart: `left` has where each of them left the instance.
    """

    number: str
    seq: int
    at: datetime
    left: set[tuple[str | None, int, int]] = field(default_factory=set)


class Keys(Struct):
    """Collects the keys that entries name, and compares them with those that are stored."""

    asked: dict[str, _Asked] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)
    unbound: int = 0

    def take(self, case: Case) -> None:
        """Take the keys that the entries of an instance name."""
        if case.more.opened_at is not None:
            self.opened[case.number] = case.more.opened_at
        version, now = 0, list[_Asked]()
        for entry in case.entries:
            if not isinstance(entry, Recorded):
                continue
            version += raises_version(entry.facts)
            now = [asked for asked in now if asked.at == entry.at]
            if entry.facts.key is not UNSET:
                now.append(_Asked(case.number, entry.seq, entry.at))
                self.asked[entry.facts.key] = now[-1]
            for asked in now:
                asked.left.add((entry.to_state, entry.round, version))

    def faults(self, connection: Connection) -> list[Finding]:
        """Return the stored keys that are not as they were used, and those that are gone."""
        found = []
        for key, verb, arguments, result, at in proof.keys(connection):
            asked = self.asked.pop(asked_hash(key, verb, arguments), None)
            number, *left = _read(result)
            if number is None or number not in self.opened:
                problem = words.text("an idempotency key with a result that is none")
                found.append(Finding(key, None, problem, _TABLE, stored=key))
            elif asked is None:
                self.unbound += 1  # of an earlier duban, or of an opening of what was open already
                if at < self.opened[number]:
                    problem = words.text("an idempotency key with a result that is none")
                    found.append(Finding(key, None, problem, _TABLE, stored=key))
            elif (number, at) != (asked.number, asked.at) or tuple(left) not in asked.left:
                problem = words.text("what is stored for the idempotency key {key} is not what came of it", key=key)
                stored, told = [number, *left, at], [asked.number, *max(asked.left, key=lambda one: one[2]), asked.at]
                found.append(differing(asked.number, asked.seq, problem, _TABLE, "result", stored, told))
        for asked in self.asked.values():
            problem = words.text("the idempotency key with which this was asked for is gone or was changed")
            found.append(Finding(asked.number, asked.seq, problem, _TABLE))
        return found


def _read(result: str) -> tuple[Any, ...]:
    """Return of a stored result the number, the state, the round and the version; None for what it does not have."""
    try:
        read: Any = json.loads(result)
    except ValueError:
        read = None
    known = read if isinstance(read, dict) else {}
    values = (known.get(name) for name in ("number", "state", "round", "version"))
    return tuple(value if isinstance(value, str | int) else None for value in values)
