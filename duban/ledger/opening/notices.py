"""Importing a notice: each of its tasks opens one instance, once, and whatever is doubtful is reported with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.opening.concerns import Concern, concerns_about, needs_lead
from duban.ledger.opening.forecast import Forecast, forecast_of
from duban.ledger.opening.tasks import (
    DEADLINE,
    LEAD,
    RESPONSIBLE,
    named_units,
    new_item,
    refused_with_task,
    steps_field,
)
from duban.ledger.plans import (
    KEY,
    PLAN,
    changes_of_task,
    identified,
    include_tasks,
    match_tasks,
    own_key,
    plan_definition,
    plan_item,
    standing_plan,
)
from duban.states import Jsonable
from duban.workflow import InvalidUnits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ledger.notice import Notice, NoticeItem
    from duban.ledger.opening.differences import Difference
    from duban.ledger.plans import Matched
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import Directory, Engine, Instance, NewItem, Progress, WouldSend


@dataclass(frozen=True, slots=True)
class ImportedTask(Jsonable):
    """One task of a notice with its instance's number (None in a dry run); `opened` is false if it was open before.

    `doubts` has what was doubtful when the task was read, and when it was opened; `concerns` what a person should know
    before. `changed` has what the notice says otherwise than the instance that was opened before, and `would_send` the
    messages that opening would send, if that was tried.
    """

    item: NoticeItem
    instance: str | None
    opened: bool
    doubts: tuple[str, ...]
    concerns: tuple[Concern, ...] = ()
    changed: tuple[Difference, ...] = ()
    would_send: tuple[WouldSend, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the task for JSON."""
        return {
            **self.item.to_json(),
            "doubts": list(self.doubts),
            "instance": self.instance,
            "opened": self.opened,
            "steps": [{"name": step.name, "day": step.day.isoformat()} for step in self.item.steps],
            "concerns": [each.to_json() for each in self.concerns],
            "changed": [each.to_json() for each in self.changed],
            "would_send": dict(forecast_of(self.would_send).by_message),
        }


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The tasks of a notice after an import, in its order; `doubts` are about the notice as a whole."""

    notice: Notice
    tasks: tuple[ImportedTask, ...]
    doubts: tuple[str, ...]
    plan: str | None = None
    """The number of the plan, if it is open: the instance that the tasks belong to."""
    struck: tuple[Instance, ...] = ()
    """The open matters of tasks that the notice does not have any more."""

    @property
    def opened(self) -> int:
        """Return how many tasks this import has opened."""
        return sum(task.opened for task in self.tasks)

    @property
    def standing(self) -> int:
        """Return how many tasks were open before."""
        return sum(task.instance is not None and not task.opened for task in self.tasks)

    @property
    def forecast(self) -> Forecast:
        """Return what opening would send, by message and by unit, if that was tried."""
        return forecast_of(each for task in self.tasks for each in task.would_send)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the tasks for JSON."""
        return [task.to_json() for task in self.tasks]


def import_notice(
    engine: Engine,
    notice: Notice,
    *,
    by: str,
    scenario: str = "task",
    plan: str | None = PLAN,
    quiet: bool = False,
    since: date | str | None = None,
    key: str | None = None,
    session: Guest | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Open an instance of `scenario` for each task that has none yet, and one for the plan, all in one transaction.

    The plan is an instance of the scenario `plan`, and the tasks belong to it. Without such a scenario, or with None,
    only the tasks are opened.

    A task is recognised by the notice's identity, and its own title or number. One without lead units waits for
    `assign`; one that is ongoing has no due dates. A plan that is under way is taken over `quiet`: nobody is told, and
    reminders of the past are left out. Its clocks run from `since`. Units that the directory does not know are taken as
    the plan writes them. With an idempotency `key` that was used, a plan of another number is refused, not opened
    as well. With `session=` this is part of the application's transaction. Raises as `Engine.open` does, with
    InvalidUnits naming the task; nothing is opened then.
    """
    definition, of_plan = engine.definition(scenario), plan_definition(engine, plan)

    def open_all(together: Guest) -> ImportResult:
        read = identified(engine, notice, viewer=by, session=together)
        matched = _match(engine, read, by=by, session=together)
        whole = _open_plan(engine, of_plan, read, by=by, quiet=quiet, since=since, key=key, session=together)
        tasks: list[ImportedTask] = []
        for item in read.items:
            if progress is not None:
                progress(len(tasks), len(read.items))
            if item.key in matched.standing:
                there = matched.standing[item.key]
                tasks.append(_standing(engine, definition, read, item, there, session=together))
                continue
            asked = new_item(definition, engine.directory, read, item, quiet=quiet, since=since)
            asked["external_no"] = matched.keys[item.key]
            with refused_with_task(item):
                made = engine.open(
                    scenario, by=by, **asked, new_units=_units(item), key=own_key(key, item.key), session=together
                )
            doubts = (*item.doubts, *_opening_doubts(definition, engine.directory, item))
            found = _concerns(engine, definition, item)
            tasks.append(ImportedTask(item, made.number, opened=True, doubts=doubts, concerns=found))
        if whole is not None:
            include_tasks(engine, whole, [str(task.instance) for task in tasks], by=by, session=together)
        return ImportResult(read, tuple(tasks), _whole_doubts(read, matched), whole, matched.struck)

    return engine.transact(open_all, session=session)


def _open_plan(
    engine: Engine,
    definition: Definition | None,
    notice: Notice,
    *,
    by: str,
    quiet: bool,
    since: date | str | None,
    key: str | None,
    session: Guest,
) -> str | None:
    """Return the number of the plan, opened now or before; None if no scenario of plans is loaded."""
    standing = standing_plan(engine, notice, viewer=by, session=session)
    if standing is not None:
        return standing.number
    if definition is None:
        return None
    asked = plan_item(engine, definition, notice, by=by, quiet=quiet, since=since)
    office = [by.partition("/")[0]]
    made = engine.open(definition.scenario, by=by, **asked, new_units=office, key=own_key(key, KEY), session=session)
    return made.number


def try_notice(
    engine: Engine, notice: Notice, *, by: str, scenario: str = "task", since: date | str | None = None
) -> ImportResult:
    """Return what an import would find, and the messages that it would send; nothing is opened or written.

    Raises as `import_notice` does, with every task that is refused.
    """
    definition, there = engine.definition(scenario), engine.has_database()
    if there:
        notice = identified(engine, notice, viewer=by)
    matched = _match(engine, notice, by=by) if there else match_tasks(notice, {})
    new = [item for item in notice.items if item.key not in matched.standing]
    asked = [new_item(definition, engine.directory, notice, item, since=since) for item in new]
    for item, one in zip(new, asked, strict=True):
        one["external_no"] = matched.keys[item.key]
    sent = _tried(engine, scenario, new, asked, by=by)
    tasks = []
    for item in notice.items:
        if item.key in matched.standing:
            tasks.append(_standing(engine, definition, notice, item, matched.standing[item.key]))
            continue
        doubts = (*item.doubts, *_opening_doubts(definition, engine.directory, item))
        found = _concerns(engine, definition, item)
        tasks.append(ImportedTask(item, None, opened=False, doubts=doubts, concerns=found, would_send=sent[item.key]))
    whole = standing_plan(engine, notice, viewer=by) if there else None
    plan = None if whole is None else whole.number
    return ImportResult(notice, tuple(tasks), _whole_doubts(notice, matched), plan, matched.struck)


def _tried(
    engine: Engine, scenario: str, items: list[NoticeItem], asked: list[NewItem], *, by: str
) -> dict[str, tuple[WouldSend, ...]]:
    """Return the messages that opening each task would send; raises InvalidUnits that names the task, BatchRefused."""
    units = list(dict.fromkeys(unit for item in items for unit in _units(item)))
    try:
        tried = engine.preview(scenario, asked, by=by, new_units=units)
    except InvalidUnits:
        for item, one in zip(items, asked, strict=True):
            with refused_with_task(item):
                engine.preview(scenario, [one], by=by, new_units=units)
        raise
    found: dict[str, list[WouldSend]] = {item.key: [] for item in items}
    for message in tried.messages:
        found[items[message.item].key].append(replace(message, item=0))
    return {key: tuple(several) for key, several in found.items()}


def preview_notice(notice: Notice, *, definition: Definition, directory: Directory) -> ImportResult:
    """Return the result that an import would have, without an engine and without opening anything."""
    tasks = (
        ImportedTask(item, None, opened=False, doubts=(*item.doubts, *_opening_doubts(definition, directory, item)))
        for item in notice.items
    )
    return ImportResult(notice, tuple(tasks), notice.doubts)


def default_importer(definition: Definition) -> str | None:
    """Return the default unit of the role that may open instances, which imports if nobody is named; else None."""
    role = definition.roles.get(definition.opens_by or "")
    return role.default[0] if role is not None and role.default else None


def _match(engine: Engine, notice: Notice, *, by: str, session: Guest | None = None) -> Matched:
    return match_tasks(notice, engine.opened_for(notice.identity, viewer=by, session=session))


def _standing(
    engine: Engine,
    definition: Definition,
    notice: Notice,
    item: NoticeItem,
    standing: Instance,
    *,
    session: Guest | None = None,
) -> ImportedTask:
    """Return a task that was opened before, with what the notice says otherwise now."""
    changed = changes_of_task(engine, definition, notice, item, standing, session=session)
    doubts = (*item.doubts, *(each.text(standing.number) for each in changed))
    return ImportedTask(item, standing.number, opened=False, doubts=doubts, changed=changed)


def _whole_doubts(notice: Notice, matched: Matched) -> tuple[str, ...]:
    """Return the doubts about the whole; a task that was struck is named, and its matter goes on."""
    struck = [
        words.text(
            "{number} “{title}” is not in the plan any more; it goes on as it is", number=it.number, title=it.title
        )
        for it in matched.struck
    ]
    return (*notice.doubts, *struck)


def _units(item: NoticeItem) -> tuple[str, ...]:
    return (*item.lead_units, *item.responsible_units)


def _concerns(engine: Engine, definition: Definition, item: NoticeItem) -> tuple[Concern, ...]:
    return tuple(
        concerns_about(
            leads=item.lead_units if needs_lead(definition, LEAD) else None,
            responsible=named_units(engine.directory, item.responsible_units)
            if needs_lead(definition, RESPONSIBLE)
            else None,
            units=_units(item),
            deadline=item.deadline_date,
            directory=engine.directory,
            today=engine.today(),
        )
    )


def _opening_doubts(definition: Definition, directory: Directory, item: NoticeItem) -> Iterator[str]:
    """Yield what is doubtful about opening a task: undeclared groups, and a due date that is not from the plan."""
    for group in directory.expand(_units(item)).open_groups:
        yield words.text("“{group}” has no members in the directory: who is meant is to be named", group=group)
    if item.deadline_date is not None and DEADLINE not in definition.fields:
        facts = {"title": definition.title, "field": DEADLINE, "day": item.deadline_date}
        yield words.text("the scenario “{title}” has no field {field}: the deadline {day} is not put down", **facts)
    if item.steps and (field := steps_field(definition)) is not None:
        steps = words.listed(f"{step.name} {step.day}" for step in item.steps)
        yield words.text("taken as {title}: {steps}", title=field.title, steps=steps)
    if item.deadline_date is None and not item.ongoing:
        yield words.text("the deadline could not be settled: the scenario's own length of time is taken for now")
