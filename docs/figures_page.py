"""Writes the reference of figures from the code: `python docs/figures_page.py` rewrites docs/reference/figures.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import words
from duban.workflow import ABOVE_TEXTS, BELOW_TEXTS, FIGURE_TITLE_TEXTS, FIGURES, OUT_TEXTS, FigureSort

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "reference" / "figures.md"

HEAD = """\
# Figures

This page is made from the code by `make docs`, and a test compares the two.

`Engine.figures`, `duban figures` and the desk's page of figures count the same: what falls into a period, as it
was known at a cut-off. They are made from the histories alone, and so can be made again to the digit, whatever
has been closed, re-dated, corrected, made void, merged, migrated, renamed or imported since. Each figure has
its numerator, its denominator, how much was left out, and, if asked for, the list behind it. [Count a
quarter](../how-to/count-a-quarter.md) shows how.

## What falls into a period

- The *limit* is the due day of the clock that is the scenario's headline, as it stood at the cut-off: with the
  time that was granted, and moved by suspensions. What is done late belongs to the period of its limit all the
  same.
- *Done* means that this clock has stopped; without a clock, that the matter is closed. A limit is over when its
  last day is.
- A matter counts once for each *round*: a closure stays where it was when the matter is reopened, and the next
  round has a limit of its own.
- Of several units each has a share, and the matter counts once in the line of all: the sum of the units is
  another number than the total, and both are printed. A unit that was excused, or from which the matter was
  taken, has none.
- A day as cut-off counts as a whole; without one, everything up to now is known. Names of units are those of
  the cut-off if the directory stands in the database, else those of the file as it is now: then rows may be
  called otherwise, and no number changes.
- Parts of a matter count with it, and plans not at all, unless a query names their scenario.
- Shares are exact, and printed with two decimals, a half rounded up. Sums of printed shares may come to 99.99
  %: nothing is cut to make them 100.
"""

RANKED = """\
## Rankings

Groups are ranked apart. Equal figures share a rank, and the next rank is as much lower; the order among equals
means nothing. `--at-least` keeps rates of few matters out of the ranking, `--floor` marks who does not reach
it. Three kinds of nothing are named and never ranked, as 0 % or 100 % least of all: units without any matter,
units with nothing that the figure could be of, and units that owed reports and handed in none. Rates are
compared by percentage points, numbers in percent, each with what they are compared with.

## Where the definitions come from

From published practice: the rates of what fell due as the hotline of Lianyungang prints them (22,345 of 24,932
in April 2017 are 89.62 %, which the tests make again), what is open and not due yet apart as in Tangshan,
suspended matters out of the denominator as in Jinhua, extensions and rework over what was to be handled as in
the scheme of Jinniu for digital city management. Where places differ, as over what *done* is a share of, there
are two figures, and their names say so.
"""


def page() -> str:
    """Return the page."""
    with words.speaking("en"):
        english = list(_rows())
        out = [f"| `{why}` | {words.text(text)} |" for why, text in OUT_TEXTS.items()]
    with words.speaking("zh-CN"):
        chinese = list(_chinese())
    parts = [
        HEAD,
        "## The figures\n",
        "| name | what is counted | of what |\n|---|---|---|",
        *english,
        "\n`working_days` and `calendar_days` have a mean and a median; `extended` and `reworked` also have `times`.\n",
        "## What is left out, and why\n",
        "| reason | means |\n|---|---|",
        *out,
        "",
        RANKED,
        "## In Chinese, for circulars\n",
        *chinese,
    ]
    return "\n".join(parts) + "\n"


def _rows() -> Iterator[str]:
    for each in FIGURES:
        below = words.text(BELOW_TEXTS[each.name]) if each.sort is not FigureSort.COUNT else "a number"
        yield f"| `{each.name}` | {words.text(ABOVE_TEXTS[each.name])} | {below} |"


def _chinese() -> Iterator[str]:
    yield "| 指标 | 名称 | 分子 | 分母 |\n|---|---|---|---|"
    for each in FIGURES:
        below = words.text(BELOW_TEXTS[each.name]) if each.sort is not FigureSort.COUNT else "—"
        title, above = words.text(FIGURE_TITLE_TEXTS[each.name]), words.text(ABOVE_TEXTS[each.name])
        yield f"| `{each.name}` | {title} | {above} | {below} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
