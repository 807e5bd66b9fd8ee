"""What can be wrong with a scenario file.

ScenarioError (ValueError)      one file, or a folder of them, with every problem found
ScenarioNotFound (LookupError)  no shipped scenario of that name
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it stands and what to write instead; line and column count from 1."""

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
    """A scenario was refused; `problems` holds all that is wrong with it, in the order of the file."""

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
