"""What comes from outside is bounded: a title is a line and no file, and what is refused leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duban import InvalidData, NewItem, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import OpenMatter, Rows

    from duban import Engine

TEN_MEGABYTES = "长" * 3_500_000
UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda engine, _: engine.open("matter", title=TEN_MEGABYTES, units=UNITS, by="市优化办"), "title: is longer"),
        (
            lambda engine, _: engine.open("matter", title="短", units=UNITS, by="市优化办", note=TEN_MEGABYTES),
            "note: is longer",
        ),
        (
            lambda engine, _: engine.open_many("matter", [NewItem(title=TEN_MEGABYTES, units=UNITS)], by="市优化办"),
            "title: is longer",
        ),
        (lambda engine, number: engine.fire(number, "签收", by="市住建局", note=TEN_MEGABYTES), "note: is longer"),
        (
            lambda engine, number: engine.fire(number, "签收", by="市住建局", data={"measure": TEN_MEGABYTES}),
            'field "measure" is longer',
        ),
    ],
    ids=["title", "note", "many", "act", "field"],
)
def test_what_is_too_long_is_refused(
    engine: Engine, open_matter: OpenMatter, rows: Rows, act: Callable[[Engine, str], Any], said: str
) -> None:
    number = open_matter(engine).number
    before = rows()
    with pytest.raises(InvalidData) as refused:
        act(engine, number)
    with speaking("en"):
        assert said in str(refused.value)
    assert rows() == before


def test_what_an_office_writes_is_taken(engine: Engine, open_matter: OpenMatter) -> None:
    item = open_matter(engine, title="长" * 1000, note="话" * 100_000)
    assert engine.instance(item.number).title == "长" * 1000
