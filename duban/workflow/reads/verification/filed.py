"""The uses of files: each is what an entry tells of, and none is gone that was not erased."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from duban import words
from duban.evidence import cleaned_name
from duban.states.history import (
    Acted,
    ApprovalAsked,
    Corrected,
    Names,
    Opened,
    PaperFiled,
    PaperScanned,
    Recorded,
    Signed,
    paper_field,
)
from duban.workflow.reads.verification.findings import Finding, differing

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
    there = Counter((seq, field) for seq, field, *_ in case.beside.uses)
    for seq, field in sorted(there.keys() | told.keys()):
        count, erased = told.get((seq, field), 0), case.story.erased.get(field, 0) > seq
        if erased and there[seq, field]:
            problem = words.text("the files of “{field}” were erased, and are named again", field=field)
            yield Finding(case.number, seq, problem, _TABLE)
        elif not erased and there[seq, field] != count:
            facts = {"field": field, "count": there[seq, field], "told": count}
            problem = words.text("“{field}” names {count} files that are kept here, by its entry {told}", **facts)
            yield Finding(case.number, seq, problem, _TABLE)
    actors = {entry.seq: entry.actor for entry in case.entries if isinstance(entry, Recorded)}
    for seq, field, place, *use, by in case.beside.uses:
        files = named.get((seq, field))
        if files is not None and (place >= len(files) or files[place] != tuple(use)):
            problem = words.text("“{field}” names another file than was given", field=field)
            yield Finding(case.number, seq, problem, _TABLE)
        elif actors.get(seq, by) != by:
            problem = words.text("a row is not what the history says")
            yield differing(case.number, seq, problem, _TABLE, "by", by, actors[seq])


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


def _named(case: Case) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """Return the files that values name, each by its hash and name, by entry and field; private ones if still there."""
    names = Names.of_fields(entry for entry in case.entries if isinstance(entry, Recorded))
    found = {}
    for entry in case.entries:
        if isinstance(entry, Recorded):
            for field, value in _data(entry).items():
                found[entry.seq, names.now(field, entry.seq)] = _files(value)
            if isinstance(entry.facts, PaperFiled):
                found[entry.seq, paper_field(entry.facts.asked)] = [
                    (each.sha256, cleaned_name(each.name)) for each in entry.facts.files
                ]
            elif isinstance(entry.facts, PaperScanned):
                file = entry.facts.file
                found[entry.seq, paper_field(entry.facts.asked)] = [(file.sha256, cleaned_name(file.name))]
    for field, text, seq, _ in case.beside.private:
        if text is not None:
            found[seq, field] = _files(_read(text))
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


def _files(value: object) -> list[tuple[str, str]]:
    values = value if isinstance(value, list) else [value]
    told = [each if isinstance(each, dict) else {} for each in values]
    return [(str(each.get("sha256")), cleaned_name(str(each.get("name")))) for each in told]
