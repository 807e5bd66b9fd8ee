"""Lines that the errors of scenario files write, put together where they rise.

Each goes once its error bears a line; those of all other rooms do.
"""

from __future__ import annotations

OURS = (
    'no shipped scenario "{name}"; there are {known}',
    "cannot be read: {message}",
    "is missing",
    "has to be text, not {message}; put it in quotes",
    "a list",
    "a number",
    "true or false",
    "has to be text, not {given}",
    "has to be true or false, not {given}",
)
