"""Figures, as a typed application reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import assert_type

from duban import Definition, Figures, Query, ScenarioVersion
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import Figure, FiguresCompared, FiguresRow, Listed


def test_figures_are_counted_with_what_is_behind_them() -> None:
    with throwaway_engine(scenarios=["issue"], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"})
        figures = engine.figures(Query(scenario="issue"), by="unit", viewer="市优化办")
        assert_type(figures, Figures)
        assert_type(figures.by, str)
        assert_type(figures.rows, tuple[FiguresRow, ...])
        assert_type(figures.total, FiguresRow)
        assert_type(figures.first, date | None)
        assert_type(figures.last, date | None)
        assert_type(figures.until, datetime)
        assert_type(figures.as_of, date)
        assert_type(figures.compared, FiguresCompared | None)
        assert_type(figures.sum, FiguresRow)
        assert_type(figures.units, tuple[str, ...])
        assert_type(figures.groups, Mapping[str, tuple[str, ...]])
        figure = figures.total["done_in_time"]
        assert_type(figure, Figure)
        assert_type(figure.numerator, int)
        assert_type(figure.denominator, int | None)
        assert_type(figure.percent, str | None)
        assert_type(figure.share, Fraction | None)
        assert_type(figure.listed, Listed | None)


def test_the_versions_of_a_scenario_say_how_many_open_matters_go_by_them() -> None:
    with throwaway_engine(scenarios=["issue"], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        versions = engine.versions("issue")
        assert_type(versions, list[ScenarioVersion])
        (version,) = versions
        assert_type(version.scenario, str)
        assert_type(version.version, int)
        assert_type(version.digest, str)
        assert_type(version.definition, Definition)
        assert_type(version.loaded, bool)
        assert_type(version.since, datetime | None)
        assert_type(version.open, int)
