"""What `verify` reads: all rows about some instances at once, rows about none, and every stored definition."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import starmap
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select

from duban.storage.evidence_tables import FileUseRow
from duban.storage.feed_tables import FeedRow, FeedWaitingRow
from duban.storage.paper_tables import PaperRow
from duban.storage.reach_tables import LinkUseRow
from duban.storage.records import DefinitionRecord, HistoryRecord, InstanceRecord, OutboxRecord
from duban.storage.statements.finding.orders import BEGINNING
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import (
    BindingRow,
    CalendarDayRow,
    CalendarRow,
    CalendarVersionRow,
    ClaimRow,
    DefinitionRow,
    ErrandRow,
    HistoryRow,
    InstanceRow,
    KeyRow,
    LinkRow,
    OutboxRow,
    PrivateRow,
    ReceiptRow,
    RecurrenceRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

_instance, _history, _private = table_of(InstanceRow), table_of(HistoryRow), table_of(PrivateRow)
_claim, _binding, _link = table_of(ClaimRow), table_of(BindingRow), table_of(LinkRow)
_errand, _recurrence, _key = table_of(ErrandRow), table_of(RecurrenceRow), table_of(KeyRow)
_definition, _outbox, _receipt = table_of(DefinitionRow), table_of(OutboxRow), table_of(ReceiptRow)
_calendar, _day, _version = table_of(CalendarRow), table_of(CalendarDayRow), table_of(CalendarVersionRow)


def _among(key: ColumnElement[Any], *columns: ColumnElement[Any]) -> Select[Any]:
    return select(key, *columns).where(key.between(bindparam("first"), bindparam("last")))


_keys_after = select(_instance.c.id).where(_instance.c.id > bindparam("last")).order_by(_instance.c.id)
_number_of = select(_instance.c.number).where(_instance.c.id == bindparam("key"))
_batch = (
    select(*INSTANCE_COLUMNS)
    .where(_instance.c.id.between(bindparam("first"), bindparam("last")))
    .order_by(_instance.c.id)
)
_entries = _among(_history.c.instance_id, *(_history.c[name] for name in HistoryRecord.__struct_fields__)).order_by(
    _history.c.instance_id, _history.c.seq
)
_values = _among(_private.c.instance_id, _private.c.field, _private.c.value, _private.c.seq, _private.c.salt)
_claims = _among(_claim.c.instance_id, *(_claim.c[name] for name in ("clock", "round", "lap", "rung", "outcome", "at")))
_bindings = _among(_binding.c.instance_id, *(_binding.c[name] for name in ("role", "unit", "open", "done")))
_to = _among(_link.c.from_id, _instance.c.number, _link.c.kind, _link.c.at).outerjoin(
    _instance, _instance.c.id == _link.c.to_id
)
_from = _among(_link.c.to_id, _instance.c.number, _link.c.kind, _link.c.at).outerjoin(
    _instance, _instance.c.id == _link.c.from_id
)
_messages = _among(
    _outbox.c.instance_id, *(_outbox.c[name] for name in OutboxRecord.__slots__), _outbox.c.recalled
).order_by(_outbox.c.id)
_receipts = (
    select(_receipt.c.outbox_id, *(_receipt.c[name] for name in ("at", "outcome", "detail", "hash")))
    .join(_outbox, _outbox.c.id == _receipt.c.outbox_id)
    .where(_outbox.c.instance_id.between(bindparam("first"), bindparam("last")))
    .order_by(_receipt.c.id)
)
_feed, _waiting = table_of(FeedRow), table_of(FeedWaitingRow)
_link_use = table_of(LinkUseRow)
_links_used = _among(
    _outbox.c.instance_id, *(_link_use.c[name] for name in ("message_id", "trigger", "at", "by"))
).where(_link_use.c.message_id == _outbox.c.message_id)
_use = table_of(FileUseRow)
_uses = _among(
    _use.c.instance_id, *(_use.c[name] for name in ("seq", "field", "place", "sha256", "name", "by"))
).order_by(_use.c.instance_id, _use.c.seq, _use.c.field, _use.c.place)
_paper = table_of(PaperRow)
_papers = _among(_paper.c.instance_id, *(_paper.c[name] for name in ("seq", "content", "salt", "due_at"))).order_by(
    _paper.c.instance_id, _paper.c.seq
)
_all_days = select(_day.c.calendar, _day.c.day, _day.c.works, _day.c.note)
_versions = select(*(_version.c[name] for name in ("calendar", "stamp", "at", "days", "hash"))).order_by(
    _version.c.calendar, _version.c.stamp
)
_errands = select(_errand.c.number, _errand.c.kind, _errand.c.payload).order_by(_errand.c.id)
_periods = select(_recurrence.c.scenario, _recurrence.c.period, _recurrence.c.at, _instance.c.number).outerjoin(
    _instance, _instance.c.id == _recurrence.c.instance_id
)
_keys = select(_key.c.key, _key.c.verb, _key.c.arguments, _key.c.result, _key.c.at)
_definitions = select(*(_definition.c[name] for name in DefinitionRecord.__slots__)).order_by(_definition.c.digest)


@dataclass(slots=True)
class Message:
    """A message of the outbox, why it is to be withdrawn if it is, and its receipts, oldest first."""

    row: OutboxRecord
    recalled: str | None
    receipts: list[tuple[datetime, str, str, str | None]] = field(default_factory=list)
    """When, the outcome, the detail, and the hash."""


@dataclass(slots=True)
class Beside:
    """All that is stored about one instance beside its own row, as the tables have it."""

    history: list[HistoryRecord] = field(default_factory=list)
    private: list[tuple[str, str | None, int, str]] = field(default_factory=list)
    """Field, JSON text or None, seq, salt."""
    claims: dict[tuple[str, int, int, str], tuple[str, datetime]] = field(default_factory=dict)
    marks: dict[tuple[str, str], tuple[bool, bool]] = field(default_factory=dict)
    """The bindings, by role and unit: whether the instance is open, and whether the unit has done its part."""
    links: dict[tuple[str, str], datetime] = field(default_factory=dict)
    heard: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """Links from and to this instance, by the other's number (empty if it is gone) and the kind."""
    uses: list[tuple[int, str, int, str, str, str]] = field(default_factory=list)
    """Seq, field, place, hash and name of the files that are named, and by whom."""
    papers: dict[int, tuple[str, str, datetime | None]] = field(default_factory=dict)
    """What papers say, by the entry that has written it: content, salt of its hash, when its document is to be made."""
    links_used: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)
    """When and by whom the links in messages were used, by the message and what its link does."""
    messages: dict[int, Message] = field(default_factory=dict)
    """By the key of their rows."""


def with_all(connection: Connection, *, batch: int = 200) -> Iterator[tuple[InstanceRecord, Beside] | str]:
    """Yield all instances in the order of their keys with what is stored about each, reading `batch` at a time.

    Of one whose rows hold what cannot be read, such as an instant that is none, only the number is yielded.
    """
    last = 0
    while keys := connection.execute(_keys_after.limit(batch), {"last": last}).scalars().all():
        given = {"first": keys[0], "last": keys[-1]}
        try:
            yield from _read(connection, given)
        except ValueError:
            for key in keys:
                yield from _alone(connection, key)
        last = keys[-1]


def _read(connection: Connection, given: Mapping[str, int]) -> list[tuple[InstanceRecord, Beside]]:
    records = list(starmap(InstanceRecord, connection.execute(_batch, given).all()))
    beside = _beside(connection, given)
    return [(record, beside[record.id]) for record in records]


def _alone(connection: Connection, key: int) -> Sequence[tuple[InstanceRecord, Beside] | str]:
    try:
        return _read(connection, {"first": key, "last": key})
    except ValueError:
        return [str(connection.execute(_number_of, {"key": key}).scalar_one())]


def _beside(connection: Connection, given: Mapping[str, int]) -> Mapping[int, Beside]:
    found: defaultdict[int, Beside] = defaultdict(Beside)
    for key, *entry in connection.execute(_entries, given).all():
        found[key].history.append(HistoryRecord(*entry))
    for key, field_, value, seq, salt in connection.execute(_values, given).all():
        found[key].private.append((field_, value, seq, salt))
    for key, clock, round_, lap, rung, outcome, at in connection.execute(_claims, given).all():
        found[key].claims[clock, round_, lap, rung] = (outcome, at)
    for key, role, unit, is_open, done in connection.execute(_bindings, given).all():
        found[key].marks[role, unit] = (is_open, done)
    for key, number, kind, at in connection.execute(_to, given).all():
        found[key].links[number or "", kind] = at
    for key, number, kind, at in connection.execute(_from, given).all():
        found[key].heard[number or "", kind] = at
    for key, *use in connection.execute(_uses, given).all():
        found[key].uses.append((use[0], use[1], use[2], use[3], use[4], use[5]))
    for key, seq, content, salt, due_at in connection.execute(_papers, given).all():
        found[key].papers[seq] = (content, salt, due_at)
    _take_messages(connection, given, found)
    return found


def _take_messages(connection: Connection, given: Mapping[str, int], found: Mapping[int, Beside]) -> None:
    for key, message_id, trigger, at, by in connection.execute(_links_used, given).all():
        found[key].links_used[message_id, trigger] = (at, by)
    messages: dict[int, Message] = {}
    for key, *row, recalled in connection.execute(_messages, given).all():
        message = messages[row[0]] = Message(OutboxRecord(*row), recalled)
        found[key].messages[row[0]] = message
    for key, at, outcome, detail, digest in connection.execute(_receipts, given).all():
        messages[key].receipts.append((at, outcome, detail, digest))


def orphans(connection: Connection) -> list[str]:
    """Return the tables that have rows about an instance that there is not."""
    tables = (_history, _private, _claim, _binding, _outbox, _use, _paper)
    known = select(_instance.c.id)
    return [
        table.name
        for table in tables
        if connection.execute(select(table.c.instance_id).where(table.c.instance_id.not_in(known)).limit(1)).first()
    ]


def out_of_the_feed(connection: Connection, *, limit: int) -> list[tuple[str, int]]:
    """Return the first entries, by number and seq, that neither stand in the feed nor wait for their positions.

    What is older than the first entry of the feed may have been taken out of it, and is not asked for.
    """
    first = select(func.min(_feed.c.position)).scalar_subquery()
    begun = (
        select(func.coalesce(func.min(_history.c.at), BEGINNING))
        .join(_feed, (_feed.c.instance_id == _history.c.instance_id) & (_feed.c.seq == _history.c.seq))
        .where(_feed.c.position == first)
        .scalar_subquery()
    )
    placed = select(_feed.c.position).where(
        _feed.c.instance_id == _history.c.instance_id, _feed.c.seq == _history.c.seq
    )
    waits = select(_waiting.c.id).where(
        _waiting.c.instance_id == _history.c.instance_id, _history.c.seq.between(_waiting.c.first, _waiting.c.last)
    )
    query = (
        select(_instance.c.number, _history.c.seq)
        .join(_instance, _instance.c.id == _history.c.instance_id)
        .where(_history.c.at >= begun, ~exists(placed), ~exists(waits))
        .order_by(_history.c.instance_id, _history.c.seq)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def of_nothing(connection: Connection, *, limit: int) -> list[int]:
    """Return the first positions of the feed at which there is no entry."""
    entry = (_history.c.instance_id == _feed.c.instance_id) & (_history.c.seq == _feed.c.seq)
    query = select(_feed.c.position).outerjoin(_history, entry).where(_history.c.seq.is_(None))
    return list(connection.execute(query.order_by(_feed.c.position).limit(limit)).scalars())


def definitions(connection: Connection) -> list[DefinitionRecord]:
    """Return every stored definition, as it is stored."""
    return list(starmap(DefinitionRecord, connection.execute(_definitions)))


def versions(connection: Connection) -> list[tuple[str, int, datetime, str, str]]:
    """Return every import of a calendar, in order: calendar, stamp, when, the days as JSON, and the hash."""
    return [tuple(row) for row in connection.execute(_versions)]


def stamps(connection: Connection) -> dict[str, int]:
    """Return how often each calendar was imported."""
    return {row[0]: row[1] for row in connection.execute(select(_calendar.c.name, _calendar.c.stamp))}


def days(connection: Connection) -> dict[str, dict[str, list[Any]]]:
    """Return the imported days of every calendar: whether each is worked, and its note."""
    found: dict[str, dict[str, list[Any]]] = {}
    for calendar, day, works, note in connection.execute(_all_days):
        found.setdefault(calendar, {})[day.isoformat()] = [bool(works), note]
    return found


def errands(connection: Connection) -> list[tuple[str, str, str]]:
    """Return every errand that waits: the number of its addressee, its kind and its payload."""
    return [tuple(row) for row in connection.execute(_errands)]


def periods(connection: Connection) -> list[tuple[str, str, datetime, str | None]]:
    """Return the handled periods of recurring work: scenario, period, when, and the number of what was opened."""
    return [tuple(row) for row in connection.execute(_periods)]


def keys(connection: Connection) -> Iterator[tuple[str, str, str, str, datetime]]:
    """Yield every idempotency key: the key, its verb, the digest of its arguments, its result, and when it was used."""
    yield from (tuple(row) for row in connection.execute(_keys, execution_options={"yield_per": 1000}))
