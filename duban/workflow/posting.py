"""Composing messages: one outbox row for each addressee, with the facts that its templates will see."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from duban.states import Rung, due_first, pack
from duban.storage import outbox
from duban.workflow.views import clock_view, item_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Announcement, ClockLedger, Index, Subject
    from duban.workflow.catalogue import Compiled
    from duban.workflow.recipients import Addressee, Postmaster


def compose(
    compiled: Compiled,
    subject: Subject,
    postmaster: Postmaster,
    source: Rung | Announcement,
    *,
    message: str,
    ledger: ClockLedger | None,
    now: datetime,
    index: Index,
    domain: str,
    decision: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the outbox rows of a message, all but their instance; one that reaches nobody is dead from the start.

    The facts are those of this moment, so that a retry says what the first attempt said. Private values are not among
    them: the dispatcher reads these where they can be erased.
    """
    calendar = compiled.calendar
    addressees = postmaster.addressees(
        compiled.definition,
        subject,
        compiled.form(message),
        notify=source.notify,
        copy=source.copy,
        on=calendar.local_date(now),
    )
    shown = due_first(subject) if ledger is None else ledger  # an announcement speaks of the clock due first
    shared = {
        "item": item_view(compiled, subject, now=now, index=index),
        "clock": None if shown is None else clock_view(compiled, shown, now=now, index=index),
    }
    if decision is not None:
        shared["decision"] = dict(decision)
    common = {
        "number": subject.number,
        "definition": compiled.definition.digest,
        "message": message,
        "urgent": source.urgent,
        "clock": None if ledger is None else ledger.name,
        "round": subject.round,
        "lap": None if ledger is None else ledger.lap,
        "rung": source.id if isinstance(source, Rung) else None if decision is None else reminder_of(decision["seq"]),
        "not_before": now if source.urgent else calendar.next_opening(now),
        "attempts": 0,
        "created_at": now,
    }
    return [_for(addressee, shared, now, domain) | common for addressee in addressees]


def reminder_of(seq: int) -> str:
    """Return what the messages about a decision have in place of a rung; no declared rung can be called so."""
    return f"#{seq}"


def _for(addressee: Addressee, shared: dict[str, Any], now: datetime, domain: str) -> dict[str, Any]:
    facts = {**shared, "unit": addressee.unit, "contact": addressee.contact}
    if addressee.because:
        facts["because"] = addressee.because
    lost = not addressee.address
    if lost:
        facts["level"] = addressee.level.value
    return {
        "message_id": f"{os.urandom(16).hex()}@{domain}",
        "facts": pack(facts).decode(),
        "medium": addressee.medium,
        "unit": addressee.unit,
        "contact": addressee.contact,
        "address": addressee.address,
        "is_copy": addressee.is_copy,
        "status": outbox.DEAD if lost else outbox.PENDING,
        "settled_at": now if lost else None,
        "reason": addressee.because if lost else None,
    }
