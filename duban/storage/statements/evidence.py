"""Files: which are kept, who has added them, and which fields of which instances name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban.storage.evidence_tables import FileRow, FileUploadRow, FileUseRow
from duban.storage.statements.instances import table_of
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter
    from sqlalchemy.engine import Connection

_file, _upload, _use = table_of(FileRow), table_of(FileUploadRow), table_of(FileUseRow)
_instance = table_of(InstanceRow)
_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}
_BATCH = 500


def _keeping(make: Any) -> Any:  # noqa: ANN401 - the dialect's own insert
    # What is there stays as it is; that it is written locks the row until the transaction ends.
    return make(_file).on_conflict_do_update(index_elements=["sha256"], set_={"size": _file.c.size})


def _adding(make: Any) -> Any:  # noqa: ANN401 - the dialect's own insert
    added = make(_upload)
    news = {name: added.excluded[name] for name in ("name", "at", "used")}
    return added.on_conflict_do_update(index_elements=["sha256", "by"], set_=news)


_keep = {name: _keeping(make) for name, make in _INSERTS.items()}
_add = {name: _adding(make) for name, make in _INSERTS.items()}
_among: BindParameter[Any] = bindparam("hashes", expanding=True)
_added = (
    select(_upload.c.sha256, _upload.c.name, _file.c.size)
    .join(_file, _file.c.sha256 == _upload.c.sha256)
    .where(_upload.c.by == bindparam("b"), _upload.c.at >= bindparam("since"), _upload.c.sha256.in_(_among))
)
_use_up = update(_upload).where(_upload.c.by == bindparam("b"), _upload.c.sha256.in_(_among)).values(used=True)
_uses_in = (
    select(_use, _instance.c.number, _file.c.size, _file.c.kind, _file.c.at)
    .join(_instance, _instance.c.id == _use.c.instance_id)
    .join(_file, _file.c.sha256 == _use.c.sha256)
    .where(_use.c.instance_id == bindparam("i"))
    .order_by(_use.c.seq, _use.c.field, _use.c.place)
)
_naming = (
    select(_instance.c.number, _use.c.field)
    .join(_instance, _instance.c.id == _use.c.instance_id)
    .where(_use.c.sha256 == bindparam("s"))
    .distinct()
    .order_by(_instance.c.number, _use.c.field)
)
_hold = select(_file.c.sha256).where(_file.c.sha256.in_(_among)).order_by(_file.c.sha256).with_for_update(read=True)
_name_use = insert(_use)
_drop_uses = delete(_use).where(_use.c.instance_id == bindparam("i"), _use.c.field == bindparam("f"))
_rename = (
    update(_use)
    .where(_use.c.instance_id == bindparam("i"), _use.c.field == bindparam("old"))
    .values(field=bindparam("new"))
)
_is_used = exists().where(_use.c.sha256 == _file.c.sha256)
_is_waited_for = exists().where(
    _upload.c.sha256 == _file.c.sha256, _upload.c.at >= bindparam("since"), _upload.c.used.is_(False)
)
_unneeded = select(_file.c.sha256).where(~_is_used, ~_is_waited_for).order_by(_file.c.sha256)
_forget_uploads = delete(_upload).where(_upload.c.at < bindparam("since"), _upload.c.sha256.in_(select(_use.c.sha256)))
_drop_uploads = delete(_upload).where(_upload.c.sha256 == bindparam("s"))
_drop_file = delete(_file).where(_file.c.sha256 == bindparam("s"))
_known = select(_file.c.sha256, _file.c.size, _is_used.label("used")).order_by(_file.c.sha256)


class FileUse(NamedTuple):
    """A field's file: in which instance and entry, at which place there, and what is known of the file itself."""

    instance_id: int
    seq: int
    field: str
    place: int
    sha256: str
    name: str
    by: str
    number: str
    size: int
    kind: str
    at: datetime


class KnownFile(NamedTuple):
    """A file of which the database says that it is kept, and whether a field names it."""

    sha256: str
    size: int
    used: bool


def keep_file(connection: Connection, sha256: str, size: int, kind: str, *, by: str, at: datetime) -> None:
    """Say that a file is kept; its row is locked until the transaction ends, so that nobody takes the file away."""
    row = {"sha256": sha256, "size": size, "kind": kind, "first_by": by, "at": at}
    connection.execute(_keep[connection.dialect.name], row)


def add_upload(connection: Connection, sha256: str, *, by: str, name: str, at: datetime) -> None:
    """Say that somebody has added a file, under which name and when."""
    row = {"sha256": sha256, "by": by, "name": name, "at": at, "used": False}
    connection.execute(_add[connection.dialect.name], row)


def hold_files(connection: Connection, hashes: Sequence[str]) -> None:
    """Let nobody take these files away until the transaction ends; if somebody is at it, wait until they are gone."""
    if hashes:
        connection.execute(_hold, {"hashes": list(hashes)}).all()


def uploads_by(
    connection: Connection, by: str, hashes: Sequence[str], *, since: datetime
) -> dict[str, tuple[str, int]]:
    """Return of these files those that `by` has added since an instant: the name, and the size in bytes."""
    found = connection.execute(_added, {"b": by, "since": since, "hashes": list(hashes)})
    return {sha256: (name, size) for sha256, name, size in found}


def uses_in(connection: Connection, key: int) -> list[FileUse]:
    """Return the uses in an instance, oldest first."""
    return [FileUse(*row) for row in connection.execute(_uses_in, {"i": key})]


def fields_naming(connection: Connection, sha256: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that name a file: the number of the instance, and the field."""
    yield from (tuple(row) for row in connection.execute(_naming, {"s": sha256}))


def add_uses(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say which fields name which files, and that those who have added these have used them."""
    connection.execute(_name_use, list(rows))
    hashes: dict[str, list[str]] = {}
    for row in rows:
        hashes.setdefault(row["by"], []).append(row["sha256"])
    for by in sorted(hashes):
        connection.execute(_use_up, {"b": by, "hashes": hashes[by]})


def drop_uses(connection: Connection, key: int, field: str) -> list[str]:
    """Take away the uses of a field of an instance; return the files that it had, each once."""
    found = dict.fromkeys(use.sha256 for use in uses_in(connection, key) if use.field == field)
    connection.execute(_drop_uses, {"i": key, "f": field})
    return list(found)


def rename_uses(connection: Connection, key: int, old: str, new: str) -> None:
    """Let the uses of a field have its new name."""
    connection.execute(_rename, {"i": key, "old": old, "new": new})


def unneeded(connection: Connection, *, since: datetime) -> list[str]:
    """Return the files that no field names, and that nobody has added since an instant to name them yet."""
    return list(connection.execute(_unneeded, {"since": since}).scalars())


def drop_if_unneeded(connection: Connection, sha256: str, *, since: datetime, now: datetime) -> bool:
    """Forget a file unless somebody needs it now; nobody can add it until the transaction ends, known or not."""
    keep_file(connection, sha256, 0, "", by="", at=now)
    if connection.execute(_unneeded.where(_file.c.sha256 == sha256), {"since": since}).first() is None:
        return False
    connection.execute(_drop_uploads, {"s": sha256})
    connection.execute(_drop_file, {"s": sha256})
    return True


def forget_uploads(connection: Connection, *, since: datetime) -> int:
    """Forget who has added files before an instant that fields name by now; return how many."""
    return connection.execute(_forget_uploads, {"since": since}).rowcount


def known_files(connection: Connection) -> Iterator[KnownFile]:
    """Yield every file that is kept, in the order of their hashes."""
    for row in connection.execute(_known, execution_options={"yield_per": _BATCH}):
        yield KnownFile(*row)


def sizes_of(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Return the sizes in bytes of those of these files that are kept."""
    asked = sorted(hashes)
    found: dict[str, int] = {}
    for start in range(0, len(asked), _BATCH):
        statement = select(_file.c.sha256, _file.c.size).where(_file.c.sha256.in_(asked[start : start + _BATCH]))
        found.update({row[0]: row[1] for row in connection.execute(statement)})
    return found


def count_files(connection: Connection) -> tuple[int, int]:
    """Return how many files are kept, and their bytes together."""
    count, size = connection.execute(
        select(func.count(), func.coalesce(func.sum(_file.c.size), 0)).select_from(_file)
    ).one()
    return count, size
