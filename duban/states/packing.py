"""The JSON text in which what happens is kept: packed at every act, so by a library made for that.

msgspec says the same as the standard library where both can say it, in a sixth of the time; it knows dates, instants
and enumerations too, and reads what has a declared shape straight into it (`memory`).
"""

from __future__ import annotations

from typing import Any

from msgspec import json

_encode = json.Encoder().encode
_encode_sorted = json.Encoder(order="deterministic").encode


def pack(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say, and dates
    """Return the JSON text of a value in UTF-8: no spaces, characters as they are, dates and instants as ISO text."""
    return _encode(value)


def pack_sorted(value: Any) -> str:  # noqa: ANN401 - likewise
    """Return the same as text, with sorted keys."""
    return _encode_sorted(value).decode()
