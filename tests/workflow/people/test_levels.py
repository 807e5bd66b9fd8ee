"""Whom a message for one level of a unit reaches, in directories that tell all levels apart or only two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Contact, Directory, Level
from duban.scenarios import ScenarioError, read_scenario

if TYPE_CHECKING:
    from duban.workflow.people import Reached

TODAY = date(2026, 3, 2)
WHOLE = ("contact", "handler", "deputy", "head")
OLD = ("handler", "leader")


def people(*levels: str, away: tuple[str, ...] = (), silent: tuple[str, ...] = ()) -> Directory:
    """Return a directory of 甲局 with one person of each level, some of them away or without an address."""
    return Directory(
        contacts=[
            Contact(
                "甲局",
                f"某{level}",
                Level(level),
                email=None if level in silent else f"{level}@example.org",
                absent_until=TODAY if level in away else None,
            )
            for level in levels
        ]
    )


def reached(directory: Directory, level: str) -> list[str]:
    return [each.contact.name.removeprefix("某") for each in directory.reach("甲局", level, TODAY)]


def only(found: tuple[Reached, ...]) -> Reached:
    (one,) = found
    return one


@pytest.mark.parametrize("level", WHOLE)
def test_each_level_is_reached_by_itself(level: str) -> None:
    assert reached(people(*WHOLE), level) == [level]


@pytest.mark.parametrize(
    ("level", "found"),
    [("contact", "handler"), ("handler", "handler"), ("deputy", "leader"), ("head", "leader"), ("leader", "leader")],
)
def test_handlers_and_leaders_are_enough(level: str, found: str) -> None:
    one = only(people(*OLD).reach("甲局", level, TODAY))
    assert one.contact.level == found
    assert one.because is None  # they are who was meant, by a directory that does not tell levels apart


def test_a_leader_is_the_deputy_in_charge_where_levels_are_told_apart() -> None:
    assert reached(people(*WHOLE), "leader") == ["deputy"]
    assert reached(people("handler", "head"), "leader") == ["head"]


@pytest.mark.parametrize(
    ("level", "away", "found"),
    [
        ("contact", ("contact",), "handler"),
        ("contact", ("contact", "handler"), "deputy"),
        ("handler", ("handler",), "contact"),
        ("handler", ("handler", "contact", "deputy"), "head"),
        ("deputy", ("deputy",), "head"),
        ("head", ("head",), "deputy"),
    ],
)
def test_what_cannot_reach_a_level_goes_on_and_says_why(level: str, away: tuple[str, ...], found: str) -> None:
    one = only(people(*WHOLE, away=away).reach("甲局", level, TODAY))
    assert one.contact.level == found
    said = one.because or ""
    assert all(f"某{each}离岗至2026年3月2日" in said for each in away)
    assert f"某{found}" in said


def test_leaders_do_not_fall_to_those_who_do_the_work() -> None:
    assert reached(people(*WHOLE, silent=("deputy", "head")), "head") == []


def test_a_unit_without_heads_says_so_to_the_deputy() -> None:
    one = only(people("handler", "deputy").reach("甲局", "head", TODAY))
    assert one.because == "甲局未登记主要负责人；报单位领导某deputy"


@pytest.mark.parametrize(
    ("written", "level"),
    [("联络员", "contact"), ("contact", "contact"), ("分管负责人", "deputy"), ("主要负责人", "head"), ("Head", "head")],
)
def test_a_file_of_contacts_names_levels_in_both_languages(tmp_path: Path, written: str, level: str) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(f"单位,姓名,级别,邮箱\n甲局,张三,{written},zhang@example.org\n", "utf-8")
    assert [each.name for each in Directory.load(contacts_csv=file).contacts("甲局", level)] == ["张三"]


def test_a_unit_that_is_relieved_may_not_read_what_only_the_role_may_see() -> None:
    source = Path(__file__).parents[1].joinpath("scenarios", "handed-on.yaml").read_text("utf-8")
    private = source.replace(
        "states:", "fields:\n  phone: {title: 电话, private: [office, lead, responsible]}\nstates:", 1
    )
    shown = private.replace("{{ unit }}：请办理", "{{ unit }}：{{ phone }}请办理")
    assert read_scenario(shown, "shown.yaml").fields["phone"].private
    with pytest.raises(ScenarioError, match=r"responsible\.former\.contact"):
        read_scenario(private.replace("{{ unit }}：此件", "{{ unit }}：{{ phone }}此件"), "told.yaml")
