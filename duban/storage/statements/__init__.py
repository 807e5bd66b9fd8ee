"""The statements that read and write rows, a module for each kind of thing that is kept."""

from duban.storage.statements import (
    acts,
    calendars,
    contents,
    directory,
    erasing,
    instances,
    keys,
    numbers,
    outbox,
    pinned,
    present,
    proof,
    queries,
    relations,
    silence,
    telling,
)

__all__ = [
    "acts",
    "calendars",
    "contents",
    "directory",
    "erasing",
    "instances",
    "keys",
    "numbers",
    "outbox",
    "pinned",
    "present",
    "proof",
    "queries",
    "relations",
    "silence",
    "telling",
]
