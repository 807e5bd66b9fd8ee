"""Encode JSON with msgspec, because every act does.

For values that both support, msgspec writes the same text as the standard library in a sixth of the time. It also
supports dates, instants and enumerations, and decodes JSON of a declared shape straight into objects (`memory`).
"""

from __future__ import annotations

from typing import Any

from msgspec import json

_encode = json.Encoder().encode


def pack(value: Any) -> bytes:  # noqa: ANN401 - any JSON value, and dates
    """Return the JSON text of a value in UTF-8: no spaces, no escapes for non-ASCII, dates and instants as ISO text."""
    return _encode(value)
