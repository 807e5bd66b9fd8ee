"""For how long a closed matter is kept (保管期限): its own word, or that of the settings for its scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow import Instance, Settings

RETENTION = "retention"
"""The field by which a matter says so itself, as plans do."""


def retention_of(settings: Settings, item: Instance) -> str:
    """Return for how long a matter is kept, as its own field says, or the settings for its scenario."""
    own = item.data.get(RETENTION)
    return str(own) if own else settings.archive.retention.get(item.scenario, settings.archive.default)
