"""The verbs that read definitions: the loaded ones, their calendars, and those that instances are pinned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import record_of

if TYPE_CHECKING:
    from duban.states import Definition, WorkingCalendar
    from duban.storage import Guest
    from duban.workflow.rules import Compiled


class Rulebook(HasCore):
    """Shows the definitions for new instances, and those that instances are pinned to."""

    def definitions(self) -> list[Definition]:
        """Return the newest loaded definition of each scenario, in the order of loading."""
        catalogue = self._core.catalogue
        return [catalogue.newest(name).definition for name in catalogue.scenarios]

    def definition(self, scenario: str, version: int | None = None) -> Definition:
        """Return a loaded definition of a scenario: that of `version`, or the newest.

        Raises UnknownScenario, UnknownVersion.
        """
        return self._version(scenario, version).definition

    def rules(self, number: str, *, session: Guest | None = None) -> Definition:
        """Return the definition that an instance is pinned to, even if its file is no longer loaded.

        Raises UnknownInstance.
        """
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            return self._core.catalogue.pinned(connection, record.definition, record.number).definition

    def working_calendar(self, scenario: str, version: int | None = None) -> WorkingCalendar:
        """Return the calendar of a loaded scenario, which has its time zone.

        It has the imported days that this engine has read so far: the database is not read.
        Raises UnknownScenario, UnknownVersion.
        """
        return self._version(scenario, version).calendar

    def _version(self, scenario: str, version: int | None) -> Compiled:
        check_texts(scenario=scenario)
        if version is not None:
            check_whole(version=version)
        return self._core.catalogue.version(scenario, version)
