"""The verbs of what people say, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, Instance


class AsyncSayings:
    """Remarks on instances, urges, answers and instructs."""

    engine: Engine

    async def remark(
        self,
        number: str,
        text: str,
        *,
        by: str,
        to: str = "office",
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(partial(self.engine.remark, number, text, by=by, to=to, key=key, expect=expect), session)

    async def urge(
        self,
        number: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(partial(self.engine.urge, number, by=by, note=note, key=key, expect=expect), session)

    async def answer(
        self,
        number: str,
        seq: int,
        text: str,
        *,
        by: str,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(partial(self.engine.answer, number, seq, text, by=by, key=key, expect=expect), session)

    async def instruct(
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
        session: AsyncGuest | None = None,
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
        return await run(
            partial(
                self.engine.instruct,
                number,
                text,
                by=by,
                leader=leader,
                on=on,
                demand=demand,
                scan=scan,
                open=open,
                key=key,
                expect=expect,
            ),
            session,
        )
