"""The hash chain of a history: the first entry that was edited, removed or reordered, and a cut tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states.history import UnknownEntry, UnreadableEntry
from duban.storage import entry_hash
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.workflow.reads.verification.cases import Case


def chain_faults(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with a history itself, in the order of its entries."""
    record, history, number = case.record, case.beside.history, case.number
    previous, state = case.story.opened_under(record.definition), None
    for place, (entry, said) in enumerate(zip(history, case.entries, strict=True), start=1):
        if entry.seq != place:
            problem = words.text("entries are missing or were put in another order (here stands {seq})", seq=entry.seq)
            yield Finding(number, place, problem)
        expected = entry_hash(
            previous,
            number=number,
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            kind=entry.kind,
            trigger=entry.trigger,
            from_state=entry.from_state,
            to_state=entry.to_state,
            round=entry.round,
            payload=entry.payload,
        )
        if expected != entry.hash:
            yield Finding(number, entry.seq, words.text("does not fit its digest: the entry was changed"))
        if isinstance(said, UnreadableEntry):
            yield Finding(number, entry.seq, _unread(said))
        if entry.from_state != state:
            facts = {"state": entry.from_state, "before": state}
            problem = words.text("starts at “{state}”, and the entry before it ends at “{before}”", **facts)
            yield Finding(number, entry.seq, problem)
        previous, state = entry.hash, entry.to_state
    if len(history) != record.head_seq or previous != record.head_hash:
        counts = {"expected": record.head_seq, "found": len(history)}
        problem = words.text("entries that there should be: {expected}, found: {found}; the end was cut off", **counts)
        yield Finding(number, len(history) + 1, problem)
    if history and (state != record.state or history[-1].round != record.round):
        facts = {"state": state, "row": record.state}
        problem = words.text("the history ends at “{state}”, and the register says “{row}”", **facts)
        yield Finding(number, len(history), problem)
    if not case.story.leads_to(record.definition):
        yield Finding(number, len(history), words.text("goes by other rules than its history says"))


def _unread(entry: UnreadableEntry) -> str:
    if isinstance(entry, UnknownEntry):
        return words.text(
            "“{kind}” was written by a newer duban and cannot be checked by this one; upgrade it", kind=entry.kind
        )
    return words.text("what it holds cannot be read")


def against(case: Case, head: tuple[int, str]) -> Finding | None:
    """Return what shows that a history is not the one of which `head` (seq and hash) was kept; None if it is."""
    (seq, digest), history = head, case.beside.history
    if len(history) < seq:
        facts = {"before": seq, "found": len(history)}
        problem = words.text("entries that there were: {before}, found: {found}", **facts)
        return Finding(case.number, len(history) + 1, problem)
    if history[seq - 1].hash != digest:
        problem = words.text("does not fit the digest kept earlier: the whole chain was recomputed")
        return Finding(case.number, seq, problem)
    return None
