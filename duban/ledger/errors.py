"""What can go wrong with the office's paper.

The tree:

    ValueError
    └── NoticeError      a file is no work plan that can be read
"""

from __future__ import annotations


class NoticeError(ValueError):
    """The file `source` cannot be read as a work plan; `problem` says what is wrong and what to do."""

    def __init__(self, source: str, problem: str) -> None:
        """Keep the facts; the message is one line of both."""
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem
