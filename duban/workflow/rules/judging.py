"""Judging an act: which transition it takes now, or every reason why it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.states import (
    THE_SYSTEM,
    Act,
    Blocker,
    Condition,
    FieldType,
    Proposal,
    Subject,
    Transition,
    approval_blockers,
    children_blockers,
    compile_condition,
    decode,
    overdue_among,
    sheet_blockers,
    task_blockers,
    transition_blockers,
    waits_for_others,
)
from duban.workflow.errors import UnknownTrigger
from duban.workflow.rules.reported import last_view, reports_kept, sheet_kept, sheet_view
from duban.workflow.rules.target_views import Targets, targets_kept
from duban.workflow.rules.views import clock_view, each_kept, each_view, item_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from duban.states import Choice
    from duban.workflow.rules.compiled import Compiled


_NO_ACT = Act("", THE_SYSTEM)


class Judgement(Struct, frozen=True, gc=False):
    """The judgement on an act: the transition that it takes, or None and every reason against it.

    `chosen` is the entry of the trigger whose state and condition fit, whether something else is against it or not.
    """

    transition: Transition | None
    blockers: tuple[Blocker, ...]
    chosen: Transition | None = None


def judge(compiled: Compiled, subject: Subject, act: Act, *, now: datetime) -> Judgement:
    """Return which transition the act takes now, or every reason why it may not.

    Raises UnknownTrigger if the definition has no such trigger.
    """
    definition = compiled.definition
    if act.trigger not in definition.transitions:
        raise UnknownTrigger(act.trigger, definition.transitions, subject.number)
    choice = compiled.machine.choose(act.trigger, subject, _fits(compiled, subject, act, now))
    taken = choice.taken
    if taken is None:
        return Judgement(None, tuple(_why_none(compiled, choice, subject, act, now)))
    found = entry_blockers(compiled, subject, taken, act, now=now)
    return Judgement(None if found else taken, tuple(found), taken)


def entry_blockers(
    compiled: Compiled, subject: Subject, entry: Transition, act: Act, *, now: datetime
) -> list[Blocker]:
    """Return every reason why the act may not take this entry of its trigger now, except the state and `when`."""
    definition = compiled.definition
    found = transition_blockers(definition, subject, entry, act, now=now, calendar=compiled.calendar)
    if definition.children:
        found += children_blockers(definition, subject, act.trigger)
    if entry.approve:
        found += approval_blockers(definition, subject, entry, Proposal("fire", act.trigger), act.data)
    if definition.sheet is not None:
        found += sheet_blockers(definition, subject, act.trigger)
    if subject.tasks:
        found += task_blockers(definition, subject, entry)
    return found


def divides(compiled: Compiled, subject: Subject, on: str, *, now: datetime) -> bool:
    """Return whether a state divides the work of an instance: the condition for its parts holds, or there is none."""
    condition = compiled.dividing.get(on)
    return condition is None or bool(condition(_context(compiled, condition, subject, _NO_ACT, now)))


def _why_none(compiled: Compiled, choice: Choice, subject: Subject, act: Act, now: datetime) -> Iterable[Blocker]:
    if choice.why is not None:
        yield choice.why
    # Reasons shared by all entries would refuse the act whichever entry fitted, so they are given at once.
    shared: dict[str, Blocker] | None = None
    for entry in choice.considered:
        found = transition_blockers(compiled.definition, subject, entry, act, now=now, calendar=compiled.calendar)
        codes = {blocker.code: blocker for blocker in found if choice.leaves or blocker.code == "role"}
        shared = codes if shared is None else {code: shared[code] for code in shared if code in codes}
    yield from (shared or {}).values()


def _fits(compiled: Compiled, subject: Subject, act: Act, now: datetime) -> Callable[[Transition], bool]:
    def fits(entry: Transition) -> bool:
        condition = compiled.conditions.get((entry.trigger, entry.index))
        return condition is None or bool(condition(_context(compiled, condition, subject, act, now)))

    return fits


def condition_holds(compiled: Compiled, source: str, subject: Subject, act: Act, now: datetime) -> bool:
    """Return whether a condition that is no transition's holds for an instance."""
    condition = compile_condition(source)
    return bool(condition(_context(compiled, condition, subject, act, now)))


def _context(compiled: Compiled, condition: Condition, subject: Subject, act: Act, now: datetime) -> dict[str, Any]:
    """Return the names that the condition can use; `item` and `clocks` are only built if it does."""
    definition, fields = compiled.definition, compiled.definition.fields
    values = {**subject.data, **subject.private, **act.data}
    context: dict[str, Any] = {name: decode(fields[name], values[name]) for name in values if name in fields}
    context["round"] = subject.round
    context["times"] = lambda trigger: subject.pulls[trigger].times if trigger in subject.pulls else 0
    context["repeats"] = lambda: subject.repeats
    if "overdue_steps" in condition.names:
        context["overdue_steps"] = lambda: _overdue_steps(compiled, values, now)
    context["lights"] = lambda light: subject.shed.get(light, 0)
    if "item" in condition.names:
        context["item"] = item_view(compiled, subject, now=now)
    if "each" in condition.names and compiled.each and "each" not in fields:
        context["each"] = each_view(compiled, each_kept(compiled, subject))
    if "waits" in condition.names:
        context["waits"] = lambda: bool(waits_for_others(subject))
    if "target()" in condition.usage.names:
        context["target"] = Targets(targets_kept(compiled, subject, compiled.definition.targets, now=now))
    if "last" in condition.names and definition.progress is not None and "last" not in fields:
        context["last"] = last_view(reports_kept(subject))
    if "sheet" in condition.names and definition.sheet is not None and "sheet" not in fields:
        context["sheet"] = sheet_view(compiled, sheet_kept(subject))
    if "clocks" in condition.names:
        context["clocks"] = {name: clock_view(compiled, ledger, now=now) for name, ledger in subject.clocks.items()}
    return context


def _overdue_steps(compiled: Compiled, values: Mapping[str, Any], now: datetime) -> int:
    fields, today = compiled.definition.fields, compiled.calendar.local_date(now)
    steps = [
        decode(fields[name], value)
        for name, value in values.items()
        if name in fields and fields[name].type is FieldType.MILESTONES
    ]
    return sum(overdue_among(rows, today) for rows in steps)
