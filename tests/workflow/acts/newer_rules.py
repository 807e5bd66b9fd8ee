"""Moving the instances of the usual scenario to a later version of it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban import Engine, Migration

    Versions = Callable[..., Engine]

BUDGET = "budget: 5 working days"


def migrated(engine: Engine, **options: Any) -> Migration:  # noqa: ANN401 - as Engine.migrate takes them
    return engine.migrate("matter", by="市优化办/王某", **options)


def codes(migration: Migration) -> list[str]:
    """Return the codes of what keeps instances from being moved."""
    return [blocker.code for one in migration.blocked for blocker in one.blockers]


def fired(engine: Engine, number: str) -> list[str]:
    return [each.rung for each in engine.why_escalated(number) if each.fired]
