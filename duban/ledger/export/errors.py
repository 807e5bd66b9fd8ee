"""The errors of exports.

UnknownFormat (ValueError)   there is no such format
"""

from __future__ import annotations

from duban import words


class UnknownFormat(words.Portable, ValueError):
    """There is no format `format`; `formats` are those that there are."""

    def __init__(self, format: str, formats: tuple[str, ...]) -> None:
        """Keep the facts; the message is one line of them."""
        super().__init__(words.Line("no format {format:shown}; there are {known}", format=format, known=formats))
        self.format = format
        self.formats = formats
