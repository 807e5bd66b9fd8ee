"""A plan divided among units (责任分解): who leads each task and who takes part, as a table has ticked it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.ledger.notice import Notice, NoticeItem


@dataclass(frozen=True, slots=True)
class DividedTask:
    """The units that a table ticks for one task; without a lead, that of the plan stays."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """What a table says of a plan's tasks, by their keys; `unticked` are the tasks that it has without any unit."""

    source: str
    tasks: Mapping[str, DividedTask]
    unticked: tuple[str, ...] = ()


_SETTLED = {"lead": ("未列牵头单位",), "responsible": ("未列责任单位", "单位名单未列全（“等单位”）")}
"""Doubts of the reader of notices that a table settles."""


def divide(notice: Notice, division: Division) -> Notice:
    """Return the plan with its tasks' units as a table has them; a task that it does not have stays as it is."""
    return replace(notice, items=tuple(_divided(item, division.tasks.get(item.key)) for item in notice.items))


def _divided(item: NoticeItem, ticked: DividedTask | None) -> NoticeItem:
    if ticked is None:
        return item
    settled = {doubt for role, doubts in _SETTLED.items() if getattr(ticked, role) for doubt in doubts}
    return replace(
        item,
        lead_units=ticked.lead or item.lead_units,
        responsible_units=ticked.responsible or item.responsible_units,
        open_ended=item.open_ended and not ticked.responsible,
        doubts=tuple(doubt for doubt in item.doubts if doubt not in settled),
    )
