"""A task of a notice as what opens an instance: its title, units and data, and what identifies it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import FieldType, tidy_name
from duban.workflow import InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from duban.ledger.notice import Notice, NoticeItem
    from duban.states import Definition, Field
    from duban.workflow import Directory, NewItem

LEAD, RESPONSIBLE, DEADLINE = "lead", "responsible", "deadline"
"""The roles and the field that a scenario must have to open a work plan's tasks."""


def named_units(directory: Directory, names: Sequence[str]) -> tuple[str, ...]:
    """Return names without groups such as 市直各相关单位 that have no members in the directory: these are no units."""
    groups = set(directory.expand(names).open_groups)
    return tuple(name for name in names if tidy_name(name) not in groups)


def new_item(
    definition: Definition,
    directory: Directory,
    notice: Notice,
    item: NoticeItem,
    *,
    quiet: bool = False,
    since: date | str | None = None,
) -> NewItem:
    """Return what opens an instance for a task; a role for which only open-ended groups are named has no unit yet."""
    return {
        "title": item.title or f"{notice.title}第{item.number}项",
        "units": {
            LEAD: named_units(directory, item.lead_units),
            RESPONSIBLE: named_units(directory, item.responsible_units),
        },
        "data": _data(definition, notice, item),
        "source": notice.identity,
        "external_no": item.key,
        "ongoing": item.ongoing,
        "quiet": quiet,
        "since": since,
    }


@contextmanager
def refused_with_task(item: NoticeItem) -> Iterator[None]:
    """Let a refusal of units name the task."""
    try:
        yield
    except InvalidUnits as error:
        message = words.Line(
            "task {number} (line {line}): {error}", number=item.number, line=item.line, error=words.said_by(error)
        )
        raise InvalidUnits(message) from error


def _data(definition: Definition, notice: Notice, item: NoticeItem) -> dict[str, Any]:
    """Return the data of a task for which the scenario declares fields."""
    known: dict[str, Any] = {
        "plan": notice.title,
        "item_no": item.number,
        "content": item.body,
        "deadline_text": item.deadline_text,
        DEADLINE: item.deadline_date,
    }
    if (steps := steps_field(definition)) is not None:
        known[steps.name] = [{"name": step.name, "day": step.day.isoformat()} for step in item.steps]
    return {name: value for name, value in known.items() if value and name in definition.fields}


def steps_field(definition: Definition) -> Field | None:
    """Return the field of a scenario that holds dated steps; None if it has none, or several."""
    found = [each for each in definition.fields.values() if each.type is FieldType.MILESTONES]
    return found[0] if len(found) == 1 else None
