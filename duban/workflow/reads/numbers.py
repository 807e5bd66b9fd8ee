"""Numbers that somebody may mean: by their beginning, and those spelt nearly so; nothing is made by looking."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from duban.storage import StorageError, is_there, numbers, require_schema

if TYPE_CHECKING:
    from duban.workflow.engine import Engine

_COMPARED = 2000
"""So many numbers, the newest, are compared with a mistyped one."""


def known_numbers(engine: Engine, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
    """Return number and title of the newest instances whose number begins so; none where there is no database."""
    if not is_there(engine.database):
        return []
    try:
        with engine.database.reading() as connection:
            require_schema(engine.database, connection)
            return numbers.numbers_beginning(connection, beginning, limit=limit)
    except StorageError:
        return []


def close_number(engine: Engine, number: str) -> str | None:
    """Return the number that was probably meant."""
    asked = number.strip().upper()
    prefix = re.match(r"[^\d]*", asked)
    known = known_numbers(engine, prefix.group() if prefix else "", limit=_COMPARED)
    known = known or known_numbers(engine, limit=_COMPARED)
    close = get_close_matches(asked, [each for each, _ in known], n=1, cutoff=0.75)
    return close[0] if close else None
