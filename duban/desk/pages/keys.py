"""The key that each form has from the moment it is shown: pressed twice, it does once."""

from __future__ import annotations

import uuid


def new_key() -> str:
    """Return a key that no other form has."""
    return uuid.uuid4().hex
