"""What can be done with a matter besides its scenario's acts: more time, words, units, corrections, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.desk.acts.orders import tried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

    from duban.desk.acts.orders import Order, Outcome
    from duban.workflow import Engine, NewPart


def extend(
    engine: Engine, order: Order, clock: str, length: str, *, note: str | None, data: Mapping[str, Any]
) -> Outcome:
    """Ask for more time on a clock."""
    return tried(
        lambda: engine.extend(
            order.number,
            clock,
            length,
            by=order.by,
            note=note,
            data=data or None,
            key=order.own_key,
            expect=order.expect,
        )
    )


def remark(engine: Engine, order: Order, text: str, *, to: str) -> Outcome:
    """Put a remark into the history, for the office or for all."""
    return tried(lambda: engine.remark(order.number, text, by=order.by, to=to, key=order.own_key, expect=order.expect))


def urge(engine: Engine, order: Order, *, note: str | None, session: Connection | None = None) -> Outcome:
    """Urge those whose turn it is."""
    return tried(
        lambda: engine.urge(
            order.number, by=order.by, note=note, key=order.own_key, expect=order.expect, session=session
        )
    )


def answer(engine: Engine, order: Order, seq: int, text: str) -> Outcome:
    """Answer an urge or a paper."""
    return tried(lambda: engine.answer(order.number, seq, text, by=order.by, key=order.own_key, expect=order.expect))


def assign(
    engine: Engine,
    order: Order,
    role: str,
    units: Sequence[str],
    *,
    note: str | None,
    session: Connection | None = None,
) -> Outcome:
    """Name the units of a role, in place of those that fill it."""
    return tried(
        lambda: engine.assign(
            order.number,
            role,
            list(units),
            by=order.by,
            note=note,
            key=order.own_key,
            expect=order.expect,
            session=session,
        )
    )


def excuse(engine: Engine, order: Order, act: str, unit: str, *, note: str | None) -> Outcome:
    """Excuse a unit from an act that each unit does for itself."""
    return tried(
        lambda: engine.excuse(order.number, act, unit, by=order.by, note=note, key=order.own_key, expect=order.expect)
    )


def divide(engine: Engine, order: Order, parts: Sequence[tuple[Sequence[str], str]], *, note: str | None) -> Outcome:
    """Hand out parts, each with its units and what it is about, if that is not what the whole is about."""
    wanted: list[NewPart] = [
        {"units": list(units), "title": title} if title else {"units": list(units)} for units, title in parts
    ]
    return tried(
        lambda: engine.divide(order.number, wanted, by=order.by, note=note, key=order.own_key, expect=order.expect)
    )


def link(engine: Engine, order: Order, other: str, kind: str, *, note: str | None) -> Outcome:
    """Link a matter with another."""
    return tried(lambda: engine.link(order.number, other, kind, by=order.by, note=note, key=order.own_key))


def hand_on(engine: Engine, order: Order, to: str | None, *, note: str | None) -> Outcome:
    """Hand a matter to a colleague of one's own unit, or take it back."""
    return tried(
        lambda: engine.hand_on(order.number, to=to, by=order.by, note=note, key=order.own_key, expect=order.expect)
    )


def instruct(
    engine: Engine,
    order: Order,
    text: str,
    *,
    leader: str,
    on: date,
    demand: str | None,
    scan: Mapping[str, str] | None,
    opens: bool,
) -> Outcome:
    """Record what a leader has instructed."""
    return tried(
        lambda: engine.instruct(
            order.number,
            text,
            by=order.by,
            leader=leader,
            on=on,
            demand=demand,
            scan=scan,
            open=opens,
            key=order.own_key,
            expect=order.expect,
        )
    )


def correct(engine: Engine, order: Order, data: Mapping[str, Any], *, title: str | None, note: str) -> Outcome:
    """Put other values, or another title, in place of wrong ones."""
    return tried(
        lambda: engine.correct(
            order.number, data, by=order.by, note=note, title=title, key=order.own_key, expect=order.expect
        )
    )


def void(engine: Engine, order: Order, *, note: str) -> Outcome:
    """End a matter that is not to be done any more."""
    return tried(lambda: engine.void(order.number, by=order.by, note=note, key=order.own_key, expect=order.expect))


def merge(engine: Engine, order: Order, into: str, *, note: str) -> Outcome:
    """Merge a matter into another that is the same."""
    return tried(
        lambda: engine.merge(order.number, into, by=order.by, note=note, key=order.own_key, expect=order.expect)
    )
