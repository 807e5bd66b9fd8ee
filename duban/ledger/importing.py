"""Importing a notice: each of its tasks opens one instance, once, and whatever is doubtful is reported with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import Jsonable
from duban.workflow import Directory, Engine, InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ledger.notice import Notice, NoticeItem
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import Instance, Progress

LEAD, RESPONSIBLE, DEADLINE = "lead", "responsible", "deadline"
"""The roles and the field that a scenario must have to open a work plan's tasks."""


@dataclass(frozen=True, slots=True)
class ImportedTask(Jsonable):
    """One task of a notice with its instance's number (None in a dry run); `opened` is false if it was open before.

    `doubts` has what was doubtful when the task was read, and when it was opened.
    """

    item: NoticeItem
    instance: str | None
    opened: bool
    doubts: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the task for JSON."""
        return {
            **self.item.to_json(),
            "doubts": list(self.doubts),
            "instance": self.instance,
            "opened": self.opened,
        }


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The tasks of a notice after an import, in its order; `doubts` are about the notice as a whole."""

    notice: Notice
    tasks: tuple[ImportedTask, ...]
    doubts: tuple[str, ...]

    @property
    def opened(self) -> int:
        """Return how many tasks this import has opened."""
        return sum(task.opened for task in self.tasks)

    @property
    def standing(self) -> int:
        """Return how many tasks were open before."""
        return sum(task.instance is not None and not task.opened for task in self.tasks)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the tasks for JSON."""
        return [task.to_json() for task in self.tasks]


def import_notice(
    engine: Engine,
    notice: Notice,
    *,
    by: str,
    scenario: str = "task",
    session: Guest | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Open an instance of `scenario` for each task that has none yet, all in one transaction.

    A task is recognised by the notice's identity and its own key. One without lead units waits for `assign`; one that
    is ongoing has no due dates. With `session=` this is part of the application's transaction. Raises as `Engine.open`
    does, with InvalidUnits naming the task; nothing is opened then.
    """
    definition = engine.definition(scenario)

    def open_all(together: Guest) -> tuple[ImportedTask, ...]:
        tasks: list[ImportedTask] = []
        for item in notice.items:
            if progress is not None:
                progress(len(tasks), len(notice.items))
            tasks.append(_open(engine, together, definition, notice, item, by=by))
        return tuple(tasks)

    return ImportResult(notice, engine.transact(open_all, session=session), notice.doubts)


def preview_notice(notice: Notice, *, definition: Definition, directory: Directory) -> ImportResult:
    """Return the result that an import would have, without a database and without opening anything."""
    tasks = (
        ImportedTask(item, None, opened=False, doubts=(*item.doubts, *_opening_doubts(definition, directory, item)))
        for item in notice.items
    )
    return ImportResult(notice, tuple(tasks), notice.doubts)


def default_importer(definition: Definition) -> str | None:
    """Return the default unit of the role that may open instances, which imports if nobody is named; else None."""
    role = definition.roles.get(definition.opens_by or "")
    return role.default[0] if role is not None and role.default else None


def _open(
    engine: Engine, session: Guest, definition: Definition, notice: Notice, item: NoticeItem, *, by: str
) -> ImportedTask:
    standing = engine.opened(notice.identity, item.key, viewer=by, session=session)
    if standing is not None:
        doubts = (*item.doubts, *_differences(definition, item, standing))
        return ImportedTask(item, standing.number, opened=False, doubts=doubts)
    try:
        made = engine.open(
            definition.scenario,
            by=by,
            title=item.title or f"{notice.title}第{item.number}项",
            units={LEAD: item.lead_units, RESPONSIBLE: item.responsible_units},
            data=_data(definition, notice, item),
            source=notice.identity,
            external_no=item.key,
            ongoing=item.ongoing,
            session=session,
        )
    except InvalidUnits as error:
        message = words.Line(
            "task {number} (line {line}): {error}", number=item.number, line=item.line, error=words.said_by(error)
        )
        raise InvalidUnits(message) from error
    doubts = (*item.doubts, *_opening_doubts(definition, engine.directory, item))
    return ImportedTask(item, made.number, opened=True, doubts=doubts)


def _data(definition: Definition, notice: Notice, item: NoticeItem) -> dict[str, Any]:
    """Return the data of a task for which the scenario declares fields."""
    known = {
        "plan": notice.title,
        "item_no": item.number,
        "content": item.body,
        "deadline_text": item.deadline_text,
        DEADLINE: item.deadline_date,
    }
    return {name: value for name, value in known.items() if value and name in definition.fields}


def _opening_doubts(definition: Definition, directory: Directory, item: NoticeItem) -> Iterator[str]:
    """Yield what is doubtful about opening a task: undeclared groups, and a due date that is not from the plan."""
    for group in directory.expand((*item.lead_units, *item.responsible_units)).open_groups:
        yield words.text("“{group}” has no members in the directory, and is put down as it is written", group=group)
    if item.deadline_date is not None and DEADLINE not in definition.fields:
        facts = {"title": definition.title, "field": DEADLINE, "day": item.deadline_date}
        yield words.text("the scenario “{title}” has no field {field}: the deadline {day} is not put down", **facts)
    if item.deadline_date is None and not item.ongoing:
        yield words.text("the deadline could not be settled: the scenario's own length of time is taken for now")


def _differences(definition: Definition, item: NoticeItem, standing: Instance) -> Iterator[str]:
    """Yield how a notice that is read again differs from the existing instance, which is not changed."""
    if item.title and item.title != standing.title:
        facts = {"number": standing.number, "title": standing.title}
        yield words.text("it stands as {number} under another title, “{title}”, which was left as it is", **facts)
    registered = standing.data.get(DEADLINE)
    if registered != item.deadline_date and DEADLINE in definition.fields:
        none = words.text("none given")
        facts = {"number": standing.number}
        facts |= {"there": str(registered or none), "here": str(item.deadline_date or none)}
        yield words.text("it stands as {number} with the deadline {there}, not {here}; it was left as it is", **facts)
