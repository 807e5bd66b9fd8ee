"""The revision of a calendar: a short text that changes when its days may have changed, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from duban.states import calendar_for

CHINA = calendar_for("china")
OFF, WORKED = date(2024, 5, 6), date(2024, 5, 11)


def test_the_order_in_which_a_table_was_written_does_not_change_its_revision() -> None:
    one, other = {OFF: False, WORKED: True}, {WORKED: True, OFF: False}
    assert replace(CHINA, table=one).revision == replace(CHINA, table=other).revision
    assert calendar_for("china", table=one).revision == calendar_for("china", table=other).revision


def test_each_day_of_a_table_and_what_it_says_of_it_changes_the_revision() -> None:
    tables = [{}, {OFF: False}, {OFF: True}, {WORKED: True}, {OFF: False, WORKED: True}]
    assert len({calendar_for("china", table=table).revision for table in tables}) == len(tables)
