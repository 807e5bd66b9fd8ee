"""The settings for a provider's limits: how many messages one recipient gets in a minute, an hour and a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPANS = {
    "per_minute": timedelta(minutes=1),
    "per_hour": timedelta(hours=1),
    "per_day": timedelta(days=1),
}


def limits_from(notifier: str, given: Mapping[str, object]) -> dict[timedelta, int]:
    """Return how many messages one recipient gets within each span; 0 is no limit. Raise BadSetting for no number."""
    found = {}
    for name, span in _SPANS.items():
        try:
            most = int(str(given[name]))
        except ValueError:
            most = -1
        if most < 0:
            problem = words.Line("{given:shown} is not a whole number, nor 0 for no limit", given=str(given[name])[:40])
            raise BadSetting(notifier, name, problem)
        if most:
            found[span] = most
    return found
