"""The history as it is written: each entry chained to the one before, private values only as salted hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import pack_sorted
from duban.storage import HistoryRecord, instances, link, salted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from duban.states import Actor, Definition, Effects, Subject


class Journal:
    """Takes down what happens to one subject at one instant.

    `head` is the seq and the hash of the last entry, `private` the values (field to salt and value) that belong to an
    entry and are kept apart from it.
    """

    __slots__ = ("_definition", "_now", "_subject", "entries", "head", "private")

    def __init__(self, definition: Definition, subject: Subject, *, now: datetime, head: tuple[int, str]) -> None:
        self._definition = definition
        self._subject = subject
        self._now = now
        self.head = head
        self.entries: list[HistoryRecord] = []
        self.private: tuple[tuple[int, dict[str, tuple[str, Any]]], ...] = ()

    def write(
        self,
        kind: str,
        actor: Actor,
        *,
        trigger: str | None = None,
        from_state: str | None = None,
        to_state: str | None = None,
        data: Mapping[str, Any] | None = None,
        effects: Effects | None = None,
        told: Sequence[str] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an entry: what happened, the data that came with it, what followed, and the units that are told."""
        previous_seq, previous = self.head
        seq = previous_seq + 1
        payload: dict[str, Any] = dict(extra or {})
        if data:
            payload.update(self._data_payload(seq, data))
        if effects is not None:
            payload.update(_effects_payload(effects, self._subject))
        if told:
            payload["told"] = list(told)
        text, subject = pack_sorted(payload), self._subject
        what = (seq, self._now, str(actor), kind, trigger, from_state, to_state, subject.round, text)
        digest = link(previous, subject.number, *what)
        self.entries.append(HistoryRecord(*what, digest))
        self.head = seq, digest

    def _data_payload(self, seq: int, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the history says of an act's data: private values only as salted hashes."""
        fields = self._definition.fields
        public = {name: value for name, value in data.items() if not fields[name].private}
        private = {name: (instances.new_salt(), value) for name, value in data.items() if fields[name].private}
        payload: dict[str, Any] = {}
        if public:
            payload["data"] = public
        if private:
            payload["private"] = {name: salted(salt, value) for name, (salt, value) in private.items()}
            self.private += ((seq, private),)
        return payload


def _effects_payload(effects: Effects, subject: Subject) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    if effects.rebound:
        payload["units"] = {role: list(units) for role, units in effects.rebound.items()}
        payload["texts"] = {role: list(subject.texts.get(role, ())) for role in effects.rebound}
    if effects.clocks:
        payload["clocks"] = effects.clocks
    if effects.missing:
        payload["signed"], payload["missing"] = list(effects.signed), list(effects.missing)
    if effects.skipped:
        payload["skipped"] = [
            {"clock": skip.clock, "lap": skip.lap, "rung": skip.rung, "why": skip.why} for skip in effects.skipped
        ]
    if effects.withdrawn:
        payload["withdrawn"] = effects.withdrawn
    if effects.lapsed:
        payload["lapsed"] = {str(seq): why for seq, why in effects.lapsed.items()}
    return payload
