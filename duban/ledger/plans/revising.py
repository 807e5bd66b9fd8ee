"""Carrying out what a plan that is read again says otherwise: corrections and assignments, all or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.ledger.opening.differences import TITLE
from duban.ledger.opening.forecast import Forecast, forecast_of
from duban.ledger.opening.notices import ImportedTask, import_notice, try_notice
from duban.ledger.opening.tasks import LEAD, RESPONSIBLE, refused_with_task
from duban.ledger.plans.opening import ORIGINAL, PLAN, identified, own_key, plan_facts, standing_plan
from duban.ledger.plans.standing import asked_of, changes_of_plan, known_by
from duban.states import Jsonable
from duban.states.history import ApprovalAsked
from duban.workflow import BatchRefused, TransitionRefused, WouldSend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from typing import Any

    from duban.ledger.notice import Notice
    from duban.ledger.opening.differences import Difference
    from duban.ledger.opening.notices import ImportResult
    from duban.states import Proposal
    from duban.storage import Guest
    from duban.workflow import Engine, Instance, NewItem, OutboxEntry, Progress

CARRIED_OUT, ASKED = "carried-out", "asked"
_WAITING = ("pending", "dead")


@dataclass(frozen=True, slots=True)
class PlanChange(Jsonable):
    """One thing that a plan says otherwise of one of its tasks, or of itself (`task` is empty).

    `what` differs (`title`, a role or a field), which people call `label`: `there` is what was registered, `here` what
    the plan says. `outcome` is `carried-out`, `asked` if somebody has to approve the correction, or why it was left as
    it is: `changed-here`, `closed`, `by-hand` or `beside`, as `Difference` has it.
    """

    task: str
    instance: str
    title: str
    what: str
    label: str
    there: str
    here: str
    outcome: str


@dataclass(frozen=True, slots=True)
class StruckTask(Jsonable):
    """A matter that goes on although the plan does not have its task any more."""

    instance: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class PlanRevision(Jsonable):
    """A plan that was read again: its tasks, with those that are new, and what became of everything that differs."""

    _json = ("tasks", "changes", "struck", "plan")

    result: ImportResult
    changes: tuple[PlanChange, ...]
    messages: tuple[WouldSend, ...] = ()

    @property
    def tasks(self) -> tuple[ImportedTask, ...]:
        """Return the tasks; of those that stood before, what is done about their changes is in `changes`."""
        return self.result.tasks

    @property
    def struck(self) -> tuple[StruckTask, ...]:
        """Return the open matters of tasks that the plan does not have any more; nothing is done about them."""
        return tuple(StruckTask(item.number, item.title, item.state) for item in self.result.struck)

    @property
    def plan(self) -> str | None:
        """Return the number of the plan."""
        return self.result.plan

    @property
    def carried_out(self) -> tuple[PlanChange, ...]:
        """Return what was, or would be, carried out or asked for."""
        return tuple(each for each in self.changes if each.outcome in {CARRIED_OUT, ASKED})

    @property
    def left(self) -> tuple[PlanChange, ...]:
        """Return what is left as it is."""
        return tuple(each for each in self.changes if each.outcome not in {CARRIED_OUT, ASKED})

    @property
    def forecast(self) -> Forecast:
        """Return what it would send, that of new tasks included, if it was tried."""
        return forecast_of([*self.messages, *(each for task in self.tasks for each in task.would_send)])


def revise_notice(
    engine: Engine,
    notice: Notice,
    *,
    by: str,
    note: str,
    of: str | None = None,
    scenario: str = "task",
    plan: str | None = PLAN,
    quiet: bool = False,
    since: date | str | None = None,
    key: str | None = None,
    session: Guest | None = None,
    progress: Progress | None = None,
) -> PlanRevision:
    """Carry out what a plan says otherwise than the matters of its tasks, and open its new tasks, in one transaction.

    Titles, texts and dates are corrected, and units assigned, with `note` as the reason. What somebody has changed here
    since the plan was read stays if the plan says what it said before; so do closed matters. Struck tasks are only
    named. With `plan=None`, the plan itself stays as it is. A notice with a number of its own changes the plan `of`
    that number. Takes new tasks and an idempotency `key` as `import_notice` does, and raises as it does, with
    InvalidData if `of` is no plan; BatchRefused has every refused change. Nothing is written then.
    """

    def work(together: Guest) -> PlanRevision:
        read = identified(engine, notice, viewer=by, of=of, session=together)
        result = import_notice(
            engine,
            read,
            by=by,
            scenario=scenario,
            plan=plan,
            quiet=quiet,
            since=since,
            key=key,
            session=together,
            progress=progress,
        )
        carrying = _Carrying(engine, read, by=by, note=note, key=key, session=together)
        return PlanRevision(_without_change_doubts(result), carrying.of(result, scenario, whole=plan is not None))

    return engine.transact(work, session=session)


def try_revision(
    engine: Engine,
    notice: Notice,
    *,
    by: str,
    note: str,
    of: str | None = None,
    scenario: str = "task",
    since: date | str | None = None,
) -> PlanRevision:
    """Return what `revise_notice` would come to, and the messages that it would send; nothing is written.

    It raises as that does.
    """
    if of is not None or engine.has_database():
        notice = identified(engine, notice, viewer=by, of=of)
    result = try_notice(engine, notice, by=by, scenario=scenario, since=since)
    shown = _without_change_doubts(result)
    if not engine.has_database():
        return PlanRevision(shown, ())

    def work(together: Guest) -> None:
        carrying = _Carrying(engine, notice, by=by, note=note, session=together, trial=True)
        changes = carrying.of(result, scenario)
        raise _OnTrialError(PlanRevision(shown, changes, tuple(carrying.messages)))

    try:
        engine.transact(work)
    except _OnTrialError as tried:
        return tried.revision
    raise AssertionError  # pragma: no cover - a trial always ends with its result


class _OnTrialError(Exception):
    """Ends a trial, so that all it did is rolled back."""

    def __init__(self, revision: PlanRevision) -> None:
        super().__init__()
        self.revision = revision


class _Carrying:
    """Carries out the changes of a plan within one transaction, and gathers what is refused.

    On trial it counts the messages, and leaves out the plan's own file, which nobody has added yet.
    """

    def __init__(
        self,
        engine: Engine,
        notice: Notice,
        *,
        by: str,
        note: str,
        session: Guest,
        key: str | None = None,
        trial: bool = False,
    ) -> None:
        self.engine = engine
        self.notice = notice
        self.by = by
        self.note = note
        self.session = session
        self.key = key
        self.trial = trial
        self.messages: list[WouldSend] = []
        self.refusals: list[TransitionRefused] = []

    def of(self, result: ImportResult, scenario: str, *, whole: bool = True) -> tuple[PlanChange, ...]:
        """Carry out what a plan says otherwise, of itself too if `whole`; raises BatchRefused with every refusal."""
        definition, directory = self.engine.definition(scenario), self.engine.directory
        changes = [*self._plan()] if whole else []
        for task in result.tasks:
            if task.changed and task.instance is not None:
                standing = self.engine.instance(task.instance, session=self.session)
                asked = asked_of(definition, directory, self.notice, task.item, standing)
                with refused_with_task(task.item):
                    changes += self._carry(task.item.number, standing, task.changed, asked)
        if self.refusals:
            raise BatchRefused(self.refusals)
        return tuple(changes)

    def _plan(self) -> Iterator[PlanChange]:
        standing = standing_plan(self.engine, self.notice, viewer=self.by, session=self.session)
        if standing is not None:
            changed = changes_of_plan(self.engine, self.notice, standing, session=self.session)
            yield from self._carry("", standing, changed, {"title": self.notice.title, "data": plan_facts(self.notice)})

    def _carry(
        self, task: str, standing: Instance, changed: Iterable[Difference], asked: NewItem
    ) -> Iterator[PlanChange]:
        """Carry out the changes of one matter, and yield what became of each."""
        changed = tuple(changed)
        ours = [each for each in changed if not each.left]
        before = {each.id for each in self._letters(standing.number)} if ours else set()
        outcome = CARRIED_OUT
        try:
            outcome = self._correct(standing, ours, asked)
            self._assign(standing, ours, asked)
        except TransitionRefused as refused:
            self.refusals.append(refused)
        self.messages += [
            _would_send(each) for each in self._letters(standing.number) if ours and each.id not in before
        ]
        for each in changed:
            done = CARRIED_OUT if each.what in (LEAD, RESPONSIBLE) else outcome
            told = (each.what, each.label, each.there, each.here)
            yield PlanChange(task, standing.number, standing.title, *told, each.left or done)

    def _correct(self, standing: Instance, ours: Iterable[Difference], asked: NewItem) -> str:
        names = [each.what for each in ours if each.what not in (LEAD, RESPONSIBLE)]
        if not names:
            return CARRIED_OUT
        given: dict[str, Any] = {name: asked.get("data", {})[name] for name in names if name != TITLE}
        title = asked.get("title") if TITLE in names else None
        waiting = self._waiting(standing.number)
        if waiting is not None and waiting.title == title and _known(waiting.data) == _known(given):
            return ASKED
        if self.trial and self.engine.keeps_files:
            given.pop(ORIGINAL, None)
        if not given and title is None:
            rule = self.engine.rules(standing.number, session=self.session).corrects
            return ASKED if rule is not None and rule.approve else CARRIED_OUT
        self.engine.correct(
            standing.number,
            given,
            title=title,
            by=self.by,
            note=self.note,
            key=own_key(self.key, standing.number, "correct"),
            session=self.session,
        )
        return CARRIED_OUT if self._waiting(standing.number) is None else ASKED

    def _waiting(self, number: str) -> Proposal | None:
        """Return the correction that waits for somebody who approves it; of one matter there is never more than one."""
        waiting = {each.id for each in self.engine.pending(number=number, session=self.session)}
        entries = self.engine.history(number, session=self.session) if waiting else []
        asked = [each.facts for each in entries if f"{number}#{each.seq}" in waiting]
        acts = (each.act for each in asked if isinstance(each, ApprovalAsked))
        return next((act for act in acts if act.verb == "correct"), None)

    def _assign(self, standing: Instance, ours: Iterable[Difference], asked: NewItem) -> None:
        for each in ours:
            if each.what in (LEAD, RESPONSIBLE):
                named = asked.get("units", {})[each.what]
                units = [named] if isinstance(named, str) else list(named)
                self.engine.assign(
                    standing.number,
                    each.what,
                    units,
                    by=self.by,
                    note=self.note,
                    new_units=units,
                    key=own_key(self.key, standing.number, each.what),
                    session=self.session,
                )

    def _letters(self, number: str) -> list[OutboxEntry]:
        if not self.trial:
            return []
        return self.engine.outbox(statuses=_WAITING, number=number, session=self.session)


def _known(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: known_by(value) for name, value in data.items()}


def _would_send(letter: OutboxEntry) -> WouldSend:
    leaves = letter.status == "pending"
    return WouldSend(
        item=0,
        message=letter.message,
        unit=letter.unit,
        contact=letter.contact if leaves else "",
        medium=letter.medium,
        is_copy=letter.is_copy,
        leaves_at=letter.not_before if leaves else None,
        at_once=leaves and letter.not_before <= letter.created_at,
    )


def _without_change_doubts(result: ImportResult) -> ImportResult:
    """Return a result whose doubts do not say that its changes were left as they are."""
    tasks = tuple(
        task if task.opened or task.instance is None else replace(task, doubts=task.item.doubts)
        for task in result.tasks
    )
    return replace(result, tasks=tasks, doubts=result.notice.doubts)
