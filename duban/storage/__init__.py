"""What is remembered: tables, transactions, claims, the outbox and migrations."""

from duban.storage import calendars, instances, outbox, pinned, queries, relations
from duban.storage.chain import canonical_instant, canonical_json, link, salted
from duban.storage.database import Database, Guest
from duban.storage.errors import (
    NaiveInstantStored,
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
from duban.storage.records import (
    DefinitionRecord,
    ErrandRecord,
    HistoryRecord,
    InstanceRecord,
    KeyRecord,
    LinkRecord,
    OutboxRecord,
)
from duban.storage.schema import HEAD, require_schema, schema_version, upgrade

__all__ = [
    "HEAD",
    "Database",
    "DefinitionRecord",
    "ErrandRecord",
    "Guest",
    "HistoryRecord",
    "InstanceRecord",
    "KeyRecord",
    "LinkRecord",
    "NaiveInstantStored",
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
    "calendars",
    "canonical_instant",
    "canonical_json",
    "instances",
    "link",
    "outbox",
    "pinned",
    "queries",
    "relations",
    "require_schema",
    "salted",
    "schema_version",
    "upgrade",
]
