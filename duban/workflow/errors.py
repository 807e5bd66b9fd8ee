"""What can go wrong while things happen.

The tree:

    ValueError
    └── DirectoryError      units.csv or contacts.csv cannot be used; every bad row is named
"""

from __future__ import annotations


class DirectoryError(ValueError):
    """The directory has rows that cannot be used; `problems` holds one line for each, with file and line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems
