"""Opening a plan itself: an instance of the scenario of plans, whose tasks are those of the notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import FieldType, InvalidData
from duban.states.history import Opened
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from duban.ledger.notice import Notice
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import Engine, Instance, NewItem

PLAN = "plan"
"""The shipped scenario of plans."""

KEY = "方案"
"""What a plan is called among the tasks of its notice, whose keys are numbers."""

ORIGINAL = "original"
"""The field for the file of the notice; a scenario with such a field of files is one of plans."""


def plan_definition(engine: Engine, scenario: str | None) -> Definition | None:
    """Return the scenario by which plans are opened; None if none is loaded by this name, or it is not one of plans."""
    if scenario is None:
        return None
    try:
        found = engine.definition(scenario)
    except UnknownScenario:
        return None
    original = found.fields.get(ORIGINAL)
    return found if original is not None and original.type is FieldType.FILE else None


def standing_plan(engine: Engine, notice: Notice, *, viewer: str, session: Guest | None = None) -> Instance | None:
    """Return the plan that was opened for a notice before."""
    return engine.opened(notice.identity, KEY, viewer=viewer, session=session)


def identified(
    engine: Engine, notice: Notice, *, viewer: str, of: str | None = None, session: Guest | None = None
) -> Notice:
    """Return a notice under the identity by which the plan was opened that it changes.

    That is the plan `of` this number, or else one whose document number is this notice's since an earlier change.
    Raises InvalidData if that is no plan, and UnknownInstance.
    """
    if of is not None:
        source = _source_of(engine, of, session=session)
        if source is None:
            raise InvalidData((words.Line("of: {number} is no plan that was opened from a notice", number=of),))
        return replace(notice, known_as=source)
    if not notice.document_no or standing_plan(engine, notice, viewer=viewer, session=session) is not None:
        return notice
    try:
        plans = engine.find(scenario=PLAN, viewer=viewer, session=session)
    except UnknownScenario:
        return notice
    same = [each.number for each in plans if each.data.get("document_no") == notice.document_no]
    sources = [source for number in same if (source := _source_of(engine, number, session=session)) is not None]
    return replace(notice, known_as=sources[-1]) if sources else notice


def _source_of(engine: Engine, number: str, *, session: Guest | None = None) -> str | None:
    """Return the identity of the notice from which a plan was opened."""
    first = engine.history(number, session=session)[0].facts
    return first.source if isinstance(first, Opened) and first.external_no == KEY else None


def own_key(key: str | None, *of: str) -> str | None:
    """Return the idempotency key of one act out of many that are done under one."""
    return None if key is None else ":".join([key, *of])


def plan_item(engine: Engine, definition: Definition, notice: Notice, *, by: str, quiet: bool, since: Any) -> NewItem:  # noqa: ANN401 - as `Engine.open` takes it
    """Return what opens a plan; whoever opens it is its office."""
    opener = definition.opens_by
    known = {**plan_facts(notice), "archive_by": _archive_by(notice, engine.today())}
    return {
        "title": notice.title or None,
        "units": {} if opener is None else {opener: (by.partition("/")[0],)},
        "data": {name: value for name, value in known.items() if value and name in definition.fields},
        "source": notice.identity,
        "external_no": KEY,
        "quiet": quiet,
        "since": since,
    }


def plan_facts(notice: Notice) -> dict[str, Any]:
    """Return what a notice says of itself, by the fields of a scenario of plans."""
    return {
        "document_no": notice.document_no,
        "issuer": notice.issuer,
        "year": notice.year,
        "issued_on": notice.issued_on,
        ORIGINAL: notice.file,
    }


def _archive_by(notice: Notice, today: date) -> date | None:
    """Return the end of January after the last year in which something of the plan is due, unless that has passed."""
    years = [item.deadline_date.year for item in notice.items if item.deadline_date is not None]
    years += [notice.year] if notice.year else []
    if not years or (last := max(years)) >= date.max.year:
        return None
    found = date(last + 1, 1, 31)
    return found if found > today else None


def include_tasks(engine: Engine, plan: str, numbers: list[str], *, by: str, session: Guest | None = None) -> None:
    """Let these tasks be those of a plan, as far as they are no plan's yet."""
    ours = {item.number for item in engine.find(plan=plan, session=session)}
    free = [number for number in dict.fromkeys(numbers) if number not in ours and _is_free(engine, number, session)]
    if free:
        engine.include(plan, free, by=by, session=session)


def _is_free(engine: Engine, number: str, session: Guest | None) -> bool:
    return not any(link.kind == "in_plan" and link.outgoing for link in engine.links(number, session=session))
