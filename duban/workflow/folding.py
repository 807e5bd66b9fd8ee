"""Folding: what an instance's row should hold by its history, and where it does not."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.storage import HistoryRecord, InstanceRecord

_ACTS = frozenset({"open", "act", "assign"})
_CLOCK = ("status", "round", "lap", "consumed", "due_on", "due_at", "provisional")


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
    if sum(entry.kind in _ACTS for entry in history) != record.version:
        yield "版本"
    if known_data != data:
        yield "填报内容"
    if known_units != units:
        yield "承办单位"
    if {name: _shown(ledger) for name, ledger in ledgers.items()} != {n: _shown(told) for n, told in clocks.items()}:
        yield "时限"
    if record.due_at != _first_due(clocks):
        yield "到期时刻"


def _shown(clock: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(clock.get(name) or None for name in _CLOCK)


def _first_due(clocks: dict[str, dict[str, Any]]) -> datetime | None:
    """Return when the running clock due first is due."""
    due = [clock["due_at"] for clock in clocks.values() if clock["status"] == "running" and clock["due_at"]]
    return min((datetime.fromisoformat(at) for at in due), default=None)
