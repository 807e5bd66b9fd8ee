"""方案: what was read of a plan, task by task with what is doubtful, and what opening or changing it would come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.opening.one import Sending, day_words, kinds_of, sending_of
from duban.desk.models.reach import of_own_units
from duban.ledger import ImportResult, amended, cells_of, preview_notice, try_notice, try_revision
from duban.states import InvalidData
from duban.workflow import BatchRefused, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, tzinfo

    from duban.desk.models.opening.one import Kind
    from duban.desk.who import Viewer
    from duban.ledger import Concern, ImportedTask, Notice, NoticeHead, NoticeItem, PlanChange, PlanRevision, TaskCells
    from duban.workflow import Engine, WouldSend

LEAD, RESPONSIBLE = "lead", "responsible"
_MANY = 4
"""What so many tasks have in common, and more than half of them, is said once."""

_ON_TRIAL = "…"
"""The reason of a change that is only tried, before anybody has given one."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A task as it was read: its cells, what was understood of its deadline, and everything that is odd about it.

    `place` is its place in the plan, `written` the task as the plan has it.
    """

    place: int
    number: str
    line: int
    written: str
    cells: TaskCells
    due: str
    doubts: tuple[str, ...]
    changed: bool = False
    left_out: bool = False
    first: tuple[str, ...] = ()
    """What was doubtful when it was read: a task keeps its place while it is corrected."""
    unsure: bool = False
    instance: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the plan has otherwise than what stands, and what would become of it."""

    task: str
    instance: str
    label: str
    there: str
    here: str
    outcome: str
    done: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole page: what the plan says of itself, its tasks, and what opening or changing it would come to.

    `plan` is the number of the plan that stands; `reasons` say why it cannot be opened as it is.
    """

    title: str
    document_no: str
    issued_on: date | None
    issuer: str
    rows: tuple[PlanRow, ...]
    doubts: tuple[str, ...]
    sending: Sending
    new: int
    standing: int
    shared: tuple[tuple[str, int], ...] = ()
    """What is doubtful of most tasks alike, and of how many: it is said once."""
    plan: str | None = None
    changes: tuple[Change, ...] = ()
    struck: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def first_standing(self) -> str | None:
        """Return the number of the plan that stands, or of the first task that does."""
        return self.plan or next((row.instance for row in self.rows if row.instance is not None), None)

    @property
    def unsure(self) -> int:
        """Return how many tasks somebody should look at."""
        return sum(bool(row.doubts) and not row.left_out for row in self.rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a plan: its workflow, whether it is taken over quietly and from when, and what it changes."""

    scenario: str
    quiet: bool = False
    since: date | None = None
    of: str | None = None


def plan_kinds(engine: Engine, viewer: Viewer) -> tuple[Kind, ...]:
    """Return the kinds of matters that a plan's tasks can be, and the viewer may open."""
    fit = [
        each.scenario
        for each in engine.definitions()
        if {LEAD, RESPONSIBLE} <= each.roles.keys() and each.opens_by not in {LEAD, RESPONSIBLE}
    ]
    return tuple(kind for kind in kinds_of(engine, viewer) if kind.scenario in fit and not kind.opens)


def plan_view(
    engine: Engine,
    viewer: Viewer,
    notice: Notice,
    wanted: Wanted,
    *,
    zone: tzinfo,
    cells: Mapping[str, TaskCells] | None = None,
    without: Collection[str] = (),
    head: NoticeHead | None = None,
) -> PlanView:
    """Return the page of a plan that was read, with its tasks as they were corrected since."""
    now = amended(notice, cells or {}, without=without, head=head)
    tried, reasons = _tried(engine, viewer, now, wanted)
    result, changes, messages = _parted(tried)
    if not _reaches(engine, viewer, result):
        result, changes = _read_alone(engine, now, wanted), ()
        reasons = (words.text("this plan was opened by other units; nothing was opened or changed"),)
    tasks = {task.item.key: task for task in result.tasks}
    rows = [
        _row(engine, place, item, tasks.get(item.key), given=(cells or {}).get(item.key))
        for place, item in enumerate(notice.items)
    ]
    shared = _shared(rows)
    rows = [_without(row, [text for text, _ in shared]) for row in rows]
    sent = [*messages, *(each for task in result.tasks for each in task.would_send)]
    return PlanView(
        title=now.title,
        document_no=now.document_no,
        issued_on=now.issued_on,
        issuer=now.issuer,
        rows=tuple(sorted(rows, key=lambda row: (not row.unsure, row.place))),
        doubts=result.doubts,
        sending=sending_of(sent, zone, engine.today(), quiet=wanted.quiet),
        new=sum(task.instance is None for task in result.tasks),
        standing=result.standing,
        shared=shared,
        plan=result.plan,
        changes=tuple(map(_change, changes)),
        struck=tuple((item.number, item.title) for item in result.struck),
        reasons=reasons,
    )


def _tried(
    engine: Engine, viewer: Viewer, notice: Notice, wanted: Wanted
) -> tuple[ImportResult | PlanRevision, tuple[str, ...]]:
    """Return what opening a plan would come to, or changing the one that stands; and why that is refused."""
    by, scenario, since = viewer.by, wanted.scenario, wanted.since
    try:
        if wanted.of is None:
            tried = try_notice(engine, notice, by=by, scenario=scenario, since=since)
            if not tried.standing and tried.plan is None:
                return tried, ()
        revised = try_revision(engine, notice, by=by, note=_ON_TRIAL, of=wanted.of, scenario=scenario, since=since)
    except BatchRefused as refused:
        reasons = dict.fromkeys(str(blocker) for each in refused.refusals for blocker in each.blockers)
    except (InvalidData, WorkflowError) as wrong:
        reasons = dict.fromkeys(map(str, getattr(wrong, "problems", str(wrong).splitlines())))
    else:
        return revised, ()
    return _read_alone(engine, notice, wanted), tuple(reasons)


def _read_alone(engine: Engine, notice: Notice, wanted: Wanted) -> ImportResult:
    """Return a plan as it was read, without asking what stands."""
    return preview_notice(notice, definition=engine.definition(wanted.scenario), directory=engine.directory)


def _parted(
    tried: ImportResult | PlanRevision,
) -> tuple[ImportResult, tuple[PlanChange, ...], tuple[WouldSend, ...]]:
    """Return the tasks of a trial, what it would change, and the messages of these changes."""
    return (tried, (), ()) if isinstance(tried, ImportResult) else (tried.result, tried.changes, tried.messages)


def _reaches(engine: Engine, viewer: Viewer, result: ImportResult) -> bool:
    """Return whether everything that stands of a plan is inside the viewer's scope."""
    numbers = [task.instance for task in result.tasks if task.instance is not None]
    numbers += [result.plan] if result.plan is not None else []
    return of_own_units(engine, viewer, numbers) >= set(numbers)


def _row(
    engine: Engine, place: int, item: NoticeItem, task: ImportedTask | None, *, given: TaskCells | None
) -> PlanRow:
    """Return a task as it is now; one without a `task` is left out."""
    read = item if task is None else task.item
    doubts = item.doubts if task is None else (*task.doubts, *map(concern_words, _beside(task)))
    return PlanRow(
        place=place,
        number=item.number,
        line=item.line,
        written=item.written or item.body,
        cells=given or cells_of(item),
        due=_due(read, engine.today()),
        doubts=tuple(dict.fromkeys(doubts)),
        changed=task is not None and cells_of(task.item) != cells_of(item),
        left_out=task is None,
        first=item.doubts,
        instance=None if task is None else task.instance,
    )


def _shared(rows: Sequence[PlanRow]) -> tuple[tuple[str, int], ...]:
    """Return the doubts that most tasks of a plan have."""
    counted = Counter(doubt for row in rows if not row.left_out for doubt in row.doubts)
    return tuple((text, count) for text, count in counted.items() if count >= _MANY and count * 2 > len(rows))


def _without(row: PlanRow, shared: Collection[str]) -> PlanRow:
    """Return a task with the doubts that it does not share with most."""
    doubts = tuple(doubt for doubt in row.doubts if doubt not in shared)
    return replace(row, doubts=doubts, unsure=bool({*doubts, *row.first} - {*shared}))


def _beside(task: ImportedTask) -> list[Concern]:
    """Return the concerns of a task that its doubts do not say already: those of opening it name its groups."""
    return [concern for concern in task.concerns if concern.code != "group"]


def _due(item: NoticeItem, today: date) -> str:
    if item.deadline_date is not None:
        return day_words(item.deadline_date, today)
    return words.text("it goes on without a due day") if item.ongoing else words.text("no day could be read")


def concern_words(concern: Concern) -> str:
    """Return what is to be known before a matter is opened; what is missing can be filled in here, or named later."""
    if concern.code == "no-lead":
        return words.text("no lead unit is named: it can be named after it was opened")
    if concern.code == "no-unit":
        return words.text("no responsible unit is named: it can be named after it was opened")
    return concern.text


def _change(change: PlanChange) -> Change:
    done = change.outcome in {"carried-out", "asked"}
    return Change(change.task, change.instance, change.label, change.there, change.here, _outcome(change.outcome), done)


def _outcome(outcome: str) -> str:
    match outcome:
        case "carried-out":
            return words.text("will be changed")
        case "asked":
            return words.text("waits for approval")
        case "changed-here":
            return words.text("left: changed here since, and the plan says what it said before")
        case "closed":
            return words.text("left: the matter is closed")
        case "beside":
            return words.text("left: nobody need be told of this alone")
    return words.text("left: to be done by hand")
