"""The longest values that messages have in an office's life, with which their length is counted."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import TODAY, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from duban.states import ClockRule, Definition, Duration, Field, Filling

_DAY, _TODAY = date(2026, 12, 30), date(2025, 12, 30)
_INSTANT = datetime(2026, 12, 30, 8, 30, tzinfo=UTC)
_SEQ, _PAPERS, _PARTS = 9_999, 999, 99
_TITLE, _UNIT, _TEXT, _CALL, _PERSON = ("x" * length for length in (30, 10, 20, 20, 4))
"""The longest title, name of a unit, note or text, whom to ring and name of a person that an office has."""


class _Clock(dict[str, Any]):
    """A clock with the longest lengths of time; called with a name, itself."""

    def __call__(self, _name: str) -> _Clock:
        """Return the clock."""
        return self


class _After:
    """Called with a length of time, a day whose date is long."""

    def __call__(self, _length: str) -> date:
        """Return the day."""
        return _DAY


class _Text(str):
    """A text that is called with a role, too."""

    __slots__ = ()

    def __call__(self, _role: str) -> str:
        """Return the text."""
        return self

    @property
    def name(self) -> str:
        """Return the text."""
        return self


def longest_filling(definition: Definition, among: Iterable[Definition] = ()) -> Filling:
    """Return what fills in a definition's messages with their longest values.

    Those in `among` that open it as a part may give it a number under their own.
    """
    from duban.states import Filling  # noqa: PLC0415 - whoever only reads a file fills in nothing

    rest = words.left_over(12, "working days")
    hours = words.left_over(12, "working hours", 30)
    in_hours = any(length.unit.in_hours for rule in definition.clocks.values() for length in _budgets(rule))
    lasts = hours if in_hours else rest
    clock = _Clock(
        name=max(definition.clocks, key=len, default=""), due=_DAY, left=lasts, light="yellow", over=lasts, overdue=True
    )
    unit, data = _Text(_UNIT), {name: _value(field) for name, field in definition.fields.items()}
    item: dict[str, Any] = {
        "number": max(_numbers(definition, tuple(among)), key=len),
        "title": _TITLE,
        "scenario": definition.scenario,
        "scenario_version": definition.version,
        "state": max(definition.states, key=len),
        "round": 12,
        "version": 100,
        "light": "yellow",
        "due_on": _DAY,
        "due_at": _INSTANT,
        "provisional": True,
        "units": {role: (str(unit),) for role in definition.roles},
        "owing": {role: (str(unit),) for role in definition.roles},
        "public_state": max((state.public or name for name, state in definition.states.items()), key=len),
        "headline_on": _DAY,
        "data": data,
        "opened_at": _INSTANT,
        "closed_at": _INSTANT,
    }
    said = {"note": _TEXT, "by": unit, "old": _DAY, "new": _DAY, "at": _INSTANT, "call": _Text(_CALL)}
    said |= {"paper": _paper(definition, str(unit)), "told": {"times": 12, "last": _DAY}}
    said |= {"urge": {"by": unit, "on": _DAY, "due": _DAY, "units": (str(unit),)}}
    own = {TODAY: _TODAY, "item": item, "clock": clock, "unit": unit, "contact": _Text(_PERSON), "round": 12}
    return Filling({**said, "who": unit, "target": _target(str(unit)), "after": _After(), **data, **own})


def _target(unit: str) -> Callable[[str], dict[str, Any]]:
    """Return what is seen of a target of which three units lag behind."""
    each = {"unit": unit, "done": 99, "wanted": 100, "missing": 1, "light": "yellow"}
    row = _Row([each] * 3)
    seen = {**each, "name": unit, "met": False, "by": _DAY, "units": row, "lagging": row}
    return lambda _name: seen


class _Row(list[Any]):
    def __str__(self) -> str:
        return words.listed(f"{each['unit']} {each['done']}/{each['wanted']}" for each in self)


def _paper(definition: Definition, unit: str) -> dict[str, Any]:
    """Return a paper with the longest number and words that one has."""
    papers = definition.papers.values()
    numbers = [paper.number.format(year=_DAY.year, month=_DAY.month, seq=_PAPERS) for paper in papers]
    return {
        "id": f"{_number(definition.number)}#99",
        "name": max(definition.papers, key=len, default=""),
        "level": max((level for paper in papers for level in paper.levels), key=len, default=""),
        "to": unit,
        "copy": unit,
        "title": _TEXT,
        "requirements": _TEXT,
        "number": max(numbers, key=len, default=""),
        "reply_by": _DAY,
        "signed_by": f"{unit}/{_PERSON}",
    }


def _budgets(rule: ClockRule) -> list[Duration]:
    chosen = [] if rule.by is None else [*rule.by.by_value.values()]
    return chosen if rule.budget is None else [*chosen, rule.budget]


def _numbers(definition: Definition, among: Sequence[Definition]) -> Iterator[str]:
    """Yield the longest number of its own, and the longest under each whole that may open it as a part."""
    yield _number(definition.number)
    for whole in among:
        for children in whole.children:
            if children.scenario == definition.scenario and children.number is not None:
                yield _number(children.number, seq=_PARTS, parent=_number(whole.number))


def _number(pattern: str, *, seq: int = _SEQ, parent: str = "") -> str:
    with suppress(LookupError, ValueError):
        return pattern.format(year=_DAY.year, month=_DAY.month, quarter=4, seq=seq, parent=parent)
    return pattern


def _value(field: Field) -> Any:  # noqa: ANN401 - a value of its type
    if field.type is FieldType.MILESTONES:
        return [{"name": _TEXT, "day": _DAY, "unit": _UNIT, "done": _DAY}]
    values: dict[FieldType, Any] = {
        FieldType.NUMBER: 99_999,
        FieldType.BOOLEAN: True,
        FieldType.DATE: _DAY,
        FieldType.DATETIME: _INSTANT,
        FieldType.CHOICE: max(field.choices, key=len, default=""),
        FieldType.FILE: {"name": _TEXT, "sha256": "0" * 64},
    }
    value = values.get(field.type, _TEXT)
    return [value] if field.many else value
