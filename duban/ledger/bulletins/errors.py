"""What can be wrong with a bulletin.

BulletinError
├── SnapshotFault   frozen figures that are none, or were changed
└── WordingFault    a template of the office's own that cannot be used
"""

from __future__ import annotations

from duban import words


class BulletinError(words.Portable, ValueError):
    """A bulletin cannot be made; `problem` says why."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line | str) -> None:
        """Keep the problem, which is the message."""
        super().__init__(problem)
        self.problem = problem


class SnapshotFault(BulletinError):
    """Frozen figures cannot be read, or are not as they were frozen."""


class WordingFault(BulletinError):
    """The office's own wording of a bulletin cannot be used."""
