"""What can be wrong with a bulletin.

BulletinError
├── SnapshotFault   frozen figures that are none, or were changed
└── WordingFault    a template of the office's own that cannot be used
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban import words


class BulletinError(ValueError):
    """A bulletin cannot be made; the message says why."""

    def __init__(self, problem: words.Line) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        """Return what is wrong, in the language of the reader."""
        return str(self.problem)


class SnapshotFault(BulletinError):
    """Frozen figures cannot be read, or are not as they were frozen."""


class WordingFault(BulletinError):
    """The office's own wording of a bulletin cannot be used."""
