"""Layouts are untrusted files: every problem is said with its place, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from listed_office import an_office

from duban import Engine
from duban.ledger import LayoutError, check_layout, load_layout, read_layout, shipped_layouts
from duban.ledger.layouts import UnknownLayout
from duban.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "layout: x\ntitle: y\n"
COLUMN = "columns: [title]\n"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


BROKEN = {
    "an unknown key": ("titel: z\n" + COLUMN, '3:1: unknown key "titel"; did you mean "title"?'),
    "no columns": ("", "1:1: a layout needs `columns:`"),
    "an empty list of columns": ("columns: []\n", "3:10: columns: a layout needs a column at least"),
    "an unknown word": ("columns: [titel]\n", '3:11: columns[0]: "titel" is not known here; did you mean "title"?'),
    "a role without a name": (
        "columns: [{show: units}]\n",
        "3:18: columns[0].show: needs a name: write {units: NAME}, with the name of a role",
    ),
    "a period that is none": (
        "columns: [{show: {report: all, in: quarter 5}}]\n",
        'columns[0].show.in: "quarter 5" is no period',
    ),
    "a period where there is none": (
        "columns: [{show: {field: a, in: quarter 1}}]\n",
        "columns[0].show: only steps, report take a period (`in`)",
    ),
    "a width": (
        "columns: [{show: title, width: 1000}]\n",
        "columns[0].width: has to be a whole number from 2 to 120, not the number 1000",
    ),
    "two things to fill in": (
        "columns: [{fill: {line: a, field: b}}]\n",
        "columns[0].fill: needs one of field",
    ),
    "neither shown nor filled in": (
        "columns: [{heading: h}]\n",
        "3:11: columns[0]: a column needs `show`, or `fill` if it is filled in",
    ),
    "the same filled in twice": (
        "columns: [{fill: {line: a}}, {fill: {line: a}}]\n",
        "columns: 'a' is filled in in two columns",
    ),
    "the same key twice": (
        "columns: [{show: title, key: a}, {show: due, key: a}]\n",
        'columns: two columns have the key "a"',
    ),
    "a light": ("where: {light: purple}\n" + COLUMN, '3:16: where.light: no light "purple"'),
    "a day": ("where: {due_from: soon}\n" + COLUMN, 'where.due_from: has to be a day such as 2026-03-02, not "soon"'),
    "a place": ("subtitle: '{unitt}'\n" + COLUMN, 'subtitle: no place "unitt" in braces; did you mean "unit"?'),
    "a section": ("section: blank\n" + COLUMN, "3:10: section: rows cannot be grouped by this"),
    "an order": ("order: later\n" + COLUMN, '3:8: order: "later" is not known here'),
    "a tag": ("day: !!python/object x\n" + COLUMN, "tags such as"),
    "a second document": (COLUMN + "---\na: b\n", "a second document begins here; one file is one layout"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_layout_is_said_with_its_place(name: str) -> None:
    text, said = BROKEN[name]

    with pytest.raises(LayoutError) as refused:
        read_layout(HEAD + text, "own.yaml")

    assert said in str(refused.value)
    assert all(line.startswith("own.yaml:") for line in str(refused.value).splitlines())


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(LayoutError) as refused:
        read_layout("titel: x\nwhere: {light: purple}\ncolumns: [titel]\n", "own.yaml")

    assert [problem.line for problem in refused.value.problems] == [1, 1, 1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "layout: [1]\ntitle: {a: b}\ncolumns: 3\n",
        "\x00",
        "a: &x [*x]",
        "layout: " + "x" * 300_000,
        "{" * 99,
    ],
)
def test_a_file_that_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(LayoutError):
        read_layout(text, "own.yaml")


def test_a_layout_is_the_same_by_whatever_name_and_comments() -> None:
    one = read_layout(HEAD + COLUMN, "one.yaml")
    other = read_layout("# ours\n" + HEAD + COLUMN, "other.yaml")

    assert one.digest == other.digest
    assert read_layout(HEAD + "columns: [number]\n", "one.yaml").digest != one.digest


@pytest.mark.parametrize("name", shipped_layouts())
def test_what_comes_with_duban_speaks_of_what_comes_with_duban(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:

    with Engine(f"sqlite:///{tmp_path_factory.mktemp('shipped') / 'duban.db'}") as engine:
        check_layout(engine, load_layout(name))


def test_three_layouts_come_with_duban() -> None:
    assert shipped_layouts() == ("任务分解表", "月调度表", "问题清单")


def test_an_unknown_layout_is_said_with_those_that_there_are() -> None:
    with pytest.raises(
        UnknownLayout, match='no layout "月报"; there are 任务分解表, 月调度表, 问题清单, or name a file'
    ):
        load_layout("月报")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: [{show: {field: conten}}]\n", 'columns[0].show: no field "conten"; did you mean "content"?'),
        ("columns: [{show: {units: 牵头单}}]\n", 'columns[0].show: no role "牵头单"; did you mean "牵头单位"?'),
        ("columns: [{fill: {line: 进展}}]\n", 'columns[0].fill: no value of reports "进展"; did you mean "进展情况"?'),
        ("order: {field: nr}\n" + COLUMN, 'order: no field "nr"'),
        ("section: {field: nr}\n" + COLUMN, 'section: no field "nr"'),
    ],
)
def test_names_that_no_scenario_has_are_refused(text: str, said: str) -> None:
    layout = read_layout(HEAD + text, "own.yaml")

    with an_office("sqlite://") as engine, pytest.raises(LayoutError) as refused:
        check_layout(engine, layout)

    assert said in str(refused.value)
