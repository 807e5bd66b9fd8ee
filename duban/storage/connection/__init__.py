"""Speaking to the database: connecting, transactions, guests, prepared statements, and what a driver's errors mean."""

from duban.storage.connection.connecting import Durability
from duban.storage.connection.database import BUSY_TIMEOUT_SECONDS, WRITE_LOCK_HELD, Database
from duban.storage.connection.guests import Guest, Savepoint, connection_of
from duban.storage.connection.places import is_there, sqlite_file
from duban.storage.connection.prepared import Prepared, PreparedRead, each_row, instant_from_text, instant_to_text, say

__all__ = [
    "BUSY_TIMEOUT_SECONDS",
    "WRITE_LOCK_HELD",
    "Database",
    "Durability",
    "Guest",
    "Prepared",
    "PreparedRead",
    "Savepoint",
    "connection_of",
    "each_row",
    "instant_from_text",
    "instant_to_text",
    "is_there",
    "say",
    "sqlite_file",
]
