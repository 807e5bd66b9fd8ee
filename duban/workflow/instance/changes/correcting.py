"""Correcting what was recorded wrongly: who may, and what changes in one locked instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from duban.states import CORRECTING, Blocker, role_blockers
from duban.states.history import Corrected, step_facts
from duban.workflow.instance.messages import said_of
from duban.workflow.instance.opening import opening_blockers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from duban.states import Actor, Definition, Effects, Subject
    from duban.workflow.instance.work import UnitOfWork


def correction_blockers(
    definition: Definition, subject: Subject, fields: Collection[str], actor: Actor, *, note: str | None
) -> list[Blocker]:
    """Return why the actor may not correct these fields, by the scenario's `corrects` or else by its `opens_by`.

    A private field takes, besides, one of the roles that may see it.
    """
    rule = definition.corrects
    if rule is not None and rule.by:
        blockers = role_blockers(definition, subject, rule.by, actor)
    else:
        blockers = opening_blockers(definition, subject, actor)
    if subject.closed_at is not None:
        blockers.append(Blocker("state", {"state": subject.state}, "correct"))
    known = definition.fields
    if rule is not None and rule.fields:
        kept = [known[name].title for name in fields if name in known and name not in rule.fields]
        may = [known[name].title for name in rule.fields]
        blockers += [Blocker("corrects", {"title": title, "fields": may}) for title in kept]
    for private in dict.fromkeys(known[name].private for name in fields if name in known and known[name].private):
        # Whoever may not see a value is not told either that it is the one that he has guessed.
        blockers += role_blockers(definition, subject, private, actor)
    if not (note and note.strip()):
        blockers.append(Blocker("requires", {"field": "note"}, "note"))
    return blockers


def standing_values(subject: Subject) -> dict[str, Any]:
    """Return every value that an instance holds, private ones included."""
    return {**subject.data, **subject.private}


def correct(
    work: UnitOfWork,
    data: Mapping[str, Any],
    title: str | None,
    *,
    actor: Actor,
    note: str,
    approved: int | UnsetType = UNSET,
) -> None:
    """Put other values, and perhaps another title, in place of the present ones; the caller has checked for blockers.

    The entry has both the new values and those before; of private ones it has only the salted hash.
    """
    subject = work.subject
    before = {name: subject.data[name] for name in data if name in subject.data and name not in work.compiled.private}
    due = {name: ledger.due_on for name, ledger in subject.clocks.items()}
    stepper = work.stepper()
    stepper.correct(data)
    subject.version += 1
    renamed: dict[str, Any] = {}
    if title is not None:
        renamed = {"title": title, "title_before": subject.title}
        subject.title = title
    old, new = _moved(due, stepper.effects)
    told = work.announce(stepper.effects, said_of(actor, note, old=old, new=new), after=CORRECTING)
    entry = Corrected(
        note=note,
        before=before,
        **renamed,
        **work.given(data),
        **step_facts(stepper.effects, subject),
        told=told or UNSET,
        approved=approved,
    )
    work.note(entry, actor)
    work.absorb(stepper.effects)
    work.judges_parts = True


def _moved(before: Mapping[str, date | None], effects: Effects) -> tuple[date | None, date | None]:
    """Return the due day of the first clock that has moved, before and after; None where none has."""
    for name, ledger in effects.clocks.items():
        return before.get(name), ledger.due_on
    return None, None
