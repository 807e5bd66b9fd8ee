"""One kind of matters: who does what, its clocks and ladders, what the check says, and what its versions changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import cautions, compare
from duban.scenarios.diagram import act_said, opening_said, told_of
from duban.states import SYSTEM
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.desk.models.rulebook import Rulebook
    from duban.scenarios.diagram import ToldTable
    from duban.states import Definition, Transition
    from duban.workflow import Engine, ScenarioVersion


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act: from where it leads where, how each role takes part in it (empty if it does not), and what it needs."""

    trigger: str
    sources: str
    target: str
    parts: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version: since when it has been used, if it was, and how many open matters go by it."""

    version: int
    digest: str
    since: date | None
    open: int
    present: bool


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What a version has otherwise than the one before that is known."""

    before: int
    after: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindView:
    """The page: the definition, who opens and does what, tables of clocks and of what is told, and its versions."""

    definition: Definition
    opens: str
    roles: tuple[str, ...]
    acts: tuple[ActRow, ...]
    clocks: tuple[ToldTable, ...]
    tables: tuple[ToldTable, ...]
    cautions: tuple[str, ...]
    examples: int
    versions: tuple[KnownVersion, ...]
    changes: tuple[VersionChanges, ...]


def kind_view(engine: Engine, rulebook: Rulebook, scenario: str) -> KindView | None:
    """Return what a kind that is loaded says of itself; None if none is."""
    try:
        definition, known = engine.definition(scenario), engine.versions(scenario)
    except UnknownScenario:
        return None
    told = tuple(told_of(definition))
    return KindView(
        definition=definition,
        opens=opening_said(definition),
        roles=tuple(role.title for role in definition.roles.values()),
        acts=tuple(_acts(definition)),
        clocks=tuple(each for each in told if each.clock),
        tables=tuple(each for each in told if not each.clock),
        cautions=tuple(
            str(said) for _, said in cautions(definition, engine.definitions(), sign=engine.settings.sms_sign)
        ),
        examples=len(definition.examples),
        versions=tuple(_known(known, definition, rulebook))[::-1],
        changes=tuple(changes_between(one.definition, other.definition) for one, other in pairwise(known))[::-1],
    )


def changes_between(before: Definition, after: Definition) -> VersionChanges:
    """Return what a definition has otherwise than another."""
    return VersionChanges(before.version, after.version, tuple(each.text for each in compare(before, after)))


def _known(versions: list[ScenarioVersion], definition: Definition, rulebook: Rulebook) -> Iterator[KnownVersion]:
    for each in versions:
        since = None if each.since is None else each.since.astimezone(rulebook.zone).date()
        yield KnownVersion(each.version, each.digest, since, each.open, each.digest == definition.digest)


def _acts(definition: Definition) -> Iterator[ActRow]:
    for entries in definition.transitions.values():
        for entry in entries:
            everywhere = len(entry.sources) > 1 and set(entry.sources) == set(definition.states)
            yield ActRow(
                trigger=entry.trigger,
                sources=words.text("everywhere") if everywhere else words.listed(entry.sources),
                target=entry.target,
                parts=tuple(_part(entry, role) for role in definition.roles),
                said=_said(definition, entry),
            )


def _part(entry: Transition, role: str) -> str:
    """Return how a role takes part in an act."""
    found = []
    if role in entry.by:
        how = "each unit does it" if entry.by_each else "does it with others" if entry.joint else "does it"
        found.append(words.text(how))
    if role in entry.approve:
        found.append(words.text("has to approve"))
    if entry.opinion is not None and role in entry.opinion.of:
        found.append(words.text("is asked for an opinion"))
    if role in entry.recorded_by:
        found.append(words.text("may record it"))
    return words.listed(found)


PART_TEXTS = ("each unit does it", "does it with others", "does it")
"""How a role can take part, for the catalogue."""


def _said(definition: Definition, entry: Transition) -> str:
    """Return what an act needs and does, with who does it if that is no role."""
    _, said = act_said(definition, entry)
    own = words.text("done by the system") if SYSTEM in entry.by else ""
    return words.clauses([each for each in (own, said) if each])
