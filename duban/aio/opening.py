"""The verbs that open instances, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Any

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, Instance, NewItem, OpeningPreview


class AsyncOpenings:
    """Opens instances, and says what that would mean."""

    engine: Engine

    async def preview(
        self, scenario: str, items: Iterable[NewItem], *, by: str, new_units: Iterable[str] = ()
    ) -> OpeningPreview:
        """Return what `open_many` with these arguments would send if it were not quiet; nothing is opened or written.

        It counts what the opening itself would announce, and what the next sweep would send because its moment has
        passed. Items that stand already send nothing.

        Raises:
            BatchRefused: if some of the items are refused; it has every refusal.
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if the units of an item cannot be bound.
            InvalidData: if a field's value cannot be used.

        """
        return await run(partial(self.engine.preview, scenario, items, by=by, new_units=new_units))

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
        since: date | datetime | str | None = None,
        quiet: bool = False,
        new_units: Iterable[str] = (),
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Open an instance of the newest loaded definition of `scenario`, and return it.

        `title` is by default the scenario's own. `units` maps each role to the unit or units that fill it; `[]` leaves
        a required role to `assign`. `source` is the outside system that the matter comes from, and `external_no` its
        number there: each matter is opened once, and a repeat returns the instance that was opened first.

        A matter that was under way before began at `since`, a day or an instant: its first clocks run from then. If it
        is taken over `quiet`, nobody is told of it: the rungs whose moments have passed are recorded as skipped, and
        what comes due later is sent as ever. Where there is a directory, a unit that it does not know is refused unless
        `new_units` names it.

        Raises:
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if a role is unknown or required and left out, or its units cannot fill it or
                are not known.
            InvalidData: if an argument or a field's value cannot be used.
            TransitionRefused: if the actor may not open it (`role`), or a required field is missing (`requires`).
            KeyReused: if the key was used before for something else.

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
                since=since,
                quiet=quiet,
                new_units=new_units,
                key=key,
            ),
            session,
        )

    async def open_many(
        self,
        scenario: str,
        items: Iterable[NewItem],
        *,
        by: str,
        new_units: Iterable[str] = (),
        session: AsyncGuest | None = None,
    ) -> list[Instance]:
        """Open instances of the newest loaded definition of `scenario`, all or none, and return them in order.

        Each item is a mapping with what `open` takes: title, units, data, note, source, external_no, ongoing, since,
        quiet. An outside matter that is open already, or is given twice, is opened once. A unit that the directory does
        not know is refused unless `new_units` names it.

        Raises:
            BatchRefused: if some of the items are refused; it has every refusal.
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if the units of an item cannot be bound.
            InvalidData: if a field's value cannot be used.
            StorageBusy: if another scenario opens one of the outside matters at the same moment; try again.

        """
        return await run(partial(self.engine.open_many, scenario, items, by=by, new_units=new_units), session)
