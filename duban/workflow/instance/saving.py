"""Writing the work on instances: rows, claims, history, columns, messages and errands, all in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.storage import (
    acts,
    bindings,
    claims,
    endings,
    erasing,
    evidence,
    fallbacks,
    instances,
    outbox,
    papers,
    relations,
    relieving,
    renaming,
)
from duban.workflow.instance.claims import FIRED, SKIPPED, ClaimTaken
from duban.workflow.instance.messages import reminder_of
from duban.workflow.instance.others import news_of, progress_of, relieve
from duban.workflow.rules import keep_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.instance.claims import Claim
    from duban.workflow.instance.work import UnitOfWork


def keep_definitions(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    """Store the definitions that these instances are pinned to, each once; raises ScenarioChanged."""
    definitions = {work.compiled.definition.digest: work.compiled.definition for work in works}
    for definition in definitions.values():
        keep_content(connection, definition, at=works[0].now)


_OPENED = ("number", "scenario", "year", "seq", "source", "external_no", "ongoing", "opened_at")
"""The columns of an instance that never change."""


def insert(connection: Connection, works: Sequence[UnitOfWork]) -> int:
    """Insert the rows of opened instances, all or none; return the place of one whose number or matter is taken.

    If none is, return how many there are.
    """
    rows = [(*work.columns(), *_opened(work)) for work in works]
    keys = acts.insert_instances(connection, (*acts.CHANGING, *_OPENED), rows)
    for place, work in enumerate(works):
        key = keys.pop(work.subject.number, None)
        if key is None:
            return place
        work.row = key
    return len(works)


def _opened(work: UnitOfWork) -> tuple[object, ...]:
    opening, subject = work.opening, work.subject
    if opening is None:
        message = f"{subject.number} was not opened by this command"
        raise ValueError(message)
    year = work.compiled.calendar.local_date(work.now).year
    outside = opening.source, opening.external_no
    return (subject.number, subject.scenario, year, work.seq, *outside, subject.ongoing, subject.opened_at)


def save(connection: Connection, works: Sequence[UnitOfWork], *, fresh: bool = False) -> None:
    """Write the work on instances; `fresh` says that their rows were just inserted.

    Raises:
        ClaimTaken: if a rung that was to take effect is claimed already; the transaction must then be rolled back.

    """
    if not works:
        return
    _save_beside(connection, [work for work in works if work.has_more], fresh=fresh)
    _mark(connection, works)
    for work in works:
        if work.compiled.each:
            relieve(connection, work)
        for message in work.messages:
            message.instance_id = work.row
    acts.write_acts(
        connection,
        [acts.Written(work.row, {} if fresh else work.changes(), work.entries, work.messages) for work in works],
    )


def _save_beside(connection: Connection, works: Sequence[UnitOfWork], *, fresh: bool) -> None:
    """Write what only some acts have beside entries, columns and messages."""
    if not works:
        return
    _rename(connection, works)
    _release(connection, works)
    _claim(connection, works)
    rebound = [(work.row, work.rebound) for work in works if work.rebound]
    if rebound:
        instances.bind_units(connection, rebound, fresh=fresh)
    relations.join_all(
        connection, [(work.row, other.row, kind, work.now) for work in works for other, kind in work.links]
    )
    _withdraw(connection, works)
    _exchange(connection, works, fresh=fresh)
    for work in works:
        _write_beside(connection, work)


def _mark(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    """Let the bindings say of what was closed, reopened, or done by some of the units of a role, that it was."""
    marked = [(work.row, *marks) for work in works if (marks := work.marks) is not None]
    bindings.mark_bindings(connection, marked)


def _rename(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    for work in works:
        for one in work.renamed:
            renaming.rename_clock(connection, work.row, one.old, one.new, of=work.subject.round, messages=one.messages)

        for old, new in work.renamed_fields:
            renaming.rename_private(connection, work.row, old, new)
        for old, new in work.files.renamed:
            evidence.rename_uses(connection, work.row, old, new)


def _claim(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    made = [(claim.outcome, _row(work.row, claim, work.now)) for work in works for claim in work.claims]
    if not made:
        return
    fired = [row for outcome, row in made if outcome == FIRED]
    skipped = [row for outcome, row in made if outcome == SKIPPED]
    if claims.claim_rungs(connection, fired) != len(fired):
        raise ClaimTaken
    if skipped:
        claims.claim_rungs(connection, skipped)


def _release(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    released = [_row(work.row, claim, work.now) for work in works for claim in work.released]
    claims.release_rungs(connection, released)


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


def _withdraw(connection: Connection, works: Sequence[UnitOfWork]) -> None:
    """Withdraw what has not left of clocks that were stopped or begun anew."""
    clocks = [(work.row, clock, why) for work in works for clock, why in work.withdrawn.items()]
    works[0].tally.withdrawn += outbox.withdraw_messages(connection, clocks, now=works[0].now)
    older = [{"key": work.row, **each} for work in works for each in work.overtaken]
    works[0].tally.withdrawn += fallbacks.withdraw_older(connection, older)


def _exchange(connection: Connection, works: Sequence[UnitOfWork], *, fresh: bool) -> None:
    """Delete the errands that are done, and store those for others; of what was just opened, nobody is told again."""
    relations.finish_errands(connection, [key for work in works for key in work.heard])
    told = [
        errand for work in works for errand in (*work.errands, *(() if fresh else (*news_of(work), *progress_of(work))))
    ]
    relations.send_errands(connection, told, at=works[0].now)


def _write_beside(connection: Connection, work: UnitOfWork) -> None:
    """Write what only few acts have: other definitions, private values, what is erased, withdrawn reminders."""
    key = work.row
    if work.record is not None and work.record.definition != work.compiled.definition.digest:
        keep_definitions(connection, [work])
    for seq, values in work.private:
        instances.keep_private(connection, key, seq, values)
    for each in work.erasings:
        erasing.erase(connection, key, each)
        for field in (each.field, *each.papers):
            work.files.gone += tuple(evidence.drop_uses(connection, key, field))
    if work.silenced is not None:
        work.tally.withdrawn += endings.withdraw_all(connection, key, now=work.now, reason=work.silenced)
    for seq, why in work.lapsed.items():
        work.tally.withdrawn += outbox.withdraw_reminders(connection, key, reminder_of(seq), now=work.now, reason=why)
    for asked, unit, why in work.hushed:
        work.tally.withdrawn += relieving.hush(connection, key, unit, reminder_of(asked), now=work.now, reason=why)
    if work.papers:
        papers.keep_texts(connection, key, work.papers)
    if work.files.uses:
        evidence.add_uses(connection, [{"instance_id": key, **use} for use in work.files.uses])
