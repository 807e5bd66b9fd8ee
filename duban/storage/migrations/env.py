"""Run the migrations on the connection that `duban.storage.schema.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from duban.storage.schema import VERSION_TABLE
from duban.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=False,
)
context.run_migrations()
