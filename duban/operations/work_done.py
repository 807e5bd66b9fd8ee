"""What the log says that a sweep and a drain have done."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban import words
from duban.workflow import event

if TYPE_CHECKING:
    from duban.workflow import DeliveryResult, Event, SweepResult

log = logging.getLogger("duban.daemon")


def swept(result: SweepResult) -> Event:
    """Return what a sweep has done."""
    return event(
        "swept",
        instances=result.instances,
        fired=result.fired,
        skipped=result.skipped,
        messages=result.messages,
        opened=result.opened or None,
    )


def log_delivery(result: DeliveryResult) -> None:
    """Log what a drain did, if it did anything, and each channel that is down."""
    if result.delivered or result.dead or result.retried:
        advice = "{way_outbox_dead} shows why; then {way_retry}" if result.dead else None
        sent = event("drained", delivered=result.delivered, retried=result.retried, dead=result.dead, advice=advice)
        log.log(logging.WARNING if result.dead else logging.INFO, sent)
    for medium, reason in result.down.items():
        advice = words.with_ways("see [channels.{medium}] in duban.toml; {way_send_test} tries it", medium=medium)
        log.warning(event("channel down", medium=medium, waiting=result.waiting, reason=reason, advice=advice))
