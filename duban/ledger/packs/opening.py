"""Opening a year of indicators: one list, a part for each indicator, and in it a part for each material, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.packs.listed import checklist_of
from duban.ledger.packs.readiness import LIST
from duban.states import InvalidData

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from duban.ledger.packs.listed import ListedIndicator, ListedMaterial
    from duban.storage import Guest
    from duban.workflow import Engine, Instance, NewPart

SOURCE = "indicators"
"""The source under which a list is opened once, by its title."""


def open_indicators(
    engine: Engine,
    listed: Iterable[ListedIndicator],
    *,
    title: str,
    deadline: date,
    by: str,
    period: str | None = None,
    scenario: str = LIST,
) -> tuple[Instance, bool]:
    """Open a list of indicators with everything in it, in one transaction; return it, and whether it was opened now.

    Each indicator is a part of the list, and each of its materials a part of the indicator, under a number of its own,
    for its units to give by its day, which is by default `deadline`. The lead looks through the list and settles it, or
    lists what is wanted if nothing is. A list of the same title is opened once.

    Raises:
        InvalidData: if there is no indicator, two have the same name, or a value cannot be used.
        InvalidUnits: if the directory does not know a unit.
        TransitionRefused: if the actor may not open or divide the list.
        UnknownScenario: if the scenarios `evidence-list`, `evidence` and `material` are not loaded.

    """
    wanted = tuple(listed)
    names = [each.name for each in wanted]
    if not wanted or len(set(names)) < len(names):
        raise InvalidData((words.Line("name at least one indicator, and each once"),))

    def work(session: Guest) -> tuple[Instance, bool]:
        if (there := engine.opened(SOURCE, title, session=session)) is not None:
            return there, False
        data = {"deadline": deadline.isoformat(), **({} if period is None else {"period": period})}
        whole = engine.open(scenario, title=title, by=by, data=data, source=SOURCE, external_no=title, session=session)
        engine.divide(whole.number, [_indicator(each) for each in wanted], by=by, session=session)
        opened = engine.situation(whole.number, session=session).parts
        for indicator, part in zip(wanted, opened, strict=True):
            _fill(engine, indicator, part.number, by=by, session=session)
        return engine.instance(whole.number, session=session), True

    return engine.transact(work)


def _indicator(listed: ListedIndicator) -> NewPart:
    """Return the part for an indicator; its lead looks through the list of materials that it has already."""
    data = {"indicator": listed.name, **({"checklist": checklist_of(listed)} if listed.materials else {})}
    return {"title": listed.name, "units": listed.lead, "data": data}


def _fill(engine: Engine, listed: ListedIndicator, number: str, *, by: str, session: Guest) -> None:
    """Hand out the materials of an indicator; of one that has none yet, name who helps.

    Who helps and gives none of the listed materials owes nothing: it fills no role that would be urged.
    """
    if listed.materials:
        engine.divide(number, [_material(each) for each in listed.materials], by=by, session=session)
    elif listed.partners:
        engine.assign(number, "partner", listed.partners, by=by, session=session)


def _material(listed: ListedMaterial) -> NewPart:
    data = {"form": listed.form, "deadline": "" if listed.due is None else listed.due.isoformat()}
    return {"title": listed.title, "units": listed.units, "data": {name: said for name, said in data.items() if said}}
