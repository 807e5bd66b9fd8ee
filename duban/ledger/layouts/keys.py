"""The keys of a layout, each declared once: how it is read, what it takes, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from duban.ledger.layouts import readers
from duban.ledger.layouts.values import Column, Fill, FillAs, Source
from duban.scenarios.checkers import sequence
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.scenarios.checkers import Node, Scope

MOST_COLUMNS = 60


class LayoutKey(NamedTuple):
    """A key: how it is read, what it takes, and what it means, both for the reference."""

    read: Callable[[Any, Any, str], Any]
    takes: str
    means: str


def _where(scope: Scope, node: Node, path: str) -> dict[str, Any] | None:
    if type(node.value) is not dict:
        scope.refuse(node, path, Line("has to be a mapping, not {kind}", kind=node.kind))
        return None
    found = readers.keys(scope, node, path, WHERE_KEYS)
    return {_CALLED.get(name, name): value for name, value in found.items()}


_CALLED = {"open": "open_only"}

_ONE_OR_MORE = "a text or a list of texts"
WHERE_KEYS = {
    "scenario": LayoutKey(readers.texts, _ONE_OR_MORE, "of these scenarios; left out, of all but sheets"),
    "state": LayoutKey(readers.texts, _ONE_OR_MORE, "in these states"),
    "light": LayoutKey(
        readers.lights, "lights: `green`, `blue`, `yellow`, `red`, or their colours in Chinese", "showing these lights"
    ),
    "unit": LayoutKey(readers.texts, _ONE_OR_MORE, "in which these units have a part"),
    "role": LayoutKey(readers.text, "a role", "the role in which `unit` has a part"),
    "waiting_for": LayoutKey(readers.texts, _ONE_OR_MORE, "where it is the turn of these units"),
    "open": LayoutKey(readers.flag, "true or false", "not yet closed"),
    "plan": LayoutKey(readers.text, "a number", "tasks of this plan"),
    "text": LayoutKey(readers.text, "words", "that have all these words"),
    "source": LayoutKey(readers.text, "a text", "that came from this source"),
    "data": LayoutKey(readers.values, "fields with values", "where public fields have these values"),
    "ended": LayoutKey(readers.text, "`void` or `merged`", "closed without being done"),
    "opened_from": LayoutKey(readers.day, "a day", "opened on this day or later"),
    "opened_to": LayoutKey(readers.day, "a day", "opened on this day or before"),
    "closed_from": LayoutKey(readers.day, "a day", "closed on this day or later"),
    "closed_to": LayoutKey(readers.day, "a day", "closed on this day or before"),
    "due_from": LayoutKey(readers.day, "a day", "due on this day or later"),
    "due_to": LayoutKey(readers.day, "a day", "due on this day or before"),
    "wholes_only": LayoutKey(readers.flag, "true or false", "without what was opened as a part of another"),
}
"""What `where` takes: the words of `duban list`."""

COLUMN_KEYS = {
    "heading": LayoutKey(readers.text, "a text", "the heading; left out, the usual one of what it shows"),
    "group": LayoutKey(readers.text, "a text", "a heading above it, shared with its neighbours of the same group"),
    "show": LayoutKey(readers.source, "a word, or a word with a name: see below", "what stands in it"),
    "width": LayoutKey(readers.width, "a number from 2 to 120", "how wide it is; a Chinese character counts as two"),
    "said": LayoutKey(readers.said, "texts with other texts", "other words for what it shows, by what it would show"),
    "fill": LayoutKey(
        readers.fill,
        "`{field: NAME}`, `{line: NAME}`, each perhaps with `choices`; `nothing new` or `why`",
        "what may be filled in: a field of the matter, a value of the unit's report, that there is nothing new, or why",
    ),
    "key": LayoutKey(readers.text, "a text", "what the column is called in JSON; left out, by its heads"),
}


def _columns(scope: Scope, node: Node, path: str) -> tuple[Column, ...] | None:
    found = sequence(scope, node, path)
    if len(found) > MOST_COLUMNS:
        scope.refuse(node, path, Line("has more than {most} columns", most=MOST_COLUMNS))
        return None
    columns = [column for child, place in found if (column := _column(scope, child, place)) is not None]
    if not found and not scope.problems:
        scope.refuse(node, path, Line("a layout needs a column at least"))
    return tuple(columns)


def _column(scope: Scope, node: Node, path: str) -> Column | None:
    if type(node.value) is not dict:
        source = readers.source(scope, node, path)
        return None if source is None else Column("", source, at=(node.line, node.column))
    before = len(scope.problems)
    found = readers.keys(scope, node, path, COLUMN_KEYS)
    if len(scope.problems) > before:
        return None
    if "show" not in found and "fill" not in found:
        scope.refuse(node, path, Line("a column needs `show`, or `fill` if it is filled in"))
        return None
    heading, shown = found.pop("heading", ""), found.pop("show", None)
    return Column(heading, shown or _filled_in(found["fill"]), at=(node.line, node.column), **found)


def _filled_in(fill: Fill) -> Source:
    """Return what stands in a column of which only is said what is filled in: a field's value, or room for the pen."""
    return Source("field", fill.name) if fill.what == FillAs.FIELD else Source("blank")


KEYS = {
    "layout": LayoutKey(readers.text, "a text", "the name of the layout"),
    "about": LayoutKey(readers.text, "a text", "what it is for, in the list of layouts"),
    "language": LayoutKey(
        readers.language,
        "`zh` or `en`",
        "in which language stands what it does not word; left out, Chinese if its title or a head is, or the reader's",
    ),
    "title": LayoutKey(readers.text, "a text with places", "the title above the table"),
    "subtitle": LayoutKey(readers.text, "a text with places", "a line below the title, at the left"),
    "day": LayoutKey(readers.text, "a text with places", "a line below the title, at the right; left out, the day"),
    "foot": LayoutKey(readers.texts, _ONE_OR_MORE + " with places", "lines below the table"),
    "where": LayoutKey(_where, "conditions: see below", "which matters stand in it"),
    "order": LayoutKey(
        readers.order,
        "`due`, `opened`, `closed`, `acted`, `number`, with `-` before it backwards; or `{field: NAME}`",
        "in what order; left out, in that of opening",
    ),
    "section": LayoutKey(readers.source, "as `show`", "what rows are grouped by, under numbered headings"),
    "rows": LayoutKey(readers.rows_of, "`matter` or `unit`", "a row for each matter, or for each of its units"),
    "unit_of": LayoutKey(
        readers.texts,
        _ONE_OR_MORE,
        "the roles whose units make rows, the first that has units; left out, responsible, lead",
    ),
    "columns": LayoutKey(_columns, "a list of columns: see below", "the columns, from the left"),
}
NEEDED = ("layout", "title", "columns")
