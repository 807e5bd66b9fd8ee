"""Room that PostgreSQL keeps for rows that were rewritten, made free for the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.storage.connection import Database


def reclaim_pairs(database: Database) -> None:
    """Let the room of rewritten pairs be used again: while an index is made, each is written many times.

    The server's own clean-up comes once in a minute, when the table may have grown to several times its size. Nobody
    waits for this; of an application's database it is left to the server.
    """
    if database.ours and not database.is_sqlite:
        with database.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("VACUUM duban_search_pair")
