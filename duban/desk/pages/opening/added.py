"""A task that the reading of a plan has missed: it is written in by hand, and then stands among the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger import TaskCells, with_task

if TYPE_CHECKING:
    from duban.desk.serving import Visit
    from duban.ledger import Notice

_NAMES = ("number", "title", "body", "lead", "responsible", "deadline")
_PREFIX = "a."


@dataclass(frozen=True, slots=True)
class Added:
    """What was typed of a task that is to be added, what is wrong with it by name, and the number of one that was."""

    typed: dict[str, str]
    problems: dict[str, str]
    number: str = ""


def with_added(visit: Visit, notice: Notice) -> tuple[Notice, Added]:
    """Return a notice with the task that the form adds, if it adds one; otherwise what was typed of it so far."""
    typed = {name: visit.form.get(_PREFIX + name) for name in _NAMES}
    if not any(typed.values()):
        return notice, Added(typed, {})
    problems = {name: words.text("this has to be filled in") for name in ("number", "title") if not typed[name]}
    if problems:
        return notice, Added(typed, problems)
    cells = TaskCells(typed["title"], typed["lead"], typed["responsible"], typed["deadline"])
    try:
        more = with_task(notice, cells, number=typed["number"], body=typed["body"])
    except ValueError:
        said = words.text("the plan has a task {number} already: correct it in its row", number=typed["number"])
        return notice, Added(typed, {"number": said})
    return more, Added(dict.fromkeys(_NAMES, ""), {}, typed["number"])
