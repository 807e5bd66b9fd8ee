"""The ledger (台账): one row per instance, as offices keep it, and the figures at its head."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.told.history import Happening, names_words, tell
from duban.ledger.told.links import ended_words
from duban.ledger.told.reports import reports_told
from duban.states.history import Opened, by_new_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from duban.ledger.told.reports import ReportTold
    from duban.states import Definition, Light
    from duban.workflow import CaseFile, Engine, HistoryEntry, Instance

LEAD, RESPONSIBLE = "lead", "responsible"
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the ledger.

    `lead` and `responsible` are as written, with groups unexpanded; `units` are the units behind them. `deadline` is
    the due day, or None if the work is ongoing; `deadline_text` says it in words. `waits_for` says whose turn it is
    (待责任单位), and is empty once the instance is closed. `ended` is `void` or `merged` if it was closed without being
    done, and then it counts for nobody. Days are local.
    """

    number: str
    title: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    state: str
    waits_for: str
    light: Light
    deadline_text: str
    deadline: date | None
    ongoing: bool
    opened_on: date
    closed_on: date | None
    happened: tuple[Happening, ...]
    ended: str | None = None
    reports: tuple[ReportTold, ...] = ()
    """What each unit has last reported, the newest first."""

    @property
    def last(self) -> Happening:
        """Return the last entry of the history."""
        return self.happened[-1]

    def overdue(self, today: date) -> bool:
        """Return whether the instance was closed after its deadline, or is open past it."""
        return self.ended is None and self.deadline is not None and (self.closed_on or today) > self.deadline


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The figures of one unit: what it leads and takes part in, how much of it is due by now, and closed in time."""

    unit: str
    lead: int
    responsible: int
    due: int
    on_time: int

    @property
    def rate(self) -> str:
        """Return the share closed in time as a percentage, or a dash if nothing was due."""
        return f"{_PERCENT * self.on_time / self.due:.0f}%" if self.due else "—"


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures at the head of a ledger, as of a day."""

    as_of: date
    total: int
    closed: int
    closed_on_time: int
    ongoing: int
    lights: Mapping[Light, int]
    states: Mapping[str, int]
    units: tuple[UnitScore, ...]
    ended: int = 0
    """How many were closed without being done; they are among the total, and not among the closed."""


def ledger_rows(engine: Engine, *, scenario: str | None = None, viewer: str | None = None) -> list[LedgerRow]:
    """Return the rows of the ledger as of now by the engine's clock, in the order of opening.

    Sheets are no matters, and left out unless their scenario is asked for. The rows are for `viewer` to read, a unit or
    `unit/person`; `""` is whoever walks past. Without one, nothing is hidden.
    """
    files = engine.case_files(scenario=scenario, viewer=viewer)
    if scenario is None:
        files = [file for file in files if file.instance.sheet is None]
    rows = sorted(files, key=lambda one: (one.instance.opened_at, len(one.instance.number), one.instance.number))
    return [_row(file) for file in rows]


def overview(rows: Sequence[LedgerRow], *, today: date) -> Overview:
    """Return the counts per light (of what is open) and per state, and each unit's share closed in time."""
    open_rows = [row for row in rows if row.closed_on is None]
    ended = sum(row.ended is not None for row in rows)
    closed = [row for row in rows if row.closed_on is not None and row.ended is None]
    return Overview(
        as_of=today,
        total=len(rows),
        closed=len(closed),
        closed_on_time=sum(not row.overdue(today) for row in closed),
        ongoing=sum(row.ongoing for row in open_rows),
        lights=Counter(row.light for row in open_rows),
        states=Counter(row.state for row in rows),
        units=_scores([row for row in rows if row.ended is None], today),
        ended=ended,
    )


def _row(file: CaseFile) -> LedgerRow:
    item, definition, zone, history = file.instance, file.definition, file.timezone, file.history
    texts: dict[str, tuple[str, ...]] = {}
    for entry in history:
        texts.update(getattr(entry.facts, "texts", {}))
    deadline = None if item.ongoing else _deadline(definition, item, history)
    return LedgerRow(
        number=item.number,
        title=item.title,
        lead=tuple(texts.get(LEAD, ())),
        responsible=tuple(texts.get(RESPONSIBLE, ())),
        units=item.units,
        state=_state(item),
        waits_for="" if item.closed_at is not None else _waits_for(definition, item),
        light=item.light,
        deadline_text=_deadline_text(item, deadline),
        deadline=deadline,
        ongoing=item.ongoing,
        opened_on=_began(item, history).astimezone(zone).date(),
        closed_on=None if item.closed_at is None else item.closed_at.astimezone(zone).date(),
        happened=tell(definition, history, zone),
        ended=item.ended,
        reports=reports_told(item, history, zone),
    )


def _began(item: Instance, history: Sequence[HistoryEntry]) -> datetime:
    """Return when a matter began: if it was under way before it was opened here, that was earlier."""
    first = history[0].facts if history else None
    return (first.since if isinstance(first, Opened) else None) or item.opened_at


def _state(item: Instance) -> str:
    if item.ended is not None:
        return ended_words(item.ended)
    return item.state if item.closed_at is None else words.closed_as(item.state)


def _deadline(definition: Definition, item: Instance, history: Sequence[HistoryEntry]) -> date | None:
    """Return the due day of the whole: that of the headline, of a clock whose date can be given, or the last of all."""
    clocks: dict[str, date | None] = {}
    for entry in history:
        clocks = by_new_names(clocks, entry.facts)
        clocks.update({name: clock.due_on for name, clock in getattr(entry.facts, "clocks", {}).items()})
    if definition.headline is not None:
        return clocks.get(definition.headline)
    given = [due for name, rule in definition.clocks.items() if rule.unless and (due := clocks.get(name))]
    return max(given or [due for due in clocks.values() if due], default=item.due_on)


def _deadline_text(item: Instance, deadline: date | None) -> str:
    written = item.data.get("deadline_text")
    if written:
        return str(written)
    if item.ongoing:
        return words.text("ongoing")
    return words.text("not settled") if deadline is None else words.written_date(deadline)


def _waits_for(definition: Definition, item: Instance) -> str:
    """Return whose turn it is, as in 待责任单位; a role without units comes first: nothing moves until it has one."""
    empty = [role.title for role in definition.roles.values() if role.required and not item.units.get(role.name)]
    if empty:
        return words.text("to be named: {roles}", roles=empty)
    turn = definition.states[item.state].waits_for
    if turn is None:
        return ""
    title, owing = definition.roles[turn].title, item.owing.get(turn)
    if owing:
        return words.text("waits for {title}: {units}", title=title, units=names_words(owing))
    return words.text("waits for {title}", title=title)


def _scores(rows: Sequence[LedgerRow], today: date) -> tuple[UnitScore, ...]:
    lead: Counter[str] = Counter()
    responsible: Counter[str] = Counter()
    due: Counter[str] = Counter()
    on_time: Counter[str] = Counter()
    for row in rows:
        leading, taking_part = row.units.get(LEAD, ()), row.units.get(RESPONSIBLE, ())
        lead.update(leading)
        responsible.update(taking_part)
        if row.deadline is not None and (row.closed_on is not None or row.overdue(today)):
            both = set(leading) | set(taking_part)
            due.update(both)
            if not row.overdue(today):
                on_time.update(both)
    names = dict.fromkeys([*lead, *responsible])
    scores = [UnitScore(name, lead[name], responsible[name], due[name], on_time[name]) for name in names]
    return tuple(sorted(scores, key=lambda score: (score.due == 0, -(score.on_time / (score.due or 1)), -score.due)))
