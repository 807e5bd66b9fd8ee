"""Numbers that somebody may mean: by their beginning, and those spelt nearly so; nothing is made by looking."""

from __future__ import annotations

import re
from difflib import get_close_matches

from duban.states import is_keepable
from duban.storage import StorageError, is_there, numbers, require_schema
from duban.workflow.core import HasCore
from duban.workflow.inputs import LONGEST_NAME, check_search, check_texts

_COMPARED = 2000
"""So many numbers, the newest, are compared with a mistyped one."""


class Numbers(HasCore):
    """Knows the numbers that people quote."""

    def numbers(self, beginning: str = "", *, limit: int = 50) -> list[tuple[str, str]]:
        """Return number and title of the newest instances whose number begins so; none if there is no database.

        It makes no database and raises no StorageError: what cannot be looked into knows no numbers.
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
        """Return the number that was probably meant by one that there is not; None if none is close."""
        if not is_keepable(number) or len(number) > LONGEST_NAME:
            return None
        asked = number.strip().upper()
        prefix = re.match(r"[^\d]*", asked)
        known = self.numbers(prefix.group() if prefix else "", limit=_COMPARED)
        known = known or self.numbers(limit=_COMPARED)
        close = get_close_matches(asked, [each for each, _ in known], n=1, cutoff=0.75)
        return close[0] if close else None
