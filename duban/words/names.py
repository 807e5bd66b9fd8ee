"""Words that are looked up by what the engine calls a thing, and by what the library of the command line says."""

from __future__ import annotations

NAMES = (
    "Groups",
    "Handlers",
    "Leaders",
    "Level",
    "Mail",
    "Mobile",
    "Name",
    "Other names",
    "Reached",
    "Show this message and exit.",
    "blue",
    "child",
    "dead",
    "delivered",
    "email",
    "green",
    "handler",
    "leader",
    "opened by",
    "parent",
    "paused",
    "pending",
    "red",
    "running",
    "sms",
    "stopped",
    "withdrawn",
    "yellow",
)
