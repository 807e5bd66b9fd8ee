"""What papers say, and which of them have still to be made into documents."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from duban.storage.paper_tables import PaperRow
from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

_paper, _instance = table_of(PaperRow), table_of(InstanceRow)

_keep = insert(_paper)
_one = select(_paper.c.content, _paper.c.salt).where(
    _paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s")
)
_of = select(_paper.c.seq, _paper.c.content, _paper.c.salt).where(_paper.c.instance_id == bindparam("i"))
_waiting = (
    select(
        _instance.c.number,
        *(_paper.c[name] for name in ("seq", "tries", "fault")),
    )
    .join(_instance, _instance.c.id == _paper.c.instance_id)
    .order_by(_paper.c.due_at, _paper.c.instance_id, _paper.c.seq)
)
_due = _waiting.where(_paper.c.due_at <= bindparam("now"))
_of_one = _waiting.where(_paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s"))
_failing = _waiting.where(_paper.c.due_at.is_not(None), _paper.c.fault.is_not(None))
_done = (
    update(_paper)
    .where(_paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s"), _paper.c.due_at.is_not(None))
    .values(due_at=None, tries=0, fault=None)
)
_failed = (
    update(_paper)
    .where(_paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s"), _paper.c.due_at.is_not(None))
    .values(due_at=bindparam("again"), tries=_paper.c.tries + 1, fault=bindparam("why"))
)
_again = (
    update(_paper)
    .where(_paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s"))
    .values(due_at=bindparam("at"), tries=0, fault=None)
)
_rewrite = (
    update(_paper)
    .where(_paper.c.instance_id == bindparam("i"), _paper.c.seq == bindparam("s"))
    .values(content=bindparam("new"), salt=bindparam("with_salt"))
)


class PaperText(NamedTuple):
    """What a paper says since an entry, to be written with that; `due_at` is when its document is to be made."""

    seq: int
    content: str
    salt: str
    due_at: datetime | None = None

    @property
    def hash(self) -> str:
        """Return what the history keeps of it."""
        return paper_hash(self.salt, self.content)


class PaperToFile(NamedTuple):
    """A signed paper whose document is to be made, or was: of which instance, how often it has failed, and why."""

    number: str
    seq: int
    tries: int
    fault: str | None


def paper_hash(salt: str, content: str) -> str:
    """Return the hash by which the history is tied to what a paper says."""
    return hashlib.sha256(f"{salt}{content}".encode()).hexdigest()


def new_text(seq: int, content: str, due_at: datetime | None = None) -> PaperText:
    """Return what a paper says, with a new salt."""
    return PaperText(seq, content, secrets.token_hex(16), due_at)


def keep_texts(connection: Connection, key: int, texts: Sequence[PaperText]) -> None:
    """Store what papers of an instance say."""
    rows = [{"instance_id": key, **each._asdict(), "tries": 0, "fault": None} for each in texts]
    connection.execute(_keep, rows)


def read_text(connection: Connection, key: int, seq: int) -> str | None:
    """Return what the entry `seq` of an instance has written of a paper; None if there is nothing."""
    found = connection.execute(_one, {"i": key, "s": seq}).first()
    return None if found is None else str(found[0])


def texts_of(connection: Connection, key: int) -> list[tuple[int, str, str]]:
    """Return all that papers of an instance say: the entry, the content and the salt."""
    return [tuple(row) for row in connection.execute(_of, {"i": key})]


def to_file(connection: Connection, now: datetime, *, limit: int, number: str | None = None) -> list[PaperToFile]:
    """Return the papers whose documents are to be made by now, those that wait longest first, or of one instance."""
    due = _due if number is None else _due.where(_instance.c.number == number)
    return [PaperToFile(*row) for row in connection.execute(due.limit(limit), {"now": now})]


def paper_of(connection: Connection, key: int, seq: int) -> PaperToFile | None:
    """Return the paper that was signed in an entry of an instance; None if what it says is not kept."""
    found = connection.execute(_of_one, {"i": key, "s": seq}).first()
    return None if found is None else PaperToFile(*found)


def failing(connection: Connection) -> list[PaperToFile]:
    """Return the papers whose documents could not be made."""
    return [PaperToFile(*row) for row in connection.execute(_failing)]


def filed(connection: Connection, key: int, seq: int) -> bool:
    """Say that the document of a paper is made; return False if there was nothing to do."""
    return connection.execute(_done, {"i": key, "s": seq}).rowcount > 0


def put_off(connection: Connection, key: int, seq: int, *, again: datetime, why: str) -> None:
    """Say why the document of a paper could not be made, and when it is tried again."""
    connection.execute(_failed, {"i": key, "s": seq, "again": again, "why": why})


def file_again(connection: Connection, key: int, seq: int, *, at: datetime | None) -> None:
    """Let the document of a paper be made again, from an instant on."""
    connection.execute(_again, {"i": key, "s": seq, "at": at})


def rewrite(connection: Connection, key: int, seq: int, *, content: str, salt: str) -> None:
    """Write anew what a paper says, without what was erased from it."""
    connection.execute(_rewrite, {"i": key, "s": seq, "new": content, "with_salt": salt})
