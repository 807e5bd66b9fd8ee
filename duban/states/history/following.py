"""The effects of a step as facts of a history entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states.history.parts import ClockFacts, Skip

if TYPE_CHECKING:
    from duban.states.acting import Effects
    from duban.states.clocks import ClockLedger
    from duban.states.subject import Subject


def clock_facts(ledger: ClockLedger) -> ClockFacts:
    """Return the facts of a clock for an entry."""
    return ClockFacts(
        ledger.status,
        ledger.round,
        ledger.lap,
        ledger.consumed,
        ledger.due_on,
        ledger.due_at,
        ledger.provisional,
        ledger.revision,
    )


def step_facts(effects: Effects, subject: Subject) -> dict[str, Any]:
    """Return the fields of a `Step` for these effects; those without content are left out."""
    facts: dict[str, Any] = {}
    if effects.rebound:
        facts["units"] = effects.rebound
        facts["texts"] = {role: subject.texts.get(role, ()) for role in effects.rebound}
    if effects.clocks:
        facts["clocks"] = {name: clock_facts(ledger) for name, ledger in effects.clocks.items()}
    if effects.missing:
        facts["signed"], facts["missing"] = effects.signed, effects.missing
    if effects.skipped:
        facts["skipped"] = tuple(Skip(skip.clock, skip.lap, skip.rung, skip.why) for skip in effects.skipped)
    if effects.withdrawn:
        facts["withdrawn"] = effects.withdrawn
    if effects.lapsed:
        facts["lapsed"] = {str(seq): why for seq, why in effects.lapsed.items()}
    return facts
