"""What the ledger can be asked for: only what occurs among the matters that somebody reaches, each with how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.desk.models.ledger.asked import Asked
from duban.desk.models.ledger.querying import query_of
from duban.states import same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: what people call it, how many have it, and whether it is chosen."""

    value: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of the conditions that have several."""

    scenarios: tuple[Choice, ...]
    states: tuple[Choice, ...]
    units: tuple[Choice, ...]
    waiting: tuple[Choice, ...]
    roles: tuple[tuple[str, str], ...]


def choices_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked) -> Choices:
    """Return what can be chosen; values that were asked for stay, even if nothing has them."""
    query = query_of(Asked(show=asked.show), viewer, rulebook)
    counts = engine.counts(query, by=("scenario", "state", "unit", "waiting_for"), viewer=viewer.name)
    titles = {each.scenario: each.title for each in engine.definitions()}
    roles = {name: role.title for each in engine.definitions() if not each.sheet for name, role in each.roles.items()}
    return Choices(
        scenarios=_choices(counts["scenario"].by, asked.scenario, titles),
        states=_choices(counts["state"].by, asked.state, {}),
        units=_choices(counts["unit"].by, asked.unit, {}),
        waiting=_choices(counts["waiting_for"].by, asked.waiting, {}),
        roles=tuple(roles.items()),
    )


def _choices(counts: Mapping[str, int], chosen: Iterable[str], titles: Mapping[str, str]) -> tuple[Choice, ...]:
    more = [name for name in chosen if not any(same_name(name, each) for each in counts) and not name.startswith("@")]
    wanted = list(chosen)
    return tuple(
        Choice(name, titles.get(name, name), counts.get(name, 0), any(same_name(name, each) for each in wanted))
        for name in (*counts, *more)
    )
