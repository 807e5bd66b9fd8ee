"""A line of the ledger: what stands in each of its columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of
from duban.desk.models.ledger.columns import USUAL, cell_of
from duban.desk.models.rulebook import leading
from duban.states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.states import Definition
    from duban.workflow import LastAct, ListRow

_FEW = 3
"""So many units are named; of more, the first and how many there are."""

_DONE_TEXTS = {
    "open": "opened and handed out",
    "assign": "units were named",
    "correct": "put right",
    "extend": "more time was asked for",
    "decide": "a request was decided",
    "withdraw": "a request was taken back",
    "remark": "a remark was written",
    "urge": "units were urged",
    "answer": "an urge was answered",
    "instruct": "an instruction was recorded",
    "progress": "progress was reported",
    "excuse": "a unit was excused",
    "holder": "given to somebody",
    "divide": "parts were handed out",
    "void": "declared void",
    "merge": "merged with another",
    "draft": "a paper was drafted",
    "edit": "a draft was edited",
    "sign": "a paper was signed",
    "scan": "a scan of a paper was added",
    "void_paper": "a paper was voided",
    "target": "an aim was set",
    "opinion": "an opinion was given",
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a matter, under it: who does it, and how it stands."""

    number: str
    title: str
    units: str
    state: str
    lamp: Lamp
    closed: bool


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A matter in the ledger; of each pair, the second stands below the first, in small.

    `sooner` is the due day of a clock that runs out before the one that the office goes by.
    """

    number: str
    title: str
    version: int
    lamp: Lamp
    sooner: str
    beside: tuple[str, ...]
    units: tuple[str, str]
    state: tuple[str, str]
    progress: tuple[str, str]
    done: tuple[str, str]
    percent: int | None = None
    more: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: tuple[PartLine, ...] = ()


def line_of(rulebook: Rulebook, row: ListRow, *, more: Iterable[str] = (), short: bool = True) -> LedgerLine:
    """Return a row of the engine's as the ledger shows it, with `more` columns; `short` names few of many units."""
    item, definition = row.instance, rulebook.of(row.instance)
    beside = [definition.title]
    if row.parts:
        beside.append(words.text("divided into {count} parts", count=len(row.parts)))
    if row.source:
        beside.append(words.joined([row.source, row.external_no or ""]))
    if item.round > 1:
        beside.append(words.text("round {round}", round=item.round))
    if row.returned is not None and row.returned.note and (row.last is None or row.last.seq <= row.returned.seq):
        beside.append(words.headed(row.returned.trigger or "", row.returned.note))
    waits = few(row.waits_for) if item.closed_at is None else ""
    percent = _percent(row)
    return LedgerLine(
        number=item.number,
        title=item.title or item.number,
        version=item.version,
        lamp=lamp_of(item, rulebook, headline=True),
        sooner=_sooner(row, rulebook),
        beside=tuple(beside),
        units=_units(row, definition, short=short),
        state=(item.state, words.text("waits for {who}", who=waits) if waits else ""),
        progress=_progress(row, percent),
        done=done_words(row.last, rulebook),
        percent=percent,
        more={key: cell_of(key, row, rulebook) for key in more if key not in USUAL},
    )


def part_of(rulebook: Rulebook, row: ListRow, units: tuple[str, ...]) -> PartLine:
    """Return a part as it stands under its whole; `units` do it."""
    item = row.instance
    lamp = lamp_of(item, rulebook, headline=True)
    return PartLine(item.number, item.title, words.listed(units), item.state, lamp, item.closed_at is not None)


def _sooner(row: ListRow, rulebook: Rulebook) -> str:
    due, shown = row.instance.due_on, row.instance.headline_on
    if due is None or shown is None or due >= shown:
        return ""
    return words.text("this step by {day}", day=words.written_day(due, this_year=rulebook.today.year))


def few(units: tuple[str, ...]) -> str:
    """Return units in a row; of many, the first two and how many there are."""
    if len(units) <= _FEW:
        return words.listed(units)
    return words.text("{units} and others, {count} units", units=list(units[: _FEW - 1]), count=len(units))


def _units(row: ListRow, definition: Definition, *, short: bool) -> tuple[str, str]:
    """Return who leads a matter, and who works on it."""
    item, leads = row.instance, leading(definition)
    working = [] if row.turn is None or row.turn == leads else [row.turn]
    working += [role for role in item.units if role != leads and definition.roles[role].required]
    works = next((item.units[role] for role in working if item.units.get(role)), ())
    said = few if short else words.listed
    return said(item.units.get(leads, ())) or words.text("to be named"), said(works)


def _percent(row: ListRow) -> int | None:
    found = None if row.progress is None else row.progress.values.get("percent")
    return None if isinstance(found, bool) or not isinstance(found, int | float) else max(0, min(100, round(found)))


def _progress(row: ListRow, percent: int | None) -> tuple[str, str]:
    last = row.progress
    if last is None:
        return "", ""
    said = f"{percent}%" if percent is not None else ""
    told = next((str(value) for value in last.values.values() if isinstance(value, str) and value), "")
    return said or (words.text("nothing new") if last.nothing_new else told), last.period_name


def done_words(last: LastAct | None, rulebook: Rulebook) -> tuple[str, str]:
    """Return what was done last, and by whom and when."""
    if last is None:
        return "", ""
    what = last.trigger or words.text(_DONE_TEXTS.get(last.kind, _DONE_TEXTS["correct"]))
    unit, _, person = last.by.partition("/")
    who = words.text("the system") if last.by == SYSTEM else person or unit
    day = last.at.astimezone(rulebook.zone).date()
    return what, f"{who} · {short_day(day, rulebook.today)}"


def short_day(day: date, today: date) -> str:
    """Return a day with its weekday, or that it is today."""
    return words.text("today") if day == today else words.written_day(day, this_year=today.year)
