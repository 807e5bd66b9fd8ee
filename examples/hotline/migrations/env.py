"""The hotline's own migrations; duban's tables are duban's own affair, and autogenerate leaves them alone."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import context

sys.path.insert(0, str(Path(__file__).parents[1]))
import app  # the hotline itself, for its tables and its database

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=app.Petition.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    async with app.sql.connect() as connection:
        await connection.run_sync(migrate)
    await app.sql.dispose()


asyncio.run(main())
