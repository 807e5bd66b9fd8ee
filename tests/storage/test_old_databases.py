"""A database of every earlier schema, with data in it, is brought up to date and worked on.

`old/NNNN.sql` is a dump of a SQLite database that the duban of that schema made: three instances, one closed, one
overdue and one ongoing, with messages in the outbox. The same rows are carried into PostgreSQL for the other half.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, func, inspect, select, text

import duban.storage
from duban import Engine, SchemaOlder
from duban.storage import HEAD, Database, schema_version, upgrade
from duban.storage.tables import metadata
from duban.testing import FixedClock

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

DUMPS = sorted((Path(__file__).parent / "old").glob("*.sql"))
AFTER_THE_HOLIDAY = datetime(2024, 5, 9, 1, 0, tzinfo=UTC)


def as_of(version: str, url: str, dump: Path, folder: Path) -> None:
    """Fill the database at `url` with what a dump holds, at the schema of its time."""
    file = folder / f"{version}.db"
    with sqlite3.connect(file) as made:
        made.executescript(dump.read_text("utf-8"))
    made.close()
    old, new = create_engine(f"sqlite:///{file}"), Database.from_url(url)
    with old.connect() as source, new.writing() as target:
        config = Config()
        config.set_main_option("script_location", str(next(iter(duban.storage.__path__)) + "/migrations"))
        config.attributes["connection"] = target
        command.upgrade(config, version)
        copy_rows(source, target)
    old.dispose()
    new.close()


def copy_rows(source: Connection, target: Connection) -> None:
    there = inspect(source)
    for table in metadata.sorted_tables:
        if not there.has_table(table.name):
            continue
        columns = [table.c[column["name"]] for column in there.get_columns(table.name)]
        rows = [dict(row._mapping) for row in source.execute(select(*columns))]
        if rows:
            target.execute(table.insert().values({column.name: None for column in columns}), rows)
        if target.dialect.name == "postgresql" and "id" in table.c and rows:
            highest = target.execute(select(func.max(table.c.id))).scalar_one()
            target.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_an_old_database_is_refused_until_it_is_upgraded_and_then_goes_on(
    dump: Path, empty_database_url: str, tmp_path: Path
) -> None:
    as_of(dump.stem, empty_database_url, dump, tmp_path)
    clock = FixedClock(AFTER_THE_HOLIDAY)
    with Engine(empty_database_url, channels={}, clock=clock) as engine:
        with pytest.raises(SchemaOlder, match="duban db upgrade"):
            engine.find()
        assert upgrade(engine.database) == (dump.stem, HEAD)
        with engine.database.reading() as connection:
            assert schema_version(connection) == HEAD
        assert engine.verify().ok
        # Overdue since 23 April: the third day after is handled already, the tenth, 9 May, comes with this sweep.
        assert "due + 3 working days" in [rung.rung for rung in engine.why_escalated("WT-2024-0001")]
        assert engine.sweep().failures == ()
        rungs = [rung.rung for rung in engine.why_escalated("WT-2024-0001") if rung.fired]
        assert rungs[-1] == "due + 10 working days"
        assert len(rungs) == len(set(rungs))
        done = {"measure": "设置公示牌", "evidence": [{"name": "现场.jpg", "sha256": "0" * 64}]}
        engine.fire("WT-2024-0001", "申请销号", by="市住建局", data=done)
        assert engine.fire("WT-2024-0001", "通过", by="市优化办").state == "销号"
        units = {"lead": "市优化办", "responsible": "市住建局"}
        assert engine.open("issue", by="市优化办", title="新问题", units=units).number == "WT-2024-0003"
        assert engine.verify().ok
