"""What was said about an instance, as somebody may read it: the last remark, urges with answers, instructions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from duban.states import Actor, Jsonable, answer_due, instruction_readers, is_among, remark_readers, same_name
from duban.states.history import Answered, Instructed, OtherOpened, Remarked, Unanswered, Urged
from duban.workflow.instance import OFFICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from duban.states import Definition
    from duban.states.history import Recorded
    from duban.workflow.rules import Compiled
    from duban.workflow.values import HistoryEntry

_HIDDEN = ("text", "scan", "salt")
"""What the payload of a remark for the office, or of an instruction, lacks for those who may not read it."""


@dataclass(frozen=True, slots=True)
class Remark(Jsonable):
    """A remark: who wrote it, when, and whom it is for (`office` or `units`)."""

    seq: int
    at: datetime
    by: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class UrgeAnswer(Jsonable):
    """What a unit answered to an urge."""

    seq: int
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class UrgeStepTaken(Jsonable):
    """That an urge went up because nobody of these units had answered: when, by which step, and who was told."""

    seq: int
    at: datetime
    step: str
    units: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UrgeView(Jsonable):
    """An urge with what was answered to it; `units` are those whom it asked, `told` those that got the message.

    It is to be answered by the end of `due_on`, if the scenario says so; `went_up` has where it went without an answer.
    """

    _json = (..., "waiting")

    seq: int
    at: datetime
    by: str
    note: str | None
    units: tuple[str, ...]
    told: tuple[str, ...]
    answers: tuple[UrgeAnswer, ...]
    due_on: date | None = None
    went_up: tuple[UrgeStepTaken, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the units that have not answered."""
        answered = [Actor.parse(each.by).unit for each in self.answers]
        return tuple(unit for unit in self.units if not is_among(unit, answered))


@dataclass(frozen=True, slots=True)
class InstructionView(Jsonable):
    """What a leader has instructed on a day, and who recorded it; `demand` is what it asks of the units.

    `text` and `scan` (its name and SHA-256) are None for those who may not read them. `opened` is the number of the
    linked instance that was opened for it.
    """

    seq: int
    at: datetime
    by: str
    leader: str
    on: date
    demand: str | None
    text: str | None
    scan: Mapping[str, str] | None
    opened: str | None = None


def _readers(definition: Definition, kind: str) -> tuple[str, ...]:
    return instruction_readers(definition) if kind == Instructed.kind else remark_readers(definition)


def may_read(
    definition: Definition, units: Mapping[str, Sequence[str]], kind: str, actor: str, viewer: str | None
) -> bool:
    """Return whether a unit may read a remark for the office, or an instruction: by its role, or as who wrote it."""
    if viewer is None or same_name(Actor.parse(actor).unit, viewer):
        return True
    return any(is_among(viewer, units.get(role, ())) for role in _readers(definition, kind))


def as_read(
    definition: Definition, units: Mapping[str, Sequence[str]], history: Iterable[HistoryEntry], viewer: str | None
) -> list[HistoryEntry]:
    """Return a history as a unit may read it: what is not for it is left out of remarks and instructions."""
    return [_as_read(definition, units, entry, viewer) for entry in history]


def _as_read(
    definition: Definition, units: Mapping[str, Sequence[str]], entry: HistoryEntry, viewer: str | None
) -> HistoryEntry:
    said = entry.facts
    hidden = isinstance(said, Instructed) or (isinstance(said, Remarked) and said.to == OFFICE)
    if not hidden or may_read(definition, units, entry.kind, entry.actor, viewer):
        return entry
    payload: dict[str, Any] = dict(entry.payload)
    for name in _HIDDEN:
        payload.pop(name, None)
    return replace(entry, payload=payload)


def last_remark(
    definition: Definition, units: Mapping[str, Sequence[str]], history: Sequence[Recorded], viewer: str | None
) -> Remark | None:
    """Return the last remark that a unit may read."""
    for entry in reversed(history):
        facts = entry.facts
        if not isinstance(facts, Remarked):
            continue
        if facts.to != OFFICE or may_read(definition, units, facts.kind, entry.actor, viewer):
            return Remark(entry.seq, entry.at, entry.actor, facts.to, facts.text)
    return None


def instructions(
    definition: Definition, units: Mapping[str, Sequence[str]], history: Iterable[Recorded], viewer: str | None
) -> tuple[InstructionView, ...]:
    """Return the instructions on an instance, in order, as a unit may read them."""
    found: list[InstructionView] = []
    for entry in history:
        facts = entry.facts
        if isinstance(facts, Instructed):
            whole = may_read(definition, units, facts.kind, entry.actor, viewer)
            text, scan = (facts.text, facts.scan) if whole else (None, None)
            kept = None if scan is None else {"name": scan.name, "sha256": scan.sha256}
            said = (facts.leader, facts.on, facts.demand, text, kept)
            found.append(InstructionView(entry.seq, entry.at, entry.actor, *said))
        elif isinstance(facts, OtherOpened) and facts.asked is not None:
            found = [replace(each, opened=facts.number) if each.seq == facts.asked else each for each in found]
    return tuple(found)


def urges(compiled: Compiled, history: Iterable[Recorded]) -> tuple[UrgeView, ...]:
    """Return the urges of an instance, in order, each with its answers, and where it went if there were none."""
    found: dict[int, UrgeView] = {}
    for entry in history:
        facts = entry.facts
        if isinstance(facts, Urged):
            due = answer_due(compiled.definition.urge, entry.at, compiled.calendar)
            said = (entry.seq, entry.at, entry.actor, facts.note, facts.units, facts.told or ())
            found[entry.seq] = UrgeView(*said, (), None if due is None else due.due_on)
        elif isinstance(facts, Unanswered) and facts.asked in found:
            step = UrgeStepTaken(entry.seq, entry.at, facts.step, facts.units, facts.told or ())
            asked = found[facts.asked]
            found[facts.asked] = replace(asked, went_up=(*asked.went_up, step))
        elif isinstance(facts, Answered) and facts.asked in found:
            answer = UrgeAnswer(entry.seq, entry.at, entry.actor, facts.text)
            asked = found[facts.asked]
            found[facts.asked] = replace(asked, answers=(*asked.answers, answer))
    return tuple(found.values())
