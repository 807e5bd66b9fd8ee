"""Requests: they are granted or not, an opinion is given, a paper is signed, and one's own are taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.desk.acts.orders import tried

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.desk.acts.orders import Order, Outcome
    from duban.workflow import Engine


def record(
    engine: Engine,
    order: Order,
    seq: int,
    *,
    approve: bool,
    note: str | None,
    leader: str,
    on: date,
    scan: Mapping[str, str] | None,
) -> Outcome:
    """Record what a leader has decided of a request."""
    return tried(
        lambda: engine.decide(
            _id(order, seq),
            approve=approve,
            by=order.by,
            note=note,
            on_behalf=leader,
            on=on,
            scan=scan,
            key=order.own_key,
        )
    )


def decide(
    engine: Engine, order: Order, seq: int, *, approve: bool, note: str | None, length: str | None = None
) -> Outcome:
    """Grant a request of a matter, or of more time only `length`, or refuse it."""
    return tried(
        lambda: engine.decide(
            _id(order, seq), approve=approve, by=order.by, note=note, length=length, key=order.own_key
        )
    )


def opine(engine: Engine, order: Order, seq: int, text: str) -> Outcome:
    """Give an opinion on a request, which decides nothing."""
    return tried(lambda: engine.opine(_id(order, seq), text, by=order.by, key=order.own_key))


def sign(
    engine: Engine,
    order: Order,
    seq: int,
    *,
    data: Mapping[str, Any],
    text: str | None,
    note: str | None,
    revision: int | None = None,
) -> Outcome:
    """Sign the draft of a paper as it was seen, with what it asks for, and with another text if one is given."""
    return tried(
        lambda: engine.sign(
            _id(order, seq), by=order.by, data=data, text=text, revision=revision, note=note, key=order.own_key
        )
    )


def withdraw(engine: Engine, order: Order, seq: int, *, note: str | None) -> Outcome:
    """Take back what one's unit has asked for."""
    return tried(lambda: engine.withdraw(order.number, _id(order, seq), by=order.by, note=note, key=order.own_key))


def _id(order: Order, seq: int) -> str:
    return f"{order.number}#{seq}"
