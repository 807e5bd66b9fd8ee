"""What lists need to be read by indexes, what searches need, and files that are kept.

- `duban_instance` has the light that it showed when it was last written, and until when that holds; the role whose turn
  it is; when anybody last did something; and the places of the entries that lists show. `duban_binding` says whether
  the instance is open, and whether a unit has done its part of what each unit of its role has to do.
- Indexes go along the orders in which instances are listed; most of them have only what is open.
- `duban_search` has the text by which each instance is found, `duban_search_pair` the instances by pairs of characters.
  Every instance begins as one whose text was not taken yet; the daemon takes it.
- `duban_file` has the files that are kept, `duban_file_upload` who has added them, `duban_file_use` the fields that
  name them. Entries tell how many files of each field are kept here (`filed`); an older duban would drop that, so it
  must not go on with such a database.

Revision ID: 0008
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from duban.storage.types import BigKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_GONE = ("due", "red", "yellow", "blue", "state", "pending")
_PARTIAL = (
    ("duban_instance", "duban_instance_pending", ["id"], "pending > 0"),
    ("duban_instance", "duban_instance_open", ["due_at", "id"], "closed_at IS NULL"),
    ("duban_instance", "duban_instance_light", ["light", "due_at", "id", "closed_at"], "closed_at IS NULL"),
    (
        *("duban_instance", "duban_instance_standing"),
        ["scenario", "state", "due_at", "id", "closed_at"],
        "closed_at IS NULL",
    ),
    ("duban_instance", "duban_instance_acted", ["acted_at", "id"], "closed_at IS NULL"),
    ("duban_instance", "duban_instance_begun", ["opened_at", "id"], "closed_at IS NULL"),
    ("duban_instance", "duban_instance_closed", ["closed_at", "id"], "closed_at IS NOT NULL"),
    ("duban_instance", "duban_instance_undated", ["id"], "due_at IS NULL"),
    ("duban_instance", "duban_instance_light_until", ["light_until"], "light_until IS NOT NULL"),
)

_ACTS = frozenset(
    [
        *("act", "answer", "ask", "assign", "carried", "correct", "decide", "divide", "erased", "excuse", "extend"),
        *("holder", "instruct", "link", "merge", "open", "opinion", "remark", "report", "sign", "tasks", "urge"),
        *("void", "withdraw", "progress"),
    ]
)
"""The kinds of entries that acts wrote by then."""


def upgrade() -> None:
    """Add the columns and indexes, and fill in what follows from what is there."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.add_column("duban_instance", sa.Column("light", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("duban_instance", sa.Column("light_until", instant, nullable=True))
    op.add_column("duban_instance", sa.Column("turn", sa.String(), nullable=True))
    op.add_column("duban_instance", sa.Column("acted_at", instant, nullable=True))
    op.add_column("duban_instance", sa.Column("latest", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("duban_binding", sa.Column("open", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column("duban_binding", sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    _fill(op.get_bind())
    for name in _GONE:
        op.drop_index(f"duban_instance_{name}", "duban_instance")
    for table, name, columns, where in _PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("duban_instance_opened", "duban_instance", ["opened_at", "id"])
    op.create_index(
        "duban_binding_open",
        "duban_binding",
        ["unit", "instance_id"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open"),
    )
    _search()
    _keep_files()


def _keep_files() -> None:
    """Add the tables of files, of who has added them, and of the fields that name them."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = sa.DateTime() if on_sqlite else sa.DateTime(timezone=True)
    op.create_table(
        "duban_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_by", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "duban_file_upload",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["duban_file.sha256"]),
        sa.PrimaryKeyConstraint("sha256", "by"),
    )
    op.create_table(
        "duban_file_use",
        sa.Column("instance_id", sa.Integer() if on_sqlite else sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["duban_instance.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["duban_file.sha256"]),
        sa.PrimaryKeyConstraint("instance_id", "seq", "field", "place"),
    )
    op.create_index("duban_file_use_file", "duban_file_use", ["sha256"])


def _search() -> None:
    op.create_table(
        "duban_search",
        sa.Column("instance_id", BigKey, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "duban_search_pair",
        sa.Column("key", BigKey, primary_key=True, autoincrement=False),
        sa.Column("instances", sa.LargeBinary(), nullable=False),
    )
    op.add_column("duban_instance", sa.Column("searched", sa.Integer(), nullable=False, server_default="0"))
    where = sa.text("searched <> head_seq")
    op.create_index(
        "duban_instance_unsearched", "duban_instance", ["searched", "id"], sqlite_where=where, postgresql_where=where
    )


def _fill(connection: sa.Connection) -> None:
    connection.execute(sa.text(_CLOSED_LIGHT))
    connection.execute(sa.text(_OPEN_LIGHT))
    _tell_latest(connection)
    documents = {row[0]: json.loads(row[1]) for row in connection.execute(sa.text(_DOCUMENTS))}
    for digest, state in connection.execute(sa.text(_STANDING)).all():
        turn = _turn(documents.get(digest, {}), state)
        if turn is not None:
            connection.execute(sa.text(_TURN), {"turn": turn, "digest": digest, "state": state})
    connection.execute(sa.text(_CLOSED))
    for key, digest, state, memory in connection.execute(sa.text(_SIGNING)).all():
        for role, unit in _done(documents.get(digest, {}), state, json.loads(memory)):
            connection.execute(sa.text(_DONE), {"key": key, "role": role, "unit": unit})


_CLOSED_LIGHT = (
    "UPDATE duban_instance SET light = CASE WHEN red_at IS NOT NULL THEN 3 WHEN yellow_at IS NOT NULL THEN 2 "
    "WHEN blue_at IS NOT NULL THEN 1 ELSE 0 END WHERE closed_at IS NOT NULL"
)
# As before the first light; the next sweep finds those whose light has come since.
_OPEN_LIGHT = (
    "UPDATE duban_instance SET light_until = (SELECT min(since) FROM (SELECT blue_at AS since UNION ALL "
    "SELECT yellow_at UNION ALL SELECT red_at) AS each_light) WHERE closed_at IS NULL"
)
_DOCUMENTS = "SELECT digest, document FROM duban_definition"
_STANDING = "SELECT DISTINCT definition, state FROM duban_instance WHERE closed_at IS NULL"
_TURN = "UPDATE duban_instance SET turn = :turn WHERE closed_at IS NULL AND definition = :digest AND state = :state"
_CLOSED = (
    "UPDATE duban_binding SET open = false "
    "WHERE instance_id IN (SELECT id FROM duban_instance WHERE closed_at IS NOT NULL)"
)
_SIGNING = (
    "SELECT id, definition, state, memory FROM duban_instance "
    """WHERE closed_at IS NULL AND memory LIKE '%"signing":{"%'"""
)
_DONE = "UPDATE duban_binding SET done = true WHERE instance_id = :key AND role = :role AND unit = :unit"
_HISTORY = (
    "SELECT instance_id, seq, actor, kind, to_state, round, CASE WHEN kind = 'remark' THEN payload END "
    "FROM duban_history ORDER BY instance_id, seq"
)
_LATEST = (
    "UPDATE duban_instance SET latest = :latest, "
    "acted_at = (SELECT at FROM duban_history WHERE instance_id = :key AND seq = :act) WHERE id = :key"
)
_BATCH = 1000


def _role(document: dict[str, Any], named: object) -> str | None:
    """Return the id of a role that a document names by that or by its title."""
    roles = document.get("roles", {})
    if named in roles:
        return str(named)
    titled = (role for role, said in roles.items() if isinstance(said, dict) and said.get("title") == named)
    return next(titled, None)


def _turn(document: dict[str, Any], state: str) -> str | None:
    said = document.get("states", {}).get(state) or {}
    return _role(document, said.get("waits_for"))


def _done(document: dict[str, Any], state: str, memory: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the role and the unit of all who have done what each unit has to do in the present state."""
    seen = set()
    for trigger, said in document.get("transitions", {}).items():
        for entry in said if isinstance(said, list) else [said]:
            by, sources = entry.get("by"), entry.get("from")
            role = _role(document, by.get("each")) if isinstance(by, dict) else None
            here = sources == "*" or state in (sources if isinstance(sources, list) else [sources])
            if role is None or not here or role in seen:
                continue
            seen.add(role)
            signed, units = memory.get("signing", {}).get(trigger, {}), memory.get("units", {}).get(role, ())
            yield from ((role, unit) for unit in units if unit in signed)


def _tell_latest(connection: sa.Connection) -> None:
    """Write where each history has its last act, its last remarks, and the act that last led back."""
    rows = connection.execute(sa.text(_HISTORY), execution_options={"yield_per": _BATCH})
    found: list[dict[str, Any]] = []
    for key, entries in groupby(rows, key=itemgetter(0)):
        latest = _latest(entries)
        found.append({"key": key, "act": latest.get("act", 0), "latest": _json(latest)})
    for start in range(0, len(found), _BATCH):
        connection.execute(sa.text(_LATEST), found[start : start + _BATCH])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _latest(entries: Iterable[Any]) -> dict[str, Any]:
    trail: list[str] = []
    found: dict[str, Any] = dict.fromkeys(("act", "remark", "office", "back"), 0)
    known = 1
    for _, seq, actor, kind, state, round_, payload in entries:
        back = False
        if state is not None and not (trail and trail[-1] == state and round_ == known):
            if kind == "migrate":
                trail[-1:] = [state]
            elif round_ != known:
                trail, back = [state], bool(trail)
            elif state in trail:
                del trail[trail.index(state) + 1 :]
                back = True
            else:
                trail.append(state)
        known = round_
        by_engine = actor == "system"
        if kind in _ACTS and (not by_engine or kind in {"open", "progress"}):
            found["act"] = seq
            found["back"] = seq if back and not by_engine else found["back"]
        if kind == "remark":
            found["office" if json.loads(payload).get("to") == "office" else "remark"] = seq
    told = {name: seq for name, seq in found.items() if seq}
    return told | ({"round": known} if known != 1 else {}) | ({"trail": trail} if trail else {})
