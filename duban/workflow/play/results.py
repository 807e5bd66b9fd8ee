"""The results of playing examples, as values and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Jsonable
from duban.states.history import Refused, RungFired, RungSkipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from duban.workflow.values import HistoryEntry


@dataclass(frozen=True, slots=True)
class ExampleResult(Jsonable):
    """The result of one example: what is not as it says, and if anything is not, the history so far; one line each."""

    _json = ("name", "ok", ...)

    name: str
    failures: tuple[str, ...] = ()
    history: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether everything is as the example says."""
        return not self.failures


def format_results(results: Iterable[ExampleResult]) -> str:
    """Return the results as plain text: a line per example, with failures and history under those that fail."""
    lines = []
    played = failed = 0
    for result in results:
        played += 1
        failed += not result.ok
        lines.append(f"{'ok  ' if result.ok else 'FAIL'}  {result.name}")
        lines += [f"        {line}" for failure in result.failures for line in failure.splitlines()]
        if result.failures and result.history:
            lines.append("      so far:")
            lines += [f"        {line}" for line in result.history]
    lines.append(_tally(played, failed))
    return "\n".join(lines)


def _tally(played: int, failed: int) -> str:
    if played == 0:
        return "no examples"
    noun = "example" if played == 1 else "examples"
    return f"{played} {noun}: {played - failed} ok, {failed} failed" if failed else f"{played} {noun}: all ok"


def tell_history(entries: Iterable[HistoryEntry], zone: tzinfo) -> tuple[str, ...]:
    """Return one line per entry: local time, actor, what happened, the state after it, and who was told."""
    return tuple(_line(entry, zone) for entry in entries)


def _line(entry: HistoryEntry, zone: tzinfo) -> str:
    facts = entry.facts
    what = entry.kind if entry.trigger is None else f"{entry.kind} {entry.trigger}"
    if isinstance(facts, RungFired | RungSkipped):
        what = f"{entry.kind} {facts.clock} {facts.rung}"
    if isinstance(facts, RungSkipped):
        what = f"{what} ({facts.why})"
    told = f" | told {'、'.join(facts.told)}" if facts.told else ""
    refused = f" | {'；'.join(str(each) for each in facts.blockers)}" if isinstance(facts, Refused) else ""
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{at}  {entry.actor}  {what} -> {entry.to_state}{told}{refused}"
