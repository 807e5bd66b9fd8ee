"""The register of papers: what was issued, under which number, to whom, and what was answered."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from duban.states import same_name
from duban.states.history import read_history
from duban.storage import instances, queries
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import load_all, record_of
from duban.workflow.papers.issued import papers_of

if TYPE_CHECKING:
    from duban.storage import Guest
    from duban.workflow.papers.issued import PaperView


class PaperRegister(HasCore):
    """Lists the papers that were signed."""

    def papers(
        self,
        *,
        number: str | None = None,
        paper: str | None = None,
        unit: str | None = None,
        year: int | None = None,
        unanswered: bool = False,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[PaperView]:
        """Return the papers that were signed, in the order in which they were.

        Args:
            number: only those of this instance.
            paper: only those of this kind, by its name in the scenario.
            unit: only those that went to this unit.
            year: only those that were signed in this local year.
            unanswered: only those that somebody has still to answer.
            viewer: who reads; the register shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidData: if an argument cannot be used.

        """
        check_texts(number=number, paper=paper, unit=unit, viewer=viewer)
        if year is not None:
            check_whole(year=year)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            core.refresh(connection)
            records = queries.having_papers(connection) if number is None else [record_of(connection, number)]
            histories = instances.read_histories(connection, [record.number for record in records])
            loaded = load_all(core.catalogue, connection, records, lambda _: ())
            found = [
                each
                for compiled, subject in loaded
                for each in papers_of(compiled, subject, read_history(histories[subject.number][1]))
            ]
            proper = None if unit is None else core.unit(unit)
        kept = [
            each
            for each in found
            if (paper is None or each.paper == paper)
            and (proper is None or any(same_name(proper, core.directory.canonical(one)) for one in each.to))
            and (year is None or each.on.year == year)
            and (each.waiting or not unanswered)
        ]
        return sorted(kept, key=attrgetter("signed_at", "place"))
