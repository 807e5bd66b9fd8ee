"""The views that applications join: what instances are, without private values, under names that stay.

Columns are only ever added, at the end: other people's statements and views rest on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table, inspect, text

from duban.storage.tables import metadata as tables
from duban.storage.types import Instant

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

metadata = MetaData()
"""That of the views alone: nobody who creates, moves or compares our tables comes across them."""

NUMBER: Column[str] = tables.tables["duban_instance"].c.number
"""The column that a foreign key of an application's table points at."""

instances = Table(
    "duban_v_instance",
    metadata,
    Column("number", String(), primary_key=True),
    Column("title", String()),
    Column("scenario", String()),
    Column("scenario_version", Integer()),
    Column("state", String()),
    Column("round", Integer()),
    Column("version", Integer()),
    Column("turn", String()),
    Column("light", String()),
    Column("light_until", Instant()),
    Column("due_on", Date()),
    Column("due_at", Instant()),
    Column("provisional", Boolean()),
    Column("ongoing", Boolean()),
    Column("source", String()),
    Column("external_no", String()),
    Column("opened_at", Instant()),
    Column("closed_at", Instant()),
    Column("ended", String()),
    Column("acted_at", Instant()),
    Column("pending", Integer()),
    Column("head_seq", Integer()),
)
units = Table(
    "duban_v_unit",
    metadata,
    Column("number", String(), primary_key=True),
    Column("role", String(), primary_key=True),
    Column("unit", String(), primary_key=True),
    Column("open", Boolean()),
    Column("done", Boolean()),
)
clocks = Table(
    "duban_v_clock",
    metadata,
    Column("number", String(), primary_key=True),
    Column("clock", String(), primary_key=True),
    Column("round", Integer()),
    Column("lap", Integer()),
    Column("status", String()),
    Column("started_at", Instant()),
    Column("due_on", Date()),
    Column("due_at", Instant()),
    Column("provisional", Boolean()),
    Column("budget", String()),
)
fields = Table(
    "duban_v_field",
    metadata,
    Column("number", String(), primary_key=True),
    Column("field", String(), primary_key=True),
    Column("value", String()),
)
history = Table(
    "duban_v_history",
    metadata,
    Column("number", String(), primary_key=True),
    Column("seq", Integer(), primary_key=True),
    Column("at", Instant()),
    Column("actor", String()),
    Column("kind", String()),
    Column("trigger", String()),
    Column("from_state", String()),
    Column("to_state", String()),
    Column("round", Integer()),
)
events = Table(
    "duban_v_event",
    metadata,
    Column("position", BigInteger(), primary_key=True),
    Column("number", String()),
    Column("seq", Integer()),
    Column("at", Instant()),
    Column("actor", String()),
    Column("kind", String()),
    Column("trigger", String()),
    Column("from_state", String()),
    Column("to_state", String()),
    Column("round", Integer()),
)
links = Table(
    "duban_v_link",
    metadata,
    Column("number", String(), primary_key=True),
    Column("kind", String(), primary_key=True),
    Column("other", String(), primary_key=True),
    Column("at", Instant()),
)

_ENTRY = "h.at, h.actor, h.kind, h.trigger, h.from_state, h.to_state, h.round"
_BOTH = {
    "duban_v_instance": """
        SELECT i.number, i.title, i.scenario, d.version AS scenario_version, i.state, i.round, i.version, i.turn,
            CASE i.light WHEN 3 THEN 'red' WHEN 2 THEN 'yellow' WHEN 1 THEN 'blue' ELSE 'green' END AS light,
            i.light_until, i.due_on, i.due_at, i.provisional, i.ongoing, i.source, i.external_no, i.opened_at,
            i.closed_at, i.ended, i.acted_at, i.pending, i.head_seq
        FROM {schema}duban_instance AS i JOIN {schema}duban_definition AS d ON d.digest = i.definition
    """,
    "duban_v_unit": """
        SELECT i.number, b.role, b.unit, b.open, b.done
        FROM {schema}duban_binding AS b JOIN {schema}duban_instance AS i ON i.id = b.instance_id
    """,
    "duban_v_history": f"""
        SELECT i.number, h.seq, {_ENTRY}
        FROM {{schema}}duban_history AS h JOIN {{schema}}duban_instance AS i ON i.id = h.instance_id
    """,  # noqa: S608 - constants
    "duban_v_event": f"""
        SELECT f.position, i.number, h.seq, {_ENTRY}
        FROM {{schema}}duban_feed AS f
        JOIN {{schema}}duban_history AS h ON h.instance_id = f.instance_id AND h.seq = f.seq
        JOIN {{schema}}duban_instance AS i ON i.id = f.instance_id
    """,  # noqa: S608 - constants
    "duban_v_link": """
        SELECT i.number, l.kind, o.number AS other, l.at
        FROM {schema}duban_link AS l
        JOIN {schema}duban_instance AS i ON i.id = l.from_id JOIN {schema}duban_instance AS o ON o.id = l.to_id
    """,
}


def _instant(name: str) -> str:
    """Return the SQL by which SQLite spells an instant of a memory as it spells those of columns."""
    value = f"json_extract(c.value, '$.{name}')"
    rest = f"CASE WHEN instr({value}, '.') > 0 THEN '' ELSE '.000000' END"
    return f"replace(rtrim({value}, 'Z'), 'T', ' ') || {rest}"


_SQLITE = {
    "duban_v_clock": f"""
        SELECT i.number, json_extract(c.value, '$.name') AS clock, json_extract(c.value, '$.round') AS round,
            json_extract(c.value, '$.lap') AS lap, json_extract(c.value, '$.status') AS status,
            {_instant("started_at")} AS started_at, json_extract(c.value, '$.due_on') AS due_on,
            {_instant("due_at")} AS due_at, coalesce(json_extract(c.value, '$.provisional'), 0) AS provisional,
            json_extract(c.value, '$.budget') AS budget
        FROM {{schema}}duban_instance AS i JOIN json_each(i.memory, '$.clocks') AS c
    """,  # noqa: S608 - constants
    "duban_v_field": """
        SELECT i.number, f.key AS field, CASE f.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
            ELSE CAST(f.value AS TEXT) END AS value
        FROM {schema}duban_instance AS i JOIN json_each(i.memory, '$.data') AS f
    """,
}
_POSTGRESQL = {
    "duban_v_clock": """
        SELECT i.number, c.value ->> 'name' AS clock, (c.value ->> 'round')::integer AS round,
            (c.value ->> 'lap')::integer AS lap, c.value ->> 'status' AS status,
            (c.value ->> 'started_at')::timestamptz AS started_at, (c.value ->> 'due_on')::date AS due_on,
            (c.value ->> 'due_at')::timestamptz AS due_at,
            coalesce((c.value ->> 'provisional')::boolean, false) AS provisional, c.value ->> 'budget' AS budget
        FROM {schema}duban_instance AS i CROSS JOIN LATERAL jsonb_array_elements(i.memory::jsonb -> 'clocks') AS c
    """,
    "duban_v_field": """
        SELECT i.number, f.key AS field, f.value AS value
        FROM {schema}duban_instance AS i CROSS JOIN LATERAL jsonb_each_text(i.memory::jsonb -> 'data') AS f
    """,
}


def make_views(connection: Connection) -> None:
    """Make the views, or bring them up to date.

    On PostgreSQL those that are there stay, with what others have built upon them: they only gain columns.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    schema = _schema(connection)
    for name, query in {**_BOTH, **(_SQLITE if on_sqlite else _POSTGRESQL)}.items():
        create = f"CREATE VIEW {name}" if on_sqlite else f"CREATE OR REPLACE VIEW {schema}{name}"
        connection.execute(text(f"{create} AS {query.format(schema=schema)}"))


def drop_views(connection: Connection) -> None:
    """Drop the views of a SQLite database, in which no table can be rebuilt that a view reads."""
    if connection.dialect.name == "sqlite":
        for name in metadata.tables:
            connection.execute(text(f"DROP VIEW IF EXISTS {name}"))


def has_views(connection: Connection) -> bool:
    """Return whether all views are there."""
    return set(metadata.tables) <= set(inspect(connection).get_view_names())


def _schema(connection: Connection) -> str:
    """Return the prefix of the schema to which the application translates ours; SQLAlchemy does not do so in text."""
    translated = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    if translated is None:
        return ""
    return f"{connection.dialect.identifier_preparer.quote_schema(str(translated))}."
