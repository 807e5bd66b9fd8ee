"""Run the desk's migrations on the connection that `duban.desk.store.schema.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from duban.desk.store.schema import VERSION_TABLE
from duban.desk.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=False,
)
context.run_migrations()
