"""The verbs by which people say something about an instance: remark, urge, answer. They change no state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, shown
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import OFFICE, UNITS, Asked, Command, answer, remark, urge

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Saying(HasCore):
    """Remarks on instances, urges those whose turn it is, and answers urges; in any state, and without changing it."""

    def remark(
        self,
        number: str,
        text: str,
        *,
        by: str,
        to: str = "office",
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Put a remark into the history of an instance, open or closed, and return the instance.

        `to` is `office`: only the roles of the scenario's `remarks` (left out: the one that opens) and whoever wrote it
        read the text; or `units`: everybody who sees the instance does.

        Raises:
            TransitionRefused: if the actor fills no role of the instance (`role`), or the text is empty (`requires`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if `to` is neither, or the text cannot be stored.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, text=text, to=to, key=key)
        if to not in {OFFICE, UNITS}:
            known = (OFFICE, UNITS)
            raise InvalidData((words.at("to", words.Line("{to} is not one of {known}", to=shown(to), known=known)),))
        actor = self._core.actor(by, subject=number, trigger="remark")
        asked = Asked(key, "remark", {"number": number, "text": text, "to": to, "by": actor})
        return self._said(
            number, lambda work: remark(work, text, to=to, actor=actor), asked=asked, expect=expect, session=session
        )

    def urge(
        self,
        number: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Urge (催办) those whose turn it is, and return the instance.

        They are told by a message that leaves in office hours, and can `answer`. The scenario's `urge` says who may do
        so, whom it tells, in which words, and how long after an urge the next may follow.

        Raises:
            TransitionRefused: if the actor may not urge (`role`), if the instance is closed (`state`), if it is
                nobody's turn or the actor's own, or it was urged a short time ago (`urge`), or the role has no unit
                (`unassigned`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="urge")
        asked = Asked(key, "urge", {"number": number, "note": note, "by": actor})

        def act(work: UnitOfWork) -> None:
            urge(work, actor=actor, note=note)

        return self._said(number, act, asked=asked, expect=expect, session=session)

    def answer(
        self,
        number: str,
        seq: int,
        text: str,
        *,
        by: str,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Answer an urge, which is the entry `seq` of the history, and return the instance.

        Raises:
            TransitionRefused: if the entry is no urge, does not ask the actor's unit or was answered by it (`answer`),
                or the text is empty (`requires`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if `seq` is not a whole number, or the text cannot be stored.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, text=text, key=key)
        check_whole(seq=seq)
        actor = self._core.actor(by, subject=number, trigger="answer")
        asked = Asked(key, "answer", {"number": number, "seq": seq, "text": text, "by": actor})
        return self._said(
            number, lambda work: answer(work, seq, text, actor=actor), asked=asked, expect=expect, session=session
        )

    def _said(
        self,
        number: str,
        act: Callable[[UnitOfWork], None],
        *,
        asked: Asked,
        expect: int | None,
        session: Guest | None,
    ) -> Instance:
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            command = Command(self._core, connection, hear=True, viewer=asked.arguments["by"].unit)
            return command.run([number], lambda works: act(works[0]), asked=asked, expect=expect)[0]
