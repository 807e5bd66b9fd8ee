"""What may be given for a field, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from duban.scenarios import read_scenario
from duban.states import InvalidData, check_data, decode

pytestmark = pytest.mark.usefixtures("english")

SHANGHAI = ZoneInfo("Asia/Shanghai")
SCENARIO = read_scenario(
    """
scenario: values
version: 1
title: 字段
calendar: china
number: "V-{year}-{seq}"
roles: {lead: {title: 牵头, required: true}}
fields:
  name: {title: 名称, type: string}
  amount: {title: 数额, type: number}
  done: {title: 完成, type: boolean}
  day: {title: 日期, type: date}
  moment: {title: 时刻, type: datetime}
  grade: {title: 等次, type: choice, choices: [好, 中, 差]}
  proof: {title: 佐证, type: file, many: true}
  tags: {title: 标签, type: string, many: true}
  phone: {title: 电话, type: string, private: [lead]}
  birth: {title: 生日, type: datetime, private: [lead]}
states: {甲: {initial: true, waits_for: lead}, 乙: {final: true}}
transitions: {办: {from: 甲, to: 乙, by: lead}}
""",
    "values.yaml",
)
SHA = "0" * 64


@pytest.mark.parametrize(
    ("field", "given", "kept", "python"),
    [
        ("name", "市住建局", "市住建局", "市住建局"),
        ("amount", 3, 3, 3),
        ("amount", "2.5", 2.5, 2.5),
        ("done", "是", True, True),
        ("done", False, False, False),
        ("day", "2024-04-30", "2024-04-30", date(2024, 4, 30)),
        ("day", date(2024, 4, 30), "2024-04-30", date(2024, 4, 30)),
        ("moment", "2024-04-30 17:30", "2024-04-30T09:30:00+00:00", datetime(2024, 4, 30, 9, 30, tzinfo=UTC)),
        (
            "moment",
            datetime(2024, 4, 30, 17, 30, tzinfo=SHANGHAI),
            "2024-04-30T09:30:00+00:00",
            datetime(2024, 4, 30, 9, 30, tzinfo=UTC),
        ),
        ("grade", "中", "中", "中"),
        ("tags", "急", ["急"], ("急",)),
        (
            "proof",
            {"name": "a.pdf", "sha256": SHA},
            [{"name": "a.pdf", "sha256": SHA}],
            ({"name": "a.pdf", "sha256": SHA},),
        ),
    ],
)
def test_a_value_is_kept_as_json_and_given_back_as_python(
    field: str, given: object, kept: object, python: object
) -> None:
    checked = check_data(SCENARIO, {field: given}, timezone=SHANGHAI)
    assert checked == {field: kept}
    assert decode(SCENARIO.fields[field], checked[field]) == python


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("name", 3, "has to be text"),
        ("name", "a\x00b", "NUL"),
        ("amount", "三", "has to be a number"),
        ("amount", True, "has to be a number"),
        ("amount", float("nan"), "has to be a number"),
        ("done", "maybe", "has to be true or false"),
        ("day", "2024-02-30", "has to be a date such as"),
        ("day", "4月底", "has to be a date such as"),
        ("moment", datetime(2024, 4, 30, 17, 30), "has no time zone"),  # noqa: DTZ001 - what is refused here
        ("grade", "优", "has to be one of 好, 中, 差"),
        ("proof", "a.pdf", "has to be a reference such as"),
        ("proof", {"name": "a.pdf", "sha256": "12"}, "is no SHA-256"),
        ("proof", {"name": "a\x00.pdf", "sha256": "0" * 64}, "is no name"),
        ("proof", {"name": "a\ud800.pdf", "sha256": "0" * 64}, "is no name"),
        ("proof", {"name": None, "sha256": "0" * 64}, "is no name"),
        ("amount", 10**18, "has more than 18 digits"),
        ("amount", "9" * 400, "has more than 18 digits"),
        pytest.param("amount", 10**5000, "has more than 18 digits", id="a number that cannot be shown"),
        ("amount", "x" * 5000, "x…"),
        ("moment", "9999-12-31T23:59-14:00", "lies outside of the years that there are"),
        ("moment", "0001-01-01 00:00", "lies outside of the years that there are"),
        ("nmae", "x", 'has no field "nmae"'),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(field: str, given: object, says: str) -> None:
    with pytest.raises(InvalidData) as refused:
        check_data(SCENARIO, {field: given}, timezone=SHANGHAI)
    (problem,) = refused.value.problems
    assert field in problem
    assert says in problem


def test_all_wrong_values_are_reported_together() -> None:
    with pytest.raises(InvalidData) as refused:
        check_data(SCENARIO, {"amount": "x", "grade": "优", "name": "好"}, timezone=SHANGHAI)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_given_is_not_given(nothing: object) -> None:
    assert check_data(SCENARIO, {"name": nothing, "tags": nothing}, timezone=SHANGHAI) == {}


@pytest.mark.parametrize(
    ("field", "given", "secret"),
    [("phone", 13900001234, "13900001234"), ("birth", "1980-13-45", "1980"), ("birth", datetime(1980, 5, 1), "1980")],  # noqa: DTZ001
)
def test_a_refused_private_value_is_not_repeated(field: str, given: object, secret: str) -> None:
    with pytest.raises(InvalidData, match=f'field "{field}" takes a (string|datetime)') as refused:
        check_data(SCENARIO, {field: given}, timezone=SHANGHAI)
    assert secret not in str(refused.value)
    assert refused.value.__cause__ is None
