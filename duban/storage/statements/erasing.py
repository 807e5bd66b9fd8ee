"""Erasing: what holds a private value beside the history, and taking it out there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select, update

from duban.storage.chain import receipt_hash
from duban.storage.statements import papers
from duban.storage.statements.instances import table_of
from duban.storage.tables import ErrandRow, OutboxRow, PrivateRow, ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_private, _outbox = table_of(PrivateRow), table_of(OutboxRow)
_receipt, _errand = table_of(ReceiptRow), table_of(ErrandRow)

MESSAGES, _RECEIPTS, PAPERS = "duban_outbox", "duban_receipt", "duban_paper"

_blank = (
    update(_private)
    .where(_private.c.instance_id == bindparam("i"), _private.c.field == bindparam("f"))
    .values(value=None, salt="")
)
_messages = (
    select(_outbox.c.id, _outbox.c.message_id, _outbox.c.facts, _outbox.c.reason, _outbox.c.recalled, _outbox.c.salt)
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
    MESSAGES: update(_outbox)
    .where(_outbox.c.id == bindparam("key"))
    .values(
        facts=bindparam("new_facts"),
        reason=bindparam("new_reason"),
        recalled=bindparam("new_recalled"),
        salt=bindparam("new_salt"),
    ),
    _RECEIPTS: update(_receipt).where(_receipt.c.id == bindparam("key")).values(detail=bindparam("new_detail")),
    "duban_errand": update(_errand)
    .where(_errand.c.id == bindparam("key"))
    .values(payload=bindparam("new_payload"), set_aside=bindparam("new_set_aside")),
}


_chained = (
    select(_receipt.c.id, _receipt.c.at, _receipt.c.outcome, _receipt.c.detail, _receipt.c.hash)
    .join(_outbox, _outbox.c.id == _receipt.c.outbox_id)
    .where(_outbox.c.message_id == bindparam("m"))
    .order_by(_receipt.c.id)
)
_rechain = update(_receipt).where(_receipt.c.id == bindparam("key")).values(hash=bindparam("new_hash"))


class Texts(NamedTuple):
    """The texts of one row; `message` is the Message-ID of the message that it is about, if it is about one.

    `salt` is that of the hash by which the history is tied to a message, or to what a paper says.
    """

    table: str
    key: int
    message: str | None
    texts: dict[str, str | None]
    salt: str | None = None


class Erasing(NamedTuple):
    """The values of a private field that are to be erased, and the rows that were written anew without them.

    The files of what is called as `papers` go too; their documents are made again, without the value, from `at` on.
    """

    field: str
    rows: Sequence[Texts]
    papers: tuple[str, ...] = ()
    at: datetime | None = None


def texts_beside(connection: Connection, key: int, number: str) -> list[Texts]:
    """Return the texts of all rows beside an instance that could repeat a private value."""
    found = [
        Texts(MESSAGES, row[0], row[1], {"facts": row[2], "reason": row[3], "recalled": row[4]}, row[5])
        for row in connection.execute(_messages, {"i": key})
    ]
    found += [Texts(_RECEIPTS, row[0], row[1], {"detail": row[2]}) for row in connection.execute(_receipts, {"i": key})]
    found += [
        Texts("duban_errand", row[0], None, {"payload": row[1], "set_aside": row[2]})
        for row in connection.execute(_errands, {"n": number})
    ]
    found += [
        Texts(PAPERS, seq, None, {"content": content}, salt) for seq, content, salt in papers.texts_of(connection, key)
    ]
    return found


def erase(connection: Connection, key: int, erasing: Erasing) -> None:
    """Erase all values of a private field of an instance and their salts, and write the rows that were changed."""
    connection.execute(_blank, {"i": key, "f": erasing.field})
    for row in erasing.rows:
        if row.table == PAPERS:
            papers.rewrite(connection, key, row.key, content=str(row.texts["content"]), salt=str(row.salt))
            continue
        given = {f"new_{name}": text for name, text in row.texts.items()}
        given |= {"new_salt": row.salt} if row.table == MESSAGES else {}
        connection.execute(_rewrite[row.table], {"key": row.key, **given})
    for field in erasing.papers:
        papers.file_again(connection, key, int(field[1:]), at=erasing.at)
    for message in dict.fromkeys(row.message for row in erasing.rows if row.table == _RECEIPTS):
        _chain_anew(connection, str(message))


def _chain_anew(connection: Connection, message: str) -> None:
    """Compute the hashes of a message's receipts again; those of before there was a chain have none."""
    previous = message
    for key, at, outcome, detail, digest in connection.execute(_chained, {"m": message}).all():
        if digest is not None:
            previous = receipt_hash(previous, at, outcome, detail)
            connection.execute(_rechain, {"key": key, "new_hash": previous})
