"""The directory in the database: imported as a whole, with a preview, a history, and files that go in and out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from office_people import PEOPLE, UNITS, keep

from duban import (
    Absence,
    Contact,
    Directory,
    DirectoryError,
    InvalidData,
    Level,
    Settings,
    Unit,
    Wishes,
    contacts_csv,
    read_contacts_csv,
    read_units_csv,
    units_csv,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine
    from duban.testing import FixedClock, RecordingNotifier

_SHADOW = "INSERT INTO duban_unit (name, place, aliases, groups) VALUES ('{}', 9, '[]', '[]')"

pytestmark = pytest.mark.usefixtures("english")


def test_who_is_imported_is_known_and_is_told(
    office: Engine, open_matter: OpenMatter, mailbox: RecordingNotifier, rows: Rows
) -> None:
    item = open_matter(office, units={"lead": "市优化办", "responsible": "住建局"})
    assert item.units["responsible"] == ("市住建局",)
    assert [row["address"] for row in rows()["duban_outbox"]] == ["zhang@example.org"]
    assert mailbox.sent == []
    assert [unit.name for unit in office.directory.units] == [unit.name for unit in UNITS]
    assert {(each.unit, each.name, each.deputy) for each in office.contacts()} == {
        (each.unit, each.name, each.deputy) for each in PEOPLE
    }


def test_a_preview_says_what_an_import_would_do_and_does_nothing(office: Engine, rows: Rows) -> None:
    before = rows()
    wanted = [UNITS[0], Unit("市住建局", aliases=("住建局", "建设局"), groups=("市直单位",)), *UNITS[2:], Unit("东区")]
    preview = office.import_units(wanted, by="市优化办", dry_run=True)
    assert (preview.added, preview.removed, preview.unchanged, preview.done) == (("东区",), (), 3, False)
    (change,) = preview.changed
    assert (change.name, change.column, change.before, change.after) == (
        "市住建局",
        "aliases",
        "住建局",
        "住建局;建设局",
    )
    assert rows() == before
    done = office.import_units(wanted, by="市优化办")
    assert (done.added, done.changed, done.seq) == (preview.added, preview.changed, 3)
    assert office.directory.canonical("建设局") == "市住建局"


def test_a_unit_that_goes_is_named_with_the_open_matters_that_have_it(office: Engine, open_matter: OpenMatter) -> None:
    office.import_contacts([each for each in PEOPLE if each.unit != "市房管局"], by="市优化办")
    open_matter(office, units={"lead": "市优化办", "responsible": "市房管局"})
    found = office.import_units([unit for unit in UNITS if unit.name != "市房管局"], by="市优化办", dry_run=True)
    assert (found.removed, dict(found.left)) == (("市房管局",), {"市房管局": 1})


def test_an_import_of_the_same_changes_nothing_and_is_not_recorded(office: Engine) -> None:
    assert office.import_units(UNITS, by="市优化办").seq is None
    assert office.import_contacts(PEOPLE, by="市优化办").seq is None
    assert [each.what for each in office.directory_history()] == ["import-units", "import-contacts"]


def test_the_history_says_who_changed_what_and_why_and_no_address(office: Engine, rows: Rows) -> None:
    first, second = office.directory_history()
    assert (first.seq, first.by, first.note, first.what) == (1, "市优化办", "建库", "import-units")
    assert first.at == office.now()
    assert sorted(first.units) == sorted(unit.name for unit in UNITS)
    assert (second.by, second.note) == ("市优化办/方晓宁", None)
    assert sorted(second.people) == sorted(f"{each.unit}/{each.name}" for each in PEOPLE)
    told = repr(rows()["duban_directory"])
    assert "example.org" not in told
    assert "13900000001" not in told


def test_what_is_exported_is_imported_as_it_was(office: Engine, make_engine: MakeEngine, tmp_path: Path) -> None:
    others = [Contact("市房管局", f"{level}某", level, absent_until=date(2024, 5, 31), locale="en") for level in Level]
    away = (Absence(date(2024, 7, 1), date(2024, 7, 5)), Absence(date(2024, 10, 8), date(2024, 10, 8)))
    others.append(Contact("市房管局", "常出差", Level.HANDLER, absences=away))
    wishes = Wishes(("短信", "email"), "4个工作小时", at_once=("sms",), morning=("email",), calendar="DE Europe/Berlin")
    others.append(Contact("市房管局", "有要求", Level.HANDLER, mobile="13900000003", wishes=wishes))
    people = [*PEOPLE, *others]
    office.import_contacts(people, by="市优化办")
    units, contacts = tmp_path / "u.csv", tmp_path / "c.csv"
    units.write_text(units_csv(office.directory), "utf-8")
    contacts.write_text(contacts_csv(office.directory), "utf-8")
    assert office.import_units(read_units_csv(units), by="市优化办").seq is None
    assert office.import_contacts(read_contacts_csv(contacts), by="市优化办").changed == ()
    elsewhere = make_engine("sqlite://", directory=Directory.load(units, contacts))
    assert elsewhere.contacts() == office.contacts()
    (kept,) = (each.wishes for each in elsewhere.contacts() if each.name == "有要求")
    assert (kept.first, kept.after) == (("sms", "email"), "4 working hours")
    assert [(unit.name, unit.aliases, unit.groups, unit.parent) for unit in elsewhere.directory.units] == [
        (unit.name, unit.aliases, unit.groups, unit.parent) for unit in UNITS
    ]


def test_every_row_that_cannot_be_imported_is_named_at_once(office: Engine, tmp_path: Path, rows: Rows) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("unit,name,level,mobile\n市住建局,甲,boss,139\n没有局,乙,handler,\n市优化办,,handler,\n", "utf-8")
    before = rows()
    with pytest.raises(DirectoryError) as refused:
        read_contacts_csv(file, among=office.directory)
    assert sorted(line.partition("contacts.csv:")[2].partition(":")[0] for line in refused.value.problems) == [
        *("2", "2", "3", "4"),
    ]
    assert rows() == before


def test_people_of_a_unit_that_is_not_there_are_refused_as_a_whole(office: Engine, rows: Rows) -> None:
    before = rows()
    with pytest.raises(DirectoryError, match="unit 没有局 of 甲 is not declared"):
        office.import_contacts([*PEOPLE, Contact("没有局", "甲", Level.HANDLER)], by="市优化办")
    with pytest.raises(DirectoryError, match="unit 市房管局 of 王五 is not declared"):
        office.import_units([unit for unit in UNITS if unit.name != "市房管局"], by="市优化办")
    assert rows() == before


def test_somebody_has_to_say_that_it_was_them(office: Engine) -> None:
    with pytest.raises(InvalidData, match="say who changes the directory"):
        office.import_units([], by=" ")
    with pytest.raises(DirectoryError, match="is no Unit"):
        office.import_units(["市住建局"], by="市优化办")  # type: ignore[list-item]


def test_a_directory_in_files_or_of_an_application_is_not_imported(make_engine: MakeEngine, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("name\n市住建局\n", "utf-8")
    settings = Settings.plain("sqlite://").model_copy(update={"units": "units.csv", "folder": tmp_path})
    with pytest.raises(DirectoryError, match=r"kept in units\.csv: edit the files"):
        make_engine(settings, directory=None).import_units(UNITS, by="市优化办")
    with pytest.raises(DirectoryError, match="brings its own directory"):
        make_engine("sqlite://").import_units(UNITS, by="市优化办")


def test_two_directories_are_refused_with_what_to_do(
    office: Engine, make_engine: MakeEngine, database_url: str, tmp_path: Path
) -> None:
    assert office.units()
    (tmp_path / "units.csv").write_text("name\n市住建局\n", "utf-8")
    settings = Settings.plain(database_url).model_copy(update={"units": "units.csv", "folder": tmp_path})
    with pytest.raises(DirectoryError, match=r"kept twice.*take `units` and `contacts` out of the settings"):
        make_engine(settings, directory=None).find()
    office.import_contacts([], by="市优化办")
    office.import_units([], by="市优化办", note="改用文件")
    assert make_engine(settings, directory=None).find() == []


def test_another_process_goes_by_what_was_imported_since(
    office: Engine, other: Engine, open_matter: OpenMatter, clock: FixedClock, rows: Rows
) -> None:
    number = open_matter(office).number
    renamed = [UNITS[0], Unit("市住建局", aliases=("住建局", "市建委"), groups=("市直单位",)), *UNITS[2:]]
    office.import_units(renamed, by="市优化办")
    other.fire(number, "签收", by="市建委/张三")
    assert other.history(number)[-1].actor == "市住建局/张三"
    office.import_contacts(
        [*PEOPLE[:1], Contact("市住建局", "新人", Level.HANDLER, email="new@example.org")], by="市优化办"
    )
    clock.set("2024-04-08T08:30+08:00")
    other.sweep()
    assert "new@example.org" in {row["address"] for row in rows()["duban_outbox"] if row["rung"] is not None}
    opened = open_matter(other, units={"lead": "市优化办", "responsible": "市建委"})
    assert opened.units["responsible"] == ("市住建局",)


def test_what_was_said_of_the_directory_is_proved(office: Engine, rows: Rows) -> None:
    office.rename_unit("市房管局", "市房产局", by="市优化办")
    found = office.verify()
    assert found.ok, found.findings
    assert found.chains["directory"]["directory"][0] == len(rows()["duban_directory"]) == 3


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE duban_person SET mobile = '13800000000' WHERE name = '张三'", "duban_person"),
        ("UPDATE duban_person SET deputy = NULL WHERE name = '张三'", "duban_person"),
        ("DELETE FROM duban_person WHERE name = '王五'", "duban_person"),
        ("UPDATE duban_unit SET parent = '市优化办' WHERE name = '市房管局'", "duban_unit"),
        (_SHADOW.format("影子局"), "duban_unit"),
        ("UPDATE duban_directory SET note = '另有原因' WHERE seq = 1", "duban_directory"),
        ("DELETE FROM duban_directory WHERE seq = 1", "duban_directory"),
    ],
)
def test_what_was_changed_past_the_engine_is_found(office: Engine, statement: str, table: str) -> None:
    with office.database.writing() as connection:
        connection.exec_driver_sql(statement)
    found = office.verify()
    assert not found.ok
    assert {finding.table for finding in found.findings} == {table}


def test_a_change_that_was_cut_off_is_found_by_the_head_that_was_kept(office: Engine) -> None:
    office.import_contacts(PEOPLE[:3], by="市优化办")
    kept = office.verify().chains
    with office.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM duban_directory WHERE seq = 3")
    found = office.verify(chains=kept)
    assert "duban_directory" in {finding.table for finding in found.findings}


def test_rows_that_contradict_each_other_stop_nobody(
    office: Engine, make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    number = open_matter(office).number
    with office.database.writing() as connection:
        connection.exec_driver_sql(_SHADOW.format("住建局"))
    fresh = make_engine(directory=None)
    assert fresh.fire(number, "签收", by="市住建局").state == "整改"
    (problem,) = fresh.unusable_rows
    assert "住建局 already names 市住建局" in problem


def test_keeping_it_asks_no_more_of_an_act(office: Engine, make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    counted = []
    for engine in (office, make_engine()):
        number = open_matter(engine).number
        engine.fire(number, "签收", by="市住建局")
        seen: list[str] = []
        bind = engine.database.engine
        event.listen(bind, "after_cursor_execute", lambda *given, seen=seen: seen.append(given[2]))
        engine.fire(number, "补充", by="市住建局")
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_it_is_kept_anew_in_an_empty_database(make_engine: MakeEngine, empty_database_url: str) -> None:
    engine = make_engine(empty_database_url, directory=None)
    assert engine.directory.units == ()
    keep(engine)
    assert len(engine.directory.units) == len(UNITS)
