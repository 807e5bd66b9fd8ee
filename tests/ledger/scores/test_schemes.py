"""Schemes and tables of entries with mistakes: every one is said, where it stands, with what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import speaking
from duban.ledger.scores import EntriesError, SchemeError, read_entries, read_scheme, scheme_of, scheme_text

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "scheme: s\ntitle: t\nwithout_data: full\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "s.yaml"),
        ("- a\n", "s.yaml:1:1: a scheme is a mapping of keys such as `scheme:`, not a list"),
        (GOOD, "needs indicators"),
        ("title: t\nwithout_data: full\nindicators: {甲: {weight: 100, entered: points}}", "needs scheme"),
        (
            GOOD + "indicators: {甲: {weight: 60, entered: points}, 乙: {weight: 30, entered: points}}",
            "s.yaml:4:13: indicators: the weights come to 90, and have to come to 100",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, parts: {乙: {weight: 60%, entered: points}}}}",
            "indicators.甲.parts: the weights come to 60, and have to come to 100",
        ),
        (
            GOOD + "indicators: {甲: {weight: 50%, entered: points}, 乙: {weight: 50, entered: points}}",
            "write the weights all as points or all as percentages",
        ),
        (GOOD + "indicators: {甲: {weight: 100}}", "needs either figure, entered or parts"),
        (GOOD + "indicators: {甲: {weight: 100, figure: done_in_tim}}", 'did you mean "done_in_time"?'),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: working_days}}",
            "needs a rule: steps, slope, cases",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: done_in_time, entered: points}}",
            "needs either figure, entered or parts",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: done_in_time, target: {at: 98, loses: 1}}}",
            "s.yaml:4:77: indicators.甲.target.loses: there is no key 'loses'; did you mean \"lose\"?",
        ),
        (GOOD + "indicators: {甲: {weight: 100, entered: cases}}", "needs a rule: steps, slope, cases"),
        (GOOD + "indicators: {甲: {weight: -1, entered: points}}", "has to be points, or a percentage such as 40%"),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: done_in_time, steps: [[90, 101]]}}",
            "gives more points than the weight",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: done_in_time, steps: [90]}}",
            "has to be steps such as [90, 8]",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, entered: cases, cases: {lose: 1, divided_by: 人口}}}",
            "there are no sizes called '人口'",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, entered: points}}\nveto: {for: [甲], called: 不合格}",
            "'甲' stands twice",
        ),
        (
            "scheme: s\ntitle: t\nwithout_data: half\nindicators: {甲: {weight: 100, entered: points}}",
            "is none of them",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, entered: points}}\nsizes: {人口: {局: 0}}",
            "has to be a number above 0",
        ),
        (
            GOOD + "indicators: {甲: {weight: 100, figure: done_in_time, target: {at: 9, lose: 1, floor: 101}}}",
            "the floor is above the weight",
        ),
    ],
)
def test_a_mistake_in_a_scheme_is_one_line(text: str, expected: str) -> None:
    with pytest.raises(SchemeError) as error:
        scheme_of(text.encode(), source="s.yaml")
    with speaking("en"):
        told = str(error.value)
    assert expected in told
    assert all(line.startswith("s.yaml") for line in told.splitlines())


def test_weights_are_exact(tmp_path: Path) -> None:
    """Ten times 0.1 is 1, and 33.4 + 33.3 + 33.3 is 100, which it is not for a computer's own numbers."""
    tenths = ", ".join(f"{name}: {{weight: 9.9, entered: points}}" for name in "甲乙丙丁戊己庚辛壬癸")
    path = tmp_path / "s.yaml"
    path.write_text(f"{GOOD}indicators: {{{tenths}, 子: {{weight: 1, entered: points}}}}", encoding="utf-8")
    assert sum(leaf.weight for leaf in read_scheme(path).leaves()) == 100


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("单位,得分\n市住建局,1\n", "the table has no column 项目"),
        ("单位,项目,得分,理由\n市住建局,没有的,1,x\n", "line 2: the scheme has no '没有的'"),
        ("单位,项目,得分,理由\n市住建局,按期办结,1,x\n", "line 2: 按期办结 is reckoned from figures, and not entered"),
        ("单位,项目,得分,理由\n市住建局,专项任务,二十,x\n", "line 2: '二十' is no number"),
        ("单位,项目,得分,理由\n市住建局,专项任务,26,x\n", "line 2: 专项任务 has no more than 25 points"),
        (f"单位,项目,得分,理由\n市住建局,材料报送,1{'0' * 40},x\n", "is no number"),
        ("单位,项目,得分,理由\n市住建局,专项任务,-1,x\n", "line 2: the number may not be below 0"),
        ("单位,项目,得分,理由\n市住建局,专项任务,20,\n", "line 2: needs a reason or evidence"),
        (
            "单位,项目,得分,理由\n市住建局,专项任务,20,x\n市住建局,专项任务,21,x\n",
            "line 3: 市住建局 has 专项任务 already, in line 2",
        ),
    ],
)
def test_a_mistake_in_what_is_entered_is_one_line(tmp_path: Path, rows: str, expected: str) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(rows, encoding="utf-8-sig")
    with pytest.raises(EntriesError) as error:
        read_entries(path, scheme_of(scheme_text("city").encode(), source="city.yaml"))
    with speaking("en"):
        assert expected in str(error.value)


def test_a_weight_is_said_in_decimals(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text("单位,项目,得分,理由\n市住建局,甲,3,x\n", encoding="utf-8")
    scheme = f"{GOOD}indicators: {{甲: {{weight: 2.5, entered: points}}, 乙: {{weight: 97.5, entered: points}}}}"
    with pytest.raises(EntriesError) as error:
        read_entries(path, scheme_of(scheme.encode(), source="s.yaml"))
    with speaking("en"):
        assert "甲 has no more than 2.5 points" in str(error.value)


def test_a_form_half_filled_in_is_read_where_it_is(tmp_path: Path) -> None:
    """The head is found below a title, columns in any order, and lines without a number are passed over."""
    path = tmp_path / "自评.csv"
    path.write_text(
        "2026年度自评表,,,,\n依据,项目,自评得分,被考核单位,说明\n附件1,专项任务,24.5,市住建局,\n,制度建设,,市住建局,\n",
        encoding="utf-8-sig",
    )
    (entry,) = read_entries(path, scheme_of(scheme_text("city").encode(), source="city.yaml"))
    assert (entry.unit, entry.indicator, str(entry.number), entry.evidence) == ("市住建局", "专项任务", "49/2", "附件1")


@pytest.mark.parametrize("written", ["1e9999999", "1e-9999999", "9" * 10_000])
def test_a_number_that_would_fill_the_memory_is_no_number(written: str) -> None:
    text = scheme_text("city").replace("total: 100", f"total: '{written}'")
    with pytest.raises(SchemeError, match="total"):
        scheme_of(text.encode(), source="city.yaml")
