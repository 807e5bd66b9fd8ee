"""The read models of figures: the table, the matters behind a number of it, and both as rows of text."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.models.figures.asking import (
        FIGURES_NAMES as FIGURES_NAMES,
        FiguresAsked as FiguresAsked,
        figures_asked as figures_asked,
    )
    from duban.desk.models.figures.behind import behind_of as behind_of
    from duban.desk.models.figures.cells import Cell as Cell
    from duban.desk.models.figures.table import (
        FiguresView as FiguresView,
        figures_of as figures_of,
        rows_of as rows_of,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
