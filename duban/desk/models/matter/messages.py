"""The messages of a matter: whom each was for, what became of it, and its text as they read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.who import Viewer
    from duban.workflow import Engine, OutboxEntry

ALL_STATUSES = ("pending", "delivered", "withdrawn", "dead")


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message: the engine's entry of it, and how it reads; `fault` says why it reaches nobody as it is."""

    entry: OutboxEntry
    subject: str
    text: str
    fault: str


def messages_of(engine: Engine, viewer: Viewer, number: str) -> tuple[SentMessage, ...]:
    """Return the messages of a matter, newest first."""
    texts = {draft.id: draft for draft in engine.drafts(number=number, viewer=viewer.name)}
    found = engine.outbox(statuses=ALL_STATUSES, number=number, viewer=viewer.name)
    return tuple(
        SentMessage(entry, texts[entry.id].subject, texts[entry.id].text.strip(), texts[entry.id].fault)
        for entry in sorted(found, key=lambda each: each.id, reverse=True)
        if entry.id in texts
    )
