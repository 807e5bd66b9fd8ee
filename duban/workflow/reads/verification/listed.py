"""What lists are read by: columns and bindings that follow from an instance's history, its rules and its lights."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from duban.states import SYSTEM, Light, done_by, light_at, light_until, turn_of
from duban.states.history import Latest, Recorded, Remarked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import Subject
    from duban.storage import InstanceRecord
    from duban.workflow.reads.verification.cases import Case
    from duban.workflow.rules import Compiled

_INSTANT = timedelta(microseconds=1)

Bound = dict[tuple[str, str], tuple[bool, bool]]
"""By role and unit: whether the instance is open, and whether the unit has done its part."""


def listed(case: Case, rules: Compiled, subject: Subject) -> dict[str, Any]:
    """Return the columns by which lists are read, as they have to be."""
    latest, acted_at = Latest(), None
    for entry in case.entries:
        if not isinstance(entry, Recorded):
            return {}
        latest = latest.after(
            entry.kind,
            seq=entry.seq,
            by_engine=entry.actor == SYSTEM,
            state=entry.to_state,
            round=entry.round,
            remark_to=entry.facts.to if isinstance(entry.facts, Remarked) else None,
        )
        acted_at = entry.at if latest.act == entry.seq else acted_at
    light, until = _light(case.record)
    told = {"turn": turn_of(rules.definition, subject), "acted_at": acted_at, "latest": latest.kept()}
    return told | {"light": light, "light_until": until}


def bound(case: Case, rules: Compiled, subject: Subject) -> Bound:
    """Return what the bindings of an instance have to say."""
    done = done_by(rules.definition, subject)
    is_open, filled = subject.closed_at is None, case.story.units.items()
    return {(role, unit): (is_open, unit in done.get(role, ())) for role, units in filled for unit in units}


def _light(record: InstanceRecord) -> tuple[int, datetime | None]:
    """Return a light and until when it holds; it may have been written at any time, so only both together are held."""
    instants = (Light.BLUE, record.blue_at), (Light.YELLOW, record.yellow_at), (Light.RED, record.red_at)
    lights: Mapping[Light, datetime] = {light: since for light, since in instants if since is not None}
    until = record.light_until
    if until is None:
        latest = max(lights.values(), default=None)
        return (Light.GREEN if latest is None else light_at(lights, latest)).rank, None
    before = until - _INSTANT
    return light_at(lights, before).rank, light_until(lights, before)
