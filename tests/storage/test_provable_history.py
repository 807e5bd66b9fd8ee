"""History is the truth: its chain can be recomputed by anybody, and whatever is done to it is found and named."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from duban import Directory, Unit
from duban.scenarios import load_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import Engine
    from duban.testing import FixedClock

SECRET = "王秘密13800138000"


@pytest.fixture
def number(engine: Engine, open_matter: OpenMatter, clock: FixedClock) -> str:
    """Give an instance with a history of every kind, between two others."""
    open_matter(engine, title="前一件")
    made = open_matter(engine, title="窗口“排队”过长\n", data={"reporter": SECRET, "measure": "é"}, note="急").number
    open_matter(engine, title="后一件")
    clock.advance(timedelta(hours=1, microseconds=7))
    engine.fire(made, "签收", by="市住建局/张三", data={"measure": "增开窗口", "reporter": SECRET[:4]})
    engine.assign(made, "responsible", ["市教育局", "市住建局"], by="市优化办", note="增派")
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    engine.fire(made, "退回整改", by="市优化办", note="措施不实")
    return made


def execute(engine: Engine, statement: str, **values: object) -> None:
    with engine.database.writing() as connection:
        if not statement.startswith("UPDATE"):
            # Who tampers knows how to get past a foreign key.
            connection.execute(text("DELETE FROM duban_receipt"))
        connection.execute(text(statement), values)


def problems(engine: Engine, **options: Any) -> list[tuple[str, int | None]]:  # noqa: ANN401 - as verify takes them
    return [(finding.number, finding.seq) for finding in engine.verify(**options).findings]


def recomputed(rows: dict[str, list[dict[str, Any]]], number: str, digest: str) -> list[str]:
    """Return the hashes of an instance's entries by the formula that the design gives, not by our code."""
    key = next(row["id"] for row in rows["duban_instance"] if row["number"] == number)
    entries = sorted((row for row in rows["duban_history"] if row["instance_id"] == key), key=lambda row: row["seq"])
    hashes, previous = [], digest
    for row in entries:
        entry = [
            previous,
            number,
            row["seq"],
            row["at"].astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            *(row[name] for name in ("actor", "kind", "trigger", "from_state", "to_state", "round", "payload")),
        ]
        canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
        hashes.append(previous)
    return hashes


def recompute(engine: Engine, number: str, hashes: list[str]) -> None:
    """Write other hashes over those of an instance, and over its head."""
    where = "instance_id = (SELECT id FROM duban_instance WHERE number = :n)"
    for seq, digest in enumerate(hashes, start=1):
        execute(engine, f"UPDATE duban_history SET hash = :h WHERE seq = {seq} AND {where}", h=digest, n=number)  # noqa: S608
    execute(engine, "UPDATE duban_instance SET head_hash = :h WHERE number = :n", h=hashes[-1], n=number)


def test_the_chain_is_what_the_published_formula_gives(
    engine: Engine, number: str, rows: Rows, matter_file: Path
) -> None:
    stored = rows()
    definition = load_scenario(matter_file)
    assert definition.digest == hashlib.sha256(definition.document.encode()).hexdigest()
    expected = recomputed(stored, number, definition.digest)
    history = engine.history(number)
    assert [entry.hash for entry in history] == expected
    assert [entry.seq for entry in history] == list(range(1, len(expected) + 1))
    assert {entry.kind for entry in history} == {"open", "act", "assign", "rung", "skip"}
    head = next(row for row in stored["duban_instance"] if row["number"] == number)
    assert (head["head_seq"], head["head_hash"]) == (len(expected), expected[-1])


def test_payloads_are_stored_as_canonical_json(engine: Engine, number: str, rows: Rows) -> None:
    assert engine.verify().ok
    for row in rows()["duban_history"]:
        value = json.loads(row["payload"])
        canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        assert row["payload"] == canonical
    assert number


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", '{"note":"改过"}'),
        ("actor", "市教育局"),
        ("kind", "assign"),
        ("trigger", "挂起"),
        ("from_state", "复核"),
        ("to_state", "销号"),
        ("round", 2),
        ("at", datetime(2024, 4, 1, 8, tzinfo=UTC)),
        ("hash", "0" * 64),
    ],
)
def test_an_edited_entry_is_named(engine: Engine, number: str, column: str, value: object) -> None:
    if isinstance(value, datetime) and engine.database.is_sqlite:
        value = value.replace(tzinfo=None).isoformat(" ", "microseconds")
    where = "instance_id = (SELECT id FROM duban_instance WHERE number = :n)"
    execute(engine, f"UPDATE duban_history SET {column} = :v WHERE seq = 2 AND {where}", v=value, n=number)  # noqa: S608
    assert problems(engine) == [(number, 2)]


def test_a_removed_entry_is_named_and_so_is_a_cut_tail(engine: Engine, number: str) -> None:
    length = len(engine.history(number))
    assert length > 5
    key = "(SELECT id FROM duban_instance WHERE number = :n)"
    execute(engine, f"DELETE FROM duban_history WHERE seq = {length} AND instance_id = {key}", n=number)  # noqa: S608
    assert problems(engine) == [(number, length)]
    execute(engine, f"DELETE FROM duban_history WHERE seq = 3 AND instance_id = {key}", n=number)  # noqa: S608
    assert problems(engine) == [(number, 3)]
    execute(engine, f"DELETE FROM duban_history WHERE instance_id = {key}", n=number)  # noqa: S608
    assert problems(engine) == [(number, 1)]


def test_entries_that_changed_places_are_named(engine: Engine, number: str) -> None:
    key = "instance_id = (SELECT id FROM duban_instance WHERE number = :n)"
    for old, new in ((2, 99), (3, 2), (99, 3)):
        execute(engine, f"UPDATE duban_history SET seq = {new} WHERE seq = {old} AND {key}", n=number)  # noqa: S608
    assert problems(engine) == [(number, 2)]


def test_a_state_that_the_history_does_not_tell_of_is_found(engine: Engine, number: str) -> None:
    length = len(engine.history(number))
    execute(engine, "UPDATE duban_instance SET state = '销号' WHERE number = :n", n=number)
    assert problems(engine) == [(number, length)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("title = '没有的事'", "标题"),
        ("version = 1", "版本"),
        ("memory = replace(memory, '增开窗口', '未办')", "填报内容"),
        ("memory = replace(memory, '市教育局', '别的单位')", "承办单位"),
        ("memory = replace(memory, '2024-04-09', '2024-12-31')", "时限"),
        ("memory = replace(memory, 'due_at\":\"2024', 'due_at\":\"soon')", "时限"),
        ('memory = replace(memory, \'due_at":"2024\', \'due_at": 2024, "x":"\')', "时限"),
        ("memory = '{}'", "办理情况（无法读取）"),
        ("due_at = NULL", "到期时刻"),
        ("round = 2", None),
    ],
)
def test_whatever_the_row_says_otherwise_than_the_history_is_found(
    engine: Engine, number: str, change: str, what: str | None
) -> None:
    execute(engine, f"UPDATE duban_instance SET {change} WHERE number = :n", n=number)  # noqa: S608
    findings = engine.verify().findings
    assert {finding.number for finding in findings} == {number}
    assert what is None or what in findings[0].problem


def test_an_instant_written_as_it_was_before_is_the_same(engine: Engine, number: str) -> None:
    execute(engine, "UPDATE duban_instance SET memory = replace(memory, 'Z\"', '+00:00\"') WHERE number = :n", n=number)
    assert engine.verify().ok
    assert engine.instance(number).due_at is not None
    engine.fire(number, "补充", by=next(iter(engine.instance(number).units["responsible"])))
    assert engine.verify().ok


def test_an_instance_that_is_gone_leaves_a_gap_in_the_numbers(engine: Engine, number: str) -> None:
    key = "(SELECT id FROM duban_instance WHERE number = :n)"
    for table in ("history", "binding", "claim", "private", "outbox"):
        execute(engine, f"DELETE FROM duban_{table} WHERE instance_id = {key}", n=number)  # noqa: S608
    execute(engine, "DELETE FROM duban_instance WHERE number = :n", n=number)
    found = engine.verify().findings
    assert [(finding.number, finding.problem) for finding in found] == [
        ("matter 2024年第2号", "编号已发出，事项不存在")
    ]


def test_the_last_instance_cannot_vanish_by_turning_back_the_counter_where_heads_were_exported(
    engine: Engine, number: str, open_matter: OpenMatter
) -> None:
    last = open_matter(engine).number
    heads = json.loads(json.dumps(engine.verify().to_json()))["heads"]
    for table in ("history", "binding", "claim", "private", "outbox"):
        key = "(SELECT id FROM duban_instance WHERE number = :n)"
        execute(engine, f"DELETE FROM duban_{table} WHERE instance_id = {key}", n=last)  # noqa: S608
    execute(engine, "DELETE FROM duban_instance WHERE number = :n", n=last)
    execute(engine, "UPDATE duban_counter SET value = value - 1")
    assert problems(engine) == []
    assert problems(engine, heads=heads) == [(last, None)]
    assert number != last


def test_a_chain_that_was_recomputed_as_a_whole_is_found_by_exported_heads(
    engine: Engine, number: str, rows: Rows, matter_file: Path, open_matter: OpenMatter
) -> None:
    heads = engine.verify().heads
    where = "seq = 1 AND instance_id = (SELECT id FROM duban_instance WHERE number = :n)"
    # A note, of which nothing else that is stored depends.
    execute(engine, f"UPDATE duban_history SET payload = replace(payload, '急', '缓') WHERE {where}", n=number)  # noqa: S608
    hashes = recomputed(rows(), number, load_scenario(matter_file).digest)
    recompute(engine, number, hashes)
    assert problems(engine) == []
    assert problems(engine, heads=heads) == [(number, len(hashes))]
    engine.fire(open_matter(engine).number, "签收", by="市住建局")
    assert problems(engine, heads=heads) == [(number, len(hashes))]


def test_entries_that_do_not_join_are_found_though_the_chain_was_recomputed(
    engine: Engine, number: str, rows: Rows, matter_file: Path
) -> None:
    key = "instance_id = (SELECT id FROM duban_instance WHERE number = :n)"
    execute(engine, f"UPDATE duban_history SET from_state = '复核' WHERE seq = 2 AND {key}", n=number)  # noqa: S608
    recompute(engine, number, recomputed(rows(), number, load_scenario(matter_file).digest))
    found = engine.verify().findings
    assert [(finding.number, finding.seq) for finding in found] == [(number, 2)]
    assert "起始状态“复核”与上一条的“交办”不相接" in found[0].problem


def test_what_went_on_after_the_export_is_no_finding(engine: Engine, number: str) -> None:
    heads = engine.verify().heads
    engine.fire(number, "申请销号", by="市教育局")
    assert engine.verify(heads=heads).ok


def test_verifying_while_others_act_finds_nothing(engine: Engine, number: str, make_engine: MakeEngine) -> None:
    other, acted = make_engine(), []

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM duban_instance" in statement and not acted:
            acted.append(statement)
            other.fire(number, "申请销号", by="市教育局")

    event.listen(engine.database.engine, "after_cursor_execute", meanwhile)
    assert engine.verify().findings == ()
    event.remove(engine.database.engine, "after_cursor_execute", meanwhile)
    assert acted
    assert other.instance(number).state == "复核"


def test_private_values_stand_in_one_table_only(
    engine: Engine, number: str, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="duban")
    engine.fire(number, "补充", by="市教育局", data={"reporter": SECRET}, key="k")
    assert engine.instance(number).data["reporter"] == SECRET
    assert [table for table, found in rows().items() if SECRET in repr(found)] == ["duban_private"]
    assert SECRET not in caplog.text
    payloads = [entry.payload for entry in engine.history(number) if "private" in entry.payload]
    hashes = [payload["private"]["reporter"] for payload in payloads]
    assert len(hashes) == len(set(hashes)) == 3
    assert hashlib.sha256(json.dumps(SECRET, ensure_ascii=False).encode()).hexdigest() not in hashes


def test_only_the_declared_roles_see_a_private_value(engine: Engine, number: str) -> None:
    assert "reporter" in engine.instance(number, viewer="市优化办").data
    assert "reporter" not in engine.instance(number, viewer="市住建局").data
    assert all("reporter" not in item.data for item in engine.find(viewer="市住建局"))


def test_a_viewer_is_known_by_alias_and_as_a_person_of_the_unit(
    make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    engine = make_engine(directory=Directory([Unit("市优化办", ("市营商办",)), Unit("市住建局")]))
    number = open_matter(engine, data={"reporter": "王某"}).number
    for viewer, sees in (("市营商办", True), ("市优化办/张三", True), (" 市优化办 ", True), ("市住建局", False)):
        assert ("reporter" in engine.instance(number, viewer=viewer).data) is sees, viewer
        assert ("reporter" in engine.find(viewer=viewer)[0].data) is sees, viewer


def test_an_erased_private_value_is_gone_and_the_history_still_holds(
    engine: Engine, number: str, make_engine: MakeEngine
) -> None:
    execute(engine, "UPDATE duban_private SET value = NULL")
    fresh = make_engine()
    assert "reporter" not in fresh.instance(number).data
    assert fresh.verify().ok
    assert fresh.fire(number, "申请销号", by="市教育局").state == "复核"


def test_a_private_value_that_was_exchanged_is_found(engine: Engine, number: str) -> None:
    execute(engine, "UPDATE duban_private SET value = '\"别人\"' WHERE seq = 2")
    assert problems(engine) == [(number, 2)]
