"""The verbs for what a year changes, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Any

    from duban.aio.guest import AsyncGuest
    from duban.states import Duration
    from duban.workflow import Engine, Instance


class AsyncChanges:
    """Decides on requests and takes them back, corrects, voids and merges instances."""

    engine: Engine

    async def decide(
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
        session: AsyncGuest | None = None,
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
        return await run(
            partial(
                self.engine.decide,
                id,
                approve=approve,
                by=by,
                note=note,
                on_behalf=on_behalf,
                on=on,
                scan=scan,
                length=length,
                key=key,
            ),
            session,
        )

    async def opine(
        self, id: str, text: str, *, by: str, key: str | None = None, session: AsyncGuest | None = None
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
        return await run(partial(self.engine.opine, id, text, by=by, key=key), session)

    async def correct(
        self,
        number: str,
        data: Mapping[str, Any] | None = None,
        *,
        by: str,
        note: str,
        title: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(
            partial(self.engine.correct, number, data, by=by, note=note, title=title, key=key, expect=expect), session
        )

    async def void(
        self,
        number: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(partial(self.engine.void, number, by=by, note=note, key=key, expect=expect), session)

    async def merge(
        self,
        number: str,
        into: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(partial(self.engine.merge, number, into, by=by, note=note, key=key, expect=expect), session)

    async def withdraw(
        self,
        number: str,
        request: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Take back a request for more time that waits for a decision, and return its instance; only who asked may.

        `request` is one of the ids that `pending` returns for the instance, such as `WT-2026-0001#7`.

        Raises:
            TransitionRefused: if the request no longer waits, or is the engine's own (`state`), or if another unit has
                asked (`role`).
            UnknownInstance: if there is no such instance, or `request` is not an id of one of its.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.withdraw, number, request, by=by, note=note, key=key), session)

    async def hand_on(
        self,
        number: str,
        *,
        to: str | None,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Hand an instance on to a person of the actor's own unit, or with None take it back; return the instance.

        What is meant for the contact persons and handlers of that unit goes to this person from then on, for as long as
        the directory has them and they can be reached; otherwise to the unit as before. It is the unit that fills the
        role, and everybody in it may still act. The state and the clocks stay as they are.

        Raises:
            TransitionRefused: if the unit fills no role of the instance (`role`), if that is closed (`state`), or if
                the person has it in hand already, or nobody has whom it could be taken back from (`holder`).
            TransitionConflict: if `expect` is not the current version.
            InvalidUnits: if the directory knows people of the unit, and this is none of them.
            InvalidData: if `by` or `to` names nobody.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.hand_on, number, to=to, by=by, note=note, key=key, expect=expect), session)

    async def include(
        self,
        plan: str,
        tasks: Iterable[str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Let instances be the tasks of a plan (列入方案), which is an instance itself; return the plan.

        Nothing else about them changes, and nobody is told. The plan hears from then on how each task stands, and
        cannot come to a final state while one is open. Of any number of plans, an instance is a task of one at most.

        Raises:
            TransitionRefused: if the actor may not open the plan or one of the tasks (`role`), if the plan is closed
                (`state`), or if an instance is a task of a plan already, or is one itself (`conflict`).
            UnknownInstance: if one of them does not exist.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.include, plan, tasks, by=by, note=note, key=key), session)

    async def carry_over(
        self,
        plan: str,
        to: str,
        tasks: Iterable[str] | None = None,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Let open tasks of a plan go on under another one (结转), and return the latter.

        They are the same matters as before, with their numbers, clocks and dates as they are, and nobody is told. The
        first plan counts them as carried over. Without `tasks`, all that are open go.

        Raises:
            TransitionRefused: if the actor may not open both plans (`role`), if one of them is closed (`state`), if an
                instance is no open task of the first, or both plans are one (`conflict`), or if none is open
                (`nothing`).
            UnknownInstance: if one of them does not exist.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.carry_over, plan, to, tasks, by=by, note=note, key=key), session)
