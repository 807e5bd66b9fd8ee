"""What instances are asked for: many values, ranges and words, as people filter lists by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import MERGED, VOID, InvalidData, Jsonable, Light, is_keepable, shown, why_not_sought
from duban.workflow.inputs import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

Several = str | Sequence[str]
"""One value, or several of which one has to fit."""

Day = date | datetime | None
"""A day, which counts as a whole in the office's time zone, or an aware instant."""

OWN, BELOW, LEAD, ALL = "own", "below", "lead", "all"
SCOPES = (OWN, BELOW, LEAD, ALL)

SEVERAL = ("scenario", "state", "unit", "light", "number", "waiting_for")
_SINGLE = ("role", "text", "source", "external_no", "plan")
_DAYS = ("opened_from", "opened_to", "closed_from", "closed_to", "due_from", "due_to", "quiet_since")
_MOST_VALUES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Jsonable):
    """What instances are asked for; all that is given has to fit, and of several values one.

    - `scenario`, `state`, `light` and `number` are one name or several; `light` is what is shown now.
    - `unit` takes part in them, in any role or in `role`; it is the turn of `waiting_for`.
    - `open_only` leaves out closed ones; `ended` (`void` or `merged`) has only those that were closed so.
    - `wholes_only` leaves out what was opened as a part of another, `matters_only` the sheets of the loaded scenarios.
    - `text` has up to five words that all stand in what everybody may read of them: number, title, source and outside
      number, units, public fields, and what was said. Parts of words count as well.
    - `source` and `external_no` are what `open` was given.
    - Ranges take a day, which counts as a whole, or an aware instant; both ends belong to them. `due_from` and `due_to`
      are about the due day.
    - `quiet_since`: nobody has done anything since then.
    - `plan`: the number of a plan; its tasks, those included that were carried over into another since.
    - `data`: the values of public fields, by their names or titles; of a field of several values, one of them.
    - `scope` limits all this to what concerns the viewer: `own` (the unit takes part), `below` (it does, or a unit
      below it), `lead` (its own, and all that was opened under these), or `all`. With `led_parts`, `own` and `below`
      include the parts of what these units lead, or run if nobody leads.
    """

    scenario: Several = ()
    state: Several = ()
    unit: Several = ()
    role: str | None = None
    light: Several = ()
    open_only: bool = False
    ended: str | None = None
    number: Several = ()
    text: str | None = None
    source: str | None = None
    external_no: str | None = None
    opened_from: Day = None
    opened_to: Day = None
    closed_from: Day = None
    closed_to: Day = None
    due_from: Day = None
    due_to: Day = None
    waiting_for: Several = ()
    quiet_since: Day = None
    plan: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ALL
    wholes_only: bool = False
    matters_only: bool = False
    led_parts: bool = False

    def several(self, name: str) -> tuple[str, ...]:
        """Return the values of what takes several, each once."""
        given: Several = getattr(self, name)
        return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))

    def check(self) -> None:
        """Raise InvalidData that names everything that cannot be asked for."""
        problems = [*self._values(), *self._words(), *self._together()]
        if problems:
            raise InvalidData(tuple(problems))

    def _values(self) -> Iterator[words.Line]:
        for name in SEVERAL:
            given = getattr(self, name)
            listed = _texts(given)
            if listed is None:
                yield words.at(name, words.Line("has to be text, or a list of texts, not {given}", given=shown(given)))
            elif len(listed) > _MOST_VALUES:
                yield words.at(name, words.Line("has more than {most} values", most=_MOST_VALUES))
        for name in _SINGLE:
            given = getattr(self, name)
            if given is not None and not _is_text(given):
                yield words.at(name, words.Line("has to be text, not {given}", given=shown(given)))
        for name in _DAYS:
            given = getattr(self, name)
            naive = isinstance(given, datetime) and given.tzinfo is None
            if naive or not (given is None or isinstance(given, date)):
                problem = words.Line("has to be a day, or an aware datetime, not {given}", given=shown(str(given)))
                yield words.at(name, problem)

    def _words(self) -> Iterator[words.Line]:
        for light in sorted(set(_texts(self.light) or ()) - set(Light)):
            facts = {"given": shown(light), "known": tuple(Light)}
            yield words.at("light", words.Line("{given} is not a valid Light; there are {known}", **facts))
        if self.ended is not None and self.ended not in {VOID, MERGED}:
            facts = {"given": shown(self.ended), "known": (VOID, MERGED)}
            yield words.at("ended", words.Line("{given} is not how something ends; there are {known}", **facts))
        if self.scope not in SCOPES:
            facts = {"given": shown(self.scope), "known": SCOPES}
            yield words.at("scope", words.Line("{given} is none; there are: {known}", **facts))
        if has_any(self.text) and _is_text(self.text) and (problem := why_not_sought(str(self.text))) is not None:
            yield words.at("text", problem)

    def _together(self) -> Iterator[words.Line]:
        if self.role is not None and not self.unit:
            yield words.Line("role: says in which role a unit takes part: name the unit too")
        if self.external_no is not None and self.source is None:
            yield words.Line("external_no: is the number of a source: name the source too")
        if self.ended is not None or self.closed_from is not None or self.closed_to is not None:
            if self.open_only:
                yield words.Line("open_only: what is open was not closed: leave out `ended` and when it was closed")
            if self.waiting_for:
                yield words.Line(
                    "waiting_for: what was closed waits for nobody: leave out `ended` and when it was closed"
                )


def _texts(given: object) -> Collection[str] | None:
    """Return the texts of what takes one or several; None if it has anything else."""
    listed = (given,) if isinstance(given, str) else given
    fits = isinstance(listed, Sequence | set | frozenset) and all(_is_text(each) for each in listed)
    return listed if fits else None  # type: ignore[return-value]


def _is_text(given: object) -> bool:
    return isinstance(given, str) and is_keepable(given) and len(given) <= LONGEST_NAME


def has_any(text: object) -> bool:
    """Return whether there is anything in the text of a query: an empty one asks for nothing."""
    return isinstance(text, str) and bool(text.strip())
