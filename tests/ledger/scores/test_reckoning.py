"""Scores reckoned by hand, among them points that cities have published, recomputed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.ledger import ScoreError
from duban.ledger.scores import Entry, Measured, exact, reckon, rounded, scheme_names, scheme_of, scheme_text

if TYPE_CHECKING:
    from duban.ledger.scores import Scheme, ScoreSheet

CITY = scheme_of(scheme_text("city").encode(), source="city.yaml")
PROVINCE = scheme_of(scheme_text("province").encode(), source="province.yaml")


def scheme(indicators: str, rest: str = "", without_data: str = "full") -> Scheme:
    """Return a scheme with these indicators, written in flow style."""
    text = f"scheme: test\ntitle: 测试\nwithout_data: {without_data}\nindicators: {indicators}\n{rest}"
    return scheme_of(text.encode(), source="test.yaml")


def of(numerator: int, denominator: int) -> Measured:
    """Return a rate."""
    return Measured(Fraction(numerator), Fraction(denominator))


def points(rule: str, rate: Measured, weight: int = 25) -> str:
    """Return the points of one unit for one indicator by a rule."""
    found = reckon(
        scheme(
            f"{{甲: {{weight: {weight}, figure: done_in_time, {rule}}},"
            f" 乙: {{weight: {100 - weight}, entered: points}}}}"
        ),
        ["某局"],
        figures={"某局": {"done_in_time": rate}},
        entries=[Entry("某局", "乙", Fraction(0), "无")],
    )
    return exact(found.units[0].lines[0].points, 2)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(8982, 10000, "14.82"), (4, 5, "5.00"), (2, 3, "0.00"), (1, 1, "25.00")],
)
def test_done_in_time_as_a_city_published_it(part: int, whole: int, expected: str) -> None:
    """A published city: 25 points, one off for each percentage point below 100: 89.82 % is 14.82, 66.67 % nothing."""
    assert points("target: {at: 100, lose: 1}", of(part, whole)) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(7, 8, "19.75"), (5, 6, "17.67"), (3, 4, "13.50"), (5, 7, "12.50"), (99, 100, "25.00")],
)
def test_satisfaction_as_a_city_published_it(part: int, whole: int, expected: str) -> None:
    """The same city: half a point off for each percentage point below 98, no less than 12.5."""
    assert points("target: {at: 98, lose: 0.5, floor: 12.5}", of(part, whole)) == expected


def test_a_weighted_sum_as_a_district_publishes_it() -> None:
    """A district's formula: 处置率×30 + 按期×20 + (1−返工率)×20 + (1−超期待处置率)×20 + (1−延期率)×10."""
    found = reckon(
        scheme(
            "{处置: {weight: 30, figure: done_of_due}, 按期: {weight: 20, figure: in_first_limit},"
            " 返工: {weight: 20, figure: reworked, scored: inverse},"
            " 超期: {weight: 20, figure: overdue_open, scored: inverse},"
            " 延期: {weight: 10, figure: extended, scored: inverse}}"
        ),
        ["街道办"],
        figures={
            "街道办": {
                "done_of_due": of(96, 100),
                "in_first_limit": of(9, 10),
                "reworked": of(1, 20),
                "overdue_open": of(0, 7),
                "extended": of(1, 8),
            }
        },
    )
    # 28.8 + 18 + 19 + 20 + 8.75, reckoned on paper
    assert exact(found.units[0].points, 2) == "94.55"


def test_points_off_by_the_size_of_a_district() -> None:
    """A district's rule for volume: 30 − n × 0.002 ÷ size; the published example gives 26.407 for 100 cases."""
    found = reckon(
        scheme(
            "{总量: {weight: 30, entered: cases, cases: {lose: 0.002, divided_by: 面积人口}},"
            " 其他: {weight: 70, entered: points}}",
            "places: 3\nsizes: {面积人口: {甲街: 0.05566, 乙街: 1}}",
        ),
        ["甲街", "乙街"],
        figures={},
        entries=[
            *(Entry(unit, "总量", Fraction(100), "全年") for unit in ("甲街", "乙街")),
            *(Entry(unit, "其他", Fraction(70), "全年") for unit in ("甲街", "乙街")),
        ],
    )
    by_unit = {unit.unit: exact(unit.lines[0].points, 3) for unit in found.units}
    assert by_unit == {"甲街": "26.407", "乙街": "29.800"}


def test_a_unit_without_a_size_is_not_one_of_size_1() -> None:
    by_size = scheme(
        "{总量: {weight: 100, entered: cases, cases: {lose: 1, divided_by: 面积}}}", "sizes: {面积: {甲街: 20}}"
    )
    with pytest.raises(ScoreError, match="乙街"):
        reckon(by_size, ["甲街", "乙街"], figures={}, entries=[Entry("乙街", "总量", Fraction(9), "全年")])
    none_to_divide = reckon(by_size, ["甲街", "乙街"], figures={})
    assert [unit.points for unit in none_to_divide.units] == [100, 100]


@pytest.mark.parametrize(("days", "expected"), [(2, "0.00"), ("1.5", "5.00"), (0, "10.00"), (3, "0.00")])
def test_speed_within_bounds(days: float | str, expected: str) -> None:
    """(2 − days) × 10, between 0 and 10."""
    assert points("slope: {at: 2, gives: 0, each: -10}", Measured(value=Fraction(days)), weight=10) == expected


@pytest.mark.parametrize(("rate", "expected"), [((9, 10), "8.00"), ((899, 1000), "5.00"), ((1, 2), "0.00")])
def test_steps_give_the_points_of_the_highest_that_is_reached(rate: tuple[int, int], expected: str) -> None:
    assert points("steps: [[90, 8], [80, 5]]", of(*rate), weight=10) == expected


def test_cases_are_free_up_to_a_number_and_capped() -> None:
    """Repeats from the fifth on cost one each, at most 20 (a city's portal)."""
    rule = (
        "{重复: {weight: 30, entered: cases, cases: {lose: 1, free: 4, cap: 20}}, 其他: {weight: 70, entered: points}}"
    )
    for many, expected in ((0, "30"), (4, "30"), (7, "27"), (40, "10")):
        entries = [Entry("局", "其他", Fraction(70), "全年")]
        entries += [Entry("局", "重复", Fraction(many), "统计表")] if many else []
        found = reckon(scheme(rule), ["局"], figures={}, entries=entries)
        assert exact(found.units[0].lines[0].points) == expected, many


def test_what_is_printed_adds_up() -> None:
    """Three thirds are 33.33 each, and the sum that is printed is that of the lines, 99.99 and not 100."""
    third = "{weight: 33, figure: done_in_time}"
    found = reckon(
        scheme(f"{{甲: {third}, 乙: {third}, 丙: {third}, 丁: {{weight: 1, entered: points}}}}"),
        ["局"],
        figures={"局": {"done_in_time": of(2, 3)}},
        entries=[Entry("局", "丁", Fraction(1), "齐")],
    )
    unit = found.units[0]
    assert [exact(line.points, 2) for line in unit.lines] == ["22.00", "22.00", "22.00", "1.00"]
    assert unit.points == sum(line.points for line in unit.lines)


def _filled(unit: str, **numbers: str) -> list[Entry]:
    base = {"专项任务": "25", "制度建设": "5", **numbers}
    return [Entry(unit, name, Fraction(number), "登记表") for name, number in base.items()]


FULL = {
    "done_in_time": of(10, 10),
    "satisfied": of(10, 10),
    "signed_in_time": of(10, 10),
    "reworked": of(0, 10),
}


def city(entries: list[Entry], figures: dict[str, dict[str, Measured]] | None = None) -> ScoreSheet:
    """Return the scores of 市住建局 by the shipped scheme."""
    return reckon(CITY, ["市住建局"], figures={"市住建局": FULL} if figures is None else figures, entries=entries)


def test_bonus_and_deductions_are_capped_item_by_item_and_in_all() -> None:
    entries = _filled("市住建局", 经验推广="3", 省级表扬="2", 通报批评="3", 督办单="9")
    unit = city(entries).units[0]
    # bonus: 3 × 2 capped at 4, and 2 × 1, in all capped at 5; deductions: 3, and 9 × 0.5 capped at 3
    assert (exact(unit.bonus), exact(unit.deductions), exact(unit.points, 2)) == ("5", "6", "99.00")


def test_a_case_of_a_leaders_instruction_counts_twice() -> None:
    entries = [*_filled("市住建局"), Entry("市住建局", "通报批评", Fraction(1), "领导批示件")]
    assert exact(city(entries).units[0].deductions) == "2"


def test_a_veto_takes_the_level_whatever_the_points() -> None:
    unit = city([*_filled("市住建局"), Entry("市住建局", "弄虚作假", Fraction(1), "查实")]).units[0]
    assert (unit.level, unit.vetoed, exact(unit.points)) == ("不合格", ("弄虚作假",), "100")


def test_nothing_due_is_full_marks_or_reweighted_and_never_nothing() -> None:
    figures = {"市住建局": {**FULL, "satisfied": of(0, 0)}}
    unit = city(_filled("市住建局"), figures).units[0]
    assert exact(unit.points) == "100"
    assert next(line for line in unit.lines if line.name == "群众满意").measured is None
    other = reckon(
        scheme("{甲: {weight: 40, figure: done_in_time}, 乙: {weight: 60, entered: points}}", without_data="reweight"),
        ["局"],
        figures={"局": {"done_in_time": of(0, 0)}},
        entries=[Entry("局", "乙", Fraction(45), "核定")],
    ).units[0]
    assert (exact(other.scored), exact(other.points, 2)) == ("60", "75.00"), "45 of 60 is 75 of 100"


def test_what_was_not_entered_is_missing_and_the_unit_is_not_ranked() -> None:
    found = reckon(CITY, ["市住建局"], figures={"市住建局": FULL}, entries=_filled("市住建局")[:1])
    assert found.missing == (("市住建局", "制度建设"),)
    assert found.units[0].rank is None


def test_groups_are_ranked_apart_and_the_same_points_share_a_rank() -> None:
    found = reckon(
        scheme("{甲: {weight: 100, entered: points}}", "groups: {县区: [东区, 西区, 南区], 市直: [市局]}"),
        ["东区", "市局", "西区", "南区", "外单位"],
        figures={},
        entries=[
            Entry(unit, "甲", Fraction(number), "核定")
            for unit, number in {"东区": 90, "西区": 95, "南区": 90, "市局": 70, "外单位": 99}.items()
        ],
    )
    ranks = {unit.unit: (unit.group, unit.rank) for unit in found.units}
    assert ranks == {
        "西区": ("县区", 1),
        "东区": ("县区", 2),
        "南区": ("县区", 2),
        "市局": ("市直", 1),
        "外单位": ("", 1),
    }


def test_the_provinces_score_is_that_of_the_plan() -> None:
    """50/10/15/10/5/5/5, the first itself 40/40/20: 20, 20 and 10 points."""
    assert [exact(indicator.weight) for indicator in PROVINCE.indicators] == ["50", "10", "15", "10", "5", "5", "5"]
    assert [exact(part.weight) for part in PROVINCE.indicators[0].parts] == ["20", "20", "10"]


def test_every_point_is_traced() -> None:
    figures = {"市住建局": {**FULL, "done_in_time": of(22345, 24932)}}
    sheet = city(_filled("市住建局"), figures)
    line = sheet.to_json()["units"][0]["lines"][0]
    assert (line["numerator"], line["denominator"], line["measured"]) == ("22345", "24932", "89.62")
    assert (line["points"], line["lost"], line["basis"]) == ("14.62", "10.38", "第六条第一项")
    entered = next(each for each in sheet.to_json()["units"][0]["lines"] if each["path"] == ["专项任务"])
    assert entered["entries"] == [{"number": "25", "reason": "登记表", "evidence": "", "by": ""}]


@given(
    numbers=st.lists(
        st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: (min(pair), max(pair))),
        min_size=4,
        max_size=4,
    ),
    special=st.decimals(0, 25, places=2),
    cases=st.integers(0, 60),
)
def test_no_unit_has_less_than_nothing_or_more_than_there_is(
    numbers: list[tuple[int, int]], special: object, cases: int
) -> None:
    figures = {name: of(part, whole) for name, (part, whole) in zip(FULL, numbers, strict=True)}
    entries = [*_filled("市住建局", 专项任务=str(special)), Entry("市住建局", "材料报送", Fraction(cases), "统计")]
    unit = city(entries, {"市住建局": figures}).units[0]
    assert 0 <= unit.points <= 100
    assert unit.indicators == sum(line.points for line in unit.lines if line.kind == "indicator")
    assert all(0 <= line.points <= line.weight and line.points + line.lost == line.weight for line in unit.lines)


@given(st.fractions(min_value=-100, max_value=100, max_denominator=1000), st.integers(0, 4))
def test_rounding_is_half_up(number: Fraction, places: int) -> None:
    found = rounded(number, places)
    assert abs(found - number) <= Fraction(1, 2 * 10**places)
    assert (found * 10**places).denominator == 1
    half = Fraction(1, 2 * 10**places)
    assert rounded(half, places) == 2 * half


def test_shipped_schemes_can_be_read() -> None:
    assert scheme_names() == ("city", "province")
