"""The verbs of those who decide what was asked for, and of those whose opinion is heard before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from duban import words
from duban.states import (
    Behalf,
    Field,
    FieldType,
    InvalidData,
    decision_blockers,
    grant_blockers,
    opinion_blockers,
    parse_duration,
    refusal_blockers,
    shown,
    value_problem,
)
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, Command, opine, parse_id, settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.states import Actor, Duration
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


_SCAN = Field("scan", "scan", type=FieldType.FILE)


class _Into(Exception):
    """What would be merged into another instance needs both to be locked; `number` is the other's."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(number)


class Deciding(HasCore):
    """Grants and refuses what was asked for, and takes opinions on it."""

    def decide(
        self,
        id: str,
        *,
        approve: bool,
        by: str,
        note: str | None = None,
        on_behalf: str | None = None,
        on: date | None = None,
        scan: Mapping[str, str] | None = None,
        length: str | Duration | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Grant or refuse a request that waits for a decision, and return its instance.

        An act that is approved is judged once more, and done by who asked for it. If it cannot be done any more it
        lapses: the history says why, and who asked is told.

        Args:
            id: one of those that `pending` returns, such as `WT-2026-0001#7`.
            approve: whether it is granted.
            by: who decides, or who records the decision of a leader.
            note: why.
            on_behalf: the leader, a unit or `unit/person`, whose decision is recorded; it takes `recorded_by`.
            on: the day on which the leader decided; left out, today.
            scan: a reference to a file with the leader's words, with `name` and `sha256`.
            length: how much more time is granted, such as `3 working days`, if it is less than was asked for.
            key: an idempotency key.
            session: your own.

        Raises:
            TransitionRefused: if the request no longer waits (`state`), if the actor may not decide it (`role`), if it
                was asked for by the same unit or person (`four-eyes`), if an opinion has to be waited for (`opinion`),
                if nobody may record the leader's decision, or not of that day (`recorded`), if more time is granted
                than was asked for (`extension`), or if it is a paper, which is signed with `sign` (`sign`) or else
                refused with a note (`requires`).
            DurationError: if the length cannot be read.
            UnknownInstance: if there is no such instance, or `id` is not an id.
            InvalidData: if an argument cannot be used.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, id=id, note=note, key=key)
        number, seq = parse_id(id)
        actor = self._core.actor(by, subject=number, trigger="decide")
        arguments = {"id": id, "approve": approve, "by": actor, "note": note}
        behalf = self._behalf(number, on_behalf, on, scan)
        arguments |= {} if behalf is None else behalf._asdict()
        granted = parse_duration(length) if isinstance(length, str) else length
        arguments |= {} if granted is None else {"length": str(granted)}
        asked = Asked(key, "decide", arguments)

        def act(works: Sequence[UnitOfWork]) -> None:
            work, other = works[0], works[1] if len(works) > 1 else None
            _decide(work, other, seq, approve=approve, actor=actor, note=note, behalf=behalf, length=granted)

        self._core.prepare(session)
        numbers = [number]
        while True:
            try:
                with self._core.database.writing(session) as connection:
                    command = Command(self._core, connection, hear=True, viewer=actor.unit)
                    return command.run(numbers, act, asked=asked)[0]
            except _Into as into:
                numbers = [number, into.number]

    def opine(
        self,
        id: str,
        text: str,
        *,
        by: str,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Give an opinion on a request that waits for a decision, and return its instance.

        It decides nothing; those who decide are told of it, and read it with the request.

        Raises:
            TransitionRefused: if the request no longer waits (`state`), if no opinion is asked of the actor (`role`) or
                of anybody (`opinion`), if it was given already (`opinion`), if the actor has asked (`four-eyes`), or if
                the text is empty (`requires`).
            UnknownInstance: if there is no such instance, or `id` is not an id.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, id=id, text=text, key=key)
        number, seq = parse_id(id)
        actor = self._core.actor(by, subject=number, trigger="opine")

        def act(works: Sequence[UnitOfWork]) -> None:
            work = works[0]
            blockers = opinion_blockers(work.compiled.definition, work.subject, seq, text, actor)
            if blockers:
                raise TransitionRefused(work.subject.number, "opine", blockers)
            opine(work, seq, text.strip(), actor=actor)

        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            return command.run([number], act, asked=Asked(key, "opine", {"id": id, "text": text, "by": actor}))[0]

    def _behalf(
        self, number: str, leader: str | None, on: date | None, scan: Mapping[str, str] | None
    ) -> Behalf | None:
        """Return whose decision is recorded; raises InvalidData."""
        if leader is None:
            if on is not None or scan is not None:
                raise InvalidData((words.at("on_behalf", words.Line("has to name whose decision is recorded")),))
            return None
        check_texts(leader=leader)
        if on is not None and (isinstance(on, datetime) or not isinstance(on, date)):
            raise InvalidData((words.at("on", words.Line("has to be a day, not {given}", given=shown(on))),))
        problem = value_problem(_SCAN, scan)
        if problem is not None:
            raise InvalidData((words.at("scan", problem),))
        return Behalf(self._core.actor(leader, subject=number, trigger="decide"), on, scan)


def _decide(
    work: UnitOfWork,
    other: UnitOfWork | None,
    seq: int,
    *,
    approve: bool,
    actor: Actor,
    note: str | None,
    behalf: Behalf | None,
    length: Duration | None,
) -> None:
    """Judge and take a decision; raises TransitionRefused, and `_Into` where another instance has to be locked too."""
    compiled, subject = work.compiled, work.subject
    if behalf is not None and behalf.on is None:
        behalf = behalf._replace(on=compiled.calendar.local_date(work.now))
    waiting = subject.waiting.get(seq)
    blockers = decision_blockers(
        compiled.definition, subject, seq, actor, now=work.now, calendar=compiled.calendar, behalf=behalf
    )
    blockers += refusal_blockers(subject, seq, approve=approve, note=note)
    blockers += grant_blockers(subject, seq, approve=approve, length=length)
    if blockers:
        raise TransitionRefused(subject.number, "decide", blockers)
    into = None if waiting is None or waiting.act is None else waiting.act.into
    if into is not None and approve and other is None:
        raise _Into(into)
    settle(work, seq, approve=approve, actor=actor, note=note, behalf=behalf, other=other, length=length)
