"""Reads `announce`: whom to tell when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import TEXT, flag, list_of, message, recipients, sequence, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import OPEN, Announcement

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope


@shaped(lambda: TEXT)
def _event(scope: Scope, node: Node, path: str) -> str | None:
    return OPEN if node.value == OPEN else scope.refers("trigger", node, path, also=(OPEN,))


ANNOUNCEMENT = Keys(
    "announcement",
    Announcement,
    Key("on", _event, "The trigger after which it is sent, or open.", default="", required=True),
    Key(
        "notify",
        recipients,
        "Who is told: a role, role.leader, unit:NAME or mailto:ADDRESS.",
        "who is told",
        default=(),
        required=True,
    ),
    Key("copy", recipients, "Who gets a copy.", "who gets a copy"),
    Key("message", message, "The wording.", "message sent", default="", required=True),
    Key("urgent", flag, "It does not wait for office hours.", "sent outside office hours too"),
    untold=("on",),
)


@shaped(lambda: list_of(ANNOUNCEMENT.shape()))
def read_announcements(scope: Scope, node: Node | None, section: str) -> tuple[Announcement, ...]:
    """Return the announcements, in the order in which they are written."""
    entries = sequence(scope, node, section) if node is not None else ()
    return tuple(ANNOUNCEMENT.build(ANNOUNCEMENT.read(scope, child, path)) for child, path in entries)
