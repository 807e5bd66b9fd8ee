"""The application's own database, beside whose rows a test plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine as SqlEngine


@pytest.fixture
def theirs(empty_database_url: str) -> Iterator[SqlEngine]:
    """Give the application's engine, on a database with one row of its own and none of our tables."""
    url = make_url(empty_database_url)
    bind = create_engine(url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"))
    with bind.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letter (number VARCHAR(40))")
        connection.exec_driver_sql("INSERT INTO letter VALUES ('kept')")
    yield bind
    bind.dispose()
