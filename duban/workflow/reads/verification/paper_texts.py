"""What papers say: each text is what its salted hash in the history says, and waits for its document if it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states.history import Erased, PaperDrafted, PaperEdited, PaperFiled, Recorded, Signed
from duban.storage import paper_hash
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.workflow.reads.verification.cases import Case

_TABLE = "duban_paper"


def paper_faults(case: Case) -> Iterator[Finding]:
    """Yield the texts of papers that are gone, that were changed, that no entry tells of, or that wait wrongly."""
    told, waiting = _told(case), _waiting(case)
    stored = case.beside.papers
    for seq in sorted(told.keys() | stored.keys()):
        if seq not in told:
            yield Finding(case.number, seq, words.text("a text of a paper that no entry tells of"), _TABLE)
        elif seq not in stored:
            yield Finding(case.number, seq, words.text("the text of a paper is gone"), _TABLE)
        elif paper_hash(stored[seq][1], stored[seq][0]) != told[seq]:
            problem = words.text("the text of a paper is not what was written or signed: it was changed")
            yield Finding(case.number, seq, problem, _TABLE)
        elif (due_at := stored[seq][2]) is not None and seq not in waiting:
            problem = words.text("a row is not what the history says")
            yield differing(case.number, seq, problem, _TABLE, "due_at", due_at, None)
        elif due_at is None and seq in waiting:
            problem = words.text("a row is not what the history says")
            yield differing(case.number, seq, problem, _TABLE, "due_at", None, waiting[seq])


def _waiting(case: Case) -> dict[int, datetime]:
    """Return since when signed papers wait for their documents: signed, or erased, and not made since."""
    found: dict[int, datetime] = {}
    signed: set[int] = set()
    for entry in case.entries:
        if not isinstance(entry, Recorded):
            continue
        facts = entry.facts
        if isinstance(facts, Signed):
            signed.add(entry.seq)
            found[entry.seq] = entry.at
        elif isinstance(facts, PaperFiled):
            found.pop(facts.asked, None)
        elif isinstance(facts, Erased):
            found.update((seq, entry.at) for seq in map(int, facts.papers or {}) if seq in signed)
    return found


def _told(case: Case) -> dict[int, str]:
    """Return the hash of what each entry has written of a paper, as it is after the last erasure."""
    found: dict[int, str] = {}
    for entry in case.entries:
        facts = entry.facts if isinstance(entry, Recorded) else None
        if isinstance(entry, Recorded) and isinstance(facts, PaperDrafted | PaperEdited | Signed) and facts.content:
            found[entry.seq] = facts.content
        elif isinstance(facts, Erased):
            found.update((int(seq), digest) for seq, digest in (facts.papers or {}).items() if int(seq) in found)
    return found
