"""What is said on a sheet reaches its matters whatever happens, follows units that are renamed, and can be proved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlmodel import Session

from duban import Unit

if TYPE_CHECKING:
    from conftest import MakeEngine
    from sheets.conftest import Reporting

    from duban import Engine
    from duban.testing import FixedClock

LEAD, ONE, OTHER, OFFICE = "市发改委", "市住建局", "市教育局", "市优化办"
MONTH_END = "2026-04-30T18:00+08:00"

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def handed_in(office: Reporting) -> tuple[Reporting, str, str]:
    """Hand a sheet in by a process that dies before it tells the matter; give the office, the sheet and the matter."""
    matter = office.job("压减审批时间", ONE)
    office.at(MONTH_END)
    number = office.sheets()[ONE].number
    with Session(office.engine.database.engine) as session:
        office.engine.report(number, {matter: {"done": "已完成"}}, by=ONE, hand_in=True, session=session)
        session.commit()
    assert office.engine.instance(matter).reports == {}
    return office, number, matter


HandedIn = tuple["Reporting", str, str]


def changed(engine: Engine, statement: str, **values: object) -> list[str]:
    """Change the database behind the engine's back, and return what verification says of it."""
    with engine.database.writing() as connection:
        assert connection.execute(text(statement), values).rowcount > 0
    return [finding.problem for finding in engine.verify().findings]


def test_the_sweep_tells_the_matters_if_the_process_died(handed_in: HandedIn) -> None:
    office, number, matter = handed_in
    assert office.engine.verify().findings == (), "what waits to be told is not missing"
    office.at("2026-04-30T18:01+08:00")
    assert office.engine.instance(matter).reports[ONE].sheet == number
    office.at("2026-04-30T18:02+08:00")
    assert [entry.kind for entry in office.engine.history(matter)].count("progress") == 1
    assert office.engine.verify().findings == ()


def test_a_sheet_that_was_urged_is_sound(handed_in: HandedIn) -> None:
    office, number, _ = handed_in
    office.engine.fire(number, "退回", by=LEAD, note="请补充")
    assert office.engine.urge(number, by=OFFICE)
    assert office.engine.verify().findings == ()


def test_whoever_acts_on_the_matter_first_finds_it_told(handed_in: HandedIn) -> None:
    office, _, matter = handed_in
    office.engine.fire(matter, "签收", by=ONE)
    assert [entry.kind for entry in office.engine.history(matter)][-2:] == ["progress", "act"]


def test_a_message_that_was_taken_away_is_found_out(handed_in: HandedIn) -> None:
    office, number, _ = handed_in
    assert changed(office.engine, "DELETE FROM duban_errand") == [f"a message from {number} to this item is gone"]


def test_a_message_that_nobody_has_sent_is_found_out(handed_in: HandedIn) -> None:
    office, *_ = handed_in
    with office.engine.database.reading() as connection:
        payload = json.loads(str(connection.execute(text("SELECT payload FROM duban_errand")).scalar_one()))
    payload["said"]["values"]["done"] = "全部完成"
    found = changed(office.engine, "UPDATE duban_errand SET payload = :payload", payload=json.dumps(payload))
    assert "a message to this item that no other has sent" in found


def test_a_report_that_is_registered_otherwise_is_found_out(handed_in: HandedIn) -> None:
    office, _, matter = handed_in
    office.at("2026-04-30T18:01+08:00")
    found = changed(
        office.engine,
        "UPDATE duban_instance SET memory = replace(memory, '已完成', '未完成') WHERE number = :number",
        number=matter,
    )
    assert found, "the memory of the matter is not what its history says"


def test_the_note_that_sheets_were_opened_cannot_be_taken_away(handed_in: HandedIn) -> None:
    office, *_ = handed_in
    found = changed(office.engine, "DELETE FROM duban_recurrence WHERE period = 'sheets 2026-04'")
    assert found == ["recurring work was opened, and nothing says so any more"]


def test_a_unit_that_is_renamed_keeps_its_sheet_and_what_it_has_reported(
    make_engine: MakeEngine, job_file: object, clock: FixedClock
) -> None:
    clock.set("2026-03-02T09:00+08:00")
    engine = make_engine(scenarios=[job_file, "sheet"], directory=None)
    engine.import_units([Unit(name) for name in (OFFICE, LEAD, ONE, OTHER)], by=OFFICE)
    engine.sweep()
    matter = engine.open("job", units={"lead": [LEAD], "responsible": [ONE]}, by=OFFICE).number
    clock.set(MONTH_END)
    engine.sweep()
    (sheet,) = engine.find(scenario="sheet")
    engine.report(sheet.number, {matter: {"done": "已完成"}}, by=ONE)
    engine.rename_unit(ONE, "市住建和城乡局", by=OFFICE)
    engine.rename_unit(LEAD, "市发展改革委", by=OFFICE)
    engine.fire(sheet.number, "报送", by="市住建和城乡局")
    assert list(engine.instance(matter).reports) == ["市住建和城乡局"]
    lines = engine.instance(sheet.number, viewer="市发展改革委").sheet
    assert lines is not None
    assert [line.number for line in lines.lines] == [matter]
    assert engine.verify().findings == ()
