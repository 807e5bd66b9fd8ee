"""What figures need of the rules of a matter: who works on it, by which clock it is due, and what its acts mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban.states import SYSTEM, FieldType

if TYPE_CHECKING:
    from collections.abc import Collection

    from duban.states import Definition, Transition

LEADS = "lead"
"""The role of those who lead a matter, where a scenario has one; else its office does."""
GOOD, BAD = "满意", "不满意"
"""How offices are rated: of a choice that has both of these, what ends like the first and is not the second is good."""
_OPEN, _NOTE = "open", "note"


def worked_by(definition: Definition) -> str:
    """Return the role whose units work on a matter: those that report of it, or else that it first waits for."""
    if definition.sheet is not None:
        return definition.sheet.unit
    if definition.progress is not None:
        return definition.progress.by
    waited = (state.waits_for for state in definition.states.values())
    return next((role for role in waited if role and role not in definition.office), definition.office[0])


class Meaning(NamedTuple):
    """What an act means: it signs, asks to be taken back, grants or answers that, reaches nobody, or sends back."""

    signs: bool
    asks: bool
    grants: bool
    answers: bool
    tries: bool
    sends_back: bool


class Meanings(dict[tuple[str | None, str | None], Meaning]):
    """What acts mean, by their triggers and the states in which they were done; kept as they are met."""

    def __init__(self, **kinds: Collection[object]) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, act: tuple[str | None, str | None]) -> Meaning:
        """Find out what an act means."""
        kinds, trigger = self._kinds, act[0]
        grants = trigger in kinds["grants"]
        found = self[act] = Meaning(
            signs=trigger in kinds["signs"],
            asks=trigger in kinds["asks"],
            grants=grants,
            answers=grants or act in kinds["keeps"],
            tries=act in kinds["tries"],
            sends_back=act in kinds["sends_back"],
        )
        return found


class Standard(NamedTuple):
    """What figures need of a definition.

    `clocks` are those by which the whole is due, `signs` the triggers by which units sign for it, within `sign_clock`.
    Units ask by `asks` that it be taken back; that is granted by acts that bind others, and refused by `keeps`. Each
    of `sends_back` is an act that asks for a reason, with a state in which it can be done. `tries` are the acts that
    end a matter whose complainant was asked and said nothing. In `relieved` states nothing is left to
    report on a sheet.
    """

    scenario: str
    is_sheet: bool
    lead: str
    worker: str
    clocks: frozenset[str]
    finals: frozenset[str]
    relieved: frozenset[str]
    signs: frozenset[str]
    sign_clock: str | None
    asks: frozenset[str]
    grants: frozenset[str]
    keeps: frozenset[tuple[str, str]]
    sends_back: frozenset[tuple[str, str]]
    rating: str
    good: frozenset[str]
    tries: frozenset[tuple[str, str]]
    meanings: Meanings


def standard_of(definition: Definition) -> Standard:
    """Return what figures need of a definition."""
    worker, entries = worked_by(definition), [each for every in definition.transitions.values() for each in every]
    sign_clock, signs = _signing(definition, worker, entries)
    asks, grants, keeps = _returning(definition, worker, entries)
    rating, good = rating_of(definition)
    finals = frozenset(name for name, state in definition.states.items() if state.final)
    answering = {*grants, *(trigger for trigger, _ in keeps)}
    sends_back = frozenset(
        (each.trigger, source)
        for each in entries
        if _NOTE in each.requires and not each.new_round and not _is_own(each, worker) and each.trigger not in answering
        for source in each.sources
    )
    asked_in = {source for each in entries if rating and rating in each.requires for source in each.sources}
    tries = frozenset(
        (each.trigger, source)
        for each in entries
        if each.target in finals and each.requires and rating not in each.requires and not _is_own(each, worker)
        for source in each.sources
        if source in asked_in
    )
    return Standard(
        scenario=definition.scenario,
        is_sheet=definition.sheet is not None,
        lead=LEADS if LEADS in definition.roles else definition.office[0],
        worker=worker,
        clocks=_due_clocks(definition, sign_clock),
        finals=finals,
        relieved=frozenset(
            each.target for each in entries if definition.sheet and each.trigger == definition.sheet.then
        ),
        signs=signs,
        sign_clock=sign_clock,
        asks=asks,
        grants=grants,
        keeps=keeps,
        sends_back=sends_back,
        rating=rating,
        good=good,
        tries=tries,
        meanings=Meanings(signs=signs, asks=asks, grants=grants, keeps=keeps, tries=tries, sends_back=sends_back),
    )


def _relieved(definition: Definition, entries: list[Transition]) -> frozenset[str]:
    then = None if definition.sheet is None else definition.sheet.then
    return frozenset(each.target for each in entries if then is not None and each.trigger == then)


def _is_own(entry: Transition, worker: str) -> bool:
    """Return whether those who do the work pull a trigger, or nobody does."""
    return worker in entry.by or entry.by == (SYSTEM,)


def _due_clocks(definition: Definition, sign_clock: str | None) -> frozenset[str]:
    """Return the clocks by which the whole is due: the headline, or those whose date can be given, or all."""
    if definition.headline is not None:
        return frozenset({definition.headline})
    given = [name for name, rule in definition.clocks.items() if rule.unless]
    return frozenset(given or [name for name in definition.clocks if name != sign_clock])


def _signing(definition: Definition, worker: str, entries: list[Transition]) -> tuple[str | None, frozenset[str]]:
    """Return the clock within which units sign for a matter, and by what they do: an act that ends its first state."""
    first = definition.initial
    # What ends a matter at once is its work, and no signing for it.
    own = [
        each
        for each in entries
        if first in each.sources and worker in each.by and each.target != first
        if not definition.states[each.target].final
    ]
    for name, rule in definition.clocks.items():
        if name != definition.headline and not rule.unless and {_OPEN, first} & set(rule.starts):
            signs = {each.trigger for each in own if each.target in rule.stops and not each.requires}
            if signs:
                return name, frozenset(signs)
    return None, frozenset()


def _returning(
    definition: Definition, worker: str, entries: list[Transition]
) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
    """Return the acts by which units ask that a matter be taken back, those that grant it, and those that do not."""
    office = [each for each in entries if worker not in each.by and each.by != (SYSTEM,)]
    grants = {each.trigger: each for each in office if each.rebinds == worker}
    asks: dict[str, set[str]] = {}
    for each in entries:
        unit_asked = any(
            name in definition.fields and definition.fields[name].type is FieldType.UNIT for name in each.requires
        )
        answered = any(each.target in grant.sources for grant in grants.values())
        if each.by == (worker,) and unit_asked and _NOTE in each.requires and answered and not each.rebinds:
            asks.setdefault(each.trigger, set()).add(each.target)
    keeps = {
        (each.trigger, source)
        for each in office
        if not each.rebinds
        for source in each.sources
        if any(_answers(each, ask, source, targets, definition) for ask, targets in asks.items())
    }
    return frozenset(asks), frozenset(grants if asks else ()), frozenset(keeps)


def _answers(entry: Transition, ask: str, source: str, targets: set[str], definition: Definition) -> bool:
    """Return whether an act that binds nobody answers a request: it speaks of it, or leaves the state that waits."""
    if source not in targets:
        return False
    waits_apart = any(source not in each.sources for each in definition.transitions[ask])
    return waits_apart if entry.when is None else repr(ask) in entry.when or waits_apart


def rating_of(definition: Definition) -> tuple[str, frozenset[str]]:
    """Return the public field by which people rate a matter, and its good values; empty if there is none."""
    for name, declared in definition.fields.items():
        choices = set(declared.choices)
        if declared.type is FieldType.CHOICE and not declared.private and {GOOD, BAD} <= choices:
            return name, frozenset(each for each in choices if each.endswith(GOOD) and not each.startswith("不"))
    return "", frozenset()
