"""Turns of an office that are more than a text with places."""

from __future__ import annotations

from duban.words.filling import text
from duban.words.reader import language


def closed_as(state: str) -> str:
    """Return how a ledger calls the state at which something was closed: 已办结 of 办结, and 不予办理 as it is."""
    if language() == "zh" and state.startswith(("已", "不")):
        return state
    return text("closed: {state}", state=state)
