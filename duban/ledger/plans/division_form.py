"""Writing an empty 责任分解表: the tasks whose units a plan leaves open, and a column for each unit to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.errors import ListError
from duban.ledger.excel.report_form import write_table
from duban.ledger.plans.division_words import HEAD, LEAD, TICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from duban.ledger.notice import Notice, NoticeItem
    from duban.workflow import Directory


def to_tick(notice: Notice, directory: Directory) -> tuple[NoticeItem, ...]:
    """Return the tasks that need ticks: without lead or responsible units, or naming groups without members."""
    return tuple(item for item in notice.items if _is_open(item, directory))


def write_division(path: str | PathLike[str], notice: Notice, directory: Directory) -> int:
    """Write the form, as .xlsx or CSV by the name of the file, and return how many tasks are in it.

    What the plan says of units is filled in. Raises ListError if the directory has no units, or no task needs ticks,
    WrongEnding, and OSError if the file is there already or cannot be written.
    """
    tasks = to_tick(notice, directory)
    if not directory.units:
        raise ListError(str(path), words.Line("there are no units to tick: the directory is empty"))
    if not tasks:
        raise ListError(str(path), words.Line("there is nothing to tick: the plan names the units of each task"))
    write_table(path, list(_rows(tasks, directory)))
    return len(tasks)


def _is_open(item: NoticeItem, directory: Directory) -> bool:
    names = (*item.lead_units, *item.responsible_units)
    return (
        not item.lead_units
        or not item.responsible_units
        or item.open_ended
        or bool(directory.expand(names).open_groups)
    )


def _strangers(tasks: tuple[NoticeItem, ...], directory: Directory) -> list[str]:
    """Return the units that the plan names and the directory does not know; what it says of them must not be lost."""
    names = [name for item in tasks for name in (*item.lead_units, *item.responsible_units)]
    found = directory.expand(names)
    return [unit for unit in found.units if not directory.knows(unit) and unit not in found.open_groups]


def _rows(tasks: tuple[NoticeItem, ...], directory: Directory) -> Iterator[list[str]]:
    units = [*(unit.name for unit in directory.units), *_strangers(tasks, directory)]
    yield [*HEAD, *units]
    for item in tasks:
        lead, part = directory.expand(item.lead_units).units, directory.expand(item.responsible_units).units
        yield [item.number, item.title, *(LEAD if unit in lead else TICK if unit in part else "" for unit in units)]
