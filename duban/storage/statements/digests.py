"""Digests: messages to one address that leave as one, which is a message of the outbox itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import starmap
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, insert, literal_column, or_, select, update

from duban.storage.records import OutboxRecord
from duban.storage.statements.instances import table_of
from duban.storage.tables import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

DIGEST = "#digest"
"""Stands where other messages have the name of their wording; no scenario can declare such a name."""

_FROZEN = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when the messages of a digest that was tried are held: for as long as it is tried."""

LONGEST_PATIENCE = 20
"""The most working days for which a message may be made to wait for others to its reader."""

_MANY = 900
"""The most values in one statement, below the limit of every SQLite."""


class MemberLocked(Exception):
    """Somebody else's transaction holds a message of a digest: it is to be asked again, in another transaction."""


_outbox = table_of(OutboxRow)
_COLUMNS = [_outbox.c[name] for name in OutboxRecord.__slots__]
# A literal and not a bound parameter: SQLite uses a partial index only if it sees its condition in the statement.
_is_pending = _outbox.c.status == literal_column("'pending'", String())
_gathers = (
    _is_pending,
    or_(_outbox.c.leased_until.is_(None), _outbox.c.leased_until <= bindparam("now")),
    _outbox.c.recalled.is_(None),
    _outbox.c.digest_id.is_(None),
    _outbox.c.instance_id.is_not(None),
    _outbox.c.urgent.is_(False),
    _outbox.c.attempts == 0,
    _outbox.c.address != "",
)
_free = (
    select(*_COLUMNS)
    .where(
        *_gathers,
        _outbox.c.not_before <= bindparam("now"),
        _outbox.c.medium.in_(bindparam("media", expanding=True)),
    )
    .order_by(_outbox.c.medium, _outbox.c.address, _outbox.c.id)
    .with_for_update(skip_locked=True)
)
_waiting = (
    select(*_COLUMNS)
    .where(
        *_gathers,
        _outbox.c.behind.is_(None),
        _outbox.c.not_before > bindparam("now"),
        _outbox.c.medium == bindparam("medium"),
        _outbox.c.address.in_(bindparam("addresses", expanding=True)),
    )
    .order_by(_outbox.c.id)
    .with_for_update(skip_locked=True)
)
_one = select(*_COLUMNS).where(_outbox.c.id == bindparam("key"))
_add = insert(_outbox)
_take_in = (
    update(_outbox).where(_outbox.c.id.in_(bindparam("keys", expanding=True))).values(digest_id=bindparam("into"))
)
_members = (
    select(*_COLUMNS)
    .where(_outbox.c.id.in_(bindparam("keys", expanding=True)), _outbox.c.digest_id == bindparam("of"))
    .order_by(_outbox.c.id)
)
_standing = _members.where(_is_pending, _outbox.c.recalled.is_(None))
_pending = _members.where(_is_pending)
_behind = select(_outbox.c.id).where(
    _outbox.c.behind.in_(bindparam("before", expanding=True)), _outbox.c.behind.is_not(None)
)
_hold_behind = _behind.order_by(_outbox.c.id).with_for_update(skip_locked=True)
_hold = update(_outbox).where(_outbox.c.id.in_(bindparam("keys", expanding=True)), _is_pending)
_facts = update(_outbox).where(_outbox.c.id == bindparam("key")).values(facts=bindparam("new_facts"))


def gatherable(connection: Connection, *, now: datetime, media: Collection[str]) -> list[OutboxRecord]:
    """Return the messages that may leave now as one with others, by medium and address; those are locked."""
    return list(starmap(OutboxRecord, connection.execute(_free, {"now": now, "media": list(media)})))


def waiting_for(
    connection: Connection, *, now: datetime, medium: str, addresses: Collection[str]
) -> list[OutboxRecord]:
    """Return the messages to these addresses that still wait, and may leave with others now; those are locked."""
    found: list[OutboxRecord] = []
    wanted = sorted(set(addresses))
    for at in range(0, len(wanted), _MANY):
        given = {"now": now, "medium": medium, "addresses": wanted[at : at + _MANY]}
        found += starmap(OutboxRecord, connection.execute(_waiting, given))
    return found


def gather(connection: Connection, message_id: str, members: Sequence[OutboxRecord], *, now: datetime) -> None:
    """Add the digest of messages to one address, of which the first is the one that matters most."""
    first = members[0]
    keys = [each.id for each in members]
    row = {
        "message_id": message_id,
        "instance_id": None,
        "number": "",
        "definition": first.definition,
        "message": DIGEST,
        "facts": _told(json.loads(first.facts), keys, frozen=False),
        **{name: getattr(first, name) for name in ("medium", "unit", "contact", "address")},
        "is_copy": False,
        "urgent": False,
        "round": 0,
        "status": "pending",
        "not_before": now,
        "attempts": 0,
        "created_at": now,
    }
    (key,) = connection.execute(_add, row).inserted_primary_key or (None,)
    connection.execute(_take_in, {"keys": keys, "into": key})


def members_of(connection: Connection, digest: OutboxRecord) -> list[OutboxRecord]:
    """Return the messages of a digest as it was first tried, or else as it was gathered."""
    return _read(connection, _members, digest)


def told_together(connection: Connection, key: int) -> list[int]:
    """Return the ids of the messages that a digest tells of; it keeps them, so that none has to be looked for."""
    row = connection.execute(_one, {"key": key}).first()
    digest = None if row is None else OutboxRecord(*row)
    keys: list[int] = [] if digest is None or digest.message != DIGEST else json.loads(digest.facts)["members"]
    return keys


def freeze(connection: Connection, digest: OutboxRecord) -> list[OutboxRecord]:
    """Hold the messages that a digest tells of, and return them: those that still stand when it is first tried.

    From then on every attempt says the same, and what is withdrawn meanwhile is only recalled. Raises MemberLocked.
    """
    facts = json.loads(digest.facts)
    if facts["frozen"]:
        return members_of(connection, digest)
    found = _locked(connection, _standing, digest)
    keep(connection, digest, [each.id for each in found])
    return found


def keep(connection: Connection, digest: OutboxRecord, keys: Collection[int]) -> None:
    """Let a digest tell of these of its messages, and hold them."""
    connection.execute(_hold.values(leased_until=_FROZEN, leased_by=None), {"keys": list(keys)})
    connection.execute(_facts, {"key": digest.id, "new_facts": _told(json.loads(digest.facts), keys, frozen=True)})


def standing(connection: Connection, digest: OutboxRecord) -> list[OutboxRecord]:
    """Return the messages of a digest that have not ended meanwhile, and lock them. Raises MemberLocked.

    What stands behind them is locked as well: it ends with them.
    """
    found = sorted(_locked(connection, _pending, digest), key=lambda member: member.id)
    if connection.dialect.name != "sqlite":
        given = {"before": [member.message_id for member in found]}
        if len(connection.execute(_hold_behind, given).all()) != len(connection.execute(_behind, given).all()):
            raise MemberLocked
    return found


def as_stored(connection: Connection, digest: OutboxRecord) -> OutboxRecord:
    """Return a digest as it is stored now."""
    return OutboxRecord(*connection.execute(_one, {"key": digest.id}).one())


def thaw(connection: Connection, digest: OutboxRecord) -> None:
    """Let go of the messages of a digest that could not be tried after all, so that they may still drop out."""
    facts = json.loads(digest.facts)
    keys = facts["members"]
    connection.execute(_hold.values(leased_until=None, leased_by=None), {"keys": keys})
    connection.execute(_facts, {"key": digest.id, "new_facts": _told(facts, keys, frozen=False)})


def hold(connection: Connection, digest: OutboxRecord) -> None:
    """Hold the messages of a digest once more that is tried again later."""
    keys = json.loads(digest.facts)["members"]
    connection.execute(_hold.values(leased_until=_FROZEN, leased_by=None), {"keys": keys})


def _told(before: Mapping[str, Any], keys: Collection[int], *, frozen: bool) -> str:
    """Return what a digest keeps: its messages, whether it was tried, and by whose calendar its reader works."""
    own = {name: before[name] for name in ("calendar",) if before.get(name)}
    # Without blanks, as all facts are: what looks for a calendar of one's own looks for it so.
    return json.dumps({**own, "members": list(keys), "frozen": frozen}, separators=(",", ":"))


def let_go(connection: Connection, keys: Collection[int]) -> None:
    """Let messages leave alone instead of in a digest."""
    connection.execute(_hold.values(digest_id=None, leased_until=None, leased_by=None), {"keys": list(keys)})


def _read(connection: Connection, query: Select[Any], digest: OutboxRecord) -> list[OutboxRecord]:
    """Return messages of a digest in the order in which it tells of them."""
    keys = json.loads(digest.facts)["members"]
    found = {row[0]: OutboxRecord(*row) for row in connection.execute(query, {"keys": keys, "of": digest.id})}
    return [found[key] for key in keys if key in found]


def _locked(connection: Connection, query: Select[Any], digest: OutboxRecord) -> list[OutboxRecord]:
    """Return messages of a digest, locked; raise MemberLocked instead of waiting while some of them are held.

    Acts lock the messages of their instances in an order of their own: two that waited for each other would never end.
    """
    found = _read(connection, query.with_for_update(skip_locked=True), digest)
    if connection.dialect.name != "sqlite" and len(found) != len(_read(connection, query, digest)):
        raise MemberLocked
    return found


def is_digest(record: OutboxRecord) -> bool:
    """Return whether a message of the outbox is a digest of others."""
    return record.message == DIGEST
