"""The results of playing examples, as values and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM, Jsonable
from duban.states.history import Refused, RungFired, RungSkipped
from duban.workflow.rules import moment_words, skip_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from duban.workflow.values import HistoryEntry


_KIND_TEXTS = {
    "act": "act",
    "assign": "naming of units",
    "bound": "end of the stay",
    "correct": "correction",
    "decide": "decision",
    "extend": "asking for more time",
    "left": "part left",
    "link": "link",
    "linked": "link made by another",
    "merge": "merging",
    "migrate": "newer rules",
    "news": "news of another",
    "open": "opening",
    "opened": "another opened",
    "readdress": "message addressed anew",
    "redate": "new due day",
    "refused": "refused act",
    "remind": "reminder",
    "rung": "rung",
    "skip": "rung left out",
    "void": "making void",
    "withdraw": "taking back a request",
    "withdrawn": "part withdrawn",
}
"""What people call each kind of entry."""


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
    lines: list[str] = []
    played = failed = 0
    for result in results:
        played += 1
        failed += not result.ok
        lines.append(words.text("ok    {name}" if result.ok else "FAIL  {name}", name=result.name))
        lines += [f"        {line}" for failure in result.failures for line in failure.splitlines()]
        if result.failures and result.history:
            lines.append("      " + words.text("so far:"))
            lines += [f"        {line}" for line in result.history]
    lines.append(_tally(played, failed))
    return "\n".join(lines)


def _tally(played: int, failed: int) -> str:
    if played == 0:
        return words.text("no examples")
    count = words.plural("{number} example", "{number} examples", played)
    if not failed:
        return words.text("{count}: all ok", count=count)
    return words.text("{count}: {ok} ok, {failed} failed", count=count, ok=played - failed, failed=failed)


def tell_history(entries: Iterable[HistoryEntry], zone: tzinfo) -> tuple[str, ...]:
    """Return one line per entry: local time, actor, what happened, the state after it, and who was told."""
    return tuple(_line(entry, zone) for entry in entries)


def _line(entry: HistoryEntry, zone: tzinfo) -> str:
    facts = entry.facts
    what = words.text(_KIND_TEXTS[entry.kind]) if entry.kind in _KIND_TEXTS else entry.kind
    if isinstance(facts, RungFired | RungSkipped):
        what = f"{what} {facts.clock} {moment_words(facts.rung)}"
        what += words.aside(skip_words(facts.why)) if isinstance(facts, RungSkipped) else ""
    elif entry.trigger is not None:
        what = f"{what} {entry.trigger}"
    told = words.text(" | told {units}", units=list(facts.told)) if facts.told else ""
    refused = f" | {words.clauses(facts.blockers)}" if isinstance(facts, Refused) else ""
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    actor = words.text("system") if entry.actor == SYSTEM else entry.actor
    return f"{at}  {actor}  {what} -> {entry.to_state}{told}{refused}"
