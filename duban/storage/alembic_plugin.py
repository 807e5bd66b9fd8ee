"""Keep a host application's Alembic autogenerate from proposing to drop our tables.

Alembic loads this through the entry point group `alembic.plugins`. By default it enables only autogenerate plugins
whose names start with `alembic.autogenerate`, so this one is registered under such a name.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from alembic.util import DispatchPriority, PriorityDispatchResult

from duban.storage.schema import VERSION_TABLE
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.autogenerate.api import AutogenContext
    from alembic.operations.ops import UpgradeOps
    from alembic.runtime.plugins import Plugin

DESK = frozenset(
    f"duban_desk_{name}"
    for name in (
        *("account", "bulk", "draft", "failure", "link", "log", "membership", "recovery", "session", "version"),
        "token",
        "view",
    )
)
"""The tables of the desk, which stand in the same database; storage does not know them otherwise."""


class PluginModule(ModuleType):
    """A module that yields itself when iterated: Alembic before 1.20.1 iterates over what the entry point names."""

    def __iter__(self) -> Iterator[ModuleType]:
        """Yield this module."""
        yield self


sys.modules[__name__].__class__ = PluginModule


def setup(plugin: Plugin) -> None:
    """Register with Alembic; called once when Alembic is imported."""
    plugin.add_autogenerate_comparator(look_past_ours, "schema", "tables", priority=DispatchPriority.FIRST)
    plugin.add_autogenerate_comparator(leave_ours_alone, "schema", "tables", priority=DispatchPriority.LAST)


def look_past_ours(
    autogen_context: AutogenContext,
    upgrade_ops: UpgradeOps,  # noqa: ARG001 - the hook's shape
    schemas: set[str | None],  # noqa: ARG001 - the hook's shape
) -> PriorityDispatchResult:
    """Leave our tables out of the comparison, so that Alembic's log does not alarm people by calling them removed."""
    if autogen_context.metadata is not metadata:
        # `include_name` ends up in this private attribute, and plugins have no public way to set it. Should it go
        # away, only the log gets worse: `leave_ours_alone` still drops the operations.
        filters = getattr(autogen_context, "_name_filters", ())
        autogen_context._name_filters = [*filters, _is_theirs]  # noqa: SLF001
    return PriorityDispatchResult.CONTINUE


def leave_ours_alone(
    autogen_context: AutogenContext,
    upgrade_ops: UpgradeOps,
    schemas: set[str | None],  # noqa: ARG001 - the hook's shape
) -> PriorityDispatchResult:
    """Remove every operation on our tables, unless the MetaData being compared is our own."""
    if autogen_context.metadata is not metadata:
        upgrade_ops.ops = [
            operation for operation in upgrade_ops.ops if not _is_ours(getattr(operation, "table_name", ""))
        ]
    return PriorityDispatchResult.CONTINUE


def _is_ours(table: object) -> bool:
    """Return whether a table is one of ours, by its whole name, in whichever schema a tenant has it.

    Not by the prefix: an application may have a `duban_note` of its own, whose changes nobody else would propose.
    """
    return table in metadata.tables or table in DESK or table == VERSION_TABLE


def _is_theirs(name: object, kind: str, _parents: object) -> bool:
    return kind != "table" or not _is_ours(name)
