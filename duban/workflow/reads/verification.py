"""Verification: recompute every history, and name the first entry in each that was tampered with."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.states.history import (
    Acted,
    Opened,
    Recorded,
    UnknownEntry,
    UnreadableEntry,
    disagreements,
    fold,
    read_history,
)
from duban.storage import HistoryRecord, InstanceRecord, entry_hash, instances, queries, salted
from duban.workflow.replay import Replayed, Replayer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.states.history import Story
    from duban.workflow.rules import Catalogue
    from duban.workflow.values import Progress


@dataclasses.dataclass(frozen=True, slots=True)
class Finding(Jsonable):
    """One thing that is not as it was written: the instance, the seq of the entry if it is one, and what is wrong."""

    number: str
    seq: int | None
    problem: str
    code: str | None = None
    """For an act that the rules forbid: the code of the first reason, as a `Blocker` has it."""

    def __str__(self) -> str:
        """Return the finding as one line."""
        place = self.number
        if self.seq is not None:
            place = words.text("{number} entry {seq}", number=self.number, seq=self.seq)
        return words.headed(place, self.problem)


@dataclasses.dataclass(frozen=True, slots=True)
class Verification(Jsonable):
    """What was checked and found; keep `heads` (number to seq and hash) outside of the database for later checks."""

    _json = ("ok", ...)

    instances: int
    entries: int
    findings: tuple[Finding, ...]
    heads: Mapping[str, tuple[int, str]]
    judged: int = 0
    """How many acts were judged again by their rules."""
    unjudged: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """How many could not be, by the reason: `rules`, `unknown`, `erased` or `calendar`."""

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.findings


def verify(
    connection: Connection,
    *,
    heads: Mapping[str, tuple[int, str]] | None = None,
    rules: Catalogue | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Recompute all histories; with the `heads` of an earlier run, also find chains that were recomputed as a whole.

    With `rules`, each act is judged again by the definition that it was done under.
    """
    replayer = None if rules is None else Replayer(rules, connection)
    replayed = Replayed()
    findings: list[Finding] = []
    seen: dict[tuple[str, int], set[int]] = {}
    found_heads: dict[str, tuple[int, str]] = {}
    entries = 0
    told = progress or (lambda _done, _total: None)
    given_out = sum(value for _, _, value in queries.read_counters(connection))
    for record in queries.every_instance(connection):
        told(len(found_heads), given_out)
        history = instances.read_history(connection, record.id)
        entries += len(history)
        seen.setdefault((record.scenario, record.year), set()).add(record.seq)
        found_heads[record.number] = (record.head_seq, record.head_hash)
        said = [_read(entry) for entry in history]
        private = instances.read_private(connection, record.id)
        story = fold(each for each in said if isinstance(each, Recorded))
        edited = next(_edited(record, history, said, private, story), None)
        broken = edited or next(_differing(record, history, story), None)
        if broken is None and heads is not None and record.number in heads:
            broken = _against(record, history, heads[record.number])
        if broken is not None:
            findings.append(broken)
        if replayer is not None:
            whole = len(said) if edited is None or edited.seq is None else edited.seq - 1
            findings += _forbidden(record, replayer.replay(record, said, private, whole=whole), replayed)
    findings += _gaps(connection, seen)
    if heads is not None:
        gone = [number for number in heads if number not in found_heads]
        findings += [Finding(number, None, words.text("was there, and is gone")) for number in gone]
    unjudged = {str(doubt): count for doubt, count in sorted(replayed.unjudged.items())}
    return Verification(len(found_heads), entries, tuple(findings), found_heads, replayed.judged, unjudged)


def _forbidden(record: InstanceRecord, one: Replayed, total: Replayed) -> Iterator[Finding]:
    """Add a replay to the total, and yield each act that the rules forbid."""
    total.judged += one.judged
    total.unjudged += one.unjudged
    for act in one.forbidden:
        facts = {"by": act.by, "reasons": act.blockers}
        if act.trigger is None:
            problem = words.text("its rules forbid this entry, by {by}: {reasons:clauses}", **facts)
        else:
            problem = words.text("its rules forbid “{act}” by {by}: {reasons:clauses}", act=act.trigger, **facts)
        yield Finding(record.number, act.seq, problem, act.blockers[0].code)


def _edited(
    record: InstanceRecord,
    history: Sequence[HistoryRecord],
    entries: Sequence[Recorded | UnreadableEntry],
    private: Sequence[tuple[str, str | None, int, str]],
    story: Story,
) -> Iterator[Finding]:
    """Yield what is wrong with the entries of one history, in their order."""
    previous, state = story.opened_under(record.definition), None
    for place, (entry, said) in enumerate(zip(history, entries, strict=True), start=1):
        if entry.seq != place:
            problem = words.text("entries are missing or were put in another order (here stands {seq})", seq=entry.seq)
            yield Finding(record.number, place, problem)
        expected = entry_hash(
            previous,
            number=record.number,
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
            problem = words.text("does not fit its digest: the entry was changed")
            yield Finding(record.number, entry.seq, problem)
        if isinstance(said, UnreadableEntry):
            yield Finding(record.number, entry.seq, _unread(said))
        if entry.from_state != state:
            facts = {"state": entry.from_state, "before": state}
            problem = words.text("starts at “{state}”, and the entry before it ends at “{before}”", **facts)
            yield Finding(record.number, entry.seq, problem)
        yield from _private_faults(record, said, private)
        previous, state = entry.hash, entry.to_state


def _differing(record: InstanceRecord, history: Sequence[HistoryRecord], story: Story) -> Iterator[Finding]:
    """Yield where an instance's row says otherwise than its history."""
    previous = history[-1].hash if history else story.opened_under(record.definition)
    state = history[-1].to_state if history else None
    if len(history) != record.head_seq or previous != record.head_hash:
        counts = {"expected": record.head_seq, "found": len(history)}
        problem = words.text("entries that there should be: {expected}, found: {found}; the end was cut off", **counts)
        yield Finding(record.number, len(history) + 1, problem)
    if history and (state != record.state or history[-1].round != record.round):
        facts = {"state": state, "row": record.state}
        problem = words.text("the history ends at “{state}”, and the register says “{row}”", **facts)
        yield Finding(record.number, len(history), problem)
    if not story.leads_to(record.definition):
        yield Finding(record.number, len(history), words.text("goes by other rules than its history says"))
    if history:
        yield from _cached(record, story, len(history))


def _unread(entry: UnreadableEntry) -> str:
    if isinstance(entry, UnknownEntry):
        return words.text(
            "“{kind}” was written by a newer duban and cannot be checked by this one; upgrade it", kind=entry.kind
        )
    return words.text("what it holds cannot be read")


def _read(entry: HistoryRecord) -> Recorded | UnreadableEntry:
    try:
        return read_history([entry])[0]
    except UnreadableEntry as unreadable:
        return unreadable


_PART_TEXTS = {
    "memory": "the register of what was done (it cannot be read) is not what the history says",
    "title": "the registered title is not what the history says",
    "version": "the registered version is not what the history says",
    "data": "the registered data are not what the history says",
    "units": "the registered units are not what the history says",
    "clocks": "the registered clocks are not what the history says",
    "due_at": "the registered due instant is not what the history says",
    "shed": "the registered lights are not what the history says",
    "stays": "the registered stays are not what the history says",
    "signed": "the registered signatures are not what the history says",
    "waiting": "what is registered as waiting for a decision is not what the history says",
    "granted": "the registered extensions are not what the history says",
    "links": "the registered links are not what the history says",
    "linked": "what is registered of linked items is not what the history says",
    "children": "the registered parts are not what the history says",
    "joined": "the registered joins are not what the history says",
}
"""What is said about each part of an instance's row that does not match the history."""


def _cached(record: InstanceRecord, story: Story, last: int) -> Iterator[Finding]:
    """Yield the parts of an instance's row and memory that do not match the history."""
    wrong = list(disagreements(story, record.memory))
    columns = {"title": story.title, "version": story.version, "due_at": story.first_due}
    wrong += [name for name, told in columns.items() if told != getattr(record, name)]
    yield from (Finding(record.number, last, words.text(said)) for part, said in _PART_TEXTS.items() if part in wrong)


def _private_faults(
    record: InstanceRecord,
    entry: Recorded | UnreadableEntry,
    private: Sequence[tuple[str, str | None, int, str]],
) -> Iterator[Finding]:
    if not isinstance(entry, Recorded) or not isinstance(entry.facts, Opened | Acted) or not entry.facts.private:
        return
    hashes = entry.facts.private
    for field, text, seq, salt in private:
        if seq == entry.seq and text is not None and salted(salt, json.loads(text)) != hashes.get(field):
            problem = words.text("the private “{field}” does not fit its digest: it was changed", field=field)
            yield Finding(record.number, seq, problem)


def _against(record: InstanceRecord, history: Sequence[HistoryRecord], head: tuple[int, str]) -> Finding | None:
    seq, digest = head
    if len(history) < seq:
        facts = {"before": seq, "found": len(history)}
        problem = words.text("entries that there were: {before}, found: {found}", **facts)
        return Finding(record.number, len(history) + 1, problem)
    if history[seq - 1].hash != digest:
        problem = words.text("does not fit the digest kept earlier: the whole chain was recomputed")
        return Finding(record.number, seq, problem)
    return None


def _gaps(connection: Connection, seen: Mapping[tuple[str, int], set[int]]) -> list[Finding]:
    """Return the numbers that were given out and whose instances are missing, and counters that were set back."""
    counters = {(scenario, year): value for scenario, year, value in queries.read_counters(connection)}
    findings = []
    for (scenario, year), numbers in seen.items():
        if max(numbers) > counters.get((scenario, year), 0):
            problem = words.text("the counter of its numbers was set back")
            findings.append(Finding(f"{scenario} {year}", None, problem))
    for (scenario, year), value in counters.items():
        missing = sorted(set(range(1, value + 1)) - seen.get((scenario, year), set()))
        for seq in missing:
            place = words.text("{scenario} {year} number {seq}", scenario=scenario, year=year, seq=seq)
            findings.append(Finding(place, None, words.text("the number was given out, and there is no such item")))
    return findings
