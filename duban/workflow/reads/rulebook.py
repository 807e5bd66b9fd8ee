"""The verbs that read definitions: the loaded ones, their calendars, and those that instances are pinned to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.storage import contents, pinned
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import record_of

if TYPE_CHECKING:
    from datetime import datetime

    from duban.states import Definition, WorkingCalendar
    from duban.storage import Guest
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class ScenarioVersion(Jsonable):
    """A version of a scenario: its definition, since when it was used, if it was, and how many open instances go by it.

    New instances go by the newest that is `loaded`.
    """

    _json = ("scenario", "version", "digest", "loaded", "since", "open")

    scenario: str
    version: int
    digest: str
    definition: Definition
    loaded: bool
    since: datetime | None
    open: int


class Rulebook(HasCore):
    """Shows the definitions for new instances, and those that instances are pinned to."""

    def definitions(self) -> list[Definition]:
        """Return the newest loaded definition of each scenario, in the order of loading."""
        catalogue = self._core.catalogue
        return [catalogue.newest(name).definition for name in catalogue.scenarios]

    def refresh_scenarios(self, *, at_once: bool = False) -> tuple[Definition, ...]:
        """Take up later versions of loaded scenarios that have come as files since, and return them.

        A daemon does so at each sweep, and the desk with each page. A file counts once two looks have found the same,
        or `at_once` for whoever knows that it is whole. Only versions that are higher than the newest loaded one are
        taken; a file that cannot be used is logged, and a changed one without a new version has no effect.
        """
        return self._core.refresh_scenarios(at_once=at_once)

    def definition(self, scenario: str, version: int | None = None) -> Definition:
        """Return a loaded definition of a scenario: that of `version`, or the newest.

        Raises UnknownScenario, UnknownVersion.
        """
        return self._version(scenario, version).definition

    def versions(self, scenario: str | None = None, *, session: Guest | None = None) -> list[ScenarioVersion]:
        """Return the versions that are loaded, and those that were ever used, of one scenario or of all, oldest first.

        Raises UnknownScenario if a scenario is asked for that is not loaded.
        """
        catalogue = self._core.catalogue
        own = None if scenario is None else catalogue.id_of(scenario)
        if own is not None:
            catalogue.newest(own)
        self._core.prepare(session)
        with self._core.database.snapshot(session) as connection:
            counts = pinned.count_open(connection)
            used = {one.digest: one.at for one in contents.read_contents(connection)}
            loaded = {one.digest: one for one in catalogue.loaded}
            others = (used.keys() | counts.keys()) - loaded.keys()
            found = {digest: one.definition for digest, one in catalogue.all_of(connection, others).items()} | loaded
        rows = [
            ScenarioVersion(
                each.scenario,
                each.version,
                digest,
                each,
                loaded=digest in loaded,
                since=used.get(digest),
                open=counts.get(digest, 0),
            )
            for digest, each in found.items()
            if own in {None, each.scenario}
        ]
        order = {name: place for place, name in enumerate(catalogue.scenarios)}
        return sorted(rows, key=lambda row: (order.get(row.scenario, len(order)), row.scenario, row.version))

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
