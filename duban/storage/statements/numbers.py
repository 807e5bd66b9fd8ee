"""The numbers that people type: those that start with what was typed so far, and those typed in another way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from duban.states import fold_name, is_keepable
from duban.storage.statements.instances import table_of
from duban.storage.tables import DefinitionRow, InstanceRow, LinkRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_instance, _definition, _link = table_of(InstanceRow), table_of(DefinitionRow), table_of(LinkRow)

_LONGEST, _LONGEST_RUN, _YEAR, _LONGEST_SEQ = 200, 20, 4, 9
_like = select(_instance.c.number).where(
    _instance.c.scenario.in_(select(_definition.c.scenario)),
    _instance.c.year.in_(bindparam("years", expanding=True)),
    _instance.c.seq.in_(bindparam("seqs", expanding=True)),
)
_whole = _instance.alias("whole")
_parts_of = (
    select(_instance.c.number)
    .join(_link, _link.c.from_id == _instance.c.id)
    .join(_whole, _whole.c.id == _link.c.to_id)
    .where(_link.c.kind == "child_of", _whole.c.number.in_(bindparam("numbers", expanding=True)))
)


def numbers_beginning(connection: Connection, beginning: str, *, limit: int) -> list[tuple[str, str]]:
    """Return number and title of the instances whose number starts with `beginning`, newest first."""
    query = (
        select(_instance.c.number, _instance.c.title)
        .where(_instance.c.number.startswith(beginning, autoescape=True))
        .order_by(_instance.c.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def spelled(connection: Connection, number: object) -> str | None:
    """Return the number of an instance that is written otherwise but read as the same; None if there is none.

    Every number has its year and its place in the year among its digits, and by these the instance is found; that of a
    part may begin with its parent's, and then has those of the parent.
    """
    if not isinstance(number, str) or len(number) > _LONGEST or not is_keepable(number):
        return None
    key = fold_name(number)
    runs = [run for run in re.findall("[0-9]+", key) if len(run) <= _LONGEST_RUN]
    years = {int(run[at : at + _YEAR]) for run in runs for at in range(len(run) - _YEAR + 1)}
    seqs = {int(run[at : at + length]) for run in runs for at in range(len(run)) for length in _lengths(run, at)}
    if not years or not seqs:
        return None
    found: list[str] = list(connection.execute(_like, {"years": sorted(years), "seqs": sorted(seqs)}).scalars())
    while found:
        known = {fold_name(each): each for each in found}
        if key in known:
            return known[key]
        wholes = [number for folded, number in known.items() if key.startswith(folded)]
        found = list(connection.execute(_parts_of, {"numbers": wholes}).scalars()) if wholes else []
    return None


def _lengths(run: str, at: int) -> range:
    return range(1, min(len(run) - at, _LONGEST_SEQ) + 1)
