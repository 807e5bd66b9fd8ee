"""The errors of the feed.

WorkflowError
├── UnknownPosition (LookupError)   the feed has never come to the place to read on from, or has another event there
└── EventsGone (LookupError)        the feed does not keep the events behind the place to read on from
"""

from __future__ import annotations

from duban import words
from duban.workflow.errors import WorkflowError


class UnknownPosition(WorkflowError, LookupError):
    """The feed has never come to the position `since`, or has an `other` event there; its last position is `last`.

    It is the feed of another database, or of one that was restored from a backup.
    """

    def __init__(self, since: int, last: int, *, other: bool = False) -> None:
        super().__init__(
            words.Line(
                "the feed has another event at position {since} than the one that was read: this is another database, "
                "or one restored from a backup; read it from the beginning, and leave out what is known by number "
                "and seq"
                if other
                else "the feed ends at position {last}, before {since}: this is another database, or one restored from "
                "a backup; read it from the beginning, and leave out what is known by number and seq",
                since=since,
                last=last,
            )
        )
        self.since = since
        self.last = last
        self.other = other


class EventsGone(WorkflowError, LookupError):
    """The feed does not keep the events behind the position `since` any more; `first` is the first that it has."""

    def __init__(self, since: int, first: int) -> None:
        super().__init__(
            words.Line(
                "the feed begins at position {first}, and what came between {since} and that is not kept any more: "
                "read on without a position, and take the state of the instances from the engine",
                since=since,
                first=first,
            )
        )
        self.since = since
        self.first = first
