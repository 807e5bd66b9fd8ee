"""How the levels of people fall: who gets what is meant for a level that a unit lacks, or that cannot be reached.

A directory may tell contact persons from handlers, and deputies from heads, or have handlers and leaders only.
"""

from __future__ import annotations

from duban.states import Level

WORKING = frozenset({Level.CONTACT, Level.HANDLER})
"""If one of several of these cannot be reached, somebody gets it in their place; the others answer for each other."""

SAME_AS: dict[Level, tuple[Level, ...]] = {
    Level.CONTACT: (Level.HANDLER,),
    Level.HANDLER: (Level.CONTACT,),
    Level.DEPUTY: (Level.LEADER,),
    Level.HEAD: (Level.LEADER,),
    Level.LEADER: (Level.DEPUTY, Level.HEAD),
}
"""Who is meant by a level in a unit that has nobody of it: these get the message as their own."""

_WHO_LEADS = (Level.DEPUTY, Level.LEADER, Level.HEAD)

FALLS: dict[Level, tuple[Level, ...]] = {
    Level.CONTACT: (Level.HANDLER, *_WHO_LEADS),
    Level.HANDLER: (Level.CONTACT, *_WHO_LEADS),
    Level.DEPUTY: (Level.LEADER, Level.HEAD),
    Level.HEAD: (Level.LEADER, Level.DEPUTY),
    Level.LEADER: (Level.DEPUTY, Level.HEAD),
}
"""To whom a message goes on, in this order, if nobody of a level can be reached: it says why."""

NOBODY: dict[Level, str] = {
    Level.CONTACT: "no-contact",
    Level.HANDLER: "no-handler",
    Level.DEPUTY: "no-deputy",
    Level.HEAD: "no-head",
    Level.LEADER: "no-leader",
}
"""The code of the reason that a unit has nobody of a level."""

IN_PLACE: dict[Level, str] = {
    Level.CONTACT: "contact",
    Level.HANDLER: "handler",
    **dict.fromkeys(_WHO_LEADS, "leader"),
}
"""The code of the reason that somebody of another level gets a message."""
