"""The rows about an instance that follow from its history: claims, bindings, links, and links in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.history import Acted, Answered, Recorded
from duban.workflow.links import ANSWER
from duban.workflow.reads.verification.findings import Finding, differing, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.workflow.reads.verification.cases import Case


def row_faults(case: Case) -> Iterator[Finding]:
    """Yield the rows that no entry tells of, those that are gone, and those that say something else."""
    beside, more = case.beside, case.more
    units = {(role, unit) for role, units in case.story.units.items() for unit in units}
    for table, stored, told in (
        ("duban_claim", beside.claims, more.claims),
        ("duban_binding", dict.fromkeys(beside.marks), dict.fromkeys(units)),
        ("duban_link", beside.links, more.links),
        ("duban_link", beside.heard, more.heard),
        ("duban_link_use", beside.links_used, _links_used(case)),
    ):
        if stored != told:
            yield from _different(case, table, stored, told)


def _links_used(case: Case) -> dict[tuple[str, str], tuple[datetime, str]]:
    """Return when and by whom links in messages were used, as the history tells it."""
    found = {}
    for entry in case.entries:
        facts = entry.facts if isinstance(entry, Recorded) else None
        if isinstance(entry, Recorded) and isinstance(facts, Acted | Answered) and facts.by_link:
            found[facts.by_link, entry.trigger or ANSWER] = (entry.at, entry.actor)
    return found


def _different(case: Case, table: str, stored: Mapping[Any, Any], told: Mapping[Any, Any]) -> Iterator[Finding]:
    for row in stored.keys() - told.keys():
        problem = words.text("a row that no entry tells of: {row}", row=_named(row))
        yield Finding(case.number, None, problem, table, stored=_named(row))
    for row in told.keys() - stored.keys():
        problem = words.text("a row is gone that the history tells of: {row}", row=_named(row))
        yield Finding(case.number, None, problem, table, told=_named(row))
    for row in stored.keys() & told.keys():
        if stored[row] != told[row]:
            problem = words.text("a row is not what the history says")
            yield differing(case.number, None, problem, table, _named(row), _value(stored[row]), _value(told[row]))


def _value(value: Any) -> str:  # noqa: ANN401 - what a row holds beside its key
    return " ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def _named(row: tuple[Any, ...]) -> str:
    return shown(" · ".join(str(each) for each in row)) or ""
