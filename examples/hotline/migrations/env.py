"""The hotline's own migrations; duban's tables are duban's own affair, and autogenerate leaves them alone."""

import sys
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, make_url

sys.path.insert(0, str(Path(__file__).parents[1]))
import app  # the hotline itself, for its tables

url = make_url(app.DATABASE)
driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
engine = create_engine(url.set(drivername=driver))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=app.Petition.metadata)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
