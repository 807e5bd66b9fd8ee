"""Ending an instance that is not done, and taking back what one has asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Proposal, approval_blockers, same_name
from duban.storage import relations
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import TransitionRefused, UnknownInstance
from duban.workflow.inputs import check_texts
from duban.workflow.instance import (
    REPEAT,
    Asked,
    Command,
    ask_approval,
    ending_blockers,
    left_open,
    merge,
    merging_blockers,
    parse_id,
    take_back,
    void,
    withdrawal_blockers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Ending(ActsOnOne):
    """Ends instances that are not done, and takes back requests."""

    def void(
        self,
        number: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Close an instance as void (撤销, 停办), and return it: it is not to be done any more, and counts as not done.

        It keeps the state where it stood, and its `ended` is `void`. Its clocks stop, what has not
        left yet is withdrawn, and requests lapse. Its open parts are told that they are not needed, as where their unit
        drops out. A trigger that takes up what is closed, in a new round, takes up what is void as well.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `voids_by`, or if it has none, its `opens_by`
                (`role`), if the instance is closed (`state`), if it is a plan with open tasks (`tasks`), or if no
                reason is given (`requires`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="void")

        def act(work: UnitOfWork) -> None:
            blockers = ending_blockers(work.compiled.definition, work.subject, actor, note=note)
            blockers += left_open(work.subject, "void")
            rule, proposed = work.compiled.definition.voids, Proposal("void")
            blockers += approval_blockers(work.compiled.definition, work.subject, rule, proposed, ())
            if blockers:
                raise TransitionRefused(work.subject.number, "void", blockers)
            if rule is not None and rule.approve:
                ask_approval(work, proposed, rule, actor=actor, note=note.strip())
            else:
                void(work, actor=actor, note=note.strip())

        asked = Asked(key, "void", {"number": number, "by": actor, "note": note})
        return self._command(number, act, asked=asked, expect=expect, session=session)

    def merge(
        self,
        number: str,
        into: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Merge an instance into another that is the same matter, and return the first.

        It is closed as `void` closes, its `ended` is `merged`, and a link `merged_into` leads to the other, which
        counts it among its `repeats()`. Whatever comes later is done there; what is merged is not taken up again.

        Raises:
            TransitionRefused: if the actor may not void both (`role`), if one of the two is closed (`state`), if both
                are one instance, or a part and its whole (`conflict`), if the first is a plan with open tasks
                (`tasks`), or if no reason is given (`requires`).
            TransitionConflict: if `expect` is not the current version of the first.
            UnknownInstance: if one of the two does not exist.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, other=into, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="merge")

        asked = Asked(key, "merge", {"number": number, "into": into, "by": actor, "note": note})
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:

            def act(works: Sequence[UnitOfWork]) -> None:
                own, other = works[0], works[-1]
                blockers = ending_blockers(own.compiled.definition, own.subject, actor, note=note)
                blockers += [*left_open(own.subject, "merge"), *merging_blockers(own, other, actor)]
                rule, proposed = own.compiled.definition.voids, Proposal("merge", into=other.subject.number)
                blockers += approval_blockers(own.compiled.definition, own.subject, rule, proposed, ())
                if blockers:
                    raise TransitionRefused(own.subject.number, "merge", blockers)
                if rule is not None and rule.approve:
                    ask_approval(own, proposed, rule, actor=actor, note=note.strip())
                    return
                ends = (own.row, other.row), (other.row, own.row)
                again = any(relations.joined(connection, *pair, REPEAT) for pair in ends)
                merge(own, other, actor=actor, note=note.strip(), again=again)

            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            return command.run([number, into], act, asked=asked, expect=expect)[0]

    def withdraw(
        self,
        number: str,
        request: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Take back a request for more time that waits for a decision, and return its instance; only who asked may.

        `request` is one of the ids that `pending` returns for the instance, such as `WT-2026-0001#7`.

        Raises:
            TransitionRefused: if the request no longer waits, or is the engine's own (`state`), or if another unit has
                asked (`role`).
            UnknownInstance: if there is no such instance, or `request` is not an id of one of its.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, id=request, note=note, key=key)
        _, seq = parse_id(request)
        actor = self._core.actor(by, subject=number, trigger="withdraw")

        def act(work: UnitOfWork) -> None:
            if not same_name(parse_id(request)[0], work.subject.number):
                raise UnknownInstance(request, request=True)
            blockers = withdrawal_blockers(work.subject, seq, actor)
            if blockers:
                raise TransitionRefused(work.subject.number, "withdraw", blockers)
            take_back(work, seq, actor=actor, note=note)

        asked = Asked(key, "withdraw", {"number": number, "id": request, "by": actor, "note": note})
        return self._command(number, act, asked=asked, session=session)
