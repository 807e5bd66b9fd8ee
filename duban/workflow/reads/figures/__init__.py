"""Figures of an office: how many matters, how many in time, sent back, given more time, and how long they took."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.figures.counting import (
        FIGURED_BY as FIGURED_BY,
        Figures as Figures,
        FiguresRow as FiguresRow,
        figured_for as figured_for,
        is_overdue as is_overdue,
    )
    from duban.workflow.reads.figures.matters import Figured as Figured, worked_by as worked_by
    from duban.workflow.reads.figures.verbs import Figuring as Figuring
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
