"""What a unit was reminded of and has not been sent yet is withdrawn once it has signed, or is excused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban.states import Among, is_among, silent_units
from duban.states.history import Acted, Excused, entry_of
from duban.storage import relieving
from duban.workflow.instance.messages import reminder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from duban.states import Definition
    from duban.states.history import Share
    from duban.workflow.instance.work import UnitOfWork

SIGNED = "signed"
"""The reason for which these messages are withdrawn."""


def relieve(connection: Connection, work: UnitOfWork) -> None:
    """Withdraw the reminders of the units that the work has relieved of what each of them had to do."""
    if not work.compiled.each:
        return
    for share in _shares(work):
        for clock, rungs in _reminding(work.compiled.definition, share.role).items():
            work.tally.withdrawn += relieving.relieve(
                connection, work.row, share.unit, clock, rungs, now=work.now, reason=SIGNED
            )
        for asked in _answered_by_acting(work, share.unit):
            work.tally.withdrawn += relieving.hush(
                connection, work.row, share.unit, reminder_of(asked), now=work.now, reason=SIGNED
            )


def _answered_by_acting(work: UnitOfWork, unit: str) -> Iterator[int]:
    """Yield the urges that a unit need not answer any more, because it has done its part."""
    for asked, urge in work.subject.urges.items():
        if is_among(unit, urge.units) and not is_among(
            unit, silent_units(work.compiled.definition, work.subject, urge)
        ):
            yield asked


def _shares(work: UnitOfWork) -> Iterator[Share]:
    for entry in work.entries:
        if entry.kind in {Acted.kind, Excused.kind}:
            facts = entry_of(entry.kind, json.loads(entry.payload))
            if isinstance(facts, Acted | Excused) and facts.share:
                yield facts.share


def _reminding(definition: Definition, role: str) -> dict[str, list[str]]:
    """Return by clock the rungs that are only for those units of a role that still owe something."""
    found = {
        clock: [rung.id for rung in rungs if any(one.among is Among.OWING and one.name == role for one in rung.notify)]
        for clock, rungs in definition.ladders.items()
    }
    return {clock: rungs for clock, rungs in found.items() if rungs}
