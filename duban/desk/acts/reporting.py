"""Reporting: lines of a sheet are written, and the sheet is handed in; or a spreadsheet is brought with all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duban.desk.acts.orders import REFUSED, tried
from duban.ledger.excel.bringing import bring_sheet
from duban.workflow import TransitionRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from duban.desk.acts.orders import Order, Outcome
    from duban.ledger.excel.bringing import Brought, Taken
    from duban.states import Blocker
    from duban.workflow import Engine, Instance

_ABOUT = ("matters", "numbers")
"""In which facts a refusal names the lines that it is about: by number and title, or by number."""


def report(
    engine: Engine, order: Order, lines: Mapping[str, Mapping[str, Any]], *, hand_in: bool, note: str | None
) -> Outcome:
    """Write lines of a sheet, and hand it in with the same act if that is asked for.

    What is wrong with single lines stands in `fields` of the outcome, by the numbers of their matters.
    """
    blockers: list[Blocker] = []

    def verb() -> Instance:
        try:
            return engine.report(
                order.number, lines, by=order.by, hand_in=hand_in, note=note, key=order.own_key, expect=order.expect
            )
        except TransitionRefused as refused:
            blockers.extend(refused.blockers)
            raise

    outcome = tried(verb)
    if outcome.how != REFUSED:
        return outcome
    wrong: dict[str, list[str]] = {}
    for number, reason in (*_of_blockers(blockers), *_of_values(lines, outcome.reasons)):
        wrong.setdefault(number, []).append(reason)
    told = {reason for reasons in wrong.values() for reason in reasons}
    rest = tuple(reason for reason in outcome.reasons if reason not in told)
    return replace(outcome, reasons=rest, fields={number: "\n".join(said) for number, said in wrong.items()})


def bring(engine: Engine, brought: Brought, *, rows: Collection[int], take: Mapping[int, str]) -> Taken:
    """Write what was chosen of a sheet that was brought, by the rights of whoever brought it."""
    return bring_sheet(engine, brought, rows=rows, take=take)


def _of_blockers(blockers: list[Blocker]) -> Iterator[tuple[str, str]]:
    for blocker in blockers:
        for name in _ABOUT:
            for matter in blocker.facts.get(name, ()):
                yield str(matter).split(" ", 1)[0], str(blocker)


def _of_values(lines: Mapping[str, object], reasons: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with values: such a reason begins with the number of its matter."""
    for reason in reasons:
        number = next((each for each in lines if reason.startswith((f"{each}:", f"{each}："))), None)
        if number is not None:
            yield number, reason
