"""Acts of the scenario: a trigger is pulled, and the files that it names are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from duban.desk.acts.orders import tried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.desk.acts.orders import Order, Outcome
    from duban.workflow import Engine


def pull(
    engine: Engine,
    order: Order,
    trigger: str,
    *,
    data: Mapping[str, Any],
    note: str | None,
    units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None,
    session: Connection | None = None,
) -> Outcome:
    """Pull a trigger of a matter, in a transaction of its own or in that of `session`."""
    return tried(
        lambda: engine.fire(
            order.number,
            trigger,
            by=order.by,
            data=data,
            note=note,
            units=units,
            key=order.own_key,
            expect=order.expect,
            session=session,
        )
    )


def keep_file(engine: Engine, order: Order, content: BinaryIO, *, name: str, sha256: str) -> tuple[str, str]:
    """Return the SHA-256 and the name by which an act can name a file, which is kept if the office keeps files.

    Raises EvidenceError if it is not taken.
    """
    if not engine.keeps_files:
        return sha256, name
    kept = engine.put_file(content, by=order.by, name=name)
    return kept["sha256"], kept["name"]
