"""The verbs that read rules, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from duban.aio.guest import AsyncGuest
    from duban.states import Definition, WorkingCalendar
    from duban.workflow import Engine, ScenarioVersion


class AsyncRules:
    """Shows definitions, and their versions."""

    engine: Engine

    async def definitions(self) -> list[Definition]:
        """Return the newest loaded definition of each scenario, in the order of loading."""
        return await run(self.engine.definitions)

    async def refresh_scenarios(self, *, at_once: bool = False) -> tuple[Definition, ...]:
        """Take up later versions of loaded scenarios that have come as files since, and return them.

        A daemon does so at each sweep, and the desk with each page. A file counts once two looks have found the same,
        or `at_once` for whoever knows that it is whole. Only versions that are higher than the newest loaded one are
        taken; a file that cannot be used is logged, and a changed one without a new version has no effect.
        """
        return await run(partial(self.engine.refresh_scenarios, at_once=at_once))

    async def definition(self, scenario: str, version: int | None = None) -> Definition:
        """Return a loaded definition of a scenario: that of `version`, or the newest.

        Raises UnknownScenario, UnknownVersion.
        """
        return await run(partial(self.engine.definition, scenario, version))

    async def versions(
        self, scenario: str | None = None, *, session: AsyncGuest | None = None
    ) -> list[ScenarioVersion]:
        """Return the versions that are loaded, and those that were ever used, of one scenario or of all, oldest first.

        Raises UnknownScenario if a scenario is asked for that is not loaded.
        """
        return await run(partial(self.engine.versions, scenario), session)

    async def rules(self, number: str, *, session: AsyncGuest | None = None) -> Definition:
        """Return the definition that an instance is pinned to, even if its file is no longer loaded.

        Raises UnknownInstance.
        """
        return await run(partial(self.engine.rules, number), session)

    async def working_calendar(self, scenario: str, version: int | None = None) -> WorkingCalendar:
        """Return the calendar of a loaded scenario, which has its time zone.

        It has the imported days that this engine has read so far: the database is not read.
        Raises UnknownScenario, UnknownVersion.
        """
        return await run(partial(self.engine.working_calendar, scenario, version))
