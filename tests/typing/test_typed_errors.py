"""Every error of the front door as a typed program catches it, with the facts that it carries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, assert_type

import pytest

from duban import (
    BatchRefused,
    Blocker,
    Contact,
    DatabaseMoved,
    Directory,
    DirectoryChanged,
    DirectoryError,
    DurationError,
    Engine,
    InvalidData,
    InvalidUnits,
    KeyReused,
    KeyUnusable,
    Level,
    NoAnchors,
    Problem,
    ScenarioChanged,
    ScenarioError,
    SchemaMissing,
    SchemaNewer,
    SchemaOlder,
    Settings,
    SettingsError,
    StorageBusy,
    StorageConflict,
    StorageError,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
    TransitionConflict,
    TransitionRefused,
    UnknownInstance,
    UnknownMessage,
    UnknownName,
    UnknownScenario,
    UnknownState,
    UnknownTrigger,
    UnknownVersion,
    WorkflowError,
    load_scenario,
)
from duban.words import Line

if TYPE_CHECKING:
    from pathlib import Path

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_a_refusal_carries_its_blockers(engine: Engine) -> None:
    number = engine.open("issue", by="市优化办", units=UNITS, key="a").number
    with pytest.raises(TransitionRefused) as refused:
        engine.fire(number, "签收", by="市教育局")
    assert_type(refused.value.blockers, tuple[Blocker, ...])
    assert_type(refused.value.codes, tuple[str, ...])
    assert_type(refused.value.subject, str)
    assert_type(refused.value.trigger, str)
    assert refused.value.codes == ("role",)
    with pytest.raises(TransitionConflict) as conflict:
        engine.fire(number, "签收", by="市住建局", expect=9)
    assert_type(conflict.value.blockers, tuple[Blocker, ...])
    with pytest.raises(BatchRefused) as batch:
        engine.fire_many([number], "签收", by="市教育局")
    assert_type(batch.value.refusals, tuple[TransitionRefused, ...])
    assert [refusal.codes for refusal in batch.value.refusals] == [("role",)]
    with pytest.raises(KeyReused) as reused:
        engine.open("issue", by="市优化办", title="另一件", units=UNITS, key="a")
    assert_type(reused.value.key, str)
    assert_type(reused.value.verb, str)


def test_what_is_not_known_is_named(engine: Engine) -> None:
    number = engine.open("issue", by="市优化办", units=UNITS).number
    with pytest.raises(UnknownInstance) as instance:
        engine.instance("WT-1999-0001")
    assert_type(instance.value.number, str)
    with pytest.raises(UnknownMessage) as message:
        engine.retry([99])
    assert_type(message.value.ids, tuple[int, ...])
    with pytest.raises(UnknownScenario) as scenario:
        engine.open("isue", by="市优化办")
    assert_type(scenario.value.name, str)
    assert_type(scenario.value.known, tuple[str, ...])
    with pytest.raises(UnknownTrigger) as trigger:
        engine.fire(number, "签", by="市住建局")
    assert_type(trigger.value.trigger, str)
    assert_type(trigger.value.known, tuple[str, ...])
    with pytest.raises(UnknownVersion) as version:
        engine.migrate("issue", by="市优化办", to=99)
    assert_type(version.value.scenario, str)
    assert_type(version.value.version, int)
    assert_type(version.value.known, tuple[int, ...])
    with pytest.raises(UnknownState) as state:
        engine.migrate("issue", by="市优化办", states={"没有的": "整改"})
    assert_type(state.value.state, str)
    with pytest.raises(UnknownName) as name:
        engine.migrate("issue", by="市优化办", roles={"没有的": "也没有"})
    assert_type(name.value.kind, str)
    assert_type(name.value.name, str)


def test_what_cannot_be_used_is_explained(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InvalidUnits):
        engine.open("issue", by="市优化办", units={"nobody": "市住建局"})
    with pytest.raises(InvalidData) as data:
        engine.open("issue", by="市优化办", units=UNITS, data={"colour": "red"})
    assert_type(data.value.problems, tuple[str, ...])
    number = engine.open("issue", by="市优化办", units=UNITS).number
    with pytest.raises(DurationError) as duration:
        engine.extend(number, "整改时限", "3d", by="市住建局")
    assert_type(duration.value.text, str)
    assert_type(duration.value.problem, str)
    assert_type(duration.value.choices, tuple[str, ...])
    with pytest.raises(DirectoryError) as directory:
        Directory([], [Contact("没有的单位", "张三", Level.LEADER)])
    assert_type(directory.value.problems, tuple[str, ...])
    with pytest.raises(SettingsError):
        Settings.load(tmp_path / "none.toml")
    (tmp_path / "a.yaml").write_text("scenario: a\n", "utf-8")
    with pytest.raises(ScenarioError) as broken:
        load_scenario(tmp_path / "a.yaml")
    assert_type(broken.value.problems, tuple[Problem, ...])
    problem = broken.value.problems[0]
    assert_type(problem.file, str)
    assert_type(problem.line, int)
    assert_type(problem.column, int)
    assert_type(problem.path, str)
    assert_type(problem.severity, str)
    assert_type(problem.said, Line | str)
    assert_type(problem.message, str)


def test_a_changed_directory_tells_by_whom() -> None:
    changed = DirectoryChanged(3, "市督考办/伍佳", datetime(2024, 4, 1, tzinfo=UTC))
    assert_type(changed.seq, int)
    assert_type(changed.by, str)
    assert_type(changed.at, datetime)


def test_a_changed_scenario_names_both_contents() -> None:
    changed = ScenarioChanged("a", 1, "d1", known="d2", since=datetime(2024, 4, 1, tzinfo=UTC))
    assert_type(changed.version, int)
    assert_type(changed.digest, str)
    assert_type(changed.known, str)
    assert_type(changed.since, datetime)


def test_what_can_be_wrong_with_a_database_says_where() -> None:
    where = "sqlite:///a.db"
    assert_type(StorageBusy().reason, str)
    assert_type(StorageConflict().reason, str)
    assert_type(StorageUnavailable(where, "no such host").reason, str)
    assert_type(StorageUnavailable(where, "no such host").where, str)
    assert_type(StorageReadOnly(where).where, str)
    assert_type(StorageFull(where).where, str)
    assert_type(DatabaseMoved(where, "/a.db", there=False).file, str)
    assert_type(DatabaseMoved(where, "/a.db", there=False).there, bool)
    assert_type(SchemaMissing(where).where, str)
    assert_type(SchemaOlder(where, "0001", "0002").found, str)
    assert_type(SchemaNewer(where, "0003", "0002").wanted, str)
    with pytest.raises(StorageUnavailable) as away:
        Engine("mysql://somewhere/else")
    root: StorageError = away.value
    assert isinstance(root, ConnectionError)


def test_two_roots_hold_what_happens_and_what_is_remembered(engine: Engine) -> None:
    with pytest.raises(WorkflowError):
        engine.history("WT-1999-0001")


def test_errors_of_anchors(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{}", "utf-8")
    with pytest.raises(NoAnchors) as none_there:
        engine.verify(against=tmp_path / "file")
    assert_type(none_there.value.file, str)
    with pytest.raises(KeyUnusable) as no_key:
        engine.verify(against=tmp_path / "file", public_key="no key")
    assert_type(no_key.value.where, str | None)
