"""A line that is worded when it is read: what an error says, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.words.filling import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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


class Said:
    """An attribute of an error that is given a line, and read as text in the language of whoever reads it."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn under which name it stands."""
        self._name = name

    def __get__(self, error: object, owner: type | None = None) -> str:
        """Return the text."""
        if error is None:
            raise AttributeError(self._name)
        return str(error.__dict__[self._name])

    def __set__(self, error: object, line: object) -> None:
        """Keep the line, or whatever else words itself."""
        error.__dict__[self._name] = line


class SaidEach(Said):
    """The same for several lines."""

    def __get__(self, error: object, owner: type | None = None) -> tuple[str, ...]:  # type: ignore[override]
        """Return the texts."""
        if error is None:
            raise AttributeError(self._name)
        return tuple(str(line) for line in error.__dict__[self._name])

    def __set__(self, error: object, lines: Iterable[object]) -> None:  # type: ignore[override]
        """Keep the lines."""
        error.__dict__[self._name] = tuple(lines)


class Portable:
    """What errors inherit so that one crosses processes whole: its arguments, its attributes, and so what it says.

    By itself, Python would call the class again with the arguments of the base class, which are others.
    """

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be made again without being initialised, and be given its attributes."""
        return _arrived, (type(self), self.args), self.__dict__  # type: ignore[attr-defined]


def said_by(error: BaseException) -> Line | str:
    """Return the line that an error bears, or else the first line of what it says, or what kind it is."""
    borne = error.args[0] if len(error.args) == 1 else getattr(error, "line", None)
    return borne if isinstance(borne, Line) else (str(error).strip() or type(error).__name__).splitlines()[0]


def at(where: object, problem: object) -> Line:
    """Return a line with the place before it, such as a file and its line, as compilers print it."""
    return Line("{where}: {problem}", where=where, problem=problem)


def _arrived(kind: type[BaseException], args: tuple[object, ...]) -> BaseException:
    error = kind.__new__(kind, *args)
    error.args = args
    return error


def _again(english: str, facts: Mapping[str, Any]) -> Line:
    return Line(english, **facts)
