"""The verbs that change something beside the course of the work, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from duban.aio.guest import AsyncGuest
    from duban.notifiers import Receipt
    from duban.workflow import Engine, Erasure, Instance, Migration, Progress


class AsyncFurtherActs:
    """Corrects, ends and merges instances, erases, moves to other rules, and sends again."""

    engine: Engine

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
                (`role`), if the instance is closed (`state`), or if no reason is given (`requires`).
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
                are one instance, or a part and its whole (`conflict`), or if no reason is given (`requires`).
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
