"""What a due date rests on, in a sentence: a date that was given, a budget from a day on, or another clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import Duration, budget_of

if TYPE_CHECKING:
    from duban.states import ClockLedger, ClockRule, Definition, Subject, WorkingCalendar


def basis_of(definition: Definition, subject: Subject, ledger: ClockLedger, calendar: WorkingCalendar) -> str:
    """Return what the due date of a clock rests on."""
    rule = definition.clocks.get(ledger.name)
    if ledger.given is not None and rule is not None and rule.after is not None:
        return words.text("due {when}: {day}", when=rule.after.said, day=ledger.due_on)
    if ledger.given is not None:
        return words.text("the due date was given: {day}", day=ledger.due_on)
    if ledger.budget is None:
        return words.text("it goes on, and has no due date")
    said = _budget(ledger, calendar)
    chosen = "" if rule is None else _chosen(definition, rule, subject)
    if chosen:
        said = words.headed(chosen, said)
    if ledger.extra:
        more = words.text("not due before the next opening, for it would have been over when this was chosen")
        return words.joined([said, more])
    return said


def _budget(ledger: ClockLedger, calendar: WorkingCalendar) -> str:
    start = calendar.start_day(ledger.started_at)
    length = None if ledger.budget is None else Duration(ledger.budget.amount - ledger.extra, ledger.budget.unit)
    if ledger.unit.in_hours:
        since = f"{ledger.started_at.astimezone(calendar.timezone):%Y-%m-%d %H:%M}"
        return words.text("{budget:length} from {since}", budget=str(length), since=since)
    facts = {"budget": str(length), "since": start}
    if calendar.conventions.start_counts:
        return words.text("{budget:length} from {since}, that day counted", **facts)
    return words.text("{budget:length} from {since}, that day not counted", **facts)


def _chosen(definition: Definition, rule: ClockRule, subject: Subject) -> str:
    """Return which value of which field has chosen the budget; empty if none has."""
    if rule.by is None or budget_of(rule, {}) == budget_of(rule, subject.data):
        return ""
    field = definition.fields[rule.by.field]
    return words.text("{field} “{value}”", field=field.title, value=subject.data.get(field.name))
