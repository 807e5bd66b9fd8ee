"""Why a date is this date and who was told what: answers that an official can check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import ReckonedDay, Subject, left, reckon
from duban.workflow.values import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from duban.workflow.catalogue import Compiled
    from duban.workflow.values import HistoryEntry


@dataclass(frozen=True, slots=True)
class WhyDue:
    """How the due date of one clock came about; `days` is the walk of its present run, empty where none is walked."""

    clock: str
    status: str
    basis: str
    due_on: date | None
    due_at: datetime | None
    left: str
    provisional: bool
    revision: str
    days: tuple[ReckonedDay, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the reckoning as JSON has it."""
        plain = {name: as_json(getattr(self, name)) for name in self.__slots__ if name != "days"}
        days = [{"day": day.day.isoformat(), "counted": day.counted, "why": day.why} for day in self.days]
        return {**plain, "days": days}


@dataclass(frozen=True, slots=True)
class WhyEscalated:
    """One rung of a ladder: when it was to take effect, when it did or why not, and who was told."""

    clock: str
    rung: str
    round: int
    lap: int
    moment: str | None
    at: datetime
    fired: bool
    why: str
    told: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {name: as_json(getattr(self, name)) for name in self.__slots__}


def why_due(compiled: Compiled, subject: Subject, *, now: datetime) -> tuple[WhyDue, ...]:
    """Return the reckoning of every clock of an instance."""
    answers = []
    for ledger in subject.clocks.values():
        start = compiled.calendar.local_date(ledger.started_at)
        if ledger.given is not None:
            basis = f"期限已指定为{ledger.due_on}"
        elif ledger.budget is not None:
            basis = f"自{start}起{ledger.budget.chinese}，起算当日不计入"
        else:
            basis = "持续推进，不设办结期限"
        answers.append(
            WhyDue(
                clock=ledger.name,
                status=str(ledger.status),
                basis=basis,
                due_on=ledger.due_on,
                due_at=ledger.due_at,
                left=left(ledger, now, compiled.calendar),
                provisional=ledger.provisional,
                revision=ledger.revision,
                days=reckon(ledger, compiled.calendar) if ledger.given is None else (),
            )
        )
    return tuple(answers)


def why_escalated(history: Iterable[HistoryEntry]) -> tuple[WhyEscalated, ...]:
    """Return every rung that the history tells of, fired or skipped, in order."""
    answers: list[WhyEscalated] = []
    for entry in history:
        payload = entry.payload
        if entry.kind in {"rung", "skip"}:
            answers.append(
                WhyEscalated(
                    clock=payload["clock"],
                    rung=payload["rung"],
                    round=entry.round,
                    lap=payload["lap"],
                    moment=payload["moment"],
                    at=entry.at,
                    fired=entry.kind == "rung",
                    why=payload.get("why", "时刻已到"),
                    told=tuple(payload.get("told", ())),
                )
            )
        answers.extend(
            WhyEscalated(
                clock=skip["clock"],
                rung=skip["rung"],
                round=entry.round,
                lap=skip["lap"],
                moment=None,
                at=entry.at,
                fired=False,
                why=skip["why"],
                told=(),
            )
            for skip in payload.get("skipped", ())
        )
    return tuple(answers)
