"""What ties stored things to the history: definitions by their digests, messages by hashes, calendars by versions."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from test_old_databases import OLD, as_of

from duban import Engine, TransitionRefused
from duban.storage import HEAD, upgrade
from duban.testing import FixedClock
from duban.workflow import AlteredDefinition

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban.testing import RecordingNotifier

# Schema 0005 brought what ties messages and keys; what is written under it is tied from the start.
BEFORE = [OLD / f"{schema}-office.sql" for schema in ("0002", "0003", "0004")]


def edit(engine: Engine, statement: str, **values: object) -> None:
    with engine.database.writing() as connection:
        assert connection.execute(text(statement), values).rowcount, "nothing was changed"


def document_of(rows: Rows) -> str:
    (definition,) = rows()["duban_definition"]
    document: str = definition["document"]
    return document


def test_rules_that_were_changed_under_their_digest_judge_nothing_until_they_are_put_back(
    make_engine: MakeEngine, open_matter: OpenMatter, matter_file: Path, tmp_path: Path, rows: Rows
) -> None:
    number = open_matter(make_engine()).number
    newer = tmp_path / "newer.yaml"
    newer.write_text(matter_file.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    stored = document_of(rows)
    known = json.loads(stored)
    forged = json.loads(stored)
    forged["transitions"]["签收"]["by"] = "lead"
    assert forged != known
    engine = make_engine(scenarios=[newer])
    edit(engine, "UPDATE duban_definition SET document = :d", d=json.dumps(forged, ensure_ascii=False))
    with pytest.raises(AlteredDefinition, match="被改动过"):
        engine.fire(number, "签收", by="市优化办")
    (swept,) = make_engine(scenarios=[newer], clock=FixedClock("2024-04-10T09:00+08:00")).sweep().failures
    assert (swept.number, "被改动过" in swept.reason) == (number, True)
    assert ("duban_definition", "document") in [(found.table, found.column) for found in engine.verify().findings]
    edit(engine, "UPDATE duban_definition SET document = :d", d=stored)
    with pytest.raises(TransitionRefused):
        engine.fire(number, "签收", by="市优化办")
    assert engine.fire(number, "签收", by="市住建局").state == "整改"
    assert engine.verify().ok


@pytest.mark.parametrize("dump", BEFORE, ids=lambda dump: dump.stem)
def test_what_was_written_before_is_counted_and_what_comes_after_is_tied(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump, empty_database_url, tmp_path)
    clock = FixedClock("2024-05-09T09:05+08:00")
    with Engine(empty_database_url, channels={}, scenarios=["issue"], clock=clock) as engine:
        assert upgrade(engine.database) == (dump.stem[:4], HEAD)
        before = engine.verify()
        assert before.ok
        assert before.unbound["messages"] > 0
        assert before.unbound["keys"] > 0
        assert set(before.chains["calendars"]) == {"china"}
        item = engine.open(
            "issue", by="市优化办", title="新问题", units={"lead": "市优化办", "responsible": "市住建局"}
        )
        assert engine.history(item.number)[0].payload["posted"]
        after = engine.verify()
        assert (after.ok, after.unbound) == (True, before.unbound)
        edit(engine, "UPDATE duban_calendar_day SET works = NOT works")
        assert [found.table for found in engine.verify().findings if found.table != "duban_instance"] == [
            "duban_calendar_day"
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE duban_instance SET wake_at = 'never' WHERE number = :n",
        "UPDATE duban_instance SET seq = 'first', year = 'this' WHERE number = :n",
        "UPDATE duban_instance SET memory = '[1' WHERE number = :n",
        "UPDATE duban_history SET at = 'once' WHERE instance_id = (SELECT id FROM duban_instance WHERE number = :n)",
        "UPDATE duban_outbox SET created_at = '' WHERE number = :n",
        "UPDATE duban_claim SET at = 'x' WHERE instance_id = (SELECT id FROM duban_instance WHERE number = :n)",
    ],
)
def test_what_cannot_even_be_read_is_named_and_does_not_hide_the_others(
    statement: str, tmp_path: Path, make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'garbled.db'}")  # PostgreSQL takes no such values
    first, second, third = (open_matter(engine).number for _ in range(3))
    clock.set("2024-04-09T09:00+08:00")
    engine.sweep()
    edit(engine, statement, n=first)
    edit(engine, "UPDATE duban_instance SET title = '另一件' WHERE number = :n", n=third)
    numbers = {found.number for found in engine.verify().findings}
    assert {first, third} <= numbers
    assert second not in numbers


def test_each_import_of_a_calendar_follows_the_one_before(make_engine: MakeEngine, rows: Rows) -> None:
    engine = make_engine()
    engine.import_calendar("china", {date(2024, 6, 3): (False, "停电")})
    first = engine.verify().chains
    engine.import_calendar("china", {date(2024, 6, 3): (True, None), date(2024, 6, 8): (True, "补班")})
    assert engine.verify(chains=first).ok
    assert engine.verify().chains["calendars"]["china"][0] == 2
    assert [row["stamp"] for row in rows()["duban_calendar_version"]] == [1, 2]
    edit(engine, "DELETE FROM duban_calendar_version WHERE stamp = 1")
    assert not engine.verify(chains=first).ok


def test_a_message_that_is_retried_is_bound_by_its_receipts_to_that(
    make_engine: MakeEngine, open_matter: OpenMatter, mailbox: RecordingNotifier, rows: Rows
) -> None:
    engine = make_engine()
    open_matter(engine)
    edit(engine, "UPDATE duban_outbox SET status = 'dead', settled_at = created_at, attempts = 0")
    assert not engine.verify().ok, "nobody has given it up"
    edit(engine, "UPDATE duban_outbox SET status = 'pending', settled_at = NULL")
    assert engine.verify().ok
    asyncio.run(engine.deliver())
    assert mailbox.sent
    heads = engine.verify().chains["receipts"]
    assert {count for count, _ in heads.values()} == {1}
    assert set(heads) == {row["message_id"] for row in rows()["duban_outbox"]}
