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
    from duban.workflow import Engine, Instance, Migration, NewItem, Progress


class AsyncActs:
    """Opens, moves, extends and links instances."""

    engine: Engine

    async def open(
        self,
        scenario: str,
        *,
        by: str,
        title: str | None = None,
        units: Mapping[str, str | Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        source: str | None = None,
        external_no: str | None = None,
        ongoing: bool = False,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Open an instance of the newest loaded definition of `scenario`, and return it.

        `units` maps roles to the units (or one unit) that fill them; a required role bound to `[]` waits for `assign`.
        With `source` and `external_no` the same outside matter opens once: a repeat returns what stands.
        Raises UnknownScenario, InvalidUnits, InvalidData, TransitionRefused, KeyReused.
        """
        return await run(
            partial(
                self.engine.open,
                scenario,
                by=by,
                title=title,
                units=units,
                data=data,
                note=note,
                source=source,
                external_no=external_no,
                ongoing=ongoing,
                key=key,
            ),
            session,
        )

    async def fire(
        self,
        number: str,
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Pull a trigger of an instance, and return the instance as it stands afterwards.

        Raises TransitionRefused with every blocker (TransitionConflict where `expect` is not the present version),
        UnknownInstance, UnknownTrigger, InvalidData, InvalidUnits, KeyReused. A refusal changes nothing.
        """
        return await run(
            partial(
                self.engine.fire, number, trigger, by=by, data=data, note=note, units=units, key=key, expect=expect
            ),
            session,
        )

    async def open_many(
        self, scenario: str, items: Iterable[NewItem], *, by: str, session: AsyncGuest | None = None
    ) -> list[Instance]:
        """Open instances of the newest loaded definition of `scenario`, all or none, and return them in order.

        Each item is a mapping of what `open` takes of one: title, units, data, note, source, external_no, ongoing. An
        outside matter that stands already, or comes twice, is opened once. Raises BatchRefused with every refusal, and
        as `open` does.
        """
        return await run(partial(self.engine.open_many, scenario, items, by=by), session)

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

        Raises BatchRefused with every refusal, and as `fire` does.
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
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Bind units to a role of an instance, and return the instance; clocks under way begin a lap.

        Who may do so is the scenario's `opens_by`. Raises as `fire` does.
        """
        return await run(
            partial(self.engine.assign, number, role, units, by=by, note=note, key=key, expect=expect), session
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
        """Ask for more time on a clock, such as "5 working days"; it is given when somebody else approves (`decide`).

        Raises TransitionRefused (code `extension` where the scenario does not provide for it), DurationError, and as
        `fire` does.
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
        """Grant or refuse what waits for a decision (an `id` of `pending`), and return its instance.

        Raises TransitionRefused (`state` where it does not wait any more, `role`, `four-eyes`), and as `fire` does.
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
        """Link an instance with another, and return it: `repeat_of` (the same matter), `counts_for` (a quota), or any.

        Who may do so is the scenario's `opens_by`. Raises as `fire` does.
        """
        return await run(partial(self.engine.link, number, other, kind, by=by, note=note, key=key), session)

    async def transact(self, work: Callable[[Guest], Result], *, session: AsyncGuest | None = None) -> Result:
        """Call `work` with a session for the verbs that it calls, and return what it returns.

        All of them are one transaction: it is committed when `work` returns, and rolled back if it raises. With
        `session` it is the application's own, which is neither committed nor rolled back.
        """
        return await run(partial(self.engine.transact, work), session)

    async def migrate(
        self,
        scenario: str,
        *,
        by: str,
        to: int | None = None,
        states: Mapping[str, str] | None = None,
        note: str | None = None,
        dry_run: bool = False,
        session: AsyncGuest | None = None,
        progress: Progress | None = None,
    ) -> Migration:
        """Move the open instances of a scenario to its highest version loaded, or to version `to`.

        Each instance moves in one transaction of its own (all in the caller's with `session`), or stays as it is, with
        the reasons. `states` names the new state for each that is gone. With `dry_run` nothing is written. Budgets
        count from the same start; nothing that fired fires again. Closed instances stay with their rules. Whoever may
        call this may do it: no role of a scenario is asked. `progress` is told how many of how many are done.
        Raises UnknownScenario, UnknownVersion, UnknownState.
        """
        return await run(
            partial(
                self.engine.migrate,
                scenario,
                by=by,
                to=to,
                states=states,
                note=note,
                dry_run=dry_run,
                progress=progress,
            ),
            session,
        )

    async def retry(
        self, ids: Iterable[int] | None = None, *, session: AsyncGuest | None = None
    ) -> tuple[list[int], list[int]]:
        """Give dead messages a new life (all of them if none is named); return those revived, those not dead.

        `ids` are those of `outbox`. What reached nobody is addressed anew, by the directory as it stands now.
        """
        return await run(partial(self.engine.retry, ids), session)

    async def send_test(self, *, medium: str, to: str, template: str = "") -> Receipt:
        """Send a test message by the configured channel, past the outbox, and return what the channel answered.

        Args:
            medium: `email`, `sms`, or another one that is installed.
            to: an address of that medium.
            template: the carrier's template, for an SMS.

        Raises:
            SettingsError: if no channel is configured for the medium.
            NotifierError: if the channel does not take it.

        """
        return await asyncio.to_thread(partial(self.engine.send_test, medium=medium, to=to, template=template))
