"""Figures as an office reads them: each number with what it is of, the lists behind numbers, rankings, periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.workflow import FIGURE_TITLE_TEXTS, OUT_TEXTS, FigureSort

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duban.workflow import Figure, Figures, FiguresChanges, FiguresCompared, FiguresRow, RankedGroup, Ranking

MAIN_FIGURES = (
    *("received", "done", "open", "not_due_yet", "done_in_time", "overdue_open"),
    *("sent_back", "extended", "working_days", "satisfied"),
)
"""The figures that tables show if nobody asks for others."""

FIGURED_BY_TEXTS = {
    "unit": "Unit",
    "lead": "Lead",
    "scenario": "Kind of matter",
    "source": "Source",
    "plan": "Plan",
    "month": "Month",
    "quarter": "Quarter",
}
"""What the first column is called, by what figures are counted by."""

COMPARED_TEXTS = {"previous": "on the period before", "last-year": "on last year"}
"""What a comparison is called, by what figures are compared with."""

HOW_TEXTS = {"above": "in the numerator", "counted": "in the count", "below": "in the denominator only"}
"""How something behind a figure counts."""

NOTHING_TEXTS = {
    "no_matter": "without any matter",
    "nothing_due": "with nothing to count",
    "not_reported": "without any report",
}
"""The three kinds of units that are named and not ranked."""


def figure_title(name: str) -> str:
    """Return what a figure is called."""
    return words.text(FIGURE_TITLE_TEXTS[name])


def figure_said(figure: Figure, *, plain: bool = False) -> str:
    """Return a figure in words: a share with what it is of, days with over how many; a dash if it is of nothing.

    A `plain` one is the number alone, for spreadsheets, and empty if it is of nothing.
    """
    if figure.sort is FigureSort.COUNT:
        return str(figure.numerator)
    if not figure.denominator:
        return "" if plain else "—"
    if figure.sort is FigureSort.DAYS:
        said = figure.mean or ""
        return said if plain else words.text("{days} days ({count})", days=said, count=figure.numerator)
    if plain:
        return f"{figure.percent}%"
    part, whole = figure.numerator, figure.denominator
    return words.text("{percent}% ({part}/{whole})", percent=figure.percent, part=part, whole=whole)


def change_said(figure: Figure, changes: FiguresChanges) -> str:
    """Return in words how a figure differs from the earlier one; empty if there is none now.

    That nothing was known then, or that the figure was of nothing, is said otherwise than that it was 0.
    """
    if figure.sort is not FigureSort.COUNT and not figure.denominator:
        return ""
    change = changes.figures.get(figure.name)
    if change is None:
        return words.text("no figure then")
    if change.points is not None:
        return words.text("{points} points", points=change.points)
    if change.percent is not None:
        return f"{change.percent}%"
    return words.text("0 then") if figure.sort is FigureSort.COUNT else words.text("no figure then")


def compared_named(said: str | None) -> str | None:
    """Return with what figures are compared, of what somebody calls it in their own language."""
    return next((key for key, text in COMPARED_TEXTS.items() if said == words.text(text)), said)


def compared_said(compared: FiguresCompared) -> str:
    """Return with what figures are compared, in words."""
    first, last, day = (words.written_date(each) for each in (compared.first, compared.last, compared.as_of))
    how = words.text(COMPARED_TEXTS[compared.compare])
    return words.text(
        "{how}: compared with {first} until {last}, as of the end of {day}", how=how, first=first, last=last, day=day
    )


def figures_table(
    found: Figures, titles: Mapping[str, str], names: Sequence[str] = MAIN_FIGURES, *, plain: bool = False
) -> list[list[str]]:
    """Return figures as rows of text under a head, with their sum where it differs from those of all, and with these.

    `titles` are those of scenarios; `plain` rows are for spreadsheets. What figures are compared with stands behind
    each, in plain rows in a column of its own.
    """
    compared = found.compared
    how = "" if compared is None else words.text(COMPARED_TEXTS[compared.compare])
    rows = [
        (
            titles.get(row.key, row.key) or words.text("to be named"),
            row,
            None if compared is None else compared.row(row.key),
        )
        for row in found.rows
    ]
    if sums_differ(found, names):
        rows.append((words.text("sum of the rows"), found.sum, None if compared is None else compared.sum))
    rows.append((words.text("all together"), found.total, None if compared is None else compared.total))
    heads = [part for name in names for part in _heads(name, how if plain else "")]
    return [
        [words.text(FIGURED_BY_TEXTS[found.by]), *heads],
        *(
            [title, *(cell for name in names for cell in _cells(row, name, changes, how, plain=plain))]
            for title, row, changes in rows
        ),
    ]


def _heads(name: str, how: str) -> list[str]:
    title = figure_title(name)
    return [title, f"{title} {how}"] if how else [title]


def _cells(row: FiguresRow, name: str, changes: FiguresChanges | None, how: str, *, plain: bool) -> list[str]:
    figure = row.figures.get(name)
    said = ("" if plain else "—") if figure is None else figure_said(figure, plain=plain)
    if changes is None:
        return [said]
    change = "" if figure is None else change_said(figure, changes)
    if plain:
        return [said, change]
    return [words.text("{figure}, {how} {change}", figure=said, how=how, change=change) if change else said]


def sums_differ(found: Figures, names: Sequence[str]) -> bool:
    """Return whether the sum of the rows is another number than that of all, as where units share a matter."""
    return any(
        (each.numerator, each.denominator) != (found.total[name].numerator, found.total[name].denominator)
        for name in names
        if (each := found.sum.figures.get(name)) is not None
    )


def figures_period(found: Figures) -> str:
    """Return the period and the cut-off in words."""
    as_of = words.written_date(found.as_of)
    first, last = (None if day is None else words.written_date(day) for day in (found.first, found.last))
    if first is None and last is None:
        return words.text("all along, as of the end of {day}", day=as_of)
    if first is None:
        return words.text("until {last}, as of the end of {day}", last=last, day=as_of)
    if last is None:
        return words.text("since {first}, as of the end of {day}", first=first, day=as_of)
    return words.text("from {first} until {last}, as of the end of {day}", first=first, last=last, day=as_of)


def listed_table(row: FiguresRow, name: str) -> list[list[str]]:
    """Return what is behind a figure as rows of text under a head: each with how it counts, or why it does not."""
    listed = row[name].listed
    head = [words.text("Number"), words.text("Round"), words.text("Unit"), words.text("How it counts")]
    if listed is None:
        return [head]
    rate = row[name].sort is FigureSort.RATE
    hit, base = words.text(HOW_TEXTS["above" if rate else "counted"]), words.text(HOW_TEXTS["below"])
    told = (
        *((each, hit) for each in listed.counted),
        *((each, base) for each in listed.others),
        *((each, words.text(OUT_TEXTS.get(each.why or "", each.why or ""))) for each in listed.out),
    )
    return [head, *([each.number, str(each.round), each.unit or "", said] for each, said in told)]


def ranking_table(ranking: Ranking) -> list[list[str]]:
    """Return a ranking as rows of text under a head: its groups one after the other, and who is not ranked behind."""
    head = [words.text("Group"), words.text("Rank"), words.text("Unit")]
    return [[*head, figure_title(ranking.figure)], *(line for each in ranking.groups for line in _ranked(each))]


def _ranked(group: RankedGroup) -> Iterator[list[str]]:
    for each in group.ranked:
        below = f" {words.text('below the floor')}" if each.below else ""
        yield [group.name, str(each.rank), each.key, figure_said(each.figure) + below]
    for each in group.few:
        yield [group.name, "—", each.key, figure_said(each.figure) + " " + words.text("too few to rank")]
    for kind, said in NOTHING_TEXTS.items():
        for unit in getattr(group, kind):
            yield [group.name, "—", unit, words.text(said)]
