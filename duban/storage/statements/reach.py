"""What is known about reaching people: addresses that are dead, and links in messages that were used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from duban.storage.reach_tables import AddressRow, LinkUseRow
from duban.storage.statements.instances import insert_or_nothing, table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_address, _link_use = table_of(AddressRow), table_of(LinkUseRow)

_use = select(_link_use.c.message_id, _link_use.c.trigger, _link_use.c.at, _link_use.c.by).where(
    _link_use.c.message_id == bindparam("message"), _link_use.c.trigger == bindparam("which")
)
_use_link = insert_or_nothing(_link_use)


class LinkUse(NamedTuple):
    """That a link was used: the message that it stands in, what it did, when, and who it was."""

    message_id: str
    trigger: str
    at: datetime
    by: str


def link_use(connection: Connection, message_id: str, trigger: str) -> LinkUse | None:
    """Return how the link in a message was used, or None if it was not."""
    row = connection.execute(_use, {"message": message_id, "which": trigger}).first()
    return None if row is None else LinkUse(*row)


def use_link(connection: Connection, use: LinkUse) -> bool:
    """Store that a link was used; return False if it was before."""
    return connection.execute(_use_link[connection.dialect.name], use._asdict()).rowcount == 1
