"""Papers: they are drafted and edited, a scan comes back, and they are voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.desk.acts.orders import tried

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.desk.acts.orders import Order, Outcome
    from duban.workflow import Engine


def draft_paper(engine: Engine, order: Order, paper: str, written: Mapping[str, Any], note: str | None) -> Outcome:
    """Draft a paper by hand."""
    return tried(lambda: engine.draft(order.number, paper, by=order.by, note=note, key=order.own_key, **written))


def edit_draft(
    engine: Engine, order: Order, seq: int, written: Mapping[str, Any], *, revision: int | None, note: str | None
) -> Outcome:
    """Edit a paper that waits for a signature, as it was seen."""
    draft = f"{order.number}#{seq}"
    return tried(
        lambda: engine.edit_draft(draft, by=order.by, revision=revision, note=note, key=order.own_key, **written)
    )


def void_paper(engine: Engine, order: Order, seq: int, note: str) -> Outcome:
    """Void a paper that was signed."""
    return tried(lambda: engine.void_paper(order.number, seq, by=order.by, note=note, key=order.own_key))


def add_scan(engine: Engine, order: Order, seq: int, scan: tuple[str, str], note: str | None) -> Outcome:
    """Keep a scan of a paper, by the hash and the name of a file that was kept."""
    file = {"sha256": scan[0], "name": scan[1]}
    return tried(lambda: engine.add_scan(order.number, seq, file, by=order.by, note=note, key=order.own_key))
