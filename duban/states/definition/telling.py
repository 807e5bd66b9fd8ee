"""Whom a workflow tells, in which words, and who may say what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.states.definition.acts import Opens
from duban.states.frozen import Frozen
from duban.states.recipients import Level, Recipient
from duban.states.time import Duration, Moment


class Announcement(Struct, frozen=True):
    """A message that is sent because of an event and not because time has passed.

    `on` holds triggers and `open`, `after` acts of the engine; one of the two is empty.
    """

    on: tuple[str, ...]
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False
    after: tuple[str, ...] = ()


class UrgeStep(Struct, frozen=True):
    """A step by which an urge goes up that nobody answers: when, and whom of the silent units it tells.

    `at` counts from the urge (`start`), or from when its answer was `due`.
    """

    at: Moment
    levels: tuple[Level, ...]
    message: str | None = None
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False

    @property
    def id(self) -> str:
        """Return its identity: an urge goes up once by what is declared for one moment."""
        return str(self.at)


class Urging(Struct, frozen=True):
    """Who may urge (催办), who is told if not those whose turn it is, in which words, and how often it may be done.

    An urge is answered within `answer_within`; one that nobody answers goes up by the steps of `unanswered`.
    """

    by: tuple[str, ...] = ()
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None
    at_least: Duration | None = None
    answer_within: Duration | None = None
    unanswered: tuple[UrgeStep, ...] = ()


class Remarks(Struct, frozen=True):
    """The roles that see the remarks for the office."""

    seen_by: tuple[str, ...]


class Instructions(Struct, frozen=True):
    """Whose instructions (批示) are recorded, by whom, who reads them, and who is told what they ask for.

    `of` is the role of the leaders. The others are left out for the office, and for those whose turn it is. `opens` is
    what an instruction can open beside the instance; `reply_to` is told what came of it, or else the leaders.
    """

    of: str
    recorded_by: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None
    opens: Opens | None = None
    reply_to: tuple[Recipient, ...] = ()


class MessageForm(Struct, Frozen, frozen=True):
    """The wording of one message; `parts` holds the value of each key, which the media declare."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)
