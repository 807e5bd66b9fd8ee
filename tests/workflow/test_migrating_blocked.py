"""What an instance holds and the newer rules have no room for keeps it under the rules that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine

PRIVATE = "reporter: {title: 反映人, type: string, private: [lead]}"
MANY = "{title: 责任单位, required: true, many: true}"
TOLD = {"data": {"reporter": "王某"}}
TWO_UNITS = {"units": {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}}


def knowing_both(make_engine: MakeEngine, matter_file: Path, change: tuple[str, str]) -> Engine:
    """Make an engine that knows the usual scenario and a second version of it."""
    words = matter_file.read_text("utf-8")
    assert change[0] in words
    second = words.replace("version: 1", "version: 2").replace(*change)
    return make_engine(scenarios=[matter_file, read_scenario(second, "matter-2.yaml")])


@pytest.mark.parametrize(
    ("change", "opening", "code", "names"),
    [
        ((PRIVATE, PRIVATE.replace("string", "number")), TOLD, "data", ("field", "reporter")),
        ((PRIVATE, PRIVATE.replace("string", "string, many: true")), TOLD, "data", ("field", "reporter")),
        ((MANY, MANY.replace(", many: true", "")), TWO_UNITS, "role", ("role", "responsible")),
    ],
    ids=["a private value of another kind", "a private value that becomes a list", "units of a role that takes one"],
)
def test_what_the_new_rules_have_no_room_for_is_not_moved(
    make_engine: MakeEngine,
    matter_file: Path,
    open_matter: OpenMatter,
    rows: Rows,
    *,
    change: tuple[str, str],
    opening: dict[str, Any],
    code: str,
    names: tuple[str, str],
) -> None:
    number = open_matter(make_engine(), **opening).number
    later = knowing_both(make_engine, matter_file, change)
    before = rows()
    (blocked,) = later.migrate("matter", by="市优化办").blocked
    (blocker,) = blocked.blockers
    key, name = names
    assert (blocked.number, blocker.code, blocker.facts[key]) == (number, code, name)
    assert rows() == before
    assert later.instance(number).scenario_version == 1


def test_of_a_role_that_takes_one_unit_now_those_that_have_one_are_moved(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    engine = make_engine()
    two, one = open_matter(engine, **TWO_UNITS).number, open_matter(engine).number
    later = knowing_both(make_engine, matter_file, (MANY, MANY.replace(", many: true", "")))
    result = later.migrate("matter", by="市优化办")
    assert ([each.number for each in result.moved], [each.number for each in result.blocked]) == ([one], [two])
    later.assign(two, "responsible", "市住建局", by="市优化办")
    assert later.migrate("matter", by="市优化办").ok
    assert later.verify().ok
