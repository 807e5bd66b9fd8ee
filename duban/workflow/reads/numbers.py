"""The numbers that somebody may mean: by how they begin, or similar to a mistyped one; no database is ever created."""

from __future__ import annotations

import re
from difflib import get_close_matches

from duban.states import is_keepable
from duban.storage import StorageError, is_there, numbers, require_schema
from duban.workflow.core import HasCore
from duban.workflow.inputs import LONGEST_NAME, check_search, check_texts

_COMPARED = 2000
"""A mistyped number is compared with this many of the newest."""


class Numbers(HasCore):
    """Looks up the numbers that people quote."""

    def numbers(self, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
        """Return the number and title of the newest instances whose numbers begin with `beginning`.

        Empty if the database does not exist or cannot be read: it creates none, and raises no StorageError.
        """
        check_texts(beginning=beginning)
        check_search(light=None, due_by=None, limit=limit)
        database = self._core.database
        if not is_there(database):
            return []
        try:
            with database.reading() as connection:
                require_schema(database, connection)
                return numbers.numbers_beginning(connection, beginning, limit=limit)
        except StorageError:
            return []

    def nearest_number(self, number: str) -> str | None:
        """Return the existing number that a mistyped one probably means; None if none is close."""
        if not is_keepable(number) or len(number) > LONGEST_NAME:
            return None
        asked = number.strip().upper()
        prefix = re.match(r"[^\d]*", asked)
        known = self.numbers(prefix.group() if prefix else "", limit=_COMPARED)
        known = known or self.numbers(limit=_COMPARED)
        close = get_close_matches(asked, [each for each, _ in known], n=1, cutoff=0.75)
        return close[0] if close else None
