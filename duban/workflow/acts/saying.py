"""The verbs by which people say something about an instance: remark, urge, answer, instruct. They change no state."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from duban import words
from duban.states import Field, FieldType, InvalidData, shown, value_problem
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import OFFICE, UNITS, Asked, Command, Instruction, answer, instruct, remark, urge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


_SCAN = Field("scan", "scan", type=FieldType.FILE)
"""A scan is a reference as in a field of files."""


class Saying(HasCore):
    """Remarks on instances, urges and answers, records instructions; in any state, and without changing it."""

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
        """Answer an urge or a paper, which is the entry `seq` of the history, and return the instance.

        Raises:
            TransitionRefused: if the entry is no urge and no paper, does not ask the actor's unit or was answered by it
                (`answer`), or the text is empty (`requires`).
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

    def instruct(
        self,
        number: str,
        text: str,
        *,
        by: str,
        leader: str,
        on: date,
        demand: str | None = None,
        scan: Mapping[str, str] | None = None,
        open: bool = False,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Record what a leader has instructed (批示) on an instance, open or closed, and return the instance.

        The text and the scan are read by the roles that the scenario's `instructions` name. Everybody else reads what
        is asked of the units (`demand`), and while the instance is open they are told so.

        Args:
            number: what people quote.
            text: what the leader wrote.
            by: who records it.
            leader: whose instruction it is, a unit or `unit/person`; it must fill the role of the leaders.
            on: the day of the instruction.
            demand: what it asks of the units, in words of the office.
            scan: a reference to a file, with `name` and `sha256`.
            open: open the linked instance that the scenario's `instructions` say; once it is closed, the leader is
                told what came of it.
            key: an idempotency key.
            expect: the version last seen.
            session: your own.

        Raises:
            TransitionRefused: if the actor may not record (`role`), `leader` is none, the day is to come, or there is
                nothing to open (`instruct`), or the text is empty (`requires`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if an argument cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, text=text, leader=leader, note=demand, key=key)
        problem = value_problem(_SCAN, scan)
        if isinstance(on, datetime) or not isinstance(on, date):
            raise InvalidData((words.at("on", words.Line("has to be a day, not {given}", given=shown(on))),))
        if problem is not None:
            raise InvalidData((words.at("scan", problem),))
        actor = self._core.actor(by, subject=number, trigger="instruct")
        whose = str(self._core.actor(leader, subject=number, trigger="instruct"))
        given = Instruction(whose, on, text, (demand or "").strip() or None, scan, open)
        said = {name: value for name, value in given._asdict().items() if name != "open" or value}
        asked = Asked(key, "instruct", {"number": number, **said, "by": actor})
        return self._said(
            number, lambda work: instruct(work, given, actor=actor), asked=asked, expect=expect, session=session
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
