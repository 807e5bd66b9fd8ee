"""Charts of the office's paper: rates of units and months by state, as SVG, as pictures, and in workbooks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.charts.drawing import Drawing as Drawing, Label as Label
    from duban.ledger.charts.figure import chart_figure as chart_figure
    from duban.ledger.charts.months import draw_months as draw_months
    from duban.ledger.charts.pictures import chart_pdf as chart_pdf, chart_png as chart_png
    from duban.ledger.charts.rates import draw_rates as draw_rates
    from duban.ledger.charts.sheets import add_months_chart as add_months_chart, add_rates_chart as add_rates_chart
    from duban.ledger.charts.svg import chart_svg as chart_svg
    from duban.ledger.charts.tables import chart_table as chart_table
    from duban.ledger.charts.values import (
        Month as Month,
        MonthChart as MonthChart,
        RateBar as RateBar,
        RateChart as RateChart,
        RateGroup as RateGroup,
        parted as parted,
    )
    from duban.ledger.charts.workbook import charts_workbook as charts_workbook
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
