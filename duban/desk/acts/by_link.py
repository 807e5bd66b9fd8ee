"""Following the link in a message: what it does, and what the journal says of it, are one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.acts.orders import tried
from duban.desk.store import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from duban.desk.acts.orders import Outcome
    from duban.workflow import Engine, Instance


def follow(
    engine: Engine, token: str, *, person: str | None, noted: Callable[[Connection, Instance], None] | None
) -> Outcome:
    """Follow a link in the name of one of its people, and have it `noted` where a journal is kept."""

    def done() -> Instance:
        with writing(engine) as connection:
            item = engine.follow_link(token, person=person, session=connection)
            if noted is not None:
                noted(connection, item)
            return item

    return tried(done)
