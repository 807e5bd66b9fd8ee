"""Verification: recompute every history and name the first thing that was tampered with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from duban.storage import HistoryRecord, InstanceRecord, instances, link, queries, salted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.states.history import Story
    from duban.workflow.values import Progress


@dataclass(frozen=True, slots=True)
class Finding(Jsonable):
    """One thing that is not as it was written: the instance, the entry (none for a missing instance), what is wrong."""

    number: str
    seq: int | None
    problem: str

    def __str__(self) -> str:
        """Return the finding as one line."""
        place = self.number if self.seq is None else f"{self.number} 第{self.seq}条"
        return f"{place}：{self.problem}"


@dataclass(frozen=True, slots=True)
class Verification(Jsonable):
    """What was checked and found; `heads` (number to seq and hash) is worth keeping outside of the database."""

    _json = ("ok", ...)

    instances: int
    entries: int
    findings: tuple[Finding, ...]
    heads: Mapping[str, tuple[int, str]]

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.findings


def verify(
    connection: Connection,
    *,
    heads: Mapping[str, tuple[int, str]] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Recompute all histories; with `heads` exported earlier, find also a chain that was recomputed as a whole."""
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
        broken = next(_faults(record, history, instances.read_private(connection, record.id)), None)
        if broken is None and heads is not None and record.number in heads:
            broken = _against(record, history, heads[record.number])
        if broken is not None:
            findings.append(broken)
    findings += _gaps(connection, seen)
    if heads is not None:
        findings += [Finding(number, None, "曾经登记，现已不存在") for number in heads if number not in found_heads]
    return Verification(len(found_heads), entries, tuple(findings), found_heads)


def _faults(
    record: InstanceRecord,
    history: Sequence[HistoryRecord],
    private: Sequence[tuple[str, str | None, int, str]],
) -> Iterator[Finding]:
    """Yield what is wrong with one history, the first row first."""
    entries = [_read(entry) for entry in history]
    story = fold(each for each in entries if isinstance(each, Recorded))
    previous, state = story.opened_under(record.definition), None
    for place, (entry, said) in enumerate(zip(history, entries, strict=True), start=1):
        if entry.seq != place:
            yield Finding(record.number, place, f"记录缺失或顺序被改动（此处为第{entry.seq}条）")
        expected = link(
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
            yield Finding(record.number, entry.seq, "内容与其校验值不符，记录被改动")
        if isinstance(said, UnreadableEntry):
            newer = isinstance(said, UnknownEntry)
            wrong = f"“{entry.kind}”是较新版本所写，本版本无法核对，请升级" if newer else "内容无法读取"
            yield Finding(record.number, entry.seq, wrong)
        if entry.from_state != state:
            yield Finding(record.number, entry.seq, f"起始状态“{entry.from_state}”与上一条的“{state}”不相接")
        yield from _private_faults(record, said, private)
        previous, state = entry.hash, entry.to_state
    if len(history) != record.head_seq or previous != record.head_hash:
        yield Finding(record.number, len(history) + 1, f"应有{record.head_seq}条记录，实有{len(history)}条，尾部被截去")
    if history and (state != record.state or history[-1].round != record.round):
        yield Finding(record.number, len(history), f"记录显示为“{state}”，登记的却是“{record.state}”")
    if not story.leads_to(record.definition):
        yield Finding(record.number, len(history), "登记的适用规则与记录不符")
    if history:
        yield from _cached(record, story, len(history))


def _read(entry: HistoryRecord) -> Recorded | UnreadableEntry:
    try:
        return read_history([entry])[0]
    except UnreadableEntry as unreadable:
        return unreadable


_PARTS = {
    "memory": "办理情况（无法读取）",
    "title": "标题",
    "version": "版本",
    "data": "填报内容",
    "units": "承办单位",
    "clocks": "时限",
    "due_at": "到期时刻",
    "shed": "亮灯次数",
    "stays": "停留次数",
    "signed": "会签情况",
    "waiting": "待决定事项",
    "granted": "延期次数",
    "links": "关联",
    "linked": "关联事项的情况",
    "children": "分办事项",
    "joined": "会办汇总",
}
"""What a part of an instance's row is called."""


def _cached(record: InstanceRecord, story: Story, last: int) -> Iterator[Finding]:
    """Yield where the row and what it remembers are not what the history made of them."""
    wrong = list(disagreements(story, record.memory))
    columns = {"title": story.title, "version": story.version, "due_at": story.first_due}
    wrong += [name for name, told in columns.items() if told != getattr(record, name)]
    yield from (
        Finding(record.number, last, f"登记的{name}与记录不符") for part, name in _PARTS.items() if part in wrong
    )


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
            yield Finding(record.number, seq, f"不公开的“{field}”与其校验值不符，内容被改动")


def _against(record: InstanceRecord, history: Sequence[HistoryRecord], head: tuple[int, str]) -> Finding | None:
    seq, digest = head
    if len(history) < seq:
        return Finding(record.number, len(history) + 1, f"曾有{seq}条记录，现只有{len(history)}条")
    if history[seq - 1].hash != digest:
        return Finding(record.number, seq, "与先前导出的校验值不符，整条链被重算过")
    return None


def _gaps(connection: Connection, seen: Mapping[tuple[str, int], set[int]]) -> list[Finding]:
    """Return the instances that numbers were given to and that are gone."""
    counters = {(scenario, year): value for scenario, year, value in queries.read_counters(connection)}
    findings = []
    for (scenario, year), numbers in seen.items():
        if max(numbers) > counters.get((scenario, year), 0):
            findings.append(Finding(f"{scenario} {year}", None, "编号计数器被改小"))
    for (scenario, year), value in counters.items():
        missing = sorted(set(range(1, value + 1)) - seen.get((scenario, year), set()))
        findings += [Finding(f"{scenario} {year}年第{seq}号", None, "编号已发出，事项不存在") for seq in missing]
    return findings
