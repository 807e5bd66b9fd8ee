"""Units into roles: what names on paper may be bound, and what is said of the others."""

from __future__ import annotations

from typing import Any

import pytest

from duban import Directory, Engine, InvalidUnits, Unit
from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

CITY = Directory(
    [
        Unit("市住建局", aliases=("住建局",), groups=("市直各部门",)),
        Unit("市教育局", groups=("市直各部门",)),
        Unit("市优化办"),
    ]
)
LEAD = {"lead": "市优化办"}


@pytest.fixture
def engine() -> Engine:
    return Engine("sqlite://", scenarios=["issue"], directory=CITY, clock=FixedClock("2024-04-01T09:00+08:00"))


def bound(engine: Engine, responsible: object) -> tuple[str, ...]:
    units: dict[str, Any] = {**LEAD, "responsible": responsible}
    return engine.open("issue", units=units, by="市优化办", new_units=["鄂州海关"]).units["responsible"]


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("住建局", ("市住建局",)),
        (["市直各部门"], ("市住建局", "市教育局")),
        (["市教育局", "市直各部门"], ("市教育局", "市住建局")),
        ("鄂州海关", ("鄂州海关",)),
        ([], ()),
    ],
)
def test_names_become_units_aliases_and_groups_replaced_each_once(
    engine: Engine, written: object, units: tuple[str, ...]
) -> None:
    assert bound(engine, written) == units


@pytest.mark.parametrize(
    ("units", "says"),
    [
        ({"responsible": "甲"}, "role 'lead' .* is required"),
        ({**LEAD, "responsible": None}, "None is no list of units"),
        ({**LEAD, "responsible": [3]}, "3 is no unit's name"),
        ({**LEAD, "responsible": [" "]}, "is no unit's name"),
        ({**LEAD, "responsible": "system"}, "cannot be a unit's name"),
        ({"lead": ["甲", "乙"], "responsible": "丙"}, "takes one unit, not 甲, 乙"),
        ({"lead": "市直各部门", "responsible": "丙"}, "takes one unit, not 市直各部门"),
        ({**LEAD, "responsibel": "甲"}, "did you mean 'responsible'"),
    ],
)
def test_what_does_not_fit_the_roles_is_refused(engine: Engine, units: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidUnits, match=says):
        engine.open("issue", units=units, by="市优化办")
    assert engine.find() == []
