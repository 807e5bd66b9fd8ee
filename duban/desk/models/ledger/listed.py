"""台账: a page of the matters that somebody asks for, with the counts of their lights, which are a filter as well."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from duban.desk.models.ledger.chips import Chip, chips_of
from duban.desk.models.ledger.columns import Column, chosen
from duban.desk.models.ledger.hidden import check_plan, no_plan, query_for
from duban.desk.models.ledger.querying import MATTERS_AT_ONCE, MY_UNIT, reach_of
from duban.desk.models.ledger.rows import LedgerLine, line_of, part_of
from duban.desk.models.values import COUNTED, NOTHING, Tally
from duban.states import InvalidData, Light
from duban.workflow import InvalidUnits, Query, UnknownInstance, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, ListRow


@dataclass(frozen=True, slots=True)
class Ledger:
    """The page: its lines, how many there are in all, and how many by light whatever the light asked for.

    `problems` says what cannot be asked for; then there are no lines.
    """

    asked: Asked
    chips: tuple[Chip, ...]
    lines: tuple[LedgerLine, ...] = ()
    total: Tally = NOTHING
    whole: Tally = NOTHING
    lights: tuple[tuple[Light, Tally], ...] = field(default=())
    next: str | None = None
    previous: str | None = None
    problems: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    divided: bool = False
    """Whether any of them has parts."""


def ledger_of(
    engine: Engine,
    viewer: Viewer,
    rulebook: Rulebook,
    asked: Asked,
    *,
    cursor: str | None = None,
    rows: int | None = None,
) -> Ledger:
    """Return a page of the ledger; with a cursor of another list, raises what `page` raises.

    `rows` is how many it has, if not as many as are asked for.
    """
    chips = chips_of(asked, engine, rulebook.today)
    try:
        query = query_for(engine, viewer, rulebook, asked)
        query.check()
        page = engine.page(
            query,
            order=asked.order,
            cursor=cursor,
            limit=rows or asked.rows,
            lights=True,
            at_most=COUNTED,
            viewer=viewer.name,
        )
        if not page.lights:
            check_plan(engine, viewer, rulebook, asked.plan)
    except UnknownInstance:
        return Ledger(asked, chips, problems=(no_plan(asked),))
    except (InvalidData, WorkflowError) as wrong:
        if isinstance(wrong, InvalidUnits) and {*asked.unit, *asked.waiting} == {MY_UNIT}:
            return Ledger(asked, chips)  # nobody has had anything to do with this unit yet
        if cursor is not None:
            raise  # without it, the same list says what is wrong
        said = getattr(wrong, "problems", (str(wrong),))
        return Ledger(asked, chips, problems=tuple(str(each).removeprefix("text: ") for each in said))
    lights = tuple((light, Tally(page.lights.get(light, 0), light in page.beyond)) for light in reversed(Light))
    whole = _together(lights)
    columns = chosen(engine, asked.col)
    lines = tuple(line_of(rulebook, row, more=(each.key for each in columns)) for row in page.items)
    if asked.fold:
        lines = _folded(engine, viewer, rulebook, lines, page.items)
    if not asked.col and not any(line.progress[0] for line in lines):
        columns = tuple(each for each in columns if each.key != "progress")
    return Ledger(
        asked,
        chips,
        lines,
        total=_together((light, many) for light, many in lights if not asked.light or light in asked.light),
        whole=whole,
        lights=lights,
        next=page.next,
        previous=page.previous,
        columns=columns,
        divided=any(row.parts for row in page.items),
    )


def _together(lights: Iterable[tuple[Light, Tally]]) -> Tally:
    found = [many for _, many in lights]
    return Tally(sum(each.value for each in found), any(each.more for each in found))


def _folded(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, lines: Sequence[LedgerLine], rows: Sequence[ListRow]
) -> tuple[LedgerLine, ...]:
    """Return lines with the parts under them that the viewer reaches, read at once; of very many, the first 500."""
    doing = {number: units for row in rows for number, units in row.parts.items()}
    if not doing:
        return tuple(lines)
    query = Query(number=tuple(doing)[:MATTERS_AT_ONCE], **reach_of(viewer))
    found = engine.page(query, order="number", limit=MATTERS_AT_ONCE, viewer=viewer.name).items
    parts = {row.instance.number: part_of(rulebook, row, doing[row.instance.number]) for row in found}
    return tuple(
        replace(line, parts=tuple(parts[number] for number in row.parts if number in parts))
        for line, row in zip(lines, rows, strict=True)
    )
