"""Claims: the rows that let each rung take effect once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from duban.storage.statements.instances import insert_or_nothing, table_of
from duban.storage.tables import ClaimRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_claim = table_of(ClaimRow)
_claims_read = select(_claim.c.clock, _claim.c.round, _claim.c.lap, _claim.c.rung, _claim.c.outcome, _claim.c.at).where(
    _claim.c.instance_id == bindparam("i")
)
_insert = insert_or_nothing(_claim)
_release = delete(_claim).where(
    *(_claim.c[name] == bindparam(f"its_{name}") for name in ("instance_id", "clock", "round", "lap", "rung"))
)


def claim_rungs(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Claim rungs and return how many were not claimed before. One that was must take no effect."""
    return connection.execute(_insert[connection.dialect.name], rows).rowcount if rows else 0


def release_rungs(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take back the claims of rungs that were skipped, so that they can take effect."""
    if rows:
        connection.execute(_release, [{f"its_{name}": value for name, value in row.items()} for row in rows])


def read_claims(connection: Connection, key: int) -> list[tuple[str, int, int, str, str, datetime]]:
    """Return the claims of an instance as (clock, round, lap, rung, outcome, at)."""
    return [tuple(row) for row in connection.execute(_claims_read, {"i": key})]
