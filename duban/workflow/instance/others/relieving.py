"""What a unit was reminded of and has not been sent yet is withdrawn once it has signed, or is excused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban.states import Among
from duban.states.history import Acted, Excused, entry_of
from duban.storage import relieving

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
