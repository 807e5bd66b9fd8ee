"""The errors of accounts.

DeskError
└── AccountProblem (ValueError)      an account cannot be made or changed so
    ├── LinkDead                     a one-time link was used, is too old, or never was one
    └── TooSoon                      another code can only be sent later (sent_codes)
"""

from __future__ import annotations

from duban import words
from duban.desk.store import DeskError


class AccountProblem(DeskError, ValueError):
    """An account cannot be made or changed so; it says why."""

    def __init__(self, line: words.Line) -> None:
        super().__init__(line)


class LinkDead(AccountProblem):
    """A one-time link cannot be used any more."""

    def __init__(self) -> None:
        super().__init__(
            words.Line("this link was used already, is too old, or is not complete: have another one made")
        )
