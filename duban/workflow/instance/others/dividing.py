"""Dividing work by hand (分解) in one locked instance: who may, and what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import NOTE, Blocker, is_among, role_blockers
from duban.states.history import Divided, PartAsked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.states import Actor, Children, Definition, Subject
    from duban.workflow.instance.openings import Division
    from duban.workflow.instance.work import UnitOfWork


def divided_here(definition: Definition, subject: Subject) -> Children | None:
    """Return what lets parts be handed out by hand in the present state; the state's own first."""
    found = [each for each in definition.children if subject.state in each.divided_in]
    return min(found, key=lambda each: each.on != subject.state, default=None)


def divide_blockers(definition: Definition, subject: Subject, actor: Actor, *, note: str | None) -> list[Blocker]:
    """Return every reason why the actor may not hand out parts by hand now."""
    children, state = divided_here(definition, subject), subject.state
    if children is None or children.breakdown is None:
        states = [name for each in definition.children for name in each.divided_in]
        facts = {"state": state, "from": list(dict.fromkeys(states))}
        return [Blocker("state", facts, "divide") if states else Blocker("divide", facts, "none")]
    found = role_blockers(definition, subject, children.breakdown.by, actor)
    if subject.closed_at is not None:
        found.append(Blocker("state", {"state": state}, "ended"))
    if children.on in subject.joined:
        found.append(Blocker("divide", {"state": children.on}, "joined"))
    if NOTE in children.breakdown.requires and not (note and note.strip()):
        found.append(Blocker("requires", {"field": NOTE}, "note"))
    return found


def stranger_blockers(definition: Definition, subject: Subject, units: Iterable[str]) -> list[Blocker]:
    """Return a blocker for each unit of a part that does not fill the role each of whose units has parts."""
    children = divided_here(definition, subject)
    if children is None or children.each is None:
        return []
    ours, title = subject.units.get(children.each, ()), definition.roles[children.each].title
    strangers = [unit for unit in dict.fromkeys(units) if not is_among(unit, ours)]
    return [Blocker("divide", {"unit": unit, "title": title, "units": list(ours)}, "stranger") for unit in strangers]


def divide(work: UnitOfWork, divisions: Sequence[Division], *, actor: Actor, note: str | None) -> None:
    """Ask for parts, which are opened as the work is settled; the caller has checked for blockers."""
    asked = tuple(PartAsked(title=each.title, units=each.units.units) for each in divisions)
    work.divisions += tuple(divisions)
    work.subject.version += 1
    work.note(Divided(on=divisions[0].children.on, parts=asked, note=note or None), actor)
