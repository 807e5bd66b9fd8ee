"""Figures of an office, from histories: done in time, late, sent back, given more time, and how long it took."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.figures.asked import FiguresPeriod as FiguresPeriod
    from duban.workflow.reads.figures.comparing import COMPARED_WITH as COMPARED_WITH
    from duban.workflow.reads.figures.counting import FIGURED_BY as FIGURED_BY
    from duban.workflow.reads.figures.figure_texts import (
        ABOVE_TEXTS as ABOVE_TEXTS,
        BELOW_TEXTS as BELOW_TEXTS,
        FIGURE_TITLE_TEXTS as FIGURE_TITLE_TEXTS,
        OUT_TEXTS as OUT_TEXTS,
    )
    from duban.workflow.reads.figures.outcome import (
        Behind as Behind,
        Figure as Figure,
        FigureChange as FigureChange,
        Figures as Figures,
        FiguresChanges as FiguresChanges,
        FiguresCompared as FiguresCompared,
        FiguresRow as FiguresRow,
        Listed as Listed,
        rounded as rounded,
    )
    from duban.workflow.reads.figures.ranking import (
        Ranked as Ranked,
        RankedGroup as RankedGroup,
        Ranking as Ranking,
        change_of as change_of,
        ranked as ranked,
    )
    from duban.workflow.reads.figures.reckoned import (
        FIGURE_NAMES as FIGURE_NAMES,
        FIGURES as FIGURES,
        FigureSort as FigureSort,
    )
    from duban.workflow.reads.figures.standards import worked_by as worked_by
    from duban.workflow.reads.figures.verbs import Figuring as Figuring
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
