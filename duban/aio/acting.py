"""The verbs that change something, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from duban.aio.guest import AsyncGuest, Result
    from duban.states import Duration
    from duban.storage import Guest
    from duban.workflow import Engine, Instance


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

        If the scenario says who has to approve it, it is only asked for, and waits as `pending` tells; see `decide`.

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
        data: Mapping[str, Any] | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Request more time on a clock, such as `5 working days`; somebody else grants or refuses it with `decide`.

        `data` has the `reason_code`, where the scenario requires it of a request; it stands with the request alone.

        Raises:
            TransitionRefused: if the actor may not ask (`role`), if the instance is closed (`state`), if the scenario
                does not allow such an extension of this clock now (`extension`), or if a reason is missing
                (`requires`).
            TransitionConflict: if `expect` is not the current version.
            DurationError: if the length cannot be read.
            InvalidData: if an argument or a field's value cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.extend, number, clock, length, by=by, note=note, data=data, key=key, expect=expect),
            session,
        )

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

        `kind` is `repeat_of` (both are the same matter), `counts_for` (the first counts for the quota of the other),
        `after` (the first comes after the other, and is told when that is done), or any other word, which is only
        recorded.

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
