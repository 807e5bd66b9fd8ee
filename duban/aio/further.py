"""The verbs that change something beside the course of the work, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duban.aio.guest import AsyncGuest
    from duban.workflow import BounceNoted, Engine, Erasure, Instance, Migration, NewPart, Progress, UrgeOutcome


class AsyncFurtherActs:
    """Says something about instances, erases, and moves to other rules."""

    engine: Engine

    async def divide(
        self,
        number: str,
        parts: Iterable[NewPart],
        *,
        by: str,
        note: str | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Hand out parts of an instance by hand, and return the instance; `situation` has the numbers of its parts.

        Each part is a mapping with `units` (a unit or several), `title` and `data`. What it does not say is that of the
        whole, as far as the scenario passes it on. One unit may get several parts. The parts are opened at once, all or
        none, and counted by the join of the state that divides the work.

        Raises:
            TransitionRefused: if the scenario does not let parts be handed out (`divide`) in the present state
                (`state`), the actor may not (`role`), a unit does not fill the role that is divided (`divide`), the
                join has been made (`divide`), or the reason is missing (`requires`).
            TransitionConflict: if `expect` is not the current version.
            InvalidUnits: if the units cannot do a part.
            InvalidData: if there is no part, or a field's value cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.divide, number, parts, by=by, note=note, new_units=new_units, key=key, expect=expect),
            session,
        )

    async def urge_many(
        self,
        numbers: Iterable[str] | None = None,
        *,
        by: str,
        note: str | None = None,
        scenario: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        role: str | None = None,
        light: str | None = None,
        due_by: datetime | None = None,
        session: AsyncGuest | None = None,
    ) -> list[UrgeOutcome]:
        """Urge (催办) the instances with these numbers, or all open ones that a search finds, in one transaction.

        Each is judged by itself: those that may not be urged now are left as they are, and the result says why. The
        search is that of `find`.

        Raises:
            TransitionRefused: if `by` is the engine itself (`system`).
            InvalidData: if an argument cannot be used, `role` is given without `unit`, or numbers with a search.
            UnknownInstance: if there is no instance with one of the numbers.
            UnknownScenario, UnknownState, InvalidUnits: as `find` does.

        """
        return await run(
            partial(
                self.engine.urge_many,
                numbers,
                by=by,
                note=note,
                scenario=scenario,
                state=state,
                unit=unit,
                role=role,
                light=light,
                due_by=due_by,
            ),
            session,
        )

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
        repeat them. Files that it named go as well, unless another field names them too. The history keeps the salted
        hashes, from which nothing can be guessed any more, and gets an entry that says who has erased the field, and
        why (`note`). A closed instance can be erased from, too.

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

    async def excuse(
        self,
        number: str,
        act: str,
        unit: str,
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
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
        return await run(
            partial(self.engine.excuse, number, act, unit, by=by, note=note, key=key, expect=expect), session
        )

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

    async def received(self, reports: object, *, medium: str = "sms") -> tuple[list[int], list[str]]:
        """Keep what a provider reports of messages, and return the ids of those, and by what unknown ones were named.

        A message that did not arrive is dead from then on: it is listed, told of and can be retried. A report that
        comes again changes nothing. What was withdrawn because it had arrived, such as the SMS behind a mail, comes
        back. A number of which it says that it does not exist counts as no address any more.

        Args:
            reports: JSON as a provider posts it or answers a poll: the callbacks and polls of Aliyun, Tencent Cloud and
                operators' platforms; or objects with `id` (a message's Message-ID), `arrived` and `detail`.
            medium: the medium of the messages.

        Raises:
            InvalidData: if the medium is no text.

        """
        return await run(partial(self.engine.received, reports, medium=medium))

    async def bounced(self, mail: bytes) -> list[BounceNoted]:
        """Keep what a mail from a mail server says of our own, and return it; empty if it is no such report.

        A mail that could not be delivered is dead from then on: it is listed, told of and can be retried. If the server
        says that nobody is at its address, that counts as none until somebody corrects it. Only a report that names a
        mail of the outbox, sent to that very address within the days of the settings, changes anything; one that is
        given again changes nothing.

        Args:
            mail: as it came in, with its headers.

        Raises:
            InvalidData: if that is not bytes.

        """
        return await run(partial(self.engine.bounced, mail))
