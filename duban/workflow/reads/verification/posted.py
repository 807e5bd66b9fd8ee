"""Messages: each is as the history says that it was decided, and has become what its receipts say."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, field

from duban import words
from duban.states import Actor, Unit, media
from duban.states.history import (
    Acted,
    Answered,
    Decided,
    Ended,
    Erased,
    Excused,
    Merged,
    Recorded,
    RulesChanged,
    RungFired,
    Signed,
    Step,
    TakenBack,
)
from duban.storage import deliveries, digests, message_hash, outbox, receipt_hash
from duban.workflow.people import LONGEST_FALLBACK, LONGEST_HOLIDAYS
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from duban.storage import OutboxRecord, proof
    from duban.workflow.reads.verification.cases import Case
    from duban.workflow.reads.verification.findings import Heads

    Withdrawals = Mapping[str, Sequence[int]]

_TABLE, _RECEIPTS = "duban_outbox", "duban_receipt"
_SENT, _REVIVED = "delivered", outbox.REVIVED
_GOES_ON = {_SENT, "retry", "down", outbox.UNCERTAIN, outbox.LIMITED, deliveries.ARRIVED}
"""The outcomes of attempts after which a message is not dead."""
_LONGEST_WAIT = timedelta(days=8)
"""Longer than any try again or any rest of a channel, over the longest holidays."""
_LONGEST_LEASE = timedelta(days=1)


class Posted(Struct):
    """What the messages of one instance show, and the heads of their receipts by the messages' ids."""

    findings: list[Finding] = field(default_factory=list)
    unbound: int = 0
    loose: int = 0
    """Messages and receipts that an earlier duban wrote without tying them to anything."""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)


_EVERYTHING = "*"
"""Stands for all messages, among the names of what was withdrawn."""


def posted(case: Case, now: datetime | None, known: Heads) -> Posted:
    """Hold the messages of an instance against its history and their receipts; `known` has earlier heads of these."""
    found = Posted()
    decided: dict[str, tuple[str, int]] = {}
    before = set()
    for entry in case.entries:
        if not isinstance(entry, Recorded):
            continue
        if entry.facts.posted is not UNSET:
            # Rules that are changed give clocks other names: that decides nothing anew.
            first = decided if isinstance(entry.facts, RulesChanged) else {}
            decided |= {
                key: (digest, first[key][1] if key in first else entry.seq)
                for key, digest in entry.facts.posted.items()
            }
        elif entry.facts.told:
            before.add(entry.at)
    known = _but(known, _erased(case)) if case.story.erased else known
    withdrawals = _withdrawals(case)
    for message in case.beside.messages.values():
        told = decided.pop(message.row.message_id, None)
        bound = told is not None
        if told is not None:
            found.findings += _as_decided(case, message, *told)
        elif message.row.created_at in before:
            found.unbound += 1
        else:
            problem = words.text("a message that no entry decided: {message}", message=message.row.message_id)
            found.findings.append(Finding(case.number, None, problem, _TABLE, stored=message.row.message_id))
        found.findings += _as_received(case, message, found, bound=bound)
        found.findings += _against(case, message, known.get(message.row.message_id))
        found.findings += _ended(case, message, withdrawals, since=0 if told is None else told[1], bound=bound)
        if now is not None and message.row.status == outbox.PENDING:
            found.findings += _ahead(case, message, now)
    for key, (_, seq) in decided.items():
        problem = words.text("a message is gone that was decided: {message}", message=key)
        found.findings.append(Finding(case.number, seq, problem, _TABLE, told=key))
    return found


def _but(heads: Heads, left_out: set[str]) -> Heads:
    return {key: head for key, head in heads.items() if key not in left_out}


def _erased(case: Case) -> set[str]:
    """Return the messages from which a private value was erased: the hashes of their receipts are others since."""
    facts = [entry.facts for entry in case.entries if isinstance(entry, Recorded)]
    return {key for each in facts if isinstance(each, Erased) for key in each.messages}


def _as_decided(case: Case, message: proof.Message, digest: str, seq: int) -> Iterator[Finding]:
    row = message.row
    if message_hash(row.salt or "", row) != digest:
        facts = {"message": row.message_id, "unit": row.unit}
        problem = words.text("the message {message} to {unit} is not what was decided: it was changed", **facts)
        yield Finding(case.number, seq, problem, _TABLE, stored=row.message_id)


def _as_received(case: Case, message: proof.Message, found: Posted, *, bound: bool) -> Iterator[Finding]:
    """Yield what is wrong with the chain of a message's receipts; those of before there was one are counted."""
    number, key, previous = case.number, message.row.message_id, message.row.message_id
    loose = sum(1 for _ in takewhile(lambda one: one[3] is None, message.receipts))
    if bound and loose:
        problem = words.text("a receipt of the message {message} that no channel gave", message=key)
        yield Finding(number, None, problem, _RECEIPTS, stored=key)
        return
    found.loose += loose
    for at, outcome, detail, digest in message.receipts[loose:]:
        linked = receipt_hash(previous, at, outcome, detail)
        if digest != linked:
            problem = words.text("the receipts of the message {message} were changed, removed or added to", message=key)
            yield Finding(number, None, problem, _RECEIPTS, stored=key)
            return
        previous = linked
    if len(message.receipts) > loose:
        found.heads[key] = (len(message.receipts), previous)


def _against(case: Case, message: proof.Message, head: tuple[int, str] | None) -> Iterator[Finding]:
    if head is None:
        return
    count, digest = head
    if len(message.receipts) < count or message.receipts[count - 1][3] != digest:
        facts = {"message": message.row.message_id}
        problem = words.text("the receipts of the message {message} are not those that there were", **facts)
        yield Finding(case.number, None, problem, _RECEIPTS, stored=message.row.message_id)


def _ended(
    case: Case, message: proof.Message, withdrawals: Withdrawals, *, since: int, bound: bool
) -> Iterator[Finding]:
    """Yield how a message has not ended as its receipts and the history say."""
    row, key = message.row, message.row.message_id
    outcomes = [outcome for _, outcome, _, _ in message.receipts]
    lately = outcomes[len(outcomes) - outcomes[::-1].index(_REVIVED) :] if _REVIVED in outcomes else outcomes
    told: str | None = None
    if row.status == outbox.DELIVERED and _SENT not in lately:
        told = words.text("no receipt says that it was delivered")
    elif row.status == outbox.PENDING and bound and _SENT in lately:
        told = words.text("it was delivered")
    elif row.status == outbox.DEAD and row.address and not set(lately) - _GOES_ON:
        told = words.text("no receipt says that it was given up")
    elif row.status == outbox.WITHDRAWN and not _is_withdrawn(case, row, withdrawals, since, row.reason):
        told = words.text("nothing has withdrawn it")
    if told is not None:
        problem = words.text("the message {message} has not ended as is registered", message=key)
        yield differing(case.number, None, problem, _TABLE, "status", row.status, told)
    if message.recalled is not None and not _is_withdrawn(case, row, withdrawals, since, message.recalled):
        problem = words.text("the message {message} has not ended as is registered", message=key)
        nothing = words.text("nothing has withdrawn it")
        yield differing(case.number, None, problem, _TABLE, "recalled", message.recalled, nothing)
    settled = {at for at, *_ in message.receipts} | {row.created_at}
    if bound and row.status in {outbox.DELIVERED, outbox.DEAD} and row.settled_at not in settled:
        problem = words.text("the message {message} has not ended as is registered", message=key)
        yield differing(case.number, None, problem, _TABLE, "settled_at", row.settled_at, max(settled))
    if bound and row.attempts > len(lately):
        problem = words.text("the message {message} was not tried so often", message=key)
        yield differing(case.number, None, problem, _TABLE, "attempts", row.attempts, len(lately))


def _withdrawals(case: Case) -> dict[str, list[int]]:
    """Return the entries that withdrew messages about a clock, a request (`#` and its seq) or to a unit (`@`)."""
    found: dict[str, list[int]] = {}
    for entry in case.entries:
        facts = entry.facts if isinstance(entry, Recorded) else None
        if isinstance(entry, Recorded) and isinstance(facts, Acted | Excused) and facts.share:
            # Who has signed is not reminded any more.
            found.setdefault(f"@{facts.share.unit}", []).append(entry.seq)
        if isinstance(entry, Recorded) and isinstance(facts, Answered):
            found.setdefault(f"#{facts.asked}@{Actor.parse(entry.actor).unit}", []).append(entry.seq)
        if isinstance(entry, Recorded) and isinstance(facts, RungFired) and facts.told:
            # A later rung of a clock overtakes what earlier ones have sent.
            found.setdefault(f">{facts.clock}", []).append(entry.seq)
        if isinstance(facts, RulesChanged):
            # A message goes by the new name of its clock; what withdrew it may have come before that.
            earlier = {
                new: [list(found.get(f"{mark}{old}", ())) for mark in ("", ">")]
                for old, new in facts.clock_names.items()
            }
            for new, (withdrawn, overtaken) in earlier.items():
                found.setdefault(new, []).extend(withdrawn)
                found.setdefault(f">{new}", []).extend(overtaken)
        if isinstance(entry, Recorded) and isinstance(facts, Step | TakenBack | Signed):
            asked = [str(facts.asked)] if isinstance(facts, Decided | TakenBack | Signed) else []
            of_clocks, lapsed = (facts.withdrawn, facts.lapsed) if isinstance(facts, Step) else ({}, {})
            names = facts.clock_names if isinstance(facts, RulesChanged) else {}
            before = [old for old, new in names.items() if new in of_clocks]
            everything = [_EVERYTHING] if isinstance(facts, Ended | Merged) else []
            for name in (*of_clocks, *before, *everything, *(f"#{seq}" for seq in (*lapsed, *asked))):
                found.setdefault(name, []).append(entry.seq)
    return found


def _is_withdrawn(case: Case, row: OutboxRecord, withdrawals: Withdrawals, since: int, reason: str | None) -> bool:
    """Return whether an entry after `since`, which decided the message, has withdrawn it, or what it stood behind.

    The order of entries counts and not their instants: a clock may have been set back meanwhile.
    """
    code = words.kept_code(reason or "")
    if code == "reached":
        return _is_reached(case, row)
    if code == "overtaken":
        return any(seq > since for seq in withdrawals.get(f">{row.clock}", ()))
    units = (row.rung and f"@{row.unit}", row.rung and f"{row.rung}@{row.unit}")
    names = [name for name in (row.clock, row.rung, *units, _EVERYTHING) if name]
    return any(seq > since for name in names for seq in withdrawals.get(name, ()))


def _is_reached(case: Case, row: OutboxRecord) -> bool:
    """Return whether what a message stands behind was delivered, or what that one stands behind."""
    before = next((one for one in case.beside.messages.values() if one.row.message_id == row.behind), None)
    if before is None:
        return False
    return any(outcome == _SENT for _, outcome, _, _ in before.receipts) or _is_reached(case, before.row)


def _ahead(case: Case, message: proof.Message, now: datetime) -> Iterator[Finding]:
    """Yield what keeps a message back for longer than anything that keeps messages back."""
    row = message.row
    until = now if case.rules is None else case.rules.calendar.next_opening(now)
    longest = _LONGEST_WAIT if row.behind is None else _LONGEST_WAIT + LONGEST_FALLBACK * (len(media()) - 1)
    if '"calendar":"' in row.facts:
        longest += LONGEST_HOLIDAYS
    waits = until + longest
    if case.rules is not None and not row.urgent and not row.attempts:
        # It may wait for other messages to its reader, but only since it was decided.
        calendar = case.rules.calendar
        last_day = calendar.shift(calendar.local_date(row.created_at), digests.LONGEST_PATIENCE, Unit.WORKING_DAYS)
        waits = max(waits, calendar.end_of(last_day) + longest)
    latest = {"not_before": waits, "leased_until": now + _LONGEST_LEASE}
    for column, last in latest.items():
        stored = getattr(row, column)
        if stored is not None and stored > last and row.created_at <= now and row.digest_id is None:
            facts = {"message": row.message_id}
            problem = words.text("the message {message} is held back for longer than anything does", **facts)
            yield differing(case.number, None, problem, _TABLE, column, stored, last)
