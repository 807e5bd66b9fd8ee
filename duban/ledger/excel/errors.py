"""The errors of workbooks.

NoWorkbooks (RuntimeError)    the library that writes them is not installed
ManifestBroken (ValueError)   the hidden sheet of a workbook was changed or damaged
"""

from __future__ import annotations

from duban import words


class NoWorkbooks(words.Portable, RuntimeError):
    """The library that writes workbooks is not installed."""

    def __init__(self) -> None:
        """Say what to install."""
        super().__init__(words.Line("Excel files need the extra: pip install 'duban[office]'; CSV needs nothing"))


class ManifestBroken(words.Portable, ValueError):
    """The hidden sheet of a workbook was changed or damaged; `problem` says how."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line | str) -> None:
        """Keep what is wrong; it is the message."""
        super().__init__(problem)
        self.problem = problem
