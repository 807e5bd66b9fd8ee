"""Private values: each is what its salted hash in the history says, or is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban import words
from duban.states.history import Acted, Corrected, Names, Opened, Recorded, Signed
from duban.storage import salted, salted_text
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from duban.workflow.reads.verification.cases import Case

_TABLE = "duban_private"


def private_faults(case: Case) -> tuple[list[Finding], list[Finding]]:
    """Return the private values that are not what was given, and those that are gone though no entry erased them."""
    names = Names.of_fields(entry for entry in case.entries if isinstance(entry, Recorded))
    hashes = {
        (entry.seq, names.now(field, entry.seq)): digest
        for entry in case.entries
        if isinstance(entry, Recorded) and isinstance(entry.facts, Opened | Acted | Corrected | Signed)
        for field, digest in entry.facts.private.items()
    }
    if not hashes and not case.beside.private:
        return [], []
    wrong, there = [], set[tuple[int, str]]()
    for field, text, seq, salt in case.beside.private:
        told = hashes.get((seq, field))
        if told is None:
            problem = words.text("a private “{field}” that no entry tells of", field=field)
            wrong.append(Finding(case.number, seq, problem, _TABLE))
        elif text is not None:
            there.add((seq, field))
            if _erased_by(case, field, seq):
                problem = words.text("the private “{field}” was erased, and is there again", field=field)
                wrong.append(Finding(case.number, seq, problem, _TABLE))
            elif not _fits(salt, text, told):
                problem = words.text("the private “{field}” does not fit its digest: it was changed", field=field)
                wrong.append(Finding(case.number, seq, problem, _TABLE))
    gone = [
        Finding(case.number, seq, words.text("the private “{field}” was erased without an entry", field=field), _TABLE)
        for seq, field in sorted(hashes.keys() - there)
        if not _erased_by(case, field, seq)
    ]
    return wrong, gone


def _erased_by(case: Case, field: str, seq: int) -> bool:
    """Return whether an entry says that what the entry `seq` gave was erased."""
    return case.story.erased.get(field, 0) > seq


def _fits(salt: str, text: str, told: str) -> bool:
    try:
        return salted_text(salt, text) == told or salted(salt, json.loads(text)) == told
    except ValueError:
        return False
