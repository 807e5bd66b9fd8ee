"""The errors of scenario files.

ScenarioError (ValueError)      one file, or a folder of them, with every problem found
ScenarioNotFound (LookupError)  no shipped scenario of that name
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from duban.states import Jsonable
from duban.words import Line, Portable

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PROBLEMS = 200
"""After this many problems reading stops: no person wrote such a file, and each suggestion takes time."""

_LONGEST_TOLD = 600


def one_line(text: str) -> str:
    """Return a text that cannot disturb a terminal: invisible characters become question marks, and it is cut."""
    if len(text) > _LONGEST_TOLD:
        text = f"{text[: _LONGEST_TOLD // 2]} … {text[-_LONGEST_TOLD // 2 :]}"
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


class Problem(Struct, Jsonable, frozen=True):
    """One thing that is wrong, where it stands and what to write instead; line and column count from 1.

    Its `severity` is `error`, or `warning` if the file can be used all the same.

    Its `message` is made of what is `said`, in the reader's language.
    """

    file: str
    line: int
    column: int
    path: str
    said: Line | str
    severity: str = "error"

    _json: ClassVar = ("file", "line", "column", "path", "severity", "message")

    @property
    def message(self) -> str:
        """Return what is wrong, in the language of the reader."""
        return one_line(str(self.said))

    def __str__(self) -> str:
        """Return `file:line:column: path: message`, as compilers print it."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of one file in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column, problem.path)))


def too_many(file: str) -> Problem:
    """Return what ends the list of a file that has too many problems."""
    return Problem(file, 0, 0, "", Line("has {most} problems; the rest was not checked", most=MOST_PROBLEMS))


class ScenarioError(Portable, ValueError):
    """A scenario is refused; `problems` has everything that is wrong with it, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return one line for each problem, in the language of the reader."""
        return "\n".join(map(str, self.problems))


class ScenarioNotFound(Portable, LookupError):
    """No scenario of this name comes with duban; `names` are those that do, and `near` is the one likely meant."""

    def __init__(self, name: str, names: tuple[str, ...], *, near: str | None = None) -> None:
        """Keep the name asked for and the names there are."""
        said = (
            Line('no shipped scenario "{name}"; there are {known}', name=name, known=names)
            if near is None
            else Line(
                'no shipped scenario "{name}"; did you mean "{near}"? {way_shipped} shows all',
                name=name,
                near=near,
            )
        )
        super().__init__(said)
        self.name = name
        self.names = names
        self.near = near
