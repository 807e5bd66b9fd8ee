"""Folding: what an instance's row should hold by its history, and where it does not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.storage import HistoryRecord, InstanceRecord

ACTS = frozenset({"open", "act", "assign", "extend", "decide", "link"})
"""Kinds of entries that somebody's act makes; each is a version of the instance, and so is a migration."""

_VERSIONS = ACTS | {"migrate"}
_CLOCK = ("status", "round", "lap", "consumed", "due_on", "provisional")


def differences(record: InstanceRecord, history: Sequence[HistoryRecord]) -> Iterator[str]:
    """Yield, in the office's words, what the row says and the history does not."""
    data: dict[str, Any] = {}
    units: dict[str, list[str]] = {}
    clocks: dict[str, dict[str, Any]] = {}
    turn = 1
    for entry in history:
        payload = json.loads(entry.payload)
        data.update(payload.get("data", {}))
        units.update(payload.get("units", {}))
        if entry.round != turn:
            turn, clocks = entry.round, {}
        clocks.update(payload.get("clocks", {}))
    try:
        memory = json.loads(record.memory)
        ledgers = {ledger["name"]: ledger for ledger in memory["clocks"]}
        known_data, known_units = memory["data"], memory["units"]
    except (ValueError, KeyError, TypeError):
        yield "办理情况（无法读取）"
        return
    if json.loads(history[0].payload).get("title") != record.title:
        yield "标题"
    if sum(entry.kind in _VERSIONS for entry in history) != record.version:
        yield "版本"
    if known_data != data:
        yield "填报内容"
    if known_units != units:
        yield "承办单位"
    if {name: _shown(ledger) for name, ledger in ledgers.items()} != {n: _shown(told) for n, told in clocks.items()}:
        yield "时限"
    if record.due_at != _first_due(clocks):
        yield "到期时刻"
    yield from _miscounted(memory, history)


def opened_under(record: InstanceRecord, history: Sequence[HistoryRecord]) -> str:
    """Return the digest of the definition that an instance was opened under, with which its chain begins."""
    moves = _moves(history)
    return moves[0][0] if moves else record.definition


def _moves(history: Sequence[HistoryRecord]) -> list[tuple[str, str]]:
    """Return the migrations: the digests of the definitions before and after each."""
    payloads = [json.loads(entry.payload) for entry in history if entry.kind == "migrate"]
    return [(payload["from"]["digest"], payload["to"]["digest"]) for payload in payloads]


def pinned_wrongly(record: InstanceRecord, history: Sequence[HistoryRecord]) -> bool:
    """Return whether the migrations do not lead, one from where the other arrived, to the definition of the row."""
    moves = _moves(history)
    arrived = [after for _, after in moves]
    left = [before for before, _ in moves[1:]]
    return bool(moves) and arrived != [*left, record.definition]


def _miscounted(memory: Mapping[str, Any], history: Sequence[HistoryRecord]) -> Iterator[str]:
    counted = _count(history)
    if memory.get("shed", {}) != counted.shed:
        yield "亮灯次数"
    if any(counted.stays.get(state) != count for state, count in memory.get("stays", {}).items()):
        yield "停留次数"
    if {trigger: sorted(roles) for trigger, roles in memory.get("signed", {}).items()} != counted.signed:
        yield "会签情况"
    if sorted(each["seq"] for each in memory.get("waiting", ())) != sorted(counted.waiting):
        yield "待决定事项"
    if memory.get("granted", {}) != counted.granted:
        yield "延期次数"
    if memory.get("repeats", 0) != counted.repeats or tuple(memory.get("reports_to", ())) != counted.reports_to:
        yield "关联"
    if memory.get("linked", {}) != counted.linked:
        yield "关联事项的情况"
    if {on: ours for on, ours in memory.get("children", {}).items() if ours} != counted.living_children:
        yield "分办事项"
    if tuple(memory.get("joined", ())) != counted.joined:
        yield "会办汇总"


@dataclass(slots=True)
class _Counts:
    """What conditions go by: lights shed, stays in each state of the round, roles that signed for what is not done."""

    shed: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, list[str]] = field(default_factory=dict)
    waiting: dict[int, str | None] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)

    repeats: int = 0
    reports_to: tuple[str, ...] = ()
    linked: dict[str, list[Any]] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()

    @property
    def living_children(self) -> dict[str, dict[str, str]]:
        """Return the children of this round by state and unit, states without any left out."""
        return {on: ours for on, ours in self.children.items() if ours}

    def rename(self, names: Mapping[str, str]) -> None:
        """Take in that states have new names."""
        self.stays = {names.get(state, state): count for state, count in self.stays.items()}
        self.children = {names.get(state, state): ours for state, ours in self.children.items()}
        self.joined = tuple(names.get(state, state) for state in self.joined)

    def relations(self, entry: HistoryRecord, payload: Mapping[str, Any]) -> None:
        """Take in what an entry says of other instances."""
        kind = entry.kind
        if kind in {"link", "linked"} and payload["link"] == "repeat_of":
            self.repeats += 1
        if kind == "open" and payload.get("reports"):
            self.reports_to = (payload["parent"],)
        elif kind == "link" and payload["link"] == "counts_for":
            self.reports_to = (*self.reports_to, payload["other"])
        if kind in {"opened", "news", "linked"} and "state" in payload:
            self.linked[payload["number"]] = [payload["state"], payload["closed"], *payload["parties"]]
        if kind == "opened" and "on" in payload:
            self.children.setdefault(payload["on"], {})[payload["unit"]] = payload["number"]
        elif kind == "left":
            self.children[payload["on"]].pop(payload["unit"], None)
        if kind in {"act", "refused"} and "children" in payload.get("because", {}):
            self.joined = (*self.joined, str(entry.from_state))

    def decisions(self, entry: HistoryRecord, payload: Mapping[str, Any]) -> None:
        """Take in what an entry asks for, decides or lets lapse."""
        if entry.kind == "extend":
            self.waiting[entry.seq] = payload["clock"]
        elif entry.kind == "rung" and "confirm" in payload:
            self.waiting[entry.seq] = None
        elif entry.kind == "decide":
            clock = self.waiting.pop(payload["asked"], None)
            if clock is not None and payload["approve"]:
                self.granted[clock] = self.granted.get(clock, 0) + 1
        for seq in payload.get("lapsed", ()):
            self.waiting.pop(int(seq), None)


def _count(history: Sequence[HistoryRecord]) -> _Counts:
    counts = _Counts()
    turn = 1
    for entry in history:
        payload = json.loads(entry.payload)
        if entry.kind == "rung" and "light" in payload:
            counts.shed[payload["light"]] = counts.shed.get(payload["light"], 0) + 1
        if entry.round != turn:
            counts.stays, counts.granted = {}, {}
            counts.children, counts.joined = {}, ()
        if entry.kind in ACTS and (entry.from_state != entry.to_state or entry.round != turn):
            counts.signed = {}
            state = str(entry.to_state)
            counts.stays[state] = counts.stays.get(state, 0) + 1
        elif entry.kind == "act" and entry.trigger is not None:
            counts.signed.pop(entry.trigger, None)
            if "missing" in payload:
                counts.signed[entry.trigger] = sorted(payload["signed"])
        if entry.kind == "migrate":
            counts.rename(payload.get("states", {}))
        counts.decisions(entry, payload)
        counts.relations(entry, payload)
        turn = entry.round
    return counts


def _shown(clock: dict[str, Any]) -> tuple[Any, ...]:
    """Return what is compared of a clock; UTC is written as `Z`, and was written as `+00:00` before."""
    due_at = clock.get("due_at")
    return *(clock.get(name) or None for name in _CLOCK), due_at and str(due_at).replace("+00:00", "Z")


def _first_due(clocks: dict[str, dict[str, Any]]) -> datetime | None:
    """Return when the running clock due first is due."""
    due = [clock["due_at"] for clock in clocks.values() if clock["status"] == "running" and clock["due_at"]]
    return min((datetime.fromisoformat(at) for at in due), default=None)
