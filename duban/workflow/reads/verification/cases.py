"""One instance as it is verified: its row, its history with what follows from it, and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.scenarios import ScenarioError
from duban.states.history import Recorded, Story, UnreadableEntry, fold_with, read_history
from duban.workflow.errors import UnknownDefinition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.states.history import Particulars
    from duban.storage import HistoryRecord, InstanceRecord, proof
    from duban.workflow.rules import Catalogue, Compiled


@dataclass(frozen=True, slots=True)
class Case:
    """One instance, its history folded, and all rows about it; without `rules` if nobody has them unchanged."""

    record: InstanceRecord
    beside: proof.Beside
    entries: Sequence[Recorded | UnreadableEntry]
    story: Story
    more: Particulars
    rules: Compiled | None

    @property
    def number(self) -> str:
        """Return the instance's number."""
        return self.record.number

    @property
    def last(self) -> int:
        """Return the seq of the last entry."""
        return len(self.entries)


def case_of(connection: Connection, rules: Catalogue, record: InstanceRecord, beside: proof.Beside) -> Case:
    """Return an instance with what follows from its history, by the rules that it is pinned to."""
    entries = [_read(entry) for entry in beside.history]
    story = Story()
    more = fold_with(story, (entry for entry in entries if isinstance(entry, Recorded)))
    return Case(record, beside, entries, story, more, _rules(connection, rules, record))


def _rules(connection: Connection, rules: Catalogue, record: InstanceRecord) -> Compiled | None:
    try:
        return rules.pinned(connection, record.definition, record.number)
    except (UnknownDefinition, ScenarioError):
        return None


def _read(entry: HistoryRecord) -> Recorded | UnreadableEntry:
    try:
        return read_history([entry])[0]
    except UnreadableEntry as unreadable:
        return unreadable
