"""The JSON text in which what happens is kept: packed and unpacked at every act, so by a library made for that.

orjson says the same as the standard library where both can say it, in a sixth of the time; it knows dates, instants and
enumerations too.
"""

from __future__ import annotations

from typing import Any

import orjson


def pack(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say, and dates
    """Return the JSON text of a value: no spaces, characters as they are, dates and instants as ISO text."""
    return orjson.dumps(value).decode()


def pack_sorted(value: Any) -> str:  # noqa: ANN401 - likewise
    """Return the same with sorted keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def unpack(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text."""
    return orjson.loads(text)
