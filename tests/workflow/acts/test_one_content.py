"""One version of a scenario has one content: of two processes with different files the second is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crowd import together
from sqlalchemy import text
from sqlalchemy.orm import Session

from duban import Engine, ScenarioChanged, load_scenario
from duban.operations import examine
from duban.storage import DefinitionRecord, instances
from duban.storage.migrations.versions.v0005_promises_kept import FILL
from duban.testing import FixedClock

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter, Rows


pytestmark = pytest.mark.usefixtures("english")

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}
WORKERS = 6


@pytest.fixture
def raised(edited: Path, tmp_path: Path) -> Path:
    """Return the edited scenario as a new version."""
    return changed(edited, tmp_path / "raised.yaml", "version: 1", "version: 2")


@pytest.fixture
def edited(matter_file: Path, tmp_path: Path) -> Path:
    """Return the same version of the scenario with another number pattern of five digits."""
    return changed(matter_file, tmp_path / "edited.yaml", "{seq:04d}", "{seq:05d}")


def changed(source: Path, target: Path, old: str, new: str) -> Path:
    written = source.read_text("utf-8")
    assert old in written
    target.write_text(written.replace(old, new), "utf-8")
    return target


def test_an_edited_file_opens_nothing_until_its_version_is_raised(
    make_engine: MakeEngine, open_matter: OpenMatter, edited: Path, raised: Path, rows: Rows
) -> None:
    first, second = make_engine(), make_engine(scenarios=[edited])
    number = open_matter(first).number
    before = rows()
    for act in (
        lambda: open_matter(second, key="k"),
        lambda: second.open_many("matter", [{"units": UNITS}, {"units": UNITS}], by="市优化办"),
        lambda: second.migrate("matter", by="市优化办"),
        lambda: second.migrate("matter", by="市优化办", dry_run=True),
    ):
        with pytest.raises(ScenarioChanged, match="raise the version of the file that was changed") as refused:
            act()
    assert rows() == before
    digests = (load_scenario(edited).digest, first.definitions()[0].digest)
    assert (refused.value.digest, refused.value.known) == digests
    assert all(digest[:12] in str(refused.value) for digest in digests)
    assert "since 2024-04-01 01:00 UTC" in str(refused.value)
    # What is open goes on, by the rules that it was opened under.
    assert second.fire(number, "签收", by="市住建局").digest == digests[1]
    assert open_matter(first, key="k").number.endswith("-0002")
    assert open_matter(make_engine(scenarios=[raised])).number.endswith("-00003")


def test_a_refusal_leaves_the_callers_transaction_usable(
    make_engine: MakeEngine, open_matter: OpenMatter, edited: Path, rows: Rows
) -> None:
    open_matter(make_engine())
    second = make_engine(scenarios=[edited])
    before = rows()
    with Session(second.database.engine) as session:
        with pytest.raises(ScenarioChanged):
            open_matter(second, session=session, key="k")
        session.execute(text("SELECT 1"))
        session.commit()
    assert rows() == before


def test_an_instance_shows_which_rules_it_goes_by(
    make_engine: MakeEngine, open_matter: OpenMatter, matter_file: Path
) -> None:
    item = open_matter(make_engine())
    assert (item.digest, item.edition) == (load_scenario(matter_file).digest, 2)
    assert {"digest": item.digest, "edition": 2}.items() <= item.to_json().items()


def test_the_log_and_the_doctor_name_the_file_that_was_changed(
    make_engine: MakeEngine, open_matter: OpenMatter, edited: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_matter(make_engine())
    second = make_engine(scenarios=[edited])
    second.prepare()
    second.find()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "duban.scenarios"]
    assert line.startswith("scenario changed scenario=matter reason=")
    found = {check.code: check for check in examine(engine=second, language="en").checks if not check.ok}
    assert found["changed"].found.endswith("nothing is opened by them: matter")


def opened(url: str, scenario: str) -> str:
    with Engine(url, scenarios=[Path(scenario)], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        try:
            return engine.open("matter", units=UNITS, by="市优化办").digest
        except ScenarioChanged as refused:
            return f"refused {refused.digest}"


@pytest.mark.parametrize("gaps", [False, True])
def test_of_two_files_that_come_at_once_one_is_the_content(
    database_url: str, matter_file: Path, tmp_path: Path, rows: Rows, *, gaps: bool
) -> None:
    files = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    pattern = 'number: "SX-{year}-{seq:04d}"'
    for file, title in zip(files, ("甲", "乙"), strict=True):
        changed(matter_file, file, "title: 督办事项", f"title: {title}")
        if gaps:
            changed(file, file, pattern, 'number: {pattern: "SX-{year}-{seq:04d}", gaps: allowed}')
    outcomes = together(opened, [(database_url, str(files[place % 2])) for place in range(WORKERS)])
    digests = [load_scenario(file).digest for file in files]
    (winner,) = [digest for digest in digests if digest in outcomes]
    loser = next(digest for digest in digests if digest != winner)
    assert sorted(outcomes) == sorted([winner] * 3 + [f"refused {loser}"] * 3)
    assert {row["definition"] for row in rows()["duban_instance"]} == {winner}
    assert [row["digest"] for row in rows()["duban_content"]] == [winner]


def test_what_comes_back_is_set_aside_where_its_file_was_changed(
    make_engine: MakeEngine, clock: FixedClock, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    quarterly = request.path.parent.parent / "scenarios" / "quarterly.yaml"
    make_engine(scenarios=[quarterly]).sweep()
    clock.advance(timedelta(days=100))
    assert make_engine(scenarios=[quarterly]).sweep().opened == 1
    edited = changed(quarterly, tmp_path / "edited.yaml", "title: 季度自查", "title: 每季自查")
    clock.advance(timedelta(days=100))
    swept = make_engine(scenarios=[edited]).sweep()
    (failure,) = swept.failures
    assert swept.opened == 0
    assert "raise the version of the file that was changed" in failure.reason
    assert make_engine(scenarios=[quarterly]).sweep().opened == 1


def test_where_a_database_held_two_contents_the_one_that_came_last_counts(
    make_engine: MakeEngine, open_matter: OpenMatter, edited: Path
) -> None:
    first = make_engine()
    number = open_matter(first).number
    before = first.definitions()[0]
    after = load_scenario(edited)
    with first.database.writing() as connection:
        # As a database of the schema before this one may be, with the migration's own words.
        connection.exec_driver_sql("DELETE FROM duban_content")
        later = DefinitionRecord(after.digest, after.scenario, after.version, after.document)
        instances.store_definition(connection, later, at=first.now() + timedelta(hours=1))
        connection.exec_driver_sql(FILL)
    with pytest.raises(ScenarioChanged) as refused:
        open_matter(make_engine())
    assert (refused.value.digest, refused.value.known) == (before.digest, after.digest)
    second = make_engine(scenarios=[edited])
    assert open_matter(second).digest == after.digest
    assert second.fire(number, "签收", by="市住建局").digest == before.digest
    # An item of that schema would not say that it was opened since one version has one content, as this one does.
    assert [found.table for found in second.verify().findings] == ["duban_content"]
