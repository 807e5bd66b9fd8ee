"""What the bindings of an instance say beside who fills which role: whether it is open, and who has done its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, false, true, update

from duban.storage.connection import Prepared
from duban.storage.statements.instances import table_of
from duban.storage.tables import BindingRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.engine import Connection

_binding = table_of(BindingRow)
_anew = Prepared(
    update(_binding).where(_binding.c.instance_id == bindparam("key")).values(open=bindparam("is_open"), done=false())
)
_done = Prepared(
    update(_binding)
    .where(
        _binding.c.instance_id == bindparam("key"),
        _binding.c.role == bindparam("filled"),
        _binding.c.unit == bindparam("by"),
    )
    .values(done=true())
)


def mark_bindings(connection: Connection, marked: Iterable[tuple[int, bool, Mapping[str, Iterable[str]]]]) -> None:
    """Write of instances, by their keys, whether each is open, and by role the units that have done their part."""
    marks = list(marked)
    _anew.run(connection, [{"key": key, "is_open": is_open} for key, is_open, _ in marks])
    _done.run(
        connection,
        [
            {"key": key, "filled": role, "by": unit}
            for key, _, done in marks
            for role, units in done.items()
            for unit in units
        ],
    )
