"""The verbs that change something, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from duban.aio.guest import AsyncGuest, Result
    from duban.notifiers import Receipt
    from duban.states import Duration
    from duban.storage import Guest
    from duban.workflow import Engine, Erasure, Instance, Migration, Progress


class AsyncActs:
    """Moves, extends and links instances."""

    engine: Engine

    async def fire(
        self,
        number: str,
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Pull a trigger of an instance, and return the instance as it is afterwards.

        `units` are the new units of the role that the transition rebinds, by themselves or as `{role: units}`.
        One that the directory does not know is refused unless `new_units` names it.

        Raises:
            TransitionRefused: if the act is refused; `blockers` has every reason.
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            UnknownTrigger: if the instance's definition has no such trigger.
            UnknownScenario: if the act opens an instance of a scenario that is not loaded.
            InvalidData: if an argument or a field's value cannot be used.
            InvalidUnits: if the transition does not take these units.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(
                self.engine.fire,
                number,
                trigger,
                by=by,
                data=data,
                note=note,
                units=units,
                new_units=new_units,
                key=key,
                expect=expect,
            ),
            session,
        )

    async def fire_many(
        self,
        numbers: Iterable[str],
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[Instance]:
        """Pull one trigger of many instances, all or none, and return them in order.

        Raises:
            BatchRefused: if the act is refused for any of them; it has every refusal.
            ValueError: if a number is given twice.
            UnknownInstance: if there is no instance with one of the numbers.
            UnknownTrigger: if the definition of one has no such trigger.
            InvalidData: if an argument or a field's value cannot be used.

        """
        return await run(partial(self.engine.fire_many, numbers, trigger, by=by, data=data, note=note), session)

    async def assign(
        self,
        number: str,
        role: str,
        units: str | Sequence[str],
        *,
        by: str,
        note: str | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Bind units to a role of an instance, in place of those that fill it, and return the instance.

        If the units differ from those before, every clock that is not stopped begins a lap: its reminders start again.
        A unit that the directory does not know is refused unless `new_units` names it.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by` (`role`), or the instance is closed
                (`state`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the role is unknown, or the units cannot fill it.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(
                self.engine.assign, number, role, units, by=by, note=note, new_units=new_units, key=key, expect=expect
            ),
            session,
        )

    async def extend(
        self,
        number: str,
        clock: str,
        length: str | Duration,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Request more time on a clock, such as `5 working days`; somebody else grants or refuses it with `decide`.

        Raises:
            TransitionRefused: if the actor may not ask (`role`), if the instance is closed (`state`), or if the
                scenario does not allow such an extension of this clock now (`extension`).
            TransitionConflict: if `expect` is not the current version.
            DurationError: if the length cannot be read.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.extend, number, clock, length, by=by, note=note, key=key, expect=expect), session
        )

    async def decide(
        self,
        id: str,
        *,
        approve: bool,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Grant or refuse a request that waits for a decision, and return its instance.

        `id` is one of those that `pending` returns, such as `WT-2026-0001#7`.

        Raises:
            TransitionRefused: if the request no longer waits (`state`), if the actor may not decide it (`role`), or if
                the extension was asked for by the same unit or person (`four-eyes`).
            UnknownInstance: if there is no such instance, or `id` is not an id.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.decide, id, approve=approve, by=by, note=note, key=key), session)

    async def link(
        self,
        number: str,
        other: str,
        kind: str = "repeat_of",
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Link an instance with another, and return the first.

        `kind` is `repeat_of` (both are the same matter), `counts_for` (the first counts for the quota of the other), or
        any other word, which is only recorded.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by` (`role`), or the two cannot be
                linked so (`conflict`).
            UnknownInstance: if one of the two does not exist.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.link, number, other, kind, by=by, note=note, key=key), session)

    async def transact(self, work: Callable[[Guest], Result], *, session: AsyncGuest | None = None) -> Result:
        """Call `work` with a session, and return what it returns; the verbs that get this session are one transaction.

        The transaction is committed when `work` returns, and rolled back if it raises. With `session` it is part of the
        application's own, which is neither committed nor rolled back.
        """
        return await run(partial(self.engine.transact, work), session)

    async def erase(
        self,
        number: str,
        field: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Erasure:
        """Erase every value that a private field of an instance ever had, and return what was done.

        The values and their salts are taken out of the database, and the values out of the messages and receipts that
        repeat them. The history keeps the salted hashes, from which nothing can be guessed any more, and gets an entry
        that says who has erased the field, and why (`note`). A closed instance can be erased from, too.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by`, or if it has none, a role that may
                see the field (`role`); if no reason is given (`requires`); if the field was erased before or holds
                nothing (`erased`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if the instance has no such private field.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.erase, number, field, by=by, note=note, key=key, expect=expect), session)

    async def migrate(
        self,
        scenario: str,
        *,
        by: str,
        to: int | None = None,
        states: Mapping[str, str] | None = None,
        roles: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        triggers: Mapping[str, str] | None = None,
        clocks: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
        session: AsyncGuest | None = None,
        progress: Progress | None = None,
    ) -> Migration:
        """Move the open instances of a scenario to another version of it, each in a transaction of its own.

        An instance that cannot be moved stays as it is, and the result says why. Budgets count from the same start as
        before, and no rung that has fired fires again. Closed instances keep their definition. No role is checked:
        whoever can call this may migrate.

        Args:
            scenario: its name.
            by: who migrates, as the history will say.
            to: the version to move to; by default the highest one loaded.
            states: the new state for each state that the new version no longer has.
            roles: likewise the new role for each role that is renamed; its units go over to it.
            fields: the new field for each field that is renamed; its value goes over, if it fits. What was erased stays
                so.
            triggers: the new trigger for each trigger that is renamed; how often it was pulled in this round, by whom,
                and who has signed goes over.
            clocks: the new clock for each clock that is renamed; it goes on with the time that was used and added, and
                nothing that was done takes effect again.
            note: a remark, kept in the history.
            dry_run: write nothing, and return what would change.
            session: your own; all instances then move in your transaction.
            progress: called after each instance with how many are done and how many there are.

        Raises:
            UnknownScenario: if no such scenario is loaded.
            UnknownVersion: if version `to` is not loaded.
            UnknownState: if `states` renames a state that the new version still has, or that no open instance's
                definition has, or gives a new name that the new version does not have.
            UnknownName: likewise for a role, field, trigger or clock; also if two of one definition would become one.
            InvalidData: if `by` names no unit, or `by` or `note` is not text.
            ScenarioChanged: if the database has another content of that version.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        return await run(
            partial(
                self.engine.migrate,
                scenario,
                by=by,
                to=to,
                states=states,
                roles=roles,
                fields=fields,
                triggers=triggers,
                clocks=clocks,
                note=note,
                dry_run=dry_run,
                progress=progress,
            ),
            session,
        )

    async def retry(
        self, ids: Iterable[int] | None = None, *, session: AsyncGuest | None = None
    ) -> tuple[list[int], list[int]]:
        """Make dead messages pending again, and return two lists of ids: those revived, and those that are not dead.

        `ids` are those of `outbox`; without any, all dead messages are retried. A message that had no address is
        addressed again, by the directory as it is now.

        Raises:
            InvalidData: if an id is not a whole number.
            UnknownMessage: if there is no message with an id; then none is retried.

        """
        return await run(partial(self.engine.retry, ids), session)

    async def send_test(self, *, medium: str, to: str, template: str = "") -> Receipt:
        """Send a test message by the configured channel, without the outbox, and return the channel's receipt.

        Args:
            medium: `email`, `sms`, or another one that is installed.
            to: an address of that medium.
            template: for an SMS, the carrier's template.

        Raises:
            SettingsError: if no channel is configured for the medium.
            NotifierError: if the channel does not accept the message.

        """
        return await asyncio.to_thread(partial(self.engine.send_test, medium=medium, to=to, template=template))
