"""The text search: which instances its index knows as they are, what they are found by, and the condition of a search.

The index has, for each pair of neighbouring characters, the instances whose text has it. A search takes the instances
that have all pairs of its words, as long as these are few, and then looks whether they have the words. Words that many
have are looked for in the texts themselves, in the order of the list, which soon has found enough for a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Text,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from duban.states import pairs_beginning, pairs_of
from duban.storage.connection import PreparedRead
from duban.storage.postings import SPAN, common, packed, unpacked
from duban.storage.records import InstanceRecord
from duban.storage.search_tables import PairRow, SearchRow
from duban.storage.statements.instances import INSTANCE_COLUMNS, table_of
from duban.storage.tables import HistoryRow, InstanceRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Column, Select
    from sqlalchemy.engine import Connection

Words = Sequence[Sequence[str]]
"""The folded words that a text must have, each with what else would do for it."""

FEW = 3_000
"""The most instances that are looked at one by one; if more have the pairs, the list is gone through in its order."""

_MOST_ROWS = 2_000
"""The most rows that are read for a word of one character, of which all pairs that begin with it count."""

_MOST_BYTES = 8 * FEW
"""And the most bytes of these, of which two or less are an instance, perhaps the same one several times."""

_BLOCK_BITS = 24
_BLOCK = (1 << _BLOCK_BITS) - 1
_SPAN_BITS = SPAN.bit_length() - 1
_LOCK = 0x64756261AD  # any number that nobody else is likely to use

_instance, _history = table_of(InstanceRow), table_of(HistoryRow)
_search, _pair = table_of(SearchRow), table_of(PairRow)

_NONE = literal_column("0")
"""As text, because SQLite wants an offset with each limit, and prepared statements know no values of their own."""

_behind = _instance.c.searched != _instance.c.head_seq
# In the order of the index of those that are behind: by their keys, a planner would go through all instances.
_waiting = PreparedRead(
    select(*INSTANCE_COLUMNS, _instance.c.searched)
    .where(_behind, tuple_(_instance.c.searched, _instance.c.id) > tuple_(bindparam("after"), bindparam("after_id")))
    .order_by(_instance.c.searched, _instance.c.id)
    .limit(bindparam("limit"))
    .offset(_NONE)
)
_first_missed = and_(_history.c.instance_id == _instance.c.id, _history.c.seq == _instance.c.searched + 1)
_lag = (
    select(func.count(), func.min(_history.c.at))
    .select_from(_instance.outerjoin(_history, _first_missed))
    .where(_behind)
)
_mark = update(_instance).where(_instance.c.id == bindparam("key")).values(searched=bindparam("entry"))
_rewrite = (
    update(_search)
    .where(_search.c.instance_id == bindparam("key"))
    .values(seq=bindparam("new_seq"), text=bindparam("new_text"))
)
_pair_rewrite = update(_pair).where(_pair.c.key == bindparam("of")).values(instances=bindparam("now"))
_pair_delete = delete(_pair).where(_pair.c.key == bindparam("of"))
_last_key = PreparedRead(select(func.max(_search.c.instance_id)))
_beginning = PreparedRead(
    select(_pair.c.key, _pair.c.instances)
    .where(_pair.c.key >= bindparam("start"), _pair.c.key < bindparam("stop"))
    .limit(bindparam("limit"))
    .offset(_NONE)
)


def _of_keys(query: Select[Any], column: Column[Any]) -> dict[str, Select[Any]]:
    """Return for each database the rows whose key is one of `keys`: one value, however many there are."""
    values = func.json_each(bindparam("keys", type_=JSON())).table_valued("value")
    return {
        "sqlite": query.where(column.in_(select(values.c.value))),
        "postgresql": query.where(column == any_(bindparam("keys", type_=ARRAY(BigInteger())))),
    }


def _prepared(queries: Mapping[str, Select[Any]]) -> dict[str, PreparedRead]:
    return {name: PreparedRead(query) for name, query in queries.items()}


_texts = _prepared(_of_keys(select(_search.c.instance_id, _search.c.seq, _search.c.text), column=_search.c.instance_id))
_pairs = _prepared(_of_keys(select(_pair.c.key, _pair.c.instances), column=_pair.c.key))
_entries = _prepared(
    _of_keys(
        select(_history.c.instance_id, _history.c.seq, _history.c.kind, _history.c.payload)
        .where(_history.c.seq > bindparam("after"))
        .order_by(_history.c.instance_id, _history.c.seq),
        column=_history.c.instance_id,
    )
)
_unlocked = _of_keys(select(_instance.c.id).order_by(_instance.c.id), column=_instance.c.id)["postgresql"]
_unlocked = _unlocked.with_for_update(skip_locked=True, key_share=True)


class Page(NamedTuple):
    """The text of an instance at an entry of its history, and the entry and text that the index has had."""

    instance_id: int
    seq: int
    text: str
    before: tuple[int, str]


def waiting(
    connection: Connection, *, after: tuple[int, int] = (-1, 0), limit: int
) -> tuple[list[InstanceRecord], tuple[int, int] | None]:
    """Return instances whose text the index does not know as it is, and the place to go on from or None at the end."""
    rows = _waiting.all(connection, {"after": after[0], "after_id": after[1], "limit": limit})
    records = [InstanceRecord(*row[:-1]) for row in rows]
    return records, (rows[-1][-1], records[-1].id) if len(rows) == limit else None


def lag(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many instances the index does not know as they are, and since when at the earliest."""
    count, since = connection.execute(_lag).one()
    return count, since


def read_texts(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return by key the entry and the text by which instances are found; those that never were are left out."""
    return {row[0]: (row[1], row[2]) for row in _texts[connection.dialect.name].all(connection, {"keys": list(keys)})}


def read_entries(connection: Connection, after: Mapping[int, int]) -> Iterator[tuple[int, int, str, str]]:
    """Yield the entries behind a seq, in order, as (key, seq, kind, payload); `after` has the seq by key."""
    given = {"keys": list(after), "after": min(after.values())}
    for key, seq, kind, payload in _entries[connection.dialect.name].all(connection, given):
        if seq > after[key]:
            yield key, seq, kind, payload


# -- the index --------------------------------------------------------------------------------------------------------


def keep(connection: Connection, pages: Sequence[Page]) -> int | None:
    """Let instances be found by new texts, in a transaction that writes; return of how many this was noted.

    Those are left behind that another process has meanwhile taken up, or that somebody is acting on. None is returned
    if another process is at it.
    """
    if not _locked(connection):
        return None
    there = read_texts(connection, [page.instance_id for page in pages])
    pages = [page for page in pages if there.get(page.instance_id, (0, "")) == page.before]
    _write_pairs(connection, *_pairs_changed(pages))
    fresh = [page for page in pages if page.before[0] == 0]
    known = [page for page in pages if page.before[0] != 0]
    if fresh:
        connection.execute(insert(_search), [_as_row(page) for page in fresh])
    if known:
        rows = [{"key": page.instance_id, "new_seq": page.seq, "new_text": page.text} for page in known]
        connection.execute(_rewrite, rows)
    free = _free(connection, [page.instance_id for page in pages])
    marks = [{"key": page.instance_id, "entry": page.seq} for page in pages if page.instance_id in free]
    if marks:
        connection.execute(_mark, marks)
    return len(marks)


def forget(connection: Connection) -> None:
    """Empty the index; until it is made anew, every search looks at the instances themselves."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    connection.execute(update(_instance).where(_instance.c.searched != 0).values(searched=0))
    connection.execute(delete(_search))
    connection.execute(delete(_pair))


def _locked(connection: Connection) -> bool:
    """Return whether this transaction alone writes the index; on SQLite it does anyway."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar())


def _free(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Lock the instances that nobody is acting on, without waiting, and return their keys."""
    if connection.dialect.name != "postgresql":
        return set(keys)
    return set(connection.execute(_unlocked, {"keys": list(keys)}).scalars())


def _as_row(page: Page) -> dict[str, Any]:
    return {"instance_id": page.instance_id, "seq": page.seq, "text": page.text}


def _pairs_changed(pages: Iterable[Page]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return by key of a row the places that it gets, and those that it loses."""
    gained: dict[int, set[int]] = defaultdict(set)
    lost: dict[int, set[int]] = defaultdict(set)
    for page in pages:
        if page.text == page.before[1]:
            continue
        block, place = divmod(page.instance_id, SPAN)
        now, before = pairs_of(page.text), pairs_of(page.before[1])
        for pair in now - before:
            gained[pair << _BLOCK_BITS | block].add(place)
        for pair in before - now:
            lost[pair << _BLOCK_BITS | block].add(place)
    return gained, lost


def _write_pairs(connection: Connection, gained: Mapping[int, set[int]], lost: Mapping[int, set[int]]) -> None:
    keys = sorted(gained.keys() | lost.keys())
    if not keys:
        return
    stored: dict[int, bytes] = dict(_read_pairs(connection, keys))
    fresh, changed, gone = [], [], []
    nothing: set[int] = set()
    for key in keys:
        before = stored.get(key)
        places = nothing if before is None else unpacked(before)
        now = (places | gained.get(key, nothing)) - lost.get(key, nothing)
        if before is None:
            fresh.append({"key": key, "instances": packed(now)})
        elif not now:
            gone.append({"of": key})
        elif now != places:
            changed.append({"of": key, "now": packed(now)})
    if fresh:
        connection.execute(insert(_pair), fresh)
    if changed:
        connection.execute(_pair_rewrite, changed)
    if gone:
        connection.execute(_pair_delete, gone)


def _read_pairs(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    for row in _pairs[connection.dialect.name].all(connection, {"keys": list(keys)}):
        yield row[0], row[1]


# -- searching --------------------------------------------------------------------------------------------------------


def condition(
    connection: Connection, words: Words, *, behind: Iterable[int] = (), found: Iterable[int] = ()
) -> ColumnElement[bool]:
    """Return the condition that the text of an instance has all words, for a statement that reads `duban_instance`.

    Args:
        connection: where the statement will run.
        words: the words, folded.
        behind: the keys of the instances that the index does not know as they are, and
        found: those among them whose text has the words.

    """
    behind, found = set(behind), set(found)
    few = _candidates(connection, words)
    if few is not None:
        return _is_one_of(connection, _having(connection, words, few - behind) | found)
    own = _search.c.instance_id == _instance.c.id
    text_has = exists(select(1).where(own, *_has_all(connection.dialect.name, words)))
    if not behind:
        return text_has
    return or_(text_has & ~_among(connection, _instance.c.id, sorted(behind)), _is_one_of(connection, found))


def _having(connection: Connection, words: Words, keys: set[int]) -> set[int]:
    """Return the keys of the instances whose text has the words, among a few."""
    if not keys:
        return set()
    query = _have_words(connection.dialect.name, tuple(map(len, words)))
    given = {f"word_{place}": word for place, word in enumerate(spelling for each in words for spelling in each)}
    return {row[0] for row in query.all(connection, {"keys": sorted(keys), **given})}


@lru_cache(maxsize=64)
def _have_words(dialect: str, spellings: tuple[int, ...]) -> PreparedRead:
    """Return the query for those whose text has words, each in one of so many spellings, among `keys`."""
    names = (bindparam(f"word_{place}", type_=Text()) for place in count())
    query = select(_search.c.instance_id)
    query = query.where(*_has_all(dialect, [[next(names) for _ in range(many)] for many in spellings]))
    return PreparedRead(_of_keys(query, column=_search.c.instance_id)[dialect])


def _has_all(dialect: str, words: Sequence[Sequence[Any]]) -> list[ColumnElement[bool]]:
    # Neither function knows patterns, so % and _ are letters like any others; and both are faster than LIKE.
    place = func.strpos if dialect == "postgresql" else func.instr
    return [or_(*(place(_search.c.text, spelling) > _NONE for spelling in spellings)) for spellings in words]


def _candidates(connection: Connection, words: Words) -> set[int] | None:
    """Return the instances that have all pairs of the words, and perhaps some more; None if they are not few."""
    row = _last_key.first(connection, {})
    blocks = range(0 if row is None or row[0] is None else (row[0] >> _SPAN_BITS) + 1)
    plain = [spellings[0] for spellings in words if len(spellings) == 1]
    together = {pair for word in plain for pair in pairs_of(word)}
    sets = [_with_pairs(connection, together, blocks)] if together else []
    for spellings in words:
        if len(spellings) > 1:
            each = [_with_pairs(connection, pairs_of(spelling), blocks) for spelling in spellings]
            sets.append(None if None in each else set().union(*(one for one in each if one is not None)))
    known = [one for one in sets if one is not None]
    if not known:
        known = [one for word in plain if (one := _with_character(connection, word)) is not None]
    found = set.intersection(*known) if known else None
    return None if found is None or len(found) > FEW else found


def _with_pairs(connection: Connection, pairs: set[int], blocks: range) -> set[int] | None:
    """Return the instances whose text has all these pairs; None if there are none to go by, or they are not few."""
    if not pairs:
        return None
    keys = [pair << _BLOCK_BITS | block for block in blocks for pair in pairs]
    stored: dict[int, list[bytes]] = defaultdict(list)
    for key, places in _read_pairs(connection, keys):
        stored[key & _BLOCK].append(places)
    found: set[int] = set()
    for block, sets in stored.items():
        if len(sets) == len(pairs):
            found.update(block << _SPAN_BITS | place for place in common(sets))
            if len(found) > FEW:
                return None
    return found


def _with_character(connection: Connection, word: str) -> set[int] | None:
    """Return the instances whose text has a character; None if they are not few."""
    pairs = pairs_beginning(word)
    if pairs is None:
        return None
    given = {"start": pairs.start << _BLOCK_BITS, "stop": pairs.stop << _BLOCK_BITS, "limit": _MOST_ROWS}
    rows = _beginning.all(connection, given)
    if len(rows) == _MOST_ROWS or sum(len(places) for _, places in rows) > _MOST_BYTES:
        return None
    return {(key & _BLOCK) << _SPAN_BITS | place for key, places in rows for place in unpacked(places)}


def _is_one_of(connection: Connection, keys: set[int]) -> ColumnElement[bool]:
    return _among(connection, _instance.c.id, sorted(keys)) if keys else false()


def _among(connection: Connection, column: Column[Any], keys: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a key is one of these, of which there may be very many, as a single value."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(keys), type_=ARRAY(BigInteger()), unique=True))
    values = bindparam(None, list(keys), type_=JSON(), unique=True)
    return column.in_(select(func.json_each(values).table_valued("value").c.value))
