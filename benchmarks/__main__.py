"""`make bench`: times duban against its floors, prints each ratio with its bounds, and fails where one is missed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks import (
    acts,
    desk,
    feed,
    figures,
    ledgers,
    letters,
    lists,
    mail,
    parts,
    peers,
    search,
    sheets,
    startup,
    timers,
)
from benchmarks.office import files, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.measure import Result

PROJECT = Path(__file__).parent.parent


def on_sqlite(*, quick: bool) -> Iterator[Result]:
    """Time what needs SQLite alone."""
    many = 200 if quick else 1000
    with files() as store:
        yield from acts.fire_by_durability(store, many)
        yield from peers.fire(store, many, PROJECT)
        yield acts.fire_as_guest(store, many)
        yield from acts.fire_with_listeners(store, "SQLite", many // 2)
        yield from acts.in_bulk(store, many)
        yield timers.sweep(store, "SQLite")


def on_growth(*, quick: bool) -> Iterator[Result]:
    """Time how cost grows with open instances."""
    sizes = (1_000, 20_000) if quick else (1_000, 100_000, 1_000_000)
    with files() as store:
        yield from timers.growth(store, sizes)
        yield from timers.memory(store, sizes, PROJECT)


def on_postgresql(*, quick: bool) -> Iterator[Result]:
    """Time what needs PostgreSQL."""
    many = 200 if quick else 1000
    with server() as store:
        yield acts.fire(store, "PostgreSQL", many, must=0.6, goal=0.85)
        yield from acts.fire_with_listeners(store, "PostgreSQL", many // 2)
        yield from acts.fire_by_four(store, many * 2)
        yield timers.sweep(store, "PostgreSQL")


def on_parts(*, quick: bool) -> Iterator[Result]:
    """Time a plan that is divided among many units, on both databases."""
    many = 5 if quick else parts.TASKS
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield parts.opening(store, name, many)
            yield parts.signing(store, name, many)
            if name == "SQLite":  # a server has a durability of its own
                yield parts.signing(store, f"{name}, full durability", many, durability="full")


def on_search(*, quick: bool) -> Iterator[Result]:
    """Time the search for words, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from search.search(store, name, 20_000 if quick else 200_000)


def on_lists(*, quick: bool) -> Iterator[Result]:
    """Time lists, counts and what may be done with many, among few and among many instances, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from lists.lists(store, name, 2_000, 20_000 if quick else 200_000)


def on_feed(*, quick: bool) -> Iterator[Result]:
    """Time what the feed costs an act, how soon somebody hears of it, and a count by a view, on both databases."""
    many = 200 if quick else 1000
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from feed.fire(store, name, many)
            yield feed.wake(store, name, 100)
            yield feed.count(store, name, 20_000)


def on_figures(*, quick: bool) -> Iterator[Result]:
    """Time the figures of a year, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from figures.figures(store, name, 2_000 if quick else figures.MANY)


def on_desk(*, quick: bool) -> Iterator[Result]:
    """Time the desk's pages, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from desk.desk(store, name, 2_000, 20_000 if quick else 200_000)


def on_mail(*, quick: bool) -> Iterator[Result]:
    """Time how mail leaves, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from mail.mail(store, name, 100 if quick else 500)
            if name == "SQLite":
                yield mail.over_a_slow_link(store)


def on_letters(*, quick: bool) -> Iterator[Result]:
    """Time letters as Word documents and PDFs."""
    yield from letters.letters(20 if quick else 100)


def on_ledgers(*, quick: bool) -> Iterator[Result]:
    """Time ledgers as workbooks, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store:
            yield from ledgers.ledgers(store, name, 1_000 if quick else 10_000)


def on_start_up(*, quick: bool) -> Iterator[Result]:  # noqa: ARG001 - it is quick as it is
    """Time what a command takes before it does anything."""
    yield from startup.start_up(PROJECT)


def on_sheets(*, quick: bool) -> Iterator[Result]:
    """Time how sheets come back, on both databases."""
    for name, place in (("SQLite", files), ("PostgreSQL", server)):
        with place() as store, TemporaryDirectory() as folder:
            yield from sheets.sheets(store, name, Path(folder), 1_000 if quick else 10_000)


SUBJECTS: dict[str, Callable[..., Iterator[Result]]] = {
    "sqlite": on_sqlite,
    "growth": on_growth,
    "postgresql": on_postgresql,
    "parts": on_parts,
    "search": on_search,
    "lists": on_lists,
    "desk": on_desk,
    "feed": on_feed,
    "figures": on_figures,
    "mail": on_mail,
    "letters": on_letters,
    "ledgers": on_ledgers,
    "sheets": on_sheets,
    "startup": on_start_up,
}


def main() -> int:
    """Run the subjects that were asked for; returns 1 where a bound that must hold does not."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], help="left out: all of them")
    parser.add_argument("--quick", action="store_true", help="small sizes, for trying")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    results = []
    if not given.json:
        print(f"{'subject':<48}{'duban':>10}{'floor':>10} {'':<4}{'ratio':>7}{'must':>7}{'goal':>7}  verdict")
    for name in given.subjects or SUBJECTS:
        for result in SUBJECTS[name](quick=given.quick):
            results.append(result)
            if not given.json:
                print(line(result), flush=True)
    if given.json:
        print(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=1))
    return int(not all(result.holds for result in results))


def line(result: Result) -> str:
    """Return a result as a line of the table."""
    bound = "≥" if result.at_least else "≤"
    must, goal = ("" if one is None else f"{bound}{one:g}" for one in (result.must, result.goal))
    figures = f"{result.ours:>10,.4g}{result.floor:>10,.4g} {result.unit:<4}{result.ratio:>7.3g}"
    return f"{result.subject:<48}{figures}{must:>7}{goal:>7}  {result.verdict}"


if __name__ == "__main__":
    sys.exit(main())
