"""Erasing: what holds a private value beside the history, and taking it out there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select, update

from duban.storage.statements.instances import table_of
from duban.storage.tables import ErrandRow, OutboxRow, PrivateRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

_private, _outbox = table_of(PrivateRow), table_of(OutboxRow)
_receipt, _errand = table_of(ReceiptRow), table_of(ErrandRow)

_blank = (
    update(_private)
    .where(_private.c.instance_id == bindparam("i"), _private.c.field == bindparam("f"))
    .values(value=None, salt="")
)
_messages = (
    select(_outbox.c.id, _outbox.c.message_id, _outbox.c.facts, _outbox.c.reason, _outbox.c.recalled)
    .where(_outbox.c.instance_id == bindparam("i"))
    .order_by(_outbox.c.id)
)
_receipts = (
    select(_receipt.c.id, _outbox.c.message_id, _receipt.c.detail)
    .join(_outbox, _outbox.c.id == _receipt.c.outbox_id)
    .where(_outbox.c.instance_id == bindparam("i"))
    .order_by(_receipt.c.id)
)
_errands = select(_errand.c.id, _errand.c.payload, _errand.c.set_aside).where(_errand.c.number == bindparam("n"))
_rewrite = {
    "duban_outbox": update(_outbox)
    .where(_outbox.c.id == bindparam("key"))
    .values(facts=bindparam("new_facts"), reason=bindparam("new_reason"), recalled=bindparam("new_recalled")),
    "duban_receipt": update(_receipt).where(_receipt.c.id == bindparam("key")).values(detail=bindparam("new_detail")),
    "duban_errand": update(_errand)
    .where(_errand.c.id == bindparam("key"))
    .values(payload=bindparam("new_payload"), set_aside=bindparam("new_set_aside")),
}


class Texts(NamedTuple):
    """The texts of one row; `message` is the Message-ID of the message that it is about, if it is about one."""

    table: str
    key: int
    message: str | None
    texts: dict[str, str | None]


class Erasing(NamedTuple):
    """The values of a private field that are to be erased, and the rows that were written anew without them."""

    field: str
    rows: Sequence[Texts]


def texts_beside(connection: Connection, key: int, number: str) -> list[Texts]:
    """Return the texts of all rows beside an instance that could repeat a private value."""
    found = [
        Texts("duban_outbox", row[0], row[1], {"facts": row[2], "reason": row[3], "recalled": row[4]})
        for row in connection.execute(_messages, {"i": key})
    ]
    found += [
        Texts("duban_receipt", row[0], row[1], {"detail": row[2]}) for row in connection.execute(_receipts, {"i": key})
    ]
    found += [
        Texts("duban_errand", row[0], None, {"payload": row[1], "set_aside": row[2]})
        for row in connection.execute(_errands, {"n": number})
    ]
    return found


def erase(connection: Connection, key: int, erasing: Erasing) -> None:
    """Erase all values of a private field of an instance and their salts, and write the rows that were changed."""
    connection.execute(_blank, {"i": key, "f": erasing.field})
    for row in erasing.rows:
        given = {f"new_{name}": text for name, text in row.texts.items()}
        connection.execute(_rewrite[row.table], {"key": row.key, **given})
