"""Replays real service requests at their real times, and holds what duban finds overdue against the city's own flags.

`python -m benchmarks.replay [FILE.csv]`: the file has the columns case_id, open_date, close_date, target_close_date
(local times), on_time (ONTIME or OVERDUE), assigned_team and case_topic. Every opening, closing and timer instant of
the file is played in order, in one run, on a clock that is set to it.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from benchmarks.office import files
from duban import Engine, load_scenario
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ZONE = ZoneInfo("America/New_York")
DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "tickets" / "boston311_2026_sample.csv"
SCENARIO = Path(__file__).parent / "request.yaml"


@dataclass(frozen=True)
class Request:
    """One request as the city has it; instants are aware."""

    case: str
    topic: str
    team: str
    opened: datetime
    closed: datetime | None
    target: datetime | None
    flagged: bool


@dataclass(frozen=True)
class Outcome:
    """What a replay came to: what was found overdue and flagged so, each difference by its class, and figures."""

    requests: int
    overdue: int
    agreed: int
    differences: dict[str, list[str]]
    rungs: int
    acts: int
    sweeps: int
    seconds: float
    intact: bool

    @property
    def unexplained(self) -> list[str]:
        """Return the requests that differ from the city's flags for no reason that is known."""
        return self.differences.get(UNEXPLAINED, [])


UNEXPLAINED = "unexplained"
NO_TARGET = "flagged overdue, and has no target to be held to"
CONTRADICTS = "flagged overdue, and closed before its target"
PASSED_SINCE = "still open, its target past by the file's own dates, and not flagged (yet)"


def read(file: Path) -> list[Request]:
    """Return the requests of a file, in the order of their opening."""
    with file.open(encoding="utf-8", newline="") as lines:
        found = [_request(row) for row in csv.DictReader(lines)]
    return sorted(found, key=lambda request: (request.opened, request.case))


def _request(row: dict[str, str]) -> Request:
    return Request(
        case=row["case_id"],
        topic=row["case_topic"] or "?",
        team=row["assigned_team"].replace("/", "-").strip() or "Unassigned",
        opened=_at(row["open_date"]),
        closed=_at(row["close_date"]) if row["close_date"] else None,
        target=_at(row["target_close_date"]) if row["target_close_date"] else None,
        flagged=row["on_time"] == "OVERDUE",
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _events(requests: Iterable[Request]) -> Iterator[tuple[datetime, int, Request]]:
    for request in requests:
        yield request.opened, 0, request
        if request.closed is not None:
            yield request.closed, 1, request


def replay(requests: list[Request], url: str) -> Outcome:
    """Play the requests on a database, and compare."""
    clock = FixedClock(requests[0].opened)
    began = perf_counter()
    acts = sweeps = rungs = 0
    numbers: dict[str, str] = {}
    events = sorted(_events(requests), key=lambda event: (event[0], event[1], event[2].case))
    with Engine(url, scenarios=[load_scenario(SCENARIO)], directory=MadeUpPeople(), channels={}, clock=clock) as engine:
        engine.prepare()
        for at, closes, request in events:
            while (due := _due(engine)) is not None and due <= at:
                clock.set(due)
                rungs += engine.sweep().fired
                sweeps += 1
            clock.set(at)
            acts += 1
            if closes:
                engine.fire(numbers[request.case], "close", by=request.team)
            else:
                numbers[request.case] = _open(engine, request)
        overdue = {item.number for item in engine.find(light="red")}
        intact = engine.verify().ok
    found = {request.case for request in requests if numbers[request.case] in overdue}
    differences = _differences(requests, found)
    agreed = len(requests) - sum(map(len, differences.values()))
    seconds = perf_counter() - began
    return Outcome(len(requests), len(found), agreed, differences, rungs, acts, sweeps, seconds, intact)


def _due(engine: Engine) -> datetime | None:
    from duban.storage import queries  # noqa: PLC0415 - mail is not what is replayed

    with engine.database.reading() as connection:
        return queries.next_wake(connection)


def _open(engine: Engine, request: Request) -> str:
    data = {"topic": request.topic}
    if request.target is not None:
        data["target"] = request.target.isoformat()
    item = engine.open(
        "request",
        by=request.team,
        title=request.topic,
        units={"team": request.team},
        data=data,
        ongoing=request.target is None,
        source="311",
        external_no=request.case,
    )
    return item.number


def _differences(requests: list[Request], found: set[str]) -> dict[str, list[str]]:
    """Return the requests that duban and the city judge differently, by the reason."""
    last = max(at for at, _, _ in _events(requests))
    differences: dict[str, list[str]] = {}
    for request in requests:
        if (request.case in found) != request.flagged:
            differences.setdefault(_why(request, last), []).append(request.case)
    return differences


def _why(request: Request, last: datetime) -> str:
    if request.flagged:
        if request.target is None:
            return NO_TARGET
        closed_in_time = request.closed is not None and request.closed < request.target
        return CONTRADICTS if closed_in_time else UNEXPLAINED
    passed_since = request.closed is None and request.target is not None and request.target <= last
    return PASSED_SINCE if passed_since else UNEXPLAINED


def main() -> int:
    """Replay a file and print what came of it; returns 1 where a difference is not explained."""
    parser = argparse.ArgumentParser(prog="benchmarks.replay", description="Replay real service requests.")
    parser.add_argument("file", nargs="?", type=Path, default=Path(os.environ.get("DUBAN_TICKETS", DEFAULT)))
    given = parser.parse_args()
    if not given.file.is_file():
        print(f"{given.file} is not there: give a CSV of service requests, or set DUBAN_TICKETS", file=sys.stderr)
        return 2
    requests = read(given.file)
    with files() as store:
        outcome = replay(requests, store.new())
    flags = Counter(request.flagged for request in requests)
    print(
        f"{outcome.requests} requests, {outcome.acts} acts, {outcome.sweeps} sweeps, {outcome.rungs} rungs fired in "
        f"{outcome.seconds:.1f} s ({(outcome.acts + outcome.rungs) / outcome.seconds:.0f} events/s); "
        f"histories {'intact' if outcome.intact else 'NOT INTACT'}"
    )
    print(f"overdue: {outcome.overdue} by duban, {flags[True]} by the file's flags; {outcome.agreed} judged alike")
    for why, cases in outcome.differences.items():
        print(f"  {len(cases):>5}  {why}, such as {', '.join(cases[:3])}")
    return int(bool(outcome.unexplained) or not outcome.intact)


if __name__ == "__main__":
    sys.exit(main())
