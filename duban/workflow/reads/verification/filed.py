"""The uses of files: each is what an entry tells of, and none is gone that was not erased."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.history import Acted, ApprovalAsked, Corrected, Names, Opened, Recorded, Signed
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.workflow.reads.verification.cases import Case

_TABLE = "duban_file_use"


def use_faults(case: Case) -> Iterator[Finding]:
    """Yield the uses that no entry tells of, those that are gone, and those of another file than was named."""
    told = _told(case)
    if not told and not case.beside.uses:
        return
    named = _named(case)
    there = Counter((seq, field) for seq, field, _, _ in case.beside.uses)
    for seq, field in sorted(there.keys() | told.keys()):
        count, erased = told.get((seq, field), 0), case.story.erased.get(field, 0) > seq
        if erased and there[seq, field]:
            problem = words.text("the files of “{field}” were erased, and are named again", field=field)
            yield Finding(case.number, seq, problem, _TABLE)
        elif not erased and there[seq, field] != count:
            facts = {"field": field, "count": there[seq, field], "told": count}
            problem = words.text("“{field}” names {count} files that are kept here, by its entry {told}", **facts)
            yield Finding(case.number, seq, problem, _TABLE)
    for seq, field, place, sha256 in case.beside.uses:
        hashes = named.get((seq, field))
        if hashes is not None and (place >= len(hashes) or hashes[place] != sha256):
            problem = words.text("“{field}” names another file than was given", field=field)
            yield Finding(case.number, seq, problem, _TABLE)


def _told(case: Case) -> dict[tuple[int, str], int]:
    """Return how many files each entry has filed, by their fields' present names."""
    entries = [entry for entry in case.entries if isinstance(entry, Recorded) and entry.facts.filed]
    if not entries:
        return {}
    names = Names.of_fields(entry for entry in case.entries if isinstance(entry, Recorded))
    return {
        (entry.seq, names.now(field, entry.seq)): count
        for entry in entries
        for field, count in (entry.facts.filed or {}).items()
    }


def _named(case: Case) -> dict[tuple[int, str], list[str]]:
    """Return the hashes that values name, by entry and field; those of private fields as far as they are there."""
    names = Names.of_fields(entry for entry in case.entries if isinstance(entry, Recorded))
    found = {}
    for entry in case.entries:
        if isinstance(entry, Recorded):
            for field, value in _data(entry).items():
                found[entry.seq, names.now(field, entry.seq)] = _hashes(value)
    for field, text, seq, _ in case.beside.private:
        if text is not None:
            found[seq, field] = _hashes(_read(text))
    return found


def _data(entry: Recorded) -> Mapping[str, Any]:
    facts = entry.facts
    if isinstance(facts, Opened | Acted | Corrected | Signed):
        return facts.data
    return facts.act.data if isinstance(facts, ApprovalAsked) else {}


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _hashes(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each.get("sha256")) if isinstance(each, dict) else "" for each in values]
