"""The condition of a search.

A search takes the instances that have all pairs of its words, as long as these are few, and then looks whether they
have the words. Words that many have are looked for in the texts themselves, in the order of the list, which soon has
found enough for a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, exists, false, func, or_, select

from duban.states import is_one_pair
from duban.storage.connection import PreparedRead
from duban.storage.search_tables import SearchRow
from duban.storage.statements.instances import table_of
from duban.storage.statements.searching.keyed import NONE, among, of_keys
from duban.storage.statements.searching.posting_rows import last_key, with_character, with_words
from duban.storage.tables import InstanceRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Words = Sequence[Sequence[str]]
"""The folded words that a text must have, each with what else would do for it."""

_PAGE, _LEAST, _WHOLE = 50, 1_000, 50_000

_instance, _search = table_of(InstanceRow), table_of(SearchRow)


class Match(NamedTuple):
    """The condition that the text of an instance has the words, for a statement that reads `duban_instance`.

    If the instances are `few` it names them.
    """

    where: ColumnElement[bool]
    few: bool


def few(last: int, *, whole: bool) -> int:
    """Return how many instances are few: looked at one by one, they cost less than going through the list for a page.

    To find a page of a word that `n` of `last` instances have, `last / n` times as many are gone through.
    """
    return _WHOLE if whole else max(_LEAST, isqrt(_PAGE * max(last, 0)))


def match(
    connection: Connection,
    words: Words,
    *,
    behind: Iterable[int] = (),
    found: Iterable[int] = (),
    whole: bool = False,
) -> Match:
    """Return which instances have all words in their text.

    Args:
        connection: where the statement will run.
        words: the words, folded.
        behind: the keys of the instances that the index does not know as they are, and
        found: those among them whose text has the words.
        whole: whether all of them are asked for, and not a page.

    """
    behind, found = set(behind), set(found)
    last = last_key(connection)
    there, complete = _candidates(connection, words, last=last, most=few(last, whole=whole))
    if there is not None:
        there -= behind
        exact = complete and all(is_one_pair(spelling) for spellings in words for spelling in spellings)
        sure = there if exact else _having(connection, words, there)
        return Match(_is_one_of(connection, sure | found), few=True)
    has_all = _has_all(connection.dialect.name, words)
    text_has: ColumnElement[bool] = (
        _instance.c.id.in_(select(_search.c.instance_id).where(*has_all))
        if whole
        else exists(select(1).where(_search.c.instance_id == _instance.c.id, *has_all))
    )
    if not behind:
        return Match(text_has, few=False)
    others = text_has & ~among(connection, _instance.c.id, sorted(behind))
    return Match(or_(others, _is_one_of(connection, found)), few=False)


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
    return PreparedRead(of_keys(query, column=_search.c.instance_id)[dialect])


def _has_all(dialect: str, words: Sequence[Sequence[Any]]) -> list[ColumnElement[bool]]:
    # Neither function knows patterns, so % and _ are letters like any others; and both are faster than LIKE.
    place = func.strpos if dialect == "postgresql" else func.instr
    return [or_(*(place(_search.c.text, spelling) > NONE for spelling in spellings)) for spellings in words]


def _candidates(connection: Connection, words: Words, *, last: int, most: int) -> tuple[set[int] | None, bool]:
    """Return the instances that have all pairs of the words, and perhaps some more; None if they are not few.

    Return too whether all of the words have narrowed them down: those that too many have are left out of it.
    """
    plain = [spellings[0] for spellings in words if len(spellings) == 1]
    sets = [with_words(connection, plain, last=last, most=most)] if plain else []
    for spellings in words:
        if len(spellings) > 1:
            each = [with_words(connection, [spelling], last=last, most=most) for spelling in spellings]
            sets.append(None if None in each else set().union(*(one for one in each if one is not None)))
    complete = None not in sets
    if not any(one is not None for one in sets):
        sets = [with_character(connection, word, most=most) for word in plain]
    known = [one for one in sets if one is not None]
    return (set.intersection(*known) if known else None), complete


def _is_one_of(connection: Connection, keys: set[int]) -> ColumnElement[bool]:
    return among(connection, _instance.c.id, sorted(keys)) if keys else false()
