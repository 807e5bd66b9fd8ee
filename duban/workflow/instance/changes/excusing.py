"""Excusing a unit (不涉及) from an act that each unit of a role does for itself, in one locked instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import NOTE, Blocker, Signature, as_known, asked_now, is_among, owed_by, role_blockers
from duban.states.history import Excused, Share
from duban.workflow.instance.others import part_with_unit

if TYPE_CHECKING:
    from duban.states import Actor, Definition, Subject, Transition
    from duban.workflow.instance.work import UnitOfWork


def entry_named(definition: Definition, subject: Subject, name: str) -> Transition | None:
    """Return the act of the present state that each unit does and that has this trigger, or asks this role."""
    here = asked_now(definition, subject)
    return next((entry for entry in here if name in {entry.trigger, entry.by[0]}), None)


def excuse_blockers(
    definition: Definition, subject: Subject, entry: Transition, unit: str, *, actor: Actor, note: str | None
) -> list[Blocker]:
    """Return every reason why the actor may not excuse a unit from an act that each unit of a role does."""
    role = entry.by[0]
    facts = {"trigger": entry.trigger, "unit": unit, "title": definition.roles[role].title}
    if entry.excuse is None:
        return [Blocker("excuse", facts, "nobody")]
    found = role_blockers(definition, subject, entry.excuse.by, actor)
    if NOTE in entry.excuse.requires and not (note and note.strip()):
        found.append(Blocker("requires", {"field": NOTE}, "note"))
    if not is_among(unit, subject.units.get(role, ())):
        return [*found, Blocker("excuse", {**facts, "units": list(subject.units.get(role, ()))}, "stranger")]
    if is_among(unit, (actor.unit,)):
        found.append(Blocker("four-eyes", facts, "itself"))
    signed = subject.signing.get(entry.trigger, {})
    done = next((each for name, each in signed.items() if is_among(unit, (name,))), None)
    if done is not None:
        found.append(Blocker("signed", {**facts, "hand": done.by}, "excused" if done.excused else "by"))
    return found


def excuse(work: UnitOfWork, entry: Transition, unit: str, *, actor: Actor, note: str | None) -> None:
    """Excuse a unit; if none is left owing, the engine moves the instance. The caller has checked for blockers."""
    share = keep_excuse(work.subject, entry, unit, Signature(work.now, str(actor), note=note or None, excused=True))
    work.note(Excused(act=entry.trigger, share=share, note=note or None), actor)
    part_with_unit(work, share.role, share.unit)
    work.move_on((share.role,))


def keep_excuse(subject: Subject, entry: Transition, unit: str, signature: Signature) -> Share:
    """Keep in memory that a unit is excused, and return what the history says of its part."""
    role = entry.by[0]
    (known,) = as_known((unit,), subject.units.get(role, ()))
    subject.signing.setdefault(entry.trigger, {})[known] = signature
    subject.version += 1
    return Share(role, known, len(owed_by(subject, entry)))
