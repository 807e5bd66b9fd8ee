"""What verification finds, and its result."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.workflow.anchors import AnchorLog
    from duban.workflow.replay import Forbidden

    Heads = Mapping[str, tuple[int, str]]
    """By name, how many links a chain has, and the hash of the last."""


@dataclass(frozen=True, slots=True)
class FilesProved(Jsonable):
    """How many files are kept, their bytes together, and of how many the content was held against the hash."""

    files: int
    size: int
    hashed: int


_LONGEST = 200
"""The most characters that are shown of a value."""


@dataclass(frozen=True, slots=True)
class Finding(Jsonable):
    """One thing that is not as it was written: the instance, the seq of the entry if it is one, and what is wrong.

    Of a stored value that is not what the history says, `table` and `column` say where it stands, `stored` and `told`
    what it is and what it should be. Of an act that its rules forbid, `code` is that of the first reason, as a
    `Blocker` has it.
    """

    number: str
    seq: int | None
    problem: str
    table: str | None = None
    column: str | None = None
    stored: str | None = None
    told: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        """Return the finding as one line."""
        place, problem = self.number, self.problem
        if self.seq is not None:
            place = words.text("{number} entry {seq}", number=self.number, seq=self.seq)
        if self.column is not None:
            facts = {"place": f"{self.table}.{self.column}", "stored": self.stored, "told": self.told}
            detail = words.text("{place} holds {stored}, by the history it is {told}", **facts)
            problem = words.text("{problem} ({detail})", problem=problem, detail=detail)
        return words.headed(place, problem)


@dataclass(frozen=True, slots=True)
class Verification(Jsonable):
    """What was checked and found; keep `heads` (number to seq and hash) outside of the database for later checks.

    Of the scenarios `with_gaps`, whose numbers need not follow each other, a missing instance shows only against those.

    `erased` names private values that are gone although no entry says that they were erased; that is not counted as
    wrong. `unbound` counts what an earlier duban wrote without tying it to the history: messages, receipts and
    idempotency keys, by kind. `judged` counts the acts that were judged again by their rules. `unjudged` counts what
    could not be judged: `dates`, the instances whose dates another calendar has computed, and acts by the reason:
    `rules`, `unknown`, `erased` or `calendar`. `chains` has the heads of what is chained beside the histories: of
    `receipts` by their messages' ids, of `calendars` by their names, and of the `directory`. `anchors` is the log that
    all was held against, `files` what was found of the files that are kept; None if they were left out.
    """

    _json = (
        *("ok", "instances", "entries", "findings", "heads", "with_gaps", "erased", "unbound", "judged", "unjudged"),
        *("anchors", "files"),
    )

    instances: int
    entries: int
    findings: tuple[Finding, ...]
    heads: Mapping[str, tuple[int, str]]
    with_gaps: tuple[str, ...] = ()
    erased: tuple[Finding, ...] = ()
    unbound: Mapping[str, int] = field(default_factory=dict)
    unjudged: Mapping[str, int] = field(default_factory=dict)
    chains: Mapping[str, Heads] = field(default_factory=dict)
    judged: int = 0
    anchors: AnchorLog | None = None
    files: FilesProved | None = None

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.findings


def differing(  # noqa: PLR0917 - a place, and what stands there
    number: str, seq: int | None, problem: str, table: str, column: str, stored: object, told: object
) -> Finding:
    """Return the finding that a stored value is not what the history says."""
    return Finding(number, seq, problem, table, column, shown(stored), shown(told))


def forbidden(number: str, act: Forbidden) -> Finding:
    """Return the finding that the rules forbid an act."""
    facts = {"by": act.by, "reasons": act.blockers}
    if act.trigger is None:
        problem = words.text("its rules forbid this entry, by {by}: {reasons:clauses}", **facts)
    else:
        problem = words.text("its rules forbid “{act}” by {by}: {reasons:clauses}", act=act.trigger, **facts)
    return Finding(number, act.seq, problem, code=act.blockers[0].code)


def shown(value: object) -> str | None:
    """Return a value as it is shown, as one line that is not too long; None for none."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
