"""What a mail's author wrote, without the frame that stands around it."""

from __future__ import annotations

_SHAPES = "■▲●○"


def written(text: str) -> str:
    """Return the text of a mail without the line with its light at the head."""
    head, _, rest = text.partition("\n")
    return (rest if head[:1] in _SHAPES else text).strip("\n")
