"""The rows of pairs: which instances have a pair of characters in their text, read and written."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from duban.states import pairs_beginning, pairs_of
from duban.storage.connection import PreparedRead
from duban.storage.postings import SPAN, altered, common, unpacked
from duban.storage.search_tables import PairRow, SearchRow
from duban.storage.statements.instances import table_of
from duban.storage.statements.searching.keyed import NONE, of_keys, prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.engine import Connection

_MOST_ROWS = 2_000
"""The most rows that are read for a single character, of which all pairs that begin with it count."""

_BLOCK_BITS = 24
_BLOCK = (1 << _BLOCK_BITS) - 1
_SPAN_BITS = SPAN.bit_length() - 1

_search, _pair = table_of(SearchRow), table_of(PairRow)

_rewrite = update(_pair).where(_pair.c.key == bindparam("of")).values(instances=bindparam("now"))
_delete = delete(_pair).where(_pair.c.key == bindparam("of"))
_last_key = PreparedRead(select(func.max(_search.c.instance_id)))
_pairs = prepared(of_keys(select(_pair.c.key, _pair.c.instances), column=_pair.c.key))
_beginning = PreparedRead(
    select(_pair.c.key, _pair.c.instances)
    .where(_pair.c.key >= bindparam("start"), _pair.c.key < bindparam("stop"))
    .limit(bindparam("limit"))
    .offset(NONE)
)


def change_pairs(connection: Connection, texts: Iterable[tuple[int, str, str]]) -> None:
    """Write the pairs that instances have in their texts; `texts` has the key, the text before and the text now."""
    gained: dict[int, set[int]] = defaultdict(set)
    lost: dict[int, set[int]] = defaultdict(set)
    for key, before, now in texts:
        if now != before:
            block, place = divmod(key, SPAN)
            had, has = pairs_of(before), pairs_of(now)
            for pair in has - had:
                gained[pair << _BLOCK_BITS | block].add(place)
            for pair in had - has:
                lost[pair << _BLOCK_BITS | block].add(place)
    if gained or lost:
        _write(connection, gained, lost)


def _write(connection: Connection, gained: Mapping[int, set[int]], lost: Mapping[int, set[int]]) -> None:
    keys = sorted(gained.keys() | lost.keys())
    stored = _read(connection, keys)
    fresh, changed, gone = [], [], []
    for key in keys:
        before = stored.get(key)
        now = altered(before or b"", gained.get(key, ()), lost.get(key, ()))
        if before is None:
            fresh.append({"key": key, "instances": now})
        elif not now:
            gone.append({"of": key})
        elif now != before:
            changed.append({"of": key, "now": now})
    for statement, rows in ((insert(_pair), fresh), (_rewrite, changed), (_delete, gone)):
        if rows:
            connection.execute(statement, rows)


def _read(connection: Connection, keys: Sequence[int]) -> dict[int, bytes]:
    return {row[0]: row[1] for row in _pairs[connection.dialect.name].all(connection, {"keys": keys})}


def last_key(connection: Connection) -> int:
    """Return the highest key of an instance that the index knows; -1 if it knows none."""
    row = _last_key.first(connection, {})
    return -1 if row is None or row[0] is None else int(row[0])


def with_words(connection: Connection, words: Iterable[str], *, last: int, most: int) -> set[int] | None:
    """Return the instances up to a key that have all pairs of all words.

    None is returned if there are no pairs to go by, or more than `most` have them.
    """
    pairs = {pair for word in words for pair in pairs_of(word)}
    if not pairs:
        return None
    blocks = range((last >> _SPAN_BITS) + 1)
    stored: dict[int, list[bytes]] = defaultdict(list)
    for key, places in _read(connection, [pair << _BLOCK_BITS | block for block in blocks for pair in pairs]).items():
        stored[key & _BLOCK].append(places)
    found: set[int] = set()
    for block, sets in stored.items():
        if len(sets) == len(pairs):
            there = common(sets, most=most - len(found))
            if there is None:
                return None
            found.update(block << _SPAN_BITS | place for place in there)
    return found


def with_character(connection: Connection, word: str, *, most: int) -> set[int] | None:
    """Return the instances that have a single character; None if that is no such word, or they are more than `most`."""
    pairs = pairs_beginning(word)
    if pairs is None:
        return None
    given = {"start": pairs.start << _BLOCK_BITS, "stop": pairs.stop << _BLOCK_BITS, "limit": _MOST_ROWS}
    rows = _beginning.all(connection, given)
    # Two bytes or less are an instance, but some stand in several rows.
    if len(rows) == _MOST_ROWS or sum(len(places) for _, places in rows) > 8 * most:
        return None
    found = {(key & _BLOCK) << _SPAN_BITS | place for key, places in rows for place in unpacked(places)}
    return None if len(found) > most else found
