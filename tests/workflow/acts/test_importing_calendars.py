"""A calendar that is imported while work is under way: dates move once, in history, and nobody is reminded twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duban.scenarios import read_scenario, shipped
from duban.workflow import CalendarTableError, read_calendar_csv
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, Rows

    from duban import Engine, Instance
    from duban.testing import FixedClock

ISSUE = shipped("issue", version=2)
"""The scenario that is played: what comes with duban now is tried elsewhere."""


pytestmark = pytest.mark.usefixtures("english")

CLOSED = {date(2024, 4, day): (False, "停电") for day in (17, 18)}
"""Two working days on which the office stays closed."""


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with the shipped 问题整改."""
    return make_engine(scenarios=[ISSUE], directory=MadeUpPeople())


def opened(engine: Engine, **options: object) -> Instance:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    item = engine.open("issue", title="材料偏多", units=units, by="市优化办", **options)  # type: ignore[arg-type]
    return engine.fire(item.number, "签收", by="市住建局")


def test_open_clocks_are_dated_anew_in_one_journalled_step(office: Engine) -> None:
    number = opened(office).number
    assert office.instance(number).due_on == date(2024, 4, 23)
    result = office.import_calendar("china", CLOSED)
    assert [(one.number, one.clock, one.due_before, one.due_on) for one in result.redated] == [
        (number, "整改时限", date(2024, 4, 23), date(2024, 4, 25))
    ]
    item = office.instance(number)
    assert (item.due_on, item.version) == (date(2024, 4, 25), 2)
    last = office.history(number)[-1]
    assert (last.kind, last.actor) == ("redate", "system")
    assert (last.payload["due_on"], last.payload["clocks"]["整改时限"]["due_on"]) == ("2024-04-23", "2024-04-25")
    assert last.payload["revision"] != last.payload["clocks"]["整改时限"]["revision"]
    assert office.verify().ok


def test_a_preview_says_the_same_and_writes_nothing(office: Engine, rows: Rows) -> None:
    opened(office)
    before = rows()
    preview = office.import_calendar("china", CLOSED, dry_run=True)
    assert rows() == before
    done = office.import_calendar("china", CLOSED)
    assert preview.redated == done.redated
    assert (preview.done, done.done) == (False, True)


def test_no_reminder_is_repeated_whichever_way_the_date_moves(office: Engine, clock: FixedClock) -> None:
    number = opened(office).number
    clock.set("2024-04-16T08:30+08:00")
    assert office.sweep().fired == 1  # five working days before the 23rd
    office.import_calendar("china", CLOSED)  # now the 25th, of which it is the fifth working day before on the 16th+2
    for moment in ("2024-04-19T09:00", "2024-04-22T09:00"):
        clock.set(f"{moment}+08:00")
        assert office.sweep().fired == 0
    clock.set("2024-04-23T08:30+08:00")
    assert office.sweep().fired == 1  # two working days before the 25th
    office.import_calendar("china", dict.fromkeys(CLOSED, (True, None)))  # back to the 23rd
    clock.set("2024-04-24T00:00+08:00")
    assert office.sweep().fired == 1
    fired = [each.rung for each in office.why_escalated(number) if each.fired]
    assert fired == ["due - 5 working days", "due - 2 working days", "due"]
    assert office.verify().ok


def test_what_stands_still_is_dated_when_it_resumes_and_what_is_given_stands(office: Engine, clock: FixedClock) -> None:
    paused, given = opened(office).number, opened(office, data={"deadline": "2024-04-17"}).number
    clock.set("2024-04-08T10:00+08:00")
    office.fire(paused, "挂起", by="市优化办", note="待政策明确")
    result = office.import_calendar("china", CLOSED)
    assert (result.redated, result.paused) == ((), 1)
    assert office.instance(given).due_on == date(2024, 4, 17)
    clock.set("2024-04-15T10:00+08:00")
    # Three of fifteen are used; twelve from the 15th without the 17th and 18th, and 1 to 5 May off.
    assert office.fire(paused, "恢复", by="市优化办").due_on == date(2024, 5, 6)
    assert office.verify().ok


def test_who_runs_already_reckons_with_it_at_once(make_engine: MakeEngine, office: Engine) -> None:
    other = make_engine(scenarios=[ISSUE], directory=MadeUpPeople())
    assert opened(other).due_on == date(2024, 4, 23)
    office.import_calendar("china", CLOSED)
    assert opened(other).due_on == date(2024, 4, 25)


def test_years_that_are_imported_move_the_horizon(office: Engine, clock: FixedClock) -> None:
    clock.set("2026-12-28T09:00+08:00")
    item = opened(office)
    horizon = office.calendar().horizon
    assert horizon is not None
    assert item.provisional == (item.due_on is not None and item.due_on > horizon)
    new_year = date(horizon.year + 1, 1, 1)
    office.import_calendar("china", {new_year: (False, "元旦"), new_year.replace(day=2): (False, "元旦")})
    assert office.calendar().horizon == date(new_year.year, 12, 31)
    assert not office.instance(item.number).provisional
    assert office.verify().ok


def test_a_table_of_its_own_concerns_those_that_name_it(make_engine: MakeEngine, matter_file: Path) -> None:
    text = matter_file.read_text("utf-8")
    local = text.replace("calendar: china", "calendar: {days: china, table: 东区}")
    engine = make_engine(scenarios=[read_scenario(local, "matter.yaml")])
    units = {"lead": "市优化办", "responsible": ["市住建局"]}
    number = engine.open("matter", title="窗口排队", units=units, by="市优化办").number
    before = engine.instance(number).due_on
    assert engine.import_calendar("西区", {date(2024, 4, 2): (False, None)}).instances == 0
    result = engine.import_calendar("东区", {date(2024, 4, 2): (False, "局部停工")})
    assert result.instances == 1
    assert (engine.instance(number).due_on or date.min) > (before or date.max)
    assert engine.calendar("东区").days == ((date(2024, 4, 2), False, "局部停工"),)


def test_a_file_is_read_as_offices_write_it(tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_bytes("日期,是否上班,备注\n2027-01-01,休,元旦\n2027-02-07,上班,\n\n".encode("gb18030"))
    assert read_calendar_csv(file) == {date(2027, 1, 1): (False, "元旦"), date(2027, 2, 7): (True, None)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("日期\n2027-01-01\n", ":1: column working is missing; the columns are date, working, note"),
        ("日期,是否上班\n2027年1月1日,休\n", ":2: '2027年1月1日' is no date"),
        ("date,working\n2027-01-01,maybe\n", ":2: 'maybe' does not say whether it is worked"),
        ("date,working\n2027-01-01,0\n2027-01-01,1\n", ":3: 2027-01-01 is named twice"),
        ("date,working\n2027-01-01\n", ":2: '' does not say whether it is worked"),
        ("date,working\n", "names no day"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "days.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CalendarTableError) as caught:
        read_calendar_csv(file)
    assert problem in str(caught.value)
