"""Everything that is stored: tables, transactions, claims, the outbox and migrations.

`backup`, `moving` and `numbers` are imported by those who use them; an engine needs none of them.
"""

from duban.storage import acts, calendars, instances, outbox, pinned, queries, relations
from duban.storage.chain import canonical_instant, canonical_json, entry_hash, salted
from duban.storage.database import Database
from duban.storage.errors import (
    AlreadyThere,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseMissing,
    HistoryDiffers,
    NaiveInstantStored,
    NotAFile,
    NotEmpty,
    SchemaMissing,
    SchemaNewer,
    SchemaOlder,
    SchemaUnknown,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from duban.storage.guests import Guest
from duban.storage.places import is_there, sqlite_file
from duban.storage.records import (
    DefinitionRecord,
    ErrandRecord,
    HistoryRecord,
    InstanceRecord,
    KeyRecord,
    LinkRecord,
    NewMessage,
    OutboxRecord,
)
from duban.storage.schema import HEAD, require_schema, schema_version, upgrade

__all__ = [
    "HEAD",
    "AlreadyThere",
    "Database",
    "DatabaseDamaged",
    "DatabaseInUse",
    "DatabaseMissing",
    "DefinitionRecord",
    "ErrandRecord",
    "Guest",
    "HistoryDiffers",
    "HistoryRecord",
    "InstanceRecord",
    "KeyRecord",
    "LinkRecord",
    "NaiveInstantStored",
    "NewMessage",
    "NotAFile",
    "NotEmpty",
    "OutboxRecord",
    "SchemaMissing",
    "SchemaNewer",
    "SchemaOlder",
    "SchemaUnknown",
    "StorageBusy",
    "StorageError",
    "StorageFull",
    "StorageReadOnly",
    "StorageUnavailable",
    "acts",
    "calendars",
    "canonical_instant",
    "canonical_json",
    "entry_hash",
    "instances",
    "is_there",
    "outbox",
    "pinned",
    "queries",
    "relations",
    "require_schema",
    "salted",
    "schema_version",
    "sqlite_file",
    "upgrade",
]
