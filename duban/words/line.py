"""A line that is worded when it is read: what an error says, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.words.filling import text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Line:
    """A text with `{places}` and the facts that fill them; `str` words it for the reader.

    An error that is raised with one is worded anew each time that somebody shows it. A fact may be a line too.
    """

    __slots__ = ("english", "facts")

    def __init__(self, english: str, /, **facts: Any) -> None:  # noqa: ANN401 - whatever can be shown
        """Keep the text as the catalogue has it, and its facts."""
        self.english = english
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        """Return the line in the language of the reader."""
        return text(self.english, **self.facts)

    def __repr__(self) -> str:
        """Return the line as it is made."""
        facts = "".join(f", {name}={fact!r}" for name, fact in self.facts.items())
        return f"Line({self.english!r}{facts})"

    def __eq__(self, other: object) -> bool:
        """Return whether another line says the same in every language."""
        return isinstance(other, Line) and (self.english, self.facts) == (other.english, other.facts)

    def __hash__(self) -> int:
        """Return the hash of the text, since facts may have none."""
        return hash(self.english)

    def __reduce__(self) -> tuple[object, ...]:
        """Let it cross processes with the error that bears it."""
        return _again, (self.english, self.facts)


def _again(english: str, facts: Mapping[str, Any]) -> Line:
    return Line(english, **facts)
