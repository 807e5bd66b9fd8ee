"""The pages of a plan's archive: one for each matter, with its history and who did what, and the index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from duban import words
from duban.ledger.linked_words import ended_words
from duban.ledger.narrative import plain_value, tell
from duban.states import SYSTEM
from duban.states.history import Acted, Corrected, Opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duban.workflow import HistoryEntry, Situation

_TEMPLATES = Path(__file__).parents[1] / "templates"
_ACTS = frozenset({"open", "act", "excuse", "assign", "decide", "extend", "correct", "void", "merge", "instruct"})
"""The kinds of entries that somebody has signed for, if it was not the engine."""


class _Told(NamedTuple):
    seq: int
    at: str
    who: str
    what: str
    remark: str
    told: str


def matter_page(standing: Situation, history: Sequence[HistoryEntry], *, more: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one matter, as its situation and history were read for whoever may read the archive."""
    told = [*_told(standing, history)]
    signed = [one for one, entry in zip(told, history, strict=True) if entry.kind in _ACTS and entry.actor != SYSTEM]
    title = f"{standing.instance.number}　{standing.instance.title}"
    facts = [*_facts(standing), *more]
    last = history[-1].hash if history else ""
    return _render("archive_matter.html.j2", title=title, facts=facts, signed=signed, history=told, hash=last)


def index_page(
    title: str,
    facts: Sequence[tuple[str, str]],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    file_at: int,
) -> str:
    """Return the index; the column `file_at` leads to the files."""
    return _render("archive_index.html.j2", title=title, facts=facts, headings=headings, rows=rows, file_at=file_at)


def ending_of(standing: Situation) -> str:
    """Return the state, and if it was closed there without being done, how."""
    item = standing.instance
    return item.state if item.ended is None else item.state + words.aside(ended_words(item.ended))


def _facts(standing: Situation) -> Iterator[tuple[str, str]]:
    """Yield what stands: state, days, units, and the fields that everybody may read, a file with its SHA-256."""
    item, definition, zone = standing.instance, standing.definition, standing.timezone
    yield words.text("Kind"), definition.title
    yield words.text("State"), ending_of(standing)
    yield words.text("Opened"), f"{item.opened_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if item.closed_at is not None:
        yield words.text("Closed"), f"{item.closed_at.astimezone(zone):%Y-%m-%d %H:%M}"
    for clock in standing.clocks:
        yield clock.clock, "" if clock.due_on is None else words.text("due {day}", day=clock.due_on)
    for role, units in item.units.items():
        yield definition.roles[role].title if role in definition.roles else role, words.listed(units)
    for name, value in item.data.items():
        yield definition.fields[name].title, _value(value)


def _value(value: Any) -> str:  # noqa: ANN401 - a field's value
    if isinstance(value, list | tuple):
        return words.clauses(_value(each) for each in value)
    if hasattr(value, "keys") and "sha256" in value:
        return f"{value['name']}{words.aside('SHA-256 ' + value['sha256'])}"
    return str(value) if isinstance(value, str) else plain_value(value)


def _told(standing: Situation, history: Sequence[HistoryEntry]) -> Iterator[_Told]:
    titles = {name: field.title for name, field in standing.definition.fields.items()}
    happened = tell(standing.definition, history, standing.timezone)
    for entry, one in zip(history, happened, strict=True):
        facts = entry.facts
        remark = [one.why] if one.why else []
        if isinstance(facts, Opened | Acted) and not isinstance(facts, Corrected):
            given = {name: value for name, value in facts.data.items() if str(value) not in one.why}
            remark += [words.headed(titles.get(name, name), _value(value)) for name, value in given.items()]
        at = f"{one.at:%Y-%m-%d %H:%M}"
        yield _Told(entry.seq, at, one.who, one.what, words.clauses(remark), words.listed(one.told))


def _render(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template shows
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals["say"] = words.text
    pages.globals["language"] = "zh-CN" if words.language() == "zh" else "en"
    return pages.get_template(template).render(**context)
