"""The form on which a unit scores itself, or an office enters what no figure says: a row for each indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.scores.entries import COLUMNS
from duban.ledger.scores.scheme import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.ledger.scores.scheme import Scheme


def score_form(scheme: Scheme, units: Sequence[str]) -> list[list[str]]:
    """Return the rows of a form under a head: for each unit, what has to be entered, and what may be.

    What comes from figures is left out: nobody types it. Bonus, deductions and vetoes stand at the end of a unit.
    """
    rows = [[*COLUMNS.values(), words.text("Weight"), words.text("Rule"), words.text("Basis")]]
    for unit in units:
        for leaf in scheme.leaves():
            if leaf.source == "figure":
                continue
            rule = words.text("points up to the weight") if leaf.rule is None else str(leaf.rule.said())
            rows.append([unit, leaf.name, "", "", "", "", exact(leaf.weight), rule, leaf.basis])
        for extra in (*scheme.bonus.items, *scheme.deductions.items):
            said = words.text("{each} a case", each=exact(extra.each))
            rows.append([unit, extra.name, "", "", "", "", "", said, extra.basis])
        rows += [
            [unit, veto, "", "", "", "", "", words.text("veto: {called}", called=scheme.vetoed_as), ""]
            for veto in scheme.veto
        ]
    return rows
