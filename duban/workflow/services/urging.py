"""Urging whatever a search finds, each instance judged by itself, and saying what was done for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, Jsonable
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import Command, urge
from duban.workflow.reads import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from duban.states import Blocker
    from duban.storage import Guest, InstanceRecord
    from duban.workflow.instance import UnitOfWork


@dataclass(frozen=True, slots=True)
class UrgeOutcome(Jsonable):
    """What became of one instance in a batch of urges: the units that were told, or every reason against it."""

    _json = ("number", "title", "ok", ...)

    number: str
    title: str
    told: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether it was urged."""
        return not self.blockers


class UrgingMany(Reader):
    """Urges many instances at once."""

    def urge_many(
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
        session: Guest | None = None,
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
        check_texts(by=by, note=note)
        core = self._core
        core.prepare(session)
        search = [scenario, state, unit, role, light, due_by]
        if numbers is None:
            found = self.find(
                scenario=scenario,
                state=state,
                unit=unit,
                role=role,
                light=light,
                due_by=due_by,
                open_only=True,
                viewer=by,
                session=session,
            )
            wanted = [item.number for item in found]
        elif any(each is not None for each in search):
            raise InvalidData((words.Line("numbers and a search are two ways to say which; give one of them"),))
        else:
            wanted = listed("numbers", numbers)
            for number in wanted:
                check_texts(other=number)
        actor = core.actor(by, subject="", trigger="urge")
        if not wanted:
            return []
        told: dict[str, tuple[str, ...]] = {}
        failures: list[tuple[InstanceRecord, Exception]] = []

        def act(works: Sequence[UnitOfWork]) -> None:
            for work in works:
                told[work.subject.number] = urge(work, actor=actor, note=note)

        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, failures=failures, viewer=actor.unit)
            records = list({record.id: record for record in command.lock(wanted)}.values())
            command.take(records, act)
            refused = {record.number: _blockers(error) for record, error in failures}
        return [
            UrgeOutcome(record.number, record.title, told.get(record.number, ()), refused.get(record.number, ()))
            for record in records
        ]


def _blockers(error: Exception) -> tuple[Blocker, ...]:
    """Return why an instance was not urged; whatever is no refusal is raised, and nothing is done."""
    if not isinstance(error, TransitionRefused):
        raise error
    return error.blockers
