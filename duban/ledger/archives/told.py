"""What an archive tells of a matter: what stands in its fields, and what happened to it, entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.ledger.told.history import names_words, plain_value, tell
from duban.ledger.told.links import ended_words
from duban.states.history import Acted, Corrected, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.workflow import HistoryEntry, Situation


class Told(NamedTuple):
    """An entry of a history in words."""

    seq: int
    at: str
    who: str
    what: str
    remark: str
    told: str


def ending_of(standing: Situation) -> str:
    """Return the state, and if it was closed there without being done, how."""
    item = standing.instance
    return item.state if item.ended is None else item.state + words.aside(ended_words(item.ended))


def facts_of(standing: Situation) -> Iterator[tuple[str, str]]:
    """Yield what stands: state, days, units, and the fields that the reader may see, a file with its SHA-256."""
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
        yield definition.fields[name].title, value_words(value)


def value_words(value: Any, *, hashes: bool = True) -> str:  # noqa: ANN401 - a field's value
    """Return a value as text, whole; a file with its SHA-256, or without `hashes` by its name alone."""
    if isinstance(value, list | tuple):
        return words.clauses(value_words(each, hashes=hashes) for each in value)
    if hasattr(value, "keys") and "sha256" in value:
        return f"{value['name']}{words.aside('SHA-256 ' + value['sha256']) if hashes else ''}"
    return str(value) if isinstance(value, str) else plain_value(value)


def told_of(
    standing: Situation, history: Sequence[HistoryEntry], *, hashes: bool = True, brief: bool = False
) -> Iterator[Told]:
    """Yield a history in words, with the values that were given in each entry; private ones are not in it.

    With `brief`, of many units that were told only the first are named.
    """
    titles = {name: field.title for name, field in standing.definition.fields.items()}
    happened = tell(standing.definition, history, standing.timezone)
    for entry, one in zip(history, happened, strict=True):
        facts = entry.facts
        remark = [one.why] if one.why else []
        if isinstance(facts, Opened | Acted) and not isinstance(facts, Corrected):
            given = {name: value for name, value in facts.data.items() if str(value) not in one.why}
            remark += [
                words.headed(titles.get(name, name), value_words(value, hashes=hashes)) for name, value in given.items()
            ]
        at, told = f"{one.at:%Y-%m-%d %H:%M}", names_words(one.told) if brief else words.listed(one.told)
        yield Told(entry.seq, at, one.who, one.what, words.clauses(remark), told)
