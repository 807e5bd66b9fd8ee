"""Correcting: another value, deadline or title in place of a wrong one, with an entry that has both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import Blocker, Proposal, approval_blockers
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, ask_approval, correct, correction_blockers, standing_values
from duban.workflow.people import given_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Correcting(ActsOnOne):
    """Corrects what was recorded."""

    def correct(
        self,
        number: str,
        data: Mapping[str, Any] | None = None,
        *,
        by: str,
        note: str,
        title: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Put other values, or another title, in place of wrong ones, and return the instance.

        The history keeps both, and why (`note`). A clock that goes by a corrected date follows it: a later one begins a
        lap, by an earlier one the reminders whose moments have passed are skipped. Units are corrected with `assign`.

        Raises:
            TransitionRefused: if the actor fills no role of the scenario's `corrects`, or if it has none, does not fill
                `opens_by`, or may not see a private field (`role`); if the scenario lets only other fields be corrected
                (`corrects`); if the instance is closed (`state`); if no reason is given (`requires`); if nothing would
                change (`nothing`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if an argument or a field's value cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, title=title, key=key)
        actor = self._core.actor(by, subject=number, trigger="correct")
        arguments = {"number": number, "data": data, "title": title, "by": actor, "note": note}

        def act(work: UnitOfWork) -> None:
            subject = work.subject
            definition, stands = work.compiled.definition, standing_values(subject)
            given = given_values(definition, self._core.directory, work.compiled.check(data), stands)
            changed = {name: value for name, value in given.items() if name not in stands or stands[name] != value}
            named = title.strip() if title else None
            renamed = named if named and named != subject.title else None
            blockers = correction_blockers(definition, subject, given, actor, note=note)
            if not blockers and not changed and renamed is None:
                blockers.append(Blocker("nothing"))
            rule, proposed = definition.corrects, Proposal("correct", data=changed, title=renamed)
            blockers += approval_blockers(definition, subject, rule, proposed, changed)
            if blockers:
                raise TransitionRefused(subject.number, "correct", blockers)
            if rule is not None and rule.approve:
                ask_approval(work, proposed, rule, actor=actor, note=note.strip())
            else:
                correct(work, changed, renamed, actor=actor, note=note.strip())

        return self._command(number, act, asked=Asked(key, "correct", arguments), expect=expect, session=session)
