"""One command is one transaction: whatever statement fails, nothing of the command remains."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from duban import Engine, InvalidData, InvalidUnits, TransitionRefused, UnknownInstance, UnknownTrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine, OpenMatter, Rows

    from duban.testing import FixedClock


class PowerCut(BaseException):
    """Stands for whatever may end a process between two statements; no handler of errors catches it."""


@contextmanager
def cut_before(engine: Engine, place: int) -> Iterator[list[str]]:
    """Let the statement number `place` fail before it reaches the database; yields the statements that came."""
    seen: list[str] = []

    def interrupt(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)
        if len(seen) == place:
            raise PowerCut

    bind = engine.database.engine
    event.listen(bind, "before_cursor_execute", interrupt)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", interrupt)


def test_whichever_statement_of_a_command_fails_nothing_of_it_remains(
    make_engine: MakeEngine, open_matter: OpenMatter, rows: Rows, clock: FixedClock
) -> None:
    engine = make_engine()
    item = open_matter(engine, data={"reporter": "王某"})
    clock.set("2024-04-10T09:00+08:00")
    commands: dict[str, Callable[[], object]] = {
        "sweep": engine.sweep,
        "open": lambda: open_matter(engine, data={"reporter": "李某"}, source="省平台", external_no="7", key="k1"),
        "fire": lambda: engine.fire(item.number, "签收", by="市住建局", data={"reporter": "赵某"}, key="k2"),
        "assign": lambda: engine.assign(item.number, "responsible", ["市教育局"], by="市优化办", key="k3"),
    }
    for name, command in commands.items():
        before, place = rows(), 0
        while True:
            place += 1
            with cut_before(engine, place) as seen:
                try:
                    command()
                except PowerCut:
                    if name == "sweep" and "duban_instance.light_until <=" in seen[-1]:
                        break  # all that was due is done: how lists know the lights is a transaction of its own
                    assert rows() == before, f"{name} left something behind before {seen[-1]}"
                    continue
            break
        assert place > 3, f"{name} was never interrupted after its first writes"
        assert rows() != before, f"{name} did nothing in the end"
        assert engine.verify().ok, name


def test_a_refusal_of_any_kind_changes_nothing(engine: Engine, open_matter: OpenMatter, rows: Rows) -> None:
    number = open_matter(engine, key="first").number
    before = rows()
    refusals: list[tuple[type[Exception], Callable[[], Any]]] = [
        (TransitionRefused, lambda: engine.fire(number, "签收", by="市教育局")),
        (TransitionRefused, lambda: engine.fire(number, "通过", by="市优化办")),
        (TransitionRefused, lambda: engine.fire(number, "签收", by="市住建局", expect=9)),
        (TransitionRefused, lambda: engine.fire(number, "签收", by="system")),
        (UnknownTrigger, lambda: engine.fire(number, "批准", by="市住建局")),
        (UnknownInstance, lambda: engine.fire("SX-2024-0099", "签收", by="市住建局")),
        (InvalidData, lambda: engine.fire(number, "签收", by="市住建局", data={"deadline": "soon"})),
        (InvalidUnits, lambda: engine.fire(number, "签收", by="市住建局", units=["市教育局"])),
        (TransitionRefused, lambda: engine.assign(number, "responsible", ["市教育局"], by="市教育局")),
        (InvalidUnits, lambda: engine.assign(number, "lead", ["市教育局", "市住建局"], by="市优化办")),
        (TransitionRefused, lambda: open_matter(engine, by="市教育局")),
        (InvalidUnits, lambda: open_matter(engine, units={"lead": "市优化办"})),
        (InvalidData, lambda: open_matter(engine, data={"colour": "red"})),
        (ValueError, lambda: open_matter(engine, key="first", title="另一件事")),
        (ValueError, lambda: open_matter(engine, by="")),
    ]
    for kind, attempt in refusals:
        with pytest.raises(kind):
            attempt()
        assert rows() == before
    assert engine.verify().ok
