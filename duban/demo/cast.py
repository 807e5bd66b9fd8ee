"""The demo's story: who acts in time, late or never, decided by the order and dates of the tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from duban.states import Unit as TimeUnit
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from duban.ledger import LedgerRow
    from duban.states import WorkingCalendar
    from duban.workflow import Directory, Engine

LEAD, RESPONSIBLE, OFFICE, SUPERVISOR = "lead", "responsible", "office", "supervisor"
_MORNING = time(9)
_AFTERNOON = time(14, 30)
_SPREAD = 150
"""The units' acts are spread over this many minutes of the morning."""

_BEFORE_DUE = (22, 8, 3)
"""How many working days before the deadline prompt units apply: with a green, a blue and a yellow light."""


class Conduct(StrEnum):
    """How a task goes in the demo."""

    NEVER = "始终未办"
    RETURNED = "退回返工后销号"
    LATE = "逾期后销号"
    PROMPT = "按时销号"
    STANDING = "持续推进"


_FIRST = {
    0: (),
    1: (Conduct.NEVER,),
    2: (Conduct.RETURNED, Conduct.NEVER),
    3: (Conduct.RETURNED, Conduct.LATE, Conduct.NEVER),
}
"""How the tasks due first go, by the number of tasks with a deadline: with few, the most important cases are shown."""

_THEN = (Conduct.PROMPT, Conduct.PROMPT, Conduct.LATE, Conduct.PROMPT)
"""How the other tasks go, in turn."""


_REPORT = {
    "judgement": "主要是重视不够、没有专人负责。",
    "stuck": "责任单位至今没有提交落实情况。",
    "proposal": "请分管领导召集牵头单位和责任单位专题调度。",
}
"""What the supervision office writes when it reports to the leader."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act at an instant: a trigger, units that are assigned to `role`, or the signature of what is drafted."""

    at: datetime
    number: str
    by: str
    trigger: str | None = None
    role: str = ""
    units: tuple[str, ...] = ()
    data: dict[str, Any] | None = None
    note: str | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    """Evidence that it hands in: names and contents."""

    @property
    def signs(self) -> bool:
        """Return whether it signs what is drafted."""
        return self.trigger is None and not self.role

    def perform(self, engine: Engine) -> None:
        """Carry out the act, as any caller of the engine would."""
        if self.trigger is not None:
            given = {} if not self.files else {"evidence": [self._kept(engine, *file) for file in self.files]}
            engine.fire(self.number, self.trigger, by=self.by, data={**(self.data or {}), **given}, note=self.note)
        elif self.role:
            engine.assign(self.number, self.role, self.units, by=self.by, note=self.note)
        else:
            for held in engine.pending(number=self.number):
                engine.sign(held.id, by=self.by, data=_REPORT if held.asks else None, note=self.note)

    def _kept(self, engine: Engine, name: str, content: bytes) -> dict[str, str]:
        """Return how an act names a file, which is kept if the engine keeps files."""
        if engine.keeps_files:
            return engine.put_file(BytesIO(content), by=self.by, name=name)
        return {"name": name, "sha256": sha256(content).hexdigest()}


def cast(rows: Sequence[LedgerRow]) -> dict[str, Conduct]:
    """Return how each task goes, by its number; those with a deadline come in turn, the earliest first."""
    dated = sorted((row for row in rows if row.deadline is not None), key=lambda row: (row.deadline, row.number))
    parts: dict[str, Conduct] = {row.number: Conduct.STANDING for row in rows if row.deadline is None}
    first = _FIRST.get(len(dated), _FIRST[3])
    for place, row in enumerate(dated):
        parts[row.number] = first[place] if place < len(first) else _THEN[(place - len(first)) % len(_THEN)]
    return parts


def script(rows: Sequence[LedgerRow], parts: dict[str, Conduct], *, engine: Engine, scenario: str) -> list[Step]:
    """Return every act of the year, in order."""
    calendar = engine.working_calendar(scenario)
    steps: list[Step] = []
    for place, row in enumerate(rows):
        steps += _Player(row, parts[row.number], place, calendar, engine.directory).steps()
    return sorted(steps, key=lambda step: step.at)


class _Player:
    """Acts for the units of one task."""

    def __init__(
        self, row: LedgerRow, conduct: Conduct, place: int, calendar: WorkingCalendar, directory: Directory
    ) -> None:
        self._row, self._conduct, self._place = row, conduct, place
        self._calendar, self._directory = calendar, directory
        office = row.units[OFFICE]
        self._lead = row.units.get(LEAD) or office
        self._responsible = row.units.get(RESPONSIBLE) or self._lead
        self._supervisor = row.units[SUPERVISOR][0]
        closers = [unit for unit in (*office, *row.units[SUPERVISOR]) if unit != self._lead[0]]
        # Where a person applied, a person has to close: a unit of which the directory knows nobody cannot.
        self._closer = next((unit for unit in closers if directory.contacts(unit, Level.HANDLER)), closers[0])

    def steps(self) -> Iterator[Step]:
        start = self._row.opened_on
        assigned = list(self._assignments(start))
        yield from assigned
        due = self._row.deadline
        if self._conduct in {Conduct.NEVER, Conduct.LATE} and due is not None:
            yield from self._releases(due)
        if self._conduct is Conduct.NEVER:
            return
        if assigned:
            start = self._calendar.local_date(assigned[-1].at)
        signed = self._later(start, 3 if self._conduct is Conduct.LATE else 1)
        yield from (self._act(signed, "签收", unit) for unit in self._responsible)
        if due is None:
            return
        match self._conduct:
            case Conduct.LATE:
                yield from self._closing(self._after(signed, self._later(due, 7)))
            case Conduct.RETURNED:
                applied = self._after(signed, self._later(due, -15))
                yield from self._apply(applied, f"“{self._row.title}”已动员部署，正在推进。")
                returned = self._later(applied, 2)
                note = "只有部署，没有成效，请整改后重新提请。"
                yield self._act(returned, "退回补充", self._closer, data={"reason_code": "材料不全"}, note=note)
                yield from self._closing(self._later(returned, 5))
            case _:
                before = _BEFORE_DUE[self._place % len(_BEFORE_DUE)]
                yield from self._closing(self._after(signed, self._later(due, -before)))

    def _assignments(self, start: date) -> Iterator[Step]:
        day = self._later(start, 1)
        for role, units in ((LEAD, self._lead), (RESPONSIBLE, self._responsible)):
            if not self._row.units.get(role):
                office = self._row.units[OFFICE][0]
                note = "方案未明确，经研究指定。"
                yield Step(self._at(day), self._row.number, self._who(office, day), role=role, units=units, note=note)

    def _releases(self, due: date) -> Iterator[Step]:
        """Yield what the supervision office signs after the due day: the slips to those who are late, the report."""
        for late in (5, 10, 20):
            day = self._later(due, late)
            yield Step(self._at(day, afternoon=True), self._row.number, self._who(self._supervisor, day), note="同意")

    def _closing(self, applied: date) -> Iterator[Step]:
        yield from self._apply(applied, f"“{self._row.title}”各项措施已落实，成果已报送牵头单位。")
        yield self._act(self._later(applied, 2), "同意销号", self._closer, afternoon=True)

    def _apply(self, day: date, measure: str) -> Iterator[Step]:
        """Yield how each unit hands in what it has done, and the lead passes it on."""
        name = f"{self._row.title}佐证材料（{day}）.txt"
        files = ((name, f"{name}\n{measure}\n".encode()),)
        for unit in self._responsible:
            yield self._act(day, "提请初审", unit, data={"measure": measure}, files=files)
        yield self._act(self._later(day, 1), "提请销号", self._lead[0])

    def _act(
        self,
        day: date,
        trigger: str,
        unit: str,
        *,
        data: dict[str, Any] | None = None,
        note: str | None = None,
        afternoon: bool = False,
        files: tuple[tuple[str, bytes], ...] = (),
    ) -> Step:
        at = self._at(day, afternoon=afternoon)
        return Step(at, self._row.number, self._who(unit, day), trigger, data=data, note=note, files=files)

    def _who(self, unit: str, day: date) -> str:
        """Return `unit/person` with a handler who is present on that day, or else a leader; the unit if none is."""
        for level in (Level.HANDLER, Level.LEADER):
            for each in self._directory.reach(unit, level, day):
                if each.contact.unit == unit:
                    return f"{unit}/{each.contact.name}"
        return unit

    def _at(self, day: date, *, afternoon: bool = False) -> datetime:
        local = datetime.combine(day, _AFTERNOON if afternoon else _MORNING, tzinfo=self._calendar.timezone)
        return local + timedelta(minutes=self._place * 11 % _SPREAD)

    def _later(self, day: date, working_days: int) -> date:
        return self._calendar.shift(day, working_days, TimeUnit.WORKING_DAYS)

    def _after(self, earliest: date, day: date) -> date:
        """Return `day`, or the working day after `earliest` if that is later."""
        return max(day, self._later(earliest, 1))
