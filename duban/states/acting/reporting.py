"""Reporting by sheets: who may write lines, what a line has to say, and what is missing before one can be handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.acting.guards import NOTE, Blocker, leaves, role_blockers
from duban.states.lines import missing_lines
from duban.states.names import is_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duban.states.definition import Definition, SheetRule
    from duban.states.lines import LineSaid, Sheet
    from duban.states.subject import Actor, Subject


def sheet_blockers(definition: Definition, subject: Subject, trigger: str) -> list[Blocker]:
    """Return why a sheet cannot be handed in yet: nothing was said of some of its matters."""
    rule, sheet = definition.sheet, subject.sheet
    if rule is None or sheet is None or trigger != rule.hand_in.do:
        return []
    missing = missing_lines(sheet)
    if not missing:
        return []
    return [Blocker("lines", {"trigger": trigger, "missing": _matters(sheet, missing), "numbers": list(missing)})]


def is_fillable(definition: Definition, subject: Subject) -> bool:
    """Return whether the lines of a sheet may be written now: it can be handed in from where it stands."""
    rule = definition.sheet
    entries = () if rule is None else definition.transitions.get(rule.hand_in.do, ())
    return subject.closed_at is None and any(leaves(definition, subject, entry) for entry in entries)


def report_blockers(
    definition: Definition, subject: Subject, said: Mapping[str, LineSaid], actor: Actor
) -> list[Blocker]:
    """Return every reason why somebody may not write these lines of a sheet; the values themselves are checked."""
    rule, sheet = definition.sheet, subject.sheet
    if rule is None or sheet is None:
        return [Blocker("lines", {}, "none")]
    found = role_blockers(definition, subject, (rule.unit,), actor)
    if not is_fillable(definition, subject):
        sources = dict.fromkeys(each for entry in definition.transitions[rule.hand_in.do] for each in entry.sources)
        found.append(Blocker("state", {"state": subject.state, "from": list(sources)}, "report"))
    strangers = [number for number in said if number not in sheet.lines]
    if strangers:
        found.append(Blocker("lines", {"numbers": strangers, "known": list(sheet.lines)}, "stranger"))
    return [*found, *_unsaid(rule, sheet, {number: each for number, each in said.items() if number in sheet.lines})]


def why_not_reported(definition: Definition, subject: Subject, unit: str) -> str | None:
    """Return why a unit need not report of a matter any more: `closed`, `relieved` or `excused`; None if it has to."""
    rule = definition.progress
    if subject.closed_at is not None:
        return "closed"
    if rule is None or not is_among(unit, subject.units.get(rule.by, ())):
        return "relieved"
    return "excused" if is_excused(definition, subject, rule.by, unit) else None


def is_excused(definition: Definition, subject: Subject, role: str, unit: str) -> bool:
    """Return whether a unit was excused from what each unit of a role does, in this round."""
    for trigger, signed in (*subject.signing.items(), *subject.filed.items()):
        if any(entry.by_each and entry.by[0] == role for entry in definition.transitions.get(trigger, ())):
            excused = [name for name, each in signed.items() if each.excused]
            if is_among(unit, excused):
                return True
    return False


def _unsaid(rule: SheetRule, sheet: Sheet, said: Mapping[str, LineSaid]) -> Iterator[Blocker]:
    """Yield what lines say too little or too much."""
    if not said:
        return
    idle = [number for number, each in said.items() if each.nothing_new]
    if idle and rule.nothing_new is None:
        yield Blocker("lines", {"matters": _matters(sheet, idle)}, "never")
    elif rule.nothing_new is not None and NOTE in rule.nothing_new.requires:
        unexplained = [number for number in idle if not (said[number].note or "").strip()]
        if unexplained:
            yield Blocker("lines", {"matters": _matters(sheet, unexplained)}, "reason")
    both = [number for number in idle if said[number].values]
    if both:
        yield Blocker("lines", {"matters": _matters(sheet, both)}, "both")
    told = {number: each for number, each in said.items() if not each.nothing_new}
    for field in rule.lines.values():
        lacking = [number for number, each in told.items() if field.required and field.name not in each.values]
        if lacking:
            yield Blocker("lines", {"title": field.title, "matters": _matters(sheet, lacking)}, "field")
    empty = [number for number, each in told.items() if not each.values]
    if empty and not any(field.required for field in rule.lines.values()):
        yield Blocker("lines", {"matters": _matters(sheet, empty)}, "empty")


def _matters(sheet: Sheet, numbers: Iterable[str]) -> list[str]:
    return [f"{number} {sheet.lines[number].title}" for number in numbers]
