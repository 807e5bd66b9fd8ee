"""Writing back what was done on workbenches: claims, history, columns, messages and errands, all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.storage import acts, instances, outbox, relations
from duban.workflow.claims import FIRED, SKIPPED, ClaimTaken
from duban.workflow.linking import news_of
from duban.workflow.posting import reminder_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.claims import Claim
    from duban.workflow.workbench import Workbench


def write_back(connection: Connection, benches: Sequence[tuple[int, Workbench]], *, fresh: bool = False) -> None:
    """Write back what was done on these workbenches, each with its instance's key; `fresh` where just inserted.

    Raises ClaimTaken where a rung that was to take effect had been claimed before; the transaction must then end
    without a commit.
    """
    if not benches:
        return
    _claim(connection, benches)
    rebound = [(key, bench.rebound) for key, bench in benches if bench.rebound]
    if rebound:
        instances.bind_units(connection, rebound, fresh=fresh)
    for key, bench in benches:
        _write_beside(connection, key, bench, fresh=fresh)
        for row in bench.messages:
            row.instance_id = key
    if len(benches) == 1 and not fresh:
        ((key, bench),) = benches
        acts.write_act(connection, key, bench.changes(), bench.journal.entries, bench.messages)
        return
    instances.append_history(connection, [(key, record) for key, bench in benches for record in bench.journal.entries])
    if not fresh:
        instances.save_instances(connection, [{"key": key, **bench.changes()} for key, bench in benches])
    outbox.add_messages(connection, [row for _, bench in benches for row in bench.messages])


def _claim(connection: Connection, benches: Sequence[tuple[int, Workbench]]) -> None:
    claims = [(claim.outcome, _row(key, claim, bench.now)) for key, bench in benches for claim in bench.claims]
    if not claims:
        return
    fired = [row for outcome, row in claims if outcome == FIRED]
    if instances.claim_rungs(connection, fired) != len(fired):
        raise ClaimTaken
    instances.claim_rungs(connection, [row for outcome, row in claims if outcome == SKIPPED])


def _row(key: int, claim: Claim, at: datetime) -> dict[str, Any]:
    return {
        "instance_id": key,
        "clock": claim.clock,
        "round": claim.round,
        "lap": claim.lap,
        "rung": claim.rung,
        "outcome": claim.outcome,
        "at": at,
    }


def _write_beside(connection: Connection, key: int, bench: Workbench, *, fresh: bool) -> None:
    """Write what only some acts bring: private values, messages withdrawn, errands heard and sent."""
    for seq, values in bench.journal.private:
        instances.keep_private(connection, key, seq, values)
    for clock, why in bench.withdrawn.items():
        outbox.withdraw_messages(connection, key, clock, now=bench.now, reason=why)
    for seq, why in bench.settled.items():
        outbox.withdraw_reminders(connection, key, reminder_of(seq), now=bench.now, reason=why)
    if bench.heard:
        relations.finish_errands(connection, bench.heard)
    if bench.errands or bench.subject.reports_to:
        _send(connection, bench, fresh=fresh)


def _send(connection: Connection, bench: Workbench, *, fresh: bool) -> None:
    told = [*bench.errands, *([] if fresh else news_of(bench))]
    relations.send_errands(connection, told, at=bench.now)
