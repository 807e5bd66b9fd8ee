"""A clock as an entry tells of it, beside a clock as it is reckoned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states import ClockStatus

if TYPE_CHECKING:
    from datetime import datetime

    from duban.states import ClockLedger
    from duban.states.history import ClockFacts


def as_reckoned(ledger: ClockLedger) -> tuple[Any, ...]:
    """Return of a clock what entries tell of it, except for the calendar."""
    return (
        str(ledger.status),
        ledger.round,
        ledger.lap,
        ledger.consumed,
        ledger.due_on,
        ledger.due_at,
        ledger.provisional,
    )


def as_entered(facts: ClockFacts) -> tuple[Any, ...]:
    """Return the same of a clock in an entry."""
    return facts.status, facts.round, facts.lap, facts.consumed, facts.due_on, facts.due_at, facts.provisional


def as_told(ledger: ClockLedger, facts: ClockFacts, at: datetime) -> ClockLedger:
    """Return a clock as an entry shows it."""
    status = ClockStatus(facts.status)
    runs = status is ClockStatus.RUNNING
    return replace(
        ledger,
        status=status,
        round=facts.round,
        lap=facts.lap,
        consumed=facts.consumed,
        due_on=facts.due_on,
        due_at=facts.due_at,
        provisional=facts.provisional,
        revision=facts.revision,
        since=(ledger.since or at) if runs else None,
        halted_at=None if runs else (ledger.halted_at or at),
    )
