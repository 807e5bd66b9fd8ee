"""Rankings: groups apart, ties together, few matters and three kinds of nothing named; and comparisons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban import InvalidData
from duban.workflow import Figure, Figures, FigureSort, FiguresRow, change_of, ranked, rounded

DAY = date(2026, 4, 8)
GROUPS = {
    "县区": ("东区", "西区", "南区", "北区", "新区"),
    "市直部门": ("市住建局", "市教育局", "市水利局", "市文旅局"),
}


def rate(part: int, whole: int) -> Figure:
    return Figure("done_in_time", FigureSort.RATE, part, whole)


def row(key: str, part: int, whole: int, received: int = 1, reported: tuple[int, int] = (0, 0)) -> FiguresRow:
    figures = {
        "received": Figure("received", FigureSort.COUNT, received),
        "done_in_time": rate(part, whole),
        "reported": Figure("reported", FigureSort.RATE, *reported),
        "reported_in_time": Figure("reported_in_time", FigureSort.RATE, *reported),
    }
    return FiguresRow(key, figures)


def made(*rows: FiguresRow) -> Figures:
    until = datetime(2026, 4, 8, 16, tzinfo=UTC)
    units = tuple(unit for members in GROUPS.values() for unit in members)
    return Figures(DAY, DAY, until, DAY, "unit", rows, row("", 0, 0), row("", 0, 0), units, GROUPS)


FOUND = made(
    row("东区", 9, 10),
    row("西区", 18, 20),  # as good as the first: 90 % each
    row("南区", 1, 2),
    row("北区", 0, 0, received=3),
    row("市住建局", 2, 3),
    row("市教育局", 10, 10, reported=(0, 2)),
)


def test_groups_are_ranked_apart_and_equal_figures_share_a_rank() -> None:
    districts, bodies = ranked(FOUND, "done_in_time", groups=["县区", "市直部门"]).groups
    assert [(each.rank, each.key) for each in districts.ranked] == [(1, "东区"), (1, "西区"), (3, "南区")]
    assert [(each.rank, each.key) for each in bodies.ranked] == [(1, "市教育局"), (2, "市住建局")]


def test_three_kinds_of_nothing_are_named_and_never_a_rate() -> None:
    districts, bodies = ranked(FOUND, "done_in_time", groups=["县区", "市直部门"]).groups
    assert (districts.no_matter, districts.nothing_due) == (("新区",), ("北区",))
    assert bodies.no_matter == ("市水利局", "市文旅局")
    (reports,) = ranked(FOUND, "reported_in_time", groups=["市直部门"]).groups
    assert (reports.ranked, reports.not_reported, reports.nothing_due) == ((), ("市教育局",), ("市住建局",))


def test_few_matters_are_not_ranked_and_the_floor_marks_who_is_below_it() -> None:
    (districts,) = ranked(FOUND, "done_in_time", groups=["县区"], at_least=5, floor="90.5").groups
    assert [(each.key, each.below) for each in districts.ranked] == [("东区", True), ("西区", True)]
    assert [each.key for each in districts.few] == ["南区"]
    (exactly,) = ranked(FOUND, "done_in_time", groups={"两区": ["东区", "西区"]}, floor=90).groups
    assert not any(each.below for each in exactly.ranked)


def test_what_cannot_be_ranked_says_why() -> None:
    for figure, groups, floor in (
        ("colour", None, None),
        ("done_in_time", ["郊区"], None),
        ("done_in_time", None, "a"),
    ):
        with pytest.raises(InvalidData):
            ranked(FOUND, figure, groups=groups, floor=floor)


def test_rates_differ_by_points_and_counts_in_percent() -> None:
    change = change_of(rate(8962, 10000), rate(8958, 10000))
    assert (change.points, change.percent) == ("+0.04", None)  # and not 0.04 %
    assert change_of(rate(1, 2), rate(0, 0)).points is None
    fewer = change_of(Figure("received", FigureSort.COUNT, 78), Figure("received", FigureSort.COUNT, 80))
    assert (fewer.percent, fewer.points, fewer.base.numerator) == ("-2.50", None, 80)
    assert change_of(rate(1, 3), rate(2, 3)).points == "-33.33"


def test_a_half_is_rounded_up() -> None:
    assert str(rounded(Fraction(1, 8), 2)) == "0.13"  # which binary floats and bankers make 0.12
    assert str(rounded(Fraction(-1, 8), 2)) == "-0.13"
    assert str(rounded(Fraction(200, 3))) == "66.67"


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 4))
def test_rounding_is_within_half_of_the_last_place(part: int, whole: int, places: int) -> None:
    found = rounded(Fraction(part, whole), places)
    assert abs(Fraction(found) - Fraction(part, whole)) * 2 * 10**places <= 1
    assert -found.as_tuple().exponent == places if isinstance(found, Decimal) else False


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12), st.integers(0, 4))
def test_everybody_stands_in_one_place_and_ranks_follow_the_shares(pairs: list[tuple[int, int]], at_least: int) -> None:
    rows = [row(f"单位{no}", min(pair), max(pair)) for no, pair in enumerate(pairs)]
    members = [each.key for each in rows]
    (group,) = ranked(made(*rows), "done_in_time", groups={"": members}, at_least=at_least).groups
    named = [*(each.key for each in (*group.ranked, *group.few)), *group.no_matter, *group.nothing_due]
    assert sorted(named) == sorted(members)
    shares = [each.figure.share for each in group.ranked]
    for each in group.ranked:
        better = sum(share > each.figure.share for share in shares if share is not None)  # type: ignore[operator]
        assert each.rank == better + 1
