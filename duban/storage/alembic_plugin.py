"""Keeps a host application's Alembic autogenerate from proposing to drop our tables.

Alembic loads this by the entry point group `alembic.plugins`. Its default list of autogenerate plugins takes in only
the names below `alembic.autogenerate`, hence the name under which this one is registered.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from alembic.util import DispatchPriority, PriorityDispatchResult

from duban.storage.tables import PREFIX, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.autogenerate.api import AutogenContext
    from alembic.operations.ops import UpgradeOps
    from alembic.runtime.plugins import Plugin


class PluginModule(ModuleType):
    """A module that is the one item of itself: Alembic before 1.20.1 iterates over what the entry point names."""

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
    """Spare our tables the comparison, so that its log does not report them as removed, which frightens people."""
    if autogen_context.metadata is not metadata:
        # What `include_name` becomes; no plugin has a public way to it, and without it the log is all that is worse.
        filters = getattr(autogen_context, "_name_filters", ())
        autogen_context._name_filters = [*filters, _is_theirs]  # noqa: SLF001
    return PriorityDispatchResult.CONTINUE


def leave_ours_alone(
    autogen_context: AutogenContext,
    upgrade_ops: UpgradeOps,
    schemas: set[str | None],  # noqa: ARG001 - the hook's shape
) -> PriorityDispatchResult:
    """Take back every operation on our tables, unless it is our own MetaData that is compared."""
    if autogen_context.metadata is not metadata:
        upgrade_ops.ops = [
            operation for operation in upgrade_ops.ops if not _is_ours(getattr(operation, "table_name", ""))
        ]
    return PriorityDispatchResult.CONTINUE


def _is_ours(table: object) -> bool:
    return isinstance(table, str) and table.startswith(PREFIX)


def _is_theirs(name: object, kind: str, _parents: object) -> bool:
    return kind != "table" or not _is_ours(name)
