"""A notice whose tasks a person has corrected after it was read: the cells are read again as the plan's own were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from duban.ledger.notice.doubts import doubts_of
from duban.ledger.notice.head import missing
from duban.ledger.notice.reading import NoticeItem
from duban.ledger.notice.wording import Assignment, read_cell, read_deadline, steps_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from duban.ledger.notice.reading import Notice
    from duban.ledger.notice.wording import Deadline

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


class NoticeHead(NamedTuple):
    """What of a notice itself can be corrected."""

    title: str
    document_no: str
    issued_on: date | None


def amended(
    notice: Notice,
    cells: Mapping[str, TaskCells],
    *,
    without: Collection[str] = (),
    head: NoticeHead | None = None,
) -> Notice:
    """Return a notice with the tasks corrected that have other cells now, by their keys, and some left out.

    A task that was corrected has the doubts that its new cells raise, and those of its old ones that they do not
    settle, as about its number. One whose cells are as they were read stays as it is.
    """
    items = tuple(
        _amended(notice, item, cells.get(item.key, cells_of(item))) for item in notice.items if item.key not in without
    )
    if head is None:
        return replace(notice, items=items)
    before = missing(notice.title, notice.document_no, notice.issued_on)
    doubts = [*missing(*head), *(doubt for doubt in notice.doubts if doubt not in before)]
    return replace(notice, items=items, doubts=tuple(doubts), **head._asdict())


def with_task(notice: Notice, cells: TaskCells, *, number: str, body: str = "") -> Notice:
    """Return a notice with one task more at its end, which the reading has missed; its cells are read as all are.

    Raise ValueError if the notice has a task of this number.
    """
    if any(number in {item.number, item.key} for item in notice.items):
        raise ValueError(number)
    bare = NoticeItem(
        number=number,
        title="",
        body=body,
        lead_units=(),
        responsible_units=(),
        deadline_text="",
        deadline_date=None,
        ongoing=False,
        open_ended=False,
        doubts=(),
        lead_raw="",
        responsible_raw="",
        line=0,
        key=number,
    )
    return replace(notice, items=(*notice.items, _amended(notice, bare, cells)))


def _amended(notice: Notice, item: NoticeItem, cells: TaskCells) -> NoticeItem:
    """Return a task with the cells that were corrected read again; the others stay as they were read."""
    given, before = (TaskCells(*(" ".join(cell.split()) for cell in each)) for each in (cells, cells_of(item)))
    if given == before:
        return item
    there = _assigned(item)
    once = doubts_of(item.title, item.body, there, _deadline(notice, there), notice.issued_on)
    now = _assigned(item)
    units_changed = (given.lead, given.responsible) != (before.lead, before.responsible)
    if units_changed:
        read = read_cell(given.lead, given.responsible, "")
        now.lead, now.responsible, now.open_ended, now.doubts = (
            read.lead,
            read.responsible,
            read.open_ended,
            read.doubts,
        )
        once += read_cell(item.lead_raw, item.responsible_raw, "").doubts
    if given.deadline != before.deadline:
        now.deadlines = read_cell("", "", given.deadline).deadlines
    deadline = _deadline(notice, now)
    doubts = [doubt for doubt in item.doubts if doubt not in once]
    return replace(
        item,
        title=given.title,
        lead_units=tuple(now.lead),
        responsible_units=tuple(now.responsible),
        deadline_text=deadline.text,
        deadline_date=deadline.date,
        ongoing=deadline.ongoing,
        open_ended=now.open_ended,
        doubts=tuple(dict.fromkeys([*doubts, *doubts_of(given.title, item.body, now, deadline, notice.issued_on)])),
        lead_raw=given.lead if units_changed else item.lead_raw,
        responsible_raw=given.responsible if units_changed else item.responsible_raw,
        steps=item.steps if given.deadline == before.deadline else steps_of(deadline.text, notice.year),
    )


def _assigned(item: NoticeItem) -> Assignment:
    """Return what was read of a task's units and deadline; `start` says that there is no bracket to be missed."""
    lead, responsible = dict.fromkeys(item.lead_units), dict.fromkeys(item.responsible_units)
    deadlines = [item.deadline_text] if item.deadline_text else []
    return Assignment(lead, responsible, deadlines, open_ended=item.open_ended, start=0)


def _deadline(notice: Notice, assignment: Assignment) -> Deadline:
    return read_deadline(assignment.deadlines, notice.year, notice.issued_on)
