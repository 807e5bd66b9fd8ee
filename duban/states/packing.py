"""Encode JSON with msgspec, because every act does.

For values that both support, msgspec writes the same text as the standard library in a sixth of the time. It also
supports dates, instants and enumerations, and decodes JSON of a declared shape straight into objects (`memory`).
"""

from json import loads
from typing import Any

from msgspec import DecodeError, json

pack = json.Encoder().encode
"""Returns the JSON text of a value in UTF-8: no spaces, no escapes for non-ASCII, dates and instants as ISO text."""

_unpack = json.Decoder().decode


def unpack(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text, also of one that only the standard library reads: of halves of characters."""
    try:
        return _unpack(text)
    except (DecodeError, UnicodeError):
        return loads(text)
