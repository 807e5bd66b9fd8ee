"""The errors of layouts.

LayoutError (ValueError)       a layout is refused, with every problem found
UnknownLayout (LookupError)    no shipped layout of that name
NothingToFill (ValueError)     a fill-in sheet is asked for by a layout that lets nothing be filled in
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from duban.scenarios import Problem


class LayoutError(words.Portable, ValueError):
    """A layout is refused; `problems` has everything that is wrong with it, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return one line for each problem, in the language of the reader."""
        return "\n".join(map(str, self.problems))


class UnknownLayout(words.Portable, LookupError):
    """No layout of this name comes with duban, and there is no such file; `names` are those that do."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        """Keep the name asked for and the names there are."""
        said = words.Line('no layout "{name}"; there are {known}, or name a file (.yaml)', name=name, known=names)
        super().__init__(said)
        self.name = name
        self.names = names


class NothingToFill(words.Portable, ValueError):
    """The layout `name` lets nothing be filled in: none of its columns has `fill`."""

    def __init__(self, name: str) -> None:
        """Keep the name of the layout."""
        said = words.Line("{name:shown} has nothing to fill in: give a column `fill`, or take another one", name=name)
        super().__init__(said)
        self.name = name
