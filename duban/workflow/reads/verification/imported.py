"""Imported calendars: the days that are there are those of the imports, and these are chained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban import words
from duban.storage import days_hash, proof
from duban.workflow.reads.verification.findings import Finding, differing

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.findings import Heads

_TABLE, _DAYS, _VERSIONS = "duban_calendar", "duban_calendar_day", "duban_calendar_version"


class Imported(Struct):
    """What the imported calendars show, and the head of each one's imports."""

    findings: list[Finding] = field(default_factory=list)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)


def imported(connection: Connection, known: Heads) -> Imported:
    """Recompute the chain of each calendar's imports, and the days that it has by them; `known` has earlier heads."""
    found = Imported()
    told: dict[str, dict[str, list[Any]]] = {}
    stamps, broken, seen = proof.stamps(connection), set[str](), set[tuple[str, int, str]]()
    for calendar, stamp, at, text, digest in proof.versions(connection):
        before = found.heads.get(calendar)
        # What was imported before imports were kept is one version, whatever its stamp.
        follows = before is None or stamp == before[0] + 1
        expected = days_hash("" if before is None else before[1], calendar, stamp, at, text)
        if (digest != expected or not follows) and calendar not in broken:
            broken.add(calendar)
            problem = words.text("the import {stamp} was changed, or one before it is gone", stamp=stamp)
            found.findings.append(Finding(calendar, None, problem, _VERSIONS))
        told.setdefault(calendar, {}).update(_days(text))
        found.heads[calendar] = (stamp, digest)
        seen.add((calendar, stamp, digest))
    for calendar, head in known.items():
        if (calendar, *head) not in seen:
            problem = words.text("the import {stamp} that there was is gone or was changed", stamp=head[0])
            found.findings.append(Finding(calendar, None, problem, _VERSIONS))
    stored = proof.days(connection)
    for calendar in sorted({*stamps, *stored, *told} - broken):
        last = found.heads.get(calendar, (None,))[0]
        if stamps.get(calendar) != last:
            problem = words.text("its number of imports is not that of its imports")
            found.findings.append(differing(calendar, None, problem, _TABLE, "stamp", stamps.get(calendar), last))
        found.findings += _differences(calendar, stored.get(calendar, {}), told.get(calendar, {}))
    return found


def _days(text: str) -> dict[str, list[Any]]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _differences(calendar: str, stored: dict[str, list[Any]], told: dict[str, list[Any]]) -> list[Finding]:
    problem = words.text("a day is not as it was imported")
    return [
        differing(calendar, None, problem, _DAYS, day, stored.get(day), told.get(day))
        for day in sorted({*stored, *told})
        if stored.get(day) != told.get(day)
    ]
