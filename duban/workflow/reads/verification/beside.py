"""The rows about an instance that follow from its history: claims, bindings and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.workflow.reads.verification.findings import Finding, differing, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    ):
        if stored != told:
            yield from _different(case, table, stored, told)


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
