"""Writing the history: each entry is chained to the one before, and has private values only as salted hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states.history import write_entry
from duban.storage import HistoryRecord, instances, link, salted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Actor, Definition, Subject
    from duban.states.history import Entry


class Journal:
    """Collects the history entries of one subject at one instant.

    `head` is the seq and hash of the last entry. `private` has, for the seq of an entry, its private fields with salt
    and value, which are stored apart from the entry.
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
        entry: Entry,
        actor: Actor,
        *,
        trigger: str | None = None,
        from_state: str | None = None,
        to_state: str | None = None,
    ) -> None:
        """Add an entry, chained to the last one."""
        previous_seq, previous = self.head
        seq = previous_seq + 1
        text, subject = write_entry(entry), self._subject
        what = (seq, self._now, str(actor), entry.kind, trigger, from_state, to_state, subject.round, text)
        digest = link(previous, subject.number, *what)
        self.entries.append(HistoryRecord(*what, digest))
        self.head = seq, digest

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the next entry is to say of an act's data, with private values only as salted hashes."""
        if not data:
            return {}
        fields = self._definition.fields
        public = {name: value for name, value in data.items() if not fields[name].private}
        private = {name: (instances.new_salt(), value) for name, value in data.items() if fields[name].private}
        said: dict[str, Any] = {}
        if public:
            said["data"] = public
        if private:
            said["private"] = {name: salted(salt, value) for name, (salt, value) in private.items()}
            self.private += ((self.head[0] + 1, private),)
        return said
