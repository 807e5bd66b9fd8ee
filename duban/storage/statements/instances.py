"""Instances: lock, read, open and change them, with their history, idempotency keys and private values.

Every statement is built once. A writer first locks the instance, by a statement that changes nothing, and then judges
what it reads.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Integer,
    String,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    collate,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from duban import words
from duban.states import is_keepable
from duban.storage.chain import canonical_json
from duban.storage.connection import BUSY_TIMEOUT_SECONDS, WAIT_SECONDS, WRITE_LOCK_HELD, Prepared, PreparedRead
from duban.storage.directory_tables import DirectoryRow
from duban.storage.errors import StorageBusy
from duban.storage.reach_tables import AddressRow
from duban.storage.records import DefinitionRecord, HistoryRecord, InstanceRecord
from duban.storage.tables import (
    BindingRow,
    CalendarRow,
    CounterRow,
    DefinitionRow,
    HistoryRow,
    InstanceRow,
    PrivateRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Executable
    from sqlalchemy.engine import Connection


Result = TypeVar("Result")


def table_of(row: type) -> Table:
    """Return the Core table behind a SQLModel class."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


_instance, _history = table_of(InstanceRow), table_of(HistoryRow)
_binding, _definition, _counter = table_of(BindingRow), table_of(DefinitionRow), table_of(CounterRow)
_private = table_of(PrivateRow)
_calendar = table_of(CalendarRow)
CALENDARS = select(func.sum(_calendar.c.stamp)).scalar_subquery()
"""Read together with each instance, so that every process notices an import at the next instance that it reads."""
_none = literal_column("0", BigInteger())  # no parameter: the statements that are prepared have none of their own
_changed = func.coalesce(select(func.max(table_of(DirectoryRow).c.seq)).scalar_subquery(), _none)
_marked = func.coalesce(select(func.max(table_of(AddressRow).c.seq)).scalar_subquery(), _none)
MARKED = 2**32
DIRECTORY = _changed + _marked * literal_column(str(MARKED), BigInteger())
"""Likewise, so that every process notices a change of the directory, and an address that is dead or works again."""
_BESIDE = ("calendars", "directory")
INSTANCE_COLUMNS = [
    *(_instance.c[name] for name in InstanceRecord.__struct_fields__ if name not in _BESIDE),
    *(CALENDARS, DIRECTORY),
]
_HISTORY_COLUMNS = [_history.c[name] for name in HistoryRecord.__struct_fields__]

_touch = Prepared(update(_instance).where(_instance.c.number == bindparam("n")).values(version=_instance.c.version))
_read_one = select(*INSTANCE_COLUMNS).where(_instance.c.number == bindparam("n"))
# Rows of the application that point at the instance need not wait for its acts, nor these for them.
_read, _read_locked = PreparedRead(_read_one), PreparedRead(_read_one.with_for_update(key_share=True))
# One JSON value, however many numbers there are, so that the statement text is always the same.
_among_json = _instance.c.number.in_(select(func.json_each(bindparam("numbers", type_=JSON())).table_valued("value")))
_among_array = _instance.c.number == any_(bindparam("numbers", type_=ARRAY(String())))
_touch_many = Prepared(update(_instance).where(_among_json).values(version=_instance.c.version))
_read_many = {
    "sqlite": PreparedRead(select(*INSTANCE_COLUMNS).where(_among_json)),
    # By code points, whatever the server's collation: `link` locks its two instances in Python's sort order.
    "postgresql": PreparedRead(
        select(*INSTANCE_COLUMNS)
        .where(_among_array)
        .order_by(collate(_instance.c.number, "C"))
        .with_for_update(of=_instance, key_share=True)
    ),
}
_by_external = select(_instance.c.number).where(
    _instance.c.source == bindparam("s"), _instance.c.external_no == bindparam("e")
)
_by_externals = select(_instance.c.external_no, _instance.c.number).where(
    _instance.c.source == bindparam("s"), _instance.c.external_no.in_(bindparam("e", expanding=True))
)
_of_source = (
    select(_instance.c.external_no, *INSTANCE_COLUMNS)
    .where(_instance.c.source == bindparam("s"), _instance.c.external_no.is_not(None))
    .order_by(_instance.c.id)
)
_unbind = Prepared(delete(_binding).where(_binding.c.instance_id == bindparam("i"), _binding.c.role == bindparam("r")))
_bind = Prepared(insert(_binding))
_private_append = insert(_private)
_private_read = (
    select(_private.c.field, _private.c.value, _private.c.seq, _private.c.salt)
    .where(_private.c.instance_id == bindparam("i"))
    .order_by(_private.c.seq)
)
_private_read_many = (
    select(_private.c.instance_id, _private.c.field, _private.c.value, _private.c.seq, _private.c.salt)
    .where(_private.c.instance_id.in_(bindparam("keys", expanding=True)))
    .order_by(_private.c.instance_id, _private.c.seq)
)
_MANY = 900
"""The most keys in one statement, below the limit of every SQLite."""
_histories_read = (
    select(_instance.c.number, _instance.c.definition, *_HISTORY_COLUMNS)
    .outerjoin(_history, _history.c.instance_id == _instance.c.id)
    .where(_instance.c.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_instance.c.id, _history.c.seq)
)
_history_read = select(*_HISTORY_COLUMNS).where(_history.c.instance_id == bindparam("i")).order_by(_history.c.seq)
_hashes_read = (
    select(_instance.c.number, _history.c.seq, _history.c.hash)
    .join(_history, _history.c.instance_id == _instance.c.id)
    .where(_instance.c.number.in_(bindparam("numbers", expanding=True)))
)
_definitions_read = select(
    _definition.c.digest, _definition.c.scenario, _definition.c.version, _definition.c.document
).where(_definition.c.digest.in_(bindparam("digests", expanding=True)))
_counter_back = (
    update(_counter)
    .where(_counter.c.scenario == bindparam("s"), _counter.c.year == bindparam("y"))
    .values(value=_counter.c.value - bindparam("n", type_=Integer()))
)

_given_out = select(_counter.c.value).where(_counter.c.scenario == bindparam("s"), _counter.c.year == bindparam("y"))
_numbers_with_gaps = select(
    func.coalesce(_given_out.scalar_subquery(), 0) + func.nextval(literal_column("'duban_number'"), type_=Integer())
).select_from(func.generate_series(1, bindparam("n", type_=Integer())))
_highest = select(func.max(_instance.c.seq)).where(
    _instance.c.scenario == bindparam("s"), _instance.c.year == bindparam("y")
)
_counter_on = (
    update(_counter)
    .where(_counter.c.scenario == bindparam("s"), _counter.c.year == bindparam("y"))
    .values(value=bindparam("n", type_=Integer()))
)
_counters_of = select(_counter.c.year, _counter.c.value).where(_counter.c.scenario == bindparam("s"))
_highest_by_year = (
    select(_instance.c.year, func.max(_instance.c.seq))
    .where(_instance.c.scenario == bindparam("s"))
    .group_by(_instance.c.year)
)

_SHORTEST_WAIT, _LONGEST_WAIT = 0.001, 0.05
"""Seconds between two looks at a counter that another transaction holds."""

# A transaction that waits for a row waits without end, and to end that by a timeout would be an SQL error, which breaks
# a caller's transaction. So this lock is tried, within the statement that takes the number; the name keeps it apart
# from whatever else the database's users lock.
_at_hand = func.pg_try_advisory_xact_lock(
    func.hashtext(literal_column("'duban_counter'")),
    func.hashtext(bindparam("s", type_=Text()) + cast(bindparam("y", type_=Integer()), Text())),
)

_INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": pg_insert}


def insert_or_nothing(table: Table) -> dict[str, Any]:
    """Return for each database the insert of a row that does nothing if there is one; its row count says who was first.

    An insert does not count its rows unless asked to.
    """
    return {
        name: make(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        for name, make in _INSERTS.items()
    }


def _counter_next(make: Any) -> Any:  # noqa: ANN401 - either dialect's insert
    taken = select(
        bindparam("s", type_=Text()), bindparam("y", type_=Integer()), bindparam("n", type_=Integer())
    ).where(_at_hand if make is pg_insert else true())
    statement = make(_counter)
    return (
        statement.from_select(["scenario", "year", "value"], taken)
        .on_conflict_do_update(
            index_elements=[_counter.c.scenario, _counter.c.year],
            set_={"value": _counter.c.value + statement.excluded.value},
        )
        .returning(_counter.c.value)
    )


_insert_definition = insert_or_nothing(_definition)
_next_number = {name: PreparedRead(_counter_next(make)) for name, make in _INSERTS.items()}


def lock_instance(connection: Connection, number: str) -> InstanceRecord | None:
    """Lock an instance and return it, or None if there is no such number."""
    if not is_keepable(number):
        return None
    if connection.dialect.name == "sqlite":
        if not connection.get_execution_options().get(WRITE_LOCK_HELD):
            _touch.run(connection, [{"n": number}])
        row = _read.first(connection, {"n": number})
    else:
        row = _read_locked.first(connection, {"n": number})
    return None if row is None else InstanceRecord(*row)


def lock_instances(connection: Connection, numbers: Sequence[str]) -> list[InstanceRecord]:
    """Lock instances and return them, in the order of their numbers so that two callers cannot deadlock."""
    given = {"numbers": [number for number in numbers if is_keepable(number)]}
    dialect = connection.dialect.name
    if dialect == "sqlite" and not connection.get_execution_options().get(WRITE_LOCK_HELD):
        _touch_many.run(connection, [given])
    return [InstanceRecord(*row) for row in _read_many[dialect].all(connection, given)]


def read_instance(connection: Connection, number: str) -> InstanceRecord | None:
    """Return an instance, or None if there is no such number."""
    row = _read.first(connection, {"n": number}) if is_keepable(number) else None
    return None if row is None else InstanceRecord(*row)


def find_external(connection: Connection, source: str, external_no: str) -> str | None:
    """Return the number of the instance that was opened for another system's number, or None."""
    return connection.execute(_by_external, {"s": source, "e": external_no}).scalar()


def find_externals(connection: Connection, source: str, numbers: Sequence[str]) -> dict[str, str]:
    """Return the numbers of the instances that were opened for these of another system's numbers, by the latter."""
    parts = [numbers[at : at + 500] for at in range(0, len(numbers), 500)]
    return {row[0]: row[1] for part in parts for row in connection.execute(_by_externals, {"s": source, "e": part})}


def find_of_source(connection: Connection, source: str) -> dict[str, InstanceRecord]:
    """Return the instances that were opened for the matters of an outside source, by their numbers there."""
    return {row[0]: InstanceRecord(*row[1:]) for row in connection.execute(_of_source, {"s": source})}


def take_seq(connection: Connection, scenario: str, year: int, *, many: int = 1) -> int:
    """Take the next `many` sequence numbers of a scenario's year and return the first of them.

    The counter row stays locked until the transaction ends, so that there are no gaps. Raises StorageBusy where another
    transaction has it for longer than the busy timeout.
    """
    given = {"s": scenario, "y": year, "n": many}
    held = words.Line("another transaction holds the next number of {scenario}", scenario=scenario)
    row = once_free(connection, lambda: _next_number[connection.dialect.name].first(connection, given), held)
    last: int = row[0]
    return last - many + 1


def once_free(connection: Connection, attempt: Callable[[], Result | None], held: words.Line) -> Result:
    """Return what an attempt returns that finds what it needs not `held` by another transaction.

    Raises StorageBusy if each finds it held, for as long as may be waited.
    """
    until = time.monotonic() + connection.info.get(WAIT_SECONDS, BUSY_TIMEOUT_SECONDS)
    wait = _SHORTEST_WAIT
    while (found := attempt()) is None:
        if time.monotonic() >= until:
            raise StorageBusy(held)
        # By the server: where the connection is an async application's, the loop in which others commit goes on.
        connection.exec_driver_sql(f"SELECT pg_sleep({wait})")
        wait = min(2 * wait, _LONGEST_WAIT)
    return found


def take_with_gaps(connection: Connection, scenario: str, year: int, *, many: int = 1) -> list[int]:
    """Take numbers from PostgreSQL's one sequence, for which nobody waits; those of a rollback are gone.

    They follow the numbers that the scenario's counter gave out before gaps were allowed.
    """
    return list(connection.execute(_numbers_with_gaps, {"s": scenario, "y": year, "n": many}).scalars())


def pass_over(connection: Connection, scenario: str, year: int, first: int, *, many: int) -> int:
    """Let a counter that has just given out `first` go on after the highest number that there is; return the first."""
    highest = connection.execute(_highest, {"s": scenario, "y": year}).scalar() or 0
    if highest < first:
        return first
    connection.execute(_counter_on, {"s": scenario, "y": year, "n": highest + many})
    return int(highest) + 1


def lift_counters(connection: Connection, scenario: str) -> None:
    """Let each year's counter of a scenario go on after the highest number that there is; nobody else may use them."""
    counters = {row[0]: row[1] for row in connection.execute(_counters_of, {"s": scenario})}
    for year, highest in connection.execute(_highest_by_year, {"s": scenario}).all():
        if year not in counters:
            connection.execute(insert(_counter), {"scenario": scenario, "year": year, "value": highest})
        elif counters[year] < highest:
            connection.execute(_counter_on, {"s": scenario, "y": year, "n": highest})


def give_back_seq(connection: Connection, scenario: str, year: int, *, many: int = 1) -> None:
    """Give back the last `many` sequence numbers that `take_seq` took in the same transaction."""
    connection.execute(_counter_back, {"s": scenario, "y": year, "n": many})


def read_history(connection: Connection, key: int) -> list[HistoryRecord]:
    """Return an instance's history, oldest first."""
    return [HistoryRecord(*row) for row in connection.execute(_history_read, {"i": key})]


def read_histories(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[str, list[HistoryRecord]]]:
    """Return for each number the digest that the instance is pinned to and its history, oldest first."""
    found: dict[str, tuple[str, list[HistoryRecord]]] = {}
    for number, digest, *entry in _many(connection, _histories_read, "numbers", numbers):
        _, history = found.setdefault(number, (digest, []))
        if entry[0] is not None:  # None if somebody has deleted the history: `verify` reports it
            history.append(HistoryRecord(*entry))
    return found


def read_hashes(connection: Connection, numbers: Sequence[str]) -> dict[str, dict[int, str]]:
    """Return for each number the hashes of its history's entries by their seq."""
    found: dict[str, dict[int, str]] = {}
    for number, seq, digest in _many(connection, _hashes_read, "numbers", numbers):
        found.setdefault(number, {})[seq] = digest
    return found


def _many(connection: Connection, statement: Executable, name: str, keys: Sequence[object]) -> Iterator[Any]:
    """Yield the rows of a statement for very many keys, running it once for each part of them."""
    for start in range(0, len(keys), _MANY):
        yield from connection.execute(statement, {name: keys[start : start + _MANY]})


def bind_units(
    connection: Connection, bound: Sequence[tuple[int, Mapping[str, Iterable[str]]]], *, fresh: bool = False
) -> None:
    """Write which units fill which roles of instances, replacing those before; `fresh` instances have none yet."""
    if not fresh:
        _unbind.run(connection, [{"i": key, "r": role} for key, units in bound for role in units])
    _bind.run_in_order(
        connection,
        ("instance_id", "role", "unit"),
        [(key, role, unit) for key, units in bound for role, names in units.items() for unit in names],
    )


def store_definition(connection: Connection, record: DefinitionRecord, *, at: datetime) -> None:
    """Store a definition, unless it is stored already, so that instances can be pinned to it."""
    values = {name: getattr(record, name) for name in DefinitionRecord.__slots__}
    connection.execute(_insert_definition[connection.dialect.name], {**values, "stored_at": at})


def read_definitions(connection: Connection, digests: Sequence[str]) -> list[DefinitionRecord]:
    """Return the definitions with these digests, leaving out those that are not stored."""
    return [DefinitionRecord(*row) for row in _many(connection, _definitions_read, "digests", digests)]


def keep_private(connection: Connection, key: int, seq: int, values: Mapping[str, tuple[str, Any]]) -> None:
    """Store the private values (field to salt and value) whose hashes are in the history entry `seq`."""
    rows = [
        {"instance_id": key, "seq": seq, "field": field, "salt": salt, "value": canonical_json(value)}
        for field, (salt, value) in values.items()
    ]
    connection.execute(_private_append, rows)


def read_private(connection: Connection, key: int) -> list[tuple[str, str | None, int, str]]:
    """Return an instance's private values, oldest first, as (field, JSON text or None if erased, seq, salt)."""
    return [tuple(row) for row in connection.execute(_private_read, {"i": key})]


def read_private_of(connection: Connection, keys: Sequence[int]) -> dict[int, list[tuple[str, str | None, int, str]]]:
    """Return the private values of many instances by key, each as `read_private` returns them."""
    found: dict[int, list[tuple[str, str | None, int, str]]] = {}
    for row in _many(connection, _private_read_many, "keys", keys):
        found.setdefault(row[0], []).append((row[1], row[2], row[3], row[4]))
    return found


def new_salt() -> str:
    """Return a fresh salt for one private value."""
    return secrets.token_hex(16)
