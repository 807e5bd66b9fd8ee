"""Numbers that may have gaps: on PostgreSQL nobody waits for another's, and `verify` says what it then cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from duban import Engine, StorageBusy
from duban.operations import move
from duban.storage import instances

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

pytestmark = pytest.mark.usefixtures("english")

PLAIN = 'number: "SX-{year}-{seq:04d}"'
LOOSE = 'number: {pattern: "SX-{year}-{seq:04d}", gaps: allowed}'
UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def written(source: Path, folder: Path, version: int, number: str) -> Path:
    target = folder / f"matter-{version}.yaml"
    text = source.read_text("utf-8").replace(PLAIN, number).replace("version: 1", f"version: {version}")
    target.write_text(text, "utf-8")
    return target


@pytest.fixture
def loose(matter_file: Path, tmp_path: Path) -> Path:
    return written(matter_file, tmp_path, 1, LOOSE)


@pytest.fixture
def office(make_engine: MakeEngine, loose: Path) -> Engine:
    return make_engine(scenarios=[loose])


def seqs(engine: Engine) -> list[int]:
    return sorted(int(item.number.rpartition("-")[2]) for item in engine.find())


def test_an_open_transaction_keeps_nobody_waiting(
    office: Engine, open_matter: OpenMatter, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "BUSY_TIMEOUT_SECONDS", 0)
    open_matter(office)
    with Session(office.database.engine) as theirs:
        held = open_matter(office, session=theirs).number
        if backend == "sqlite":  # where whoever writes holds the whole database
            theirs.rollback()
            assert open_matter(office).number == held
            return
        free = open_matter(office).number
        assert free > held
        theirs.rollback()
    assert free in {item.number for item in office.find()}
    assert held not in {item.number for item in office.find()}
    assert office.verify().ok


def test_whoever_is_not_the_first_by_a_version_waits_for_the_first_but_not_without_end(
    office: Engine, open_matter: OpenMatter, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "BUSY_TIMEOUT_SECONDS", 0)
    with Session(office.database.engine) as theirs:
        open_matter(office, session=theirs)
        if backend == "postgresql":
            with pytest.raises(StorageBusy, match="another transaction is the first to open by version 1 of matter"):
                open_matter(office)
        theirs.commit()
    assert open_matter(office).number.endswith("-0002" if backend == "sqlite" else "-0003")


def test_without_gaps_it_does(
    make_engine: MakeEngine, open_matter: OpenMatter, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "BUSY_TIMEOUT_SECONDS", 0)
    strict = make_engine()
    with Session(strict.database.engine) as theirs:
        open_matter(strict, session=theirs)
        if backend == "postgresql":
            with pytest.raises(StorageBusy):
                open_matter(strict)


def test_many_are_opened_with_a_number_each(office: Engine, open_matter: OpenMatter) -> None:
    open_matter(office)
    opened = office.open_many("matter", [{"units": UNITS}] * 5, by="市优化办")
    assert len({item.number for item in opened}) == 5
    assert seqs(office) == [1, 2, 3, 4, 5, 6]


def test_a_missing_instance_shows_only_against_heads_that_were_kept(office: Engine, open_matter: OpenMatter) -> None:
    gone, left = (open_matter(office).number for _ in range(2))
    kept = office.verify()
    assert (kept.ok, kept.with_gaps) == (True, ("matter",))
    with office.database.writing() as connection:
        key = connection.exec_driver_sql(f"SELECT id FROM duban_instance WHERE number = '{gone}'").scalar_one()  # noqa: S608
        for table in ("binding", "history", "claim", "outbox", "private"):
            connection.exec_driver_sql(f"DELETE FROM duban_{table} WHERE instance_id = {key}")  # noqa: S608
        connection.exec_driver_sql(f"DELETE FROM duban_instance WHERE id = {key}")  # noqa: S608
    found = office.verify()
    assert (found.ok, found.with_gaps, list(found.heads)) == (True, ("matter",), [left])
    assert [finding.number for finding in office.verify(heads=kept.heads).findings] == [gone]


def test_without_gaps_it_shows_by_itself(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    strict = make_engine()
    open_matter(strict)
    with strict.database.writing() as connection:
        connection.exec_driver_sql("UPDATE duban_counter SET value = 2")
    found = strict.verify()
    assert (len(found.findings), found.with_gaps) == (1, ())


def test_numbers_go_on_where_a_version_allows_gaps_and_the_next_does_not(
    make_engine: MakeEngine, open_matter: OpenMatter, matter_file: Path, tmp_path: Path
) -> None:
    for version, number in enumerate((PLAIN, LOOSE, PLAIN, LOOSE, PLAIN), start=1):
        engine = make_engine(scenarios=[written(matter_file, tmp_path, version, number)])
        for _ in range(2):
            open_matter(engine)
    assert len(set(seqs(engine))) == 10
    assert seqs(engine) == sorted(seqs(engine))
    assert [item.scenario_version for item in sorted(engine.find(), key=lambda item: item.number)] == [
        1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]  # fmt: skip
    assert engine.verify().ok


def test_numbers_go_on_after_a_move(
    office: Engine, open_matter: OpenMatter, make_engine: MakeEngine, loose: Path, tmp_path: Path
) -> None:
    with Session(office.database.engine) as theirs:
        open_matter(office, session=theirs)
        theirs.rollback()
    numbers = [open_matter(office).number for _ in range(3)]
    target = make_engine(f"sqlite:///{tmp_path / 'moved.db'}", scenarios=[loose])
    assert move(office, target).ok
    numbers += [open_matter(target).number for _ in range(2)]
    assert numbers == sorted(set(numbers))
    assert target.verify().ok


def test_a_move_to_a_server_begins_its_sequence_after_the_numbers_that_there_are(
    loose: Path, empty_database_url: str, make_engine: MakeEngine, open_matter: OpenMatter, tmp_path: Path
) -> None:
    source = make_engine(f"sqlite:///{tmp_path / 'source.db'}", scenarios=[loose])
    numbers = [open_matter(source).number for _ in range(3)]
    target = make_engine(empty_database_url, scenarios=[loose])
    assert move(source, target).ok
    numbers += [open_matter(target).number for _ in range(2)]
    assert numbers == sorted(set(numbers))
    assert target.verify().ok
