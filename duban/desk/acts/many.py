"""The same act for many matters: one transaction and one key for each, so that one refusal keeps back no other.

If people want all or none, one transaction for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.acts.deciding import decide
from duban.desk.acts.matter import assign, urge
from duban.desk.acts.moving import pull
from duban.desk.acts.orders import AGAIN, CONFLICT, DONE, Order, tried
from duban.desk.store import writing
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.desk.acts.orders import Outcome
    from duban.desk.who import Identity
    from duban.workflow import Engine

GRANT_MANY = "@grant"
"""What the result of granting many is called; the name of a trigger has no sign before it."""

Chosen = tuple[str, int]
"""The number of a matter, and the version of it that was seen."""


@dataclass(frozen=True, slots=True)
class DoneTo:
    """What became of one matter: whether it was done, or why not.

    With neither, it could have been done, but was not because another could not, and all were to be done or none.
    """

    number: str
    ok: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """An act on many matters: who does it, the key of their form, and what was chosen.

    With `together`, it is done to all of them in one transaction, or to none.
    """

    who: Identity
    key: str
    chosen: Sequence[Chosen]
    together: bool = False


def pull_many(
    engine: Engine,
    batch: Batch,
    trigger: str,
    *,
    data: Mapping[str, Any],
    note: str | None,
    units: Sequence[str] | None,
) -> list[DoneTo]:
    """Pull a trigger of each matter."""

    def act(order: Order, session: Connection | None) -> Outcome:
        return pull(engine, order, trigger, data=data, note=note, units=units, session=session)

    return _done(engine, batch, act, expect=True)


def urge_each(engine: Engine, batch: Batch, *, note: str | None) -> list[DoneTo]:
    """Urge those whose turn each matter is."""
    return _done(engine, batch, lambda order, session: urge(engine, order, note=note, session=session))


def assign_each(engine: Engine, batch: Batch, *, role: str, units: Sequence[str], note: str | None) -> list[DoneTo]:
    """Name units for a role of each matter, in place of those that are there."""

    def act(order: Order, session: Connection | None) -> Outcome:
        return assign(engine, order, role, units, note=note, session=session)

    return _done(engine, batch, act, expect=True)


def _done(
    engine: Engine, batch: Batch, act: Callable[[Order, Connection | None], Outcome], *, expect: bool = False
) -> list[DoneTo]:
    if not batch.together:
        return list(_each(batch, act, None, expect=expect))
    found: list[DoneTo] = []
    try:
        with writing(engine) as connection:
            found += _each(batch, act, connection, expect=expect)
            if not all(each.ok for each in found):
                raise _NotNow  # noqa: TRY301 - so the transaction is undone
    except _NotNow:
        return [each if not each.ok else DoneTo(each.number, ok=False) for each in found]
    return found


def _each(
    batch: Batch,
    act: Callable[[Order, Connection | None], Outcome],
    session: Connection | None,
    *,
    expect: bool,
) -> Iterator[DoneTo]:
    for number, version in batch.chosen:
        order = Order(batch.who, number, f"{batch.key}:{number}", expect=version if expect else None)
        outcome = act(order, session)
        yield DoneTo(number, outcome.how == DONE, _said(outcome))


def _said(outcome: Outcome) -> str:
    if outcome.how == CONFLICT:
        return words.text("somebody has acted on it meanwhile; look at it first")
    if outcome.how == AGAIN:
        return words.text("it was sent from this form before, with other words")
    reasons = [*outcome.reasons, *(said for said in outcome.fields.values() if said not in outcome.reasons)]
    return words.clauses(dict.fromkeys(reasons))


def done_in_turn(
    engine: Engine,
    works: Sequence[Callable[[Connection | None], Outcome]],
    *,
    together: bool = False,
    trial: bool = False,
) -> list[Outcome]:
    """Do each of many, in a transaction of its own, or all `together` or none; as a `trial`, all are undone again."""
    if not (together or trial):
        return [work(None) for work in works]
    found: list[Outcome] = []
    try:
        with writing(engine) as connection:
            found += [work(connection) for work in works]
            if trial or not all(each.how == DONE for each in found):
                raise _NotNow  # noqa: TRY301 - so the transaction is undone
    except _NotNow:
        pass
    return found


def grant_one(engine: Engine, who: Identity, key: str, number: str, seq: int, *, note: str | None) -> DoneTo:
    """Grant a request, one of many that are granted by one form."""
    outcome = decide(engine, Order(who, number, f"{key}:{number}:{seq}"), seq, approve=True, note=note)
    return DoneTo(number, outcome.how == DONE, _said(outcome))


def try_granting(engine: Engine, who: Identity, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return why each request could not be granted now, found by granting all in a transaction that is undone."""
    refused: dict[str, tuple[str, ...]] = {}
    try:
        with writing(engine) as connection:
            for each in ids:
                verb = partial(engine.decide, each, approve=True, by=who.membership.by, session=connection)
                refused[each] = tried(verb).reasons
            raise _NotNow  # noqa: TRY301 - so the transaction is undone
    except _NotNow:
        return refused


class _NotNow(Exception):
    """Ends a transaction that was only a trial."""


def try_urging(engine: Engine, who: Identity, numbers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return by number why a matter could not be urged now, found by urging all in a transaction that is undone."""
    refused: dict[str, tuple[str, ...]] = {}
    try:
        with writing(engine) as connection:
            for each in engine.urge_many(numbers, by=who.membership.by, session=connection):
                refused[each.number] = tuple(str(blocker) for blocker in each.blockers)
            raise _NotNow  # noqa: TRY301 - so the transaction is undone
    except _NotNow:
        return refused
    except WorkflowError as wrong:
        return dict.fromkeys(numbers, (str(wrong),))
