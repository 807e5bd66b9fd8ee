"""What stands in a cell: for each word of `show` a function from a matter to a text, a day, a number or a lamp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.layouts.matters import Lamp, Matter
from duban.ledger.layouts.periods import span_meant
from duban.ledger.told.links import ended_words
from duban.ledger.told.reports import said_words
from duban.states import SYSTEM, span_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.ledger.layouts.matters import Book
    from duban.ledger.layouts.values import Source
    from duban.states import Span


Cell = str | date | int | float | Lamp
"""What a cell holds; a `date` is a day, never an instant."""

Show = Callable[[Matter], Cell]

_DONE_TEXTS = {
    "open": "opened and handed out",
    "assign": "units were named",
    "correct": "put right",
    "extend": "more time was asked for",
    "decide": "a request was decided",
    "remark": "a remark was written",
    "urge": "units were urged",
    "answer": "an urge was answered",
    "progress": "progress was reported",
    "excuse": "a unit was excused",
    "sign": "a paper was signed",
    "void": "declared void",
    "merge": "merged with another",
}
_MOST_DIGITS = 15
"""Spreadsheets keep no more of a number."""


def shower(source: Source, book: Book) -> Show:
    """Return the function that gives what a column shows."""
    simple = _SIMPLE.get(source.word)
    return simple if simple is not None else _NAMED[source.word](source, book)


def text_of(cell: Cell) -> str:
    """Return a cell as text: a day in ISO form, a lamp by its word."""
    if isinstance(cell, Lamp):
        return cell.word
    return cell if isinstance(cell, str) else str(cell)


def value_cell(value: Any) -> Cell:  # noqa: ANN401 - whatever a field holds
    """Return a field's value as a cell: days and numbers are such, files have their names."""
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, datetime):
        return words.written_instant(value)
    if isinstance(value, str | date) or (isinstance(value, int | float) and abs(value) < 10**_MOST_DIGITS):
        return value
    if isinstance(value, list | tuple):
        return words.listed(_value_text(each) for each in value)
    return "" if value is None else _value_text(value)


def _value_text(value: Any) -> str:  # noqa: ANN401 - likewise
    if hasattr(value, "keys"):
        name = str(value.get("name", ""))
        return f"{name}{words.aside(value['day'])}" if "day" in value else name
    return text_of(value_cell(value)) if not isinstance(value, str | float) else _plain(value)


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"


def _state(matter: Matter) -> str:
    item = matter.item
    if item.ended is not None:
        return ended_words(item.ended)
    return item.state


def _due(matter: Matter) -> Cell:
    item = matter.item
    due = item.due_on if item.headline_on is None else item.headline_on
    return "" if due is None else due


def _deadline(matter: Matter) -> Cell:
    written = matter.item.data.get("deadline_text")
    if written:
        return str(written)
    due = _due(matter)
    return words.text("ongoing") if due == "" and matter.item.ongoing else due


def _day(at: datetime | None, matter: Matter) -> Cell:
    return "" if at is None else at.astimezone(matter.zone).date()


def _turn(matter: Matter) -> str:
    if matter.item.closed_at is not None or matter.row.turn is None:
        return ""
    return words.listed(matter.row.waits_for) or words.text("to be named: {roles}", roles=[_turn_title(matter)])


def _turn_title(matter: Matter) -> str:
    role = matter.definition.roles.get(matter.row.turn or "")
    return "" if role is None else role.title


def _holders(matter: Matter) -> str:
    held = matter.row.holders
    return words.listed(held.values()) if matter.unit is None else held.get(matter.unit, "")


def _unit(matter: Matter) -> str:
    return words.listed(matter.units) if matter.unit is None else matter.unit


def _last_act(matter: Matter) -> str:
    act = matter.row.last
    if act is None:
        return ""
    what = act.trigger or words.text(_DONE_TEXTS.get(act.kind, _DONE_TEXTS["correct"]))
    unit, _, person = act.by.partition("/")
    who = words.text("the system") if act.by == SYSTEM else person or unit
    return words.joined([what, who, str(act.at.astimezone(matter.zone).date())])


def _returned(matter: Matter) -> str:
    act = matter.row.returned
    return "" if act is None else act.note or act.trigger or ""


def _reported(matter: Matter) -> Cell:
    reports = matter.item.reports
    own = reports.values() if matter.unit is None else [each for name, each in reports.items() if name == matter.unit]
    return _day(max((each.at for each in own), default=None), matter)


def _remark(matter: Matter) -> str:
    return "" if matter.row.remark is None else matter.row.remark.text


def _parts(matter: Matter) -> str:
    return words.clauses(words.headed(number, words.listed(units)) for number, units in matter.row.parts.items())


_SIMPLE: Mapping[str, Show] = {
    "place": lambda _: 0,  # it is known when all are there
    "number": lambda matter: matter.item.number,
    "title": lambda matter: matter.item.title,
    "kind": lambda matter: matter.definition.title or matter.item.scenario,
    "state": _state,
    "public_state": lambda matter: matter.item.public_state or "",
    "turn": _turn,
    "holders": _holders,
    "due": _due,
    "deadline": _deadline,
    "opened": lambda matter: _day(matter.item.opened_at, matter),
    "closed": lambda matter: _day(matter.item.closed_at, matter),
    "round": lambda matter: matter.item.round,
    "unit": _unit,
    "reported": _reported,
    "last_act": _last_act,
    "returned": _returned,
    "remark": _remark,
    "urged": lambda matter: matter.told.urged,
    "papers": lambda matter: words.listed(matter.told.papers),
    "parts": _parts,
    "source": lambda matter: matter.row.source or "",
    "external_no": lambda matter: matter.row.external_no or "",
    "blank": lambda _: "",
}


def _light(_: Source, book: Book) -> Show:
    lamps = book.lamps
    return lambda matter: lamps[matter.item.light]


def _listed(names: Sequence[str]) -> str:
    """Return names as text; there is mostly one, and to look up how the reader lists several takes a while."""
    return names[0] if len(names) == 1 else words.listed(names)


def _units(source: Source, book: Book) -> Show:
    def shown(matter: Matter) -> Cell:
        return _listed(matter.item.units.get(book.role(matter.definition, source.name), ()))

    return shown


def _named(source: Source, book: Book) -> Show:
    def shown(matter: Matter) -> Cell:
        role = book.role(matter.definition, source.name)
        return words.listed(matter.told.texts.get(role) or matter.item.units.get(role, ()))

    return shown


def _field(source: Source, book: Book) -> Show:
    names: dict[str, str] = {}

    def shown(matter: Matter) -> Cell:
        digest = matter.item.digest
        if (name := names.get(digest)) is None:
            name = names[digest] = book.field(matter.definition, source.name)
        value = matter.item.data.get(name)
        return value if type(value) is str else value_cell(value)

    return shown


def _steps(source: Source, book: Book) -> Show:
    span = span_meant(source.period, book.today) if source.period else None

    def shown(matter: Matter) -> Cell:
        value = matter.item.data.get(book.field(matter.definition, source.name))
        return "\n".join(_value_text(each) for each in _steps_in(value, span))

    return shown


def _steps_in(value: Any, span: Span | None) -> Iterator[Any]:  # noqa: ANN401 - whatever a field holds
    for each in value if isinstance(value, list | tuple) else ():
        if not hasattr(each, "keys"):
            continue
        day = each.get("day")
        on = date.fromisoformat(str(day)) if day else None
        if span is None or (on is not None and span.first <= on <= span.last):
            yield each


def _report(source: Source, book: Book) -> Show:
    span = span_meant(source.period, book.today) if source.period else None

    def shown(matter: Matter) -> Cell:
        name = book.line(matter.definition, source.name) if source.name else ""
        titles = {each: field.title for each, field in book.lines(matter.definition).items()}
        found = _last_reports(matter) if span is None else _reports_in(matter, span)
        told = {unit: _said(said, titles, name, whole=not source.name) for unit, said in found.items()}
        if matter.unit is not None:
            return told.get(matter.unit, "")
        several = len(matter.units) > 1 or len(told) > 1
        return "\n".join(words.headed(unit, text) if several else text for unit, text in told.items() if text)

    return shown


def _last_reports(matter: Matter) -> Mapping[str, Any]:
    newest = sorted(matter.item.reports.items(), key=lambda pair: pair[1].at, reverse=True)
    return dict(newest)


def _reports_in(matter: Matter, span: Span) -> Mapping[str, Any]:
    """Return what each unit last reported for a period, or for the shorter ones in it."""
    found = {}
    for (unit, period), (said, _) in matter.told.reports.items():
        own = span_named(period)
        if own is not None and span.first <= own.first and own.last <= span.last:
            found[unit] = said
    return found


def _said(said: Any, titles: Mapping[str, str], name: str, *, whole: bool) -> str:  # noqa: ANN401 - of either kind
    if whole or said.nothing_new:
        return said_words(said.values, titles, nothing_new=said.nothing_new, note=said.note)
    return text_of(value_cell(said.values.get(name)))


_NAMED: Mapping[str, Callable[[Any, Any], Show]] = {
    "light": _light,
    "units": _units,
    "named": _named,
    "field": _field,
    "steps": _steps,
    "report": _report,
}
