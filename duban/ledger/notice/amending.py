"""A notice whose tasks a person has corrected after it was read: the cells are read again as the plan's own were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from duban.ledger.notice.doubts import doubts_of
from duban.ledger.notice.wording import read_cell, read_deadline, steps_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duban.ledger.notice.reading import Notice, NoticeItem

_OPEN_END = "等单位"


class TaskCells(NamedTuple):
    """What of a task can be corrected, each as text: units in a row, the deadline in any words that a plan has."""

    title: str
    lead: str
    responsible: str
    deadline: str


def cells_of(item: NoticeItem) -> TaskCells:
    """Return a task as the cells that a person corrects."""
    open_end = _OPEN_END if item.open_ended else ""
    return TaskCells(
        item.title, "、".join(item.lead_units), "、".join(item.responsible_units) + open_end, item.deadline_text
    )


def amended(notice: Notice, cells: Mapping[str, TaskCells], *, without: Collection[str] = ()) -> Notice:
    """Return a notice with the tasks corrected that have other cells now, by their keys, and some left out.

    A task that was corrected has the doubts that its new cells raise, and those of its old ones that they do not
    settle, as about its number. One whose cells are as they were read stays as it is.
    """
    items = tuple(
        _amended(notice, item, cells.get(item.key, cells_of(item))) for item in notice.items if item.key not in without
    )
    return replace(notice, items=items)


def _amended(notice: Notice, item: NoticeItem, cells: TaskCells) -> NoticeItem:
    before = cells_of(item)
    given = TaskCells(*(" ".join(cell.split()) for cell in cells))
    if given == TaskCells(*(" ".join(cell.split()) for cell in before)):
        return item
    lead = item.lead_raw if given.lead == before.lead else given.lead
    responsible = item.responsible_raw if given.responsible == before.responsible else given.responsible
    now = _read(notice, item, given, lead, responsible)
    once = _read(notice, item, before, item.lead_raw, item.responsible_raw).doubts
    lasting = tuple(doubt for doubt in item.doubts if doubt not in once)
    return replace(now, doubts=(*lasting, *now.doubts))


def _read(notice: Notice, item: NoticeItem, cells: TaskCells, lead: str, responsible: str) -> NoticeItem:
    assignment = read_cell(lead, responsible, cells.deadline)
    assignment.start = 0  # somebody has looked at it: there is no bracket to be missed
    deadline = read_deadline(assignment.deadlines, notice.year, notice.issued_on)
    found = doubts_of(cells.title, item.body, assignment, deadline, notice.issued_on)
    return replace(
        item,
        title=cells.title,
        lead_units=tuple(assignment.lead),
        responsible_units=tuple(assignment.responsible),
        deadline_text=deadline.text,
        deadline_date=deadline.date,
        ongoing=deadline.ongoing,
        open_ended=assignment.open_ended,
        doubts=tuple(found),
        lead_raw=lead,
        responsible_raw=responsible,
        steps=steps_of(deadline.text, notice.year) or item.steps,
    )
