"""Excusing a unit (不涉及) from an act that each unit of a role does for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused, UnknownTrigger
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, Command, entry_named, excuse, excuse_blockers

if TYPE_CHECKING:
    from duban.states import Definition, Subject, Transition
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Excusing(HasCore):
    """Excuses units."""

    def excuse(
        self,
        number: str,
        act: str,
        unit: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Excuse a unit from an act that each unit of a role does for itself, and return the instance.

        `act` is the trigger, or the role whose units have to pull it in the present state. The unit owes nothing, is
        not reminded of it and is not counted, until the next round begins or it is bound anew. It may still act. If no
        unit is left that owes the act, the engine moves the instance on at once.

        Raises:
            TransitionRefused: if nothing of the kind is asked for in the present state (`state`); if nobody may excuse
                from it, or the unit does not fill the role (`excuse`); if the actor may not excuse (`role`), or would
                excuse itself (`four-eyes`); if the reason is missing (`requires`); if the unit has done it, or was
                excused already (`signed`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            UnknownTrigger: if the instance's definition has no such trigger, nor such a role.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, act=act, unit=unit, note=note, key=key)
        core = self._core
        actor, proper = core.actor(by, subject=number, trigger="excuse"), core.unit(unit)
        arguments = {"number": number, "act": act, "unit": proper, "by": actor, "note": note}

        def carry_out(work: UnitOfWork) -> None:
            definition, subject = work.compiled.definition, work.subject
            entry = _asked_for(definition, subject, act)
            blockers = excuse_blockers(definition, subject, entry, proper, actor=actor, note=note)
            if blockers:
                raise TransitionRefused(subject.number, "excuse", blockers)
            excuse(work, entry, proper, actor=actor, note=note)

        core.prepare(session)
        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, viewer=actor.unit)
            asked = Asked(key, "excuse", arguments)
            return command.run([number], lambda works: carry_out(works[0]), asked=asked, expect=expect)[0]


def _asked_for(definition: Definition, subject: Subject, act: str) -> Transition:
    """Return what each unit has to do now; raises UnknownTrigger, and TransitionRefused if it is nothing."""
    entry = entry_named(definition, subject, act)
    if entry is not None:
        return entry
    if act not in definition.transitions and act not in definition.roles:
        raise UnknownTrigger(act, definition.transitions, subject.number)
    elsewhere = [
        state
        for entries in definition.transitions.values()
        for each in entries
        if each.by_each and act in {each.trigger, each.by[0]}
        for state in each.sources
    ]
    facts = {"trigger": act, "state": subject.state, "from": list(dict.fromkeys(elsewhere))}
    refusal = Blocker("state", facts) if elsewhere else Blocker("excuse", facts, "none")
    raise TransitionRefused(subject.number, "excuse", [refusal])
