"""The errors of scenario files.

ScenarioError (ValueError)      one file, or a folder of them, with every problem found
ScenarioNotFound (LookupError)  no shipped scenario of that name
"""

from __future__ import annotations

from msgspec import Struct

MOST_PROBLEMS = 200
"""After this many problems reading stops: no person wrote such a file, and each suggestion takes time."""

_LONGEST_TOLD = 600


def one_line(text: str) -> str:
    """Return a text that cannot disturb a terminal: invisible characters become question marks, and it is cut."""
    if len(text) > _LONGEST_TOLD:
        text = f"{text[: _LONGEST_TOLD // 2]} … {text[-_LONGEST_TOLD // 2 :]}"
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong, where it is and what to write instead; line and column count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """Return `file:line:column: path: message`, as compilers print it."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class ScenarioError(ValueError):
    """A scenario is refused; `problems` has everything that is wrong with it, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the message is one line for each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ScenarioNotFound(LookupError):
    """No scenario of this name is shipped; `names` are those that are."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        """Keep the name asked for and the names there are."""
        super().__init__(f'no shipped scenario "{name}"; there are {", ".join(names)}')
        self.name = name
        self.names = names
