"""The verbs that give figures: counted, and matter by matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, shown
from duban.storage import finding
from duban.workflow.errors import near
from duban.workflow.inputs import check_texts
from duban.workflow.reads.figures.counting import FIGURED_BY, Figures, counted
from duban.workflow.reads.figures.matters import DECIDED, KINDS, Figured, Reckoner
from duban.workflow.reads.finding.query import Query
from duban.workflow.reads.finding.resolving import resolve
from duban.workflow.reads.matrix import Matrices

if TYPE_CHECKING:
    from duban.storage import Guest


class Figuring(Matrices):
    """Counts how an office and its units get on with their matters, and lays it out."""

    def figures(
        self,
        query: Query | None = None,
        *,
        by: str = "unit",
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Figures:
        """Return the figures of the matters that match a query, in a few statements however many there are.

        Args:
            query: which matters; `opened_from` and `opened_to` give the period in which they were handed out. Without
                one, all.
            by: `unit` (a matter counts for each unit that works on it), `lead` (for the units that run it), `scenario`
                or `month` (in which it was opened).
            viewer: who reads; only the `scope` of the query depends on it, for figures show no private values.
            session: your own.

        Raises the same errors as `page`, and InvalidData if figures are not counted by that.

        """
        check_texts(viewer=viewer, by=by)
        if by not in FIGURED_BY:
            said = words.Line("by: nothing is counted by {by}; {near}", by=shown(by), near=near(by, FIGURED_BY))
            raise InvalidData((said,))
        return counted(self.figured(query, viewer=viewer, session=session), by)

    def figured(
        self, query: Query | None = None, *, viewer: str | None = None, session: Guest | None = None
    ) -> list[Figured]:
        """Return what `figures` counts, matter by matter, in the order of their opening; takes and raises the same."""
        query = query or Query()
        check_texts(viewer=viewer)
        query.check()
        core = self._core
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            sought = resolve(core, connection, query, viewer, whole=True)
            records = finding.tallied(connection, sought, now=now)
            if not records:
                return []
            core.follow(connection, records[0].directory)
            core.catalogue.refresh(connection, records[0].calendars)
            core.catalogue.fetch(connection, {record.definition for record in records})
            steps: dict[int, list[finding.StepRecord]] = {}
            for step in finding.steps_of(connection, sought, kinds=KINDS, deciding=DECIDED, now=now):
                steps.setdefault(step.instance, []).append(step)
            reckoner, found = Reckoner(core.directory.canonical), []
            for record in records:
                compiled = core.catalogue.pinned(connection, record.definition, record.number)
                today = compiled.calendar.local_date(now)
                found.append(reckoner.figured(compiled, record, steps.get(record.id, ()), today))
        return found
