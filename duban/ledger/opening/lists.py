"""Importing a list of matters: each row opens one instance, all or none, after a trial that says what is odd."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.opening.concerns import Concern, concerns_about
from duban.ledger.opening.differences import Difference, differences
from duban.ledger.opening.forecast import Forecast, forecast_of
from duban.states import Jsonable, StatesError
from duban.workflow import BatchRefused, InvalidUnits, TransitionRefused

if TYPE_CHECKING:
    from duban.ledger.opening.listing import ListedMatter, Listing
    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import Engine, Instance, NewItem, OpeningPreview, WouldSend

DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class ImportedRow(Jsonable):
    """One row of a list with its instance's number, if it is open; `opened` is false if it was open before.

    `problems` say why it cannot be opened as it stands; `doubts` and `concerns` what a person should look at.
    """

    _json = ("line", "title", "number", "instance", "opened", "doubts", "concerns", "problems", "changed", "would_send")

    matter: ListedMatter
    instance: str | None = None
    opened: bool = False
    concerns: tuple[Concern, ...] = ()
    problems: tuple[str, ...] = ()
    changed: tuple[Difference, ...] = ()
    messages: tuple[WouldSend, ...] = ()

    @property
    def line(self) -> int:
        """Return the line of the file where the row begins."""
        return self.matter.line

    @property
    def title(self) -> str:
        """Return what the matter is about."""
        return self.matter.title

    @property
    def number(self) -> str | None:
        """Return its number in the list."""
        return self.matter.number

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what was doubtful in reading the row, and what it says otherwise than the instance that stands."""
        return (*self.matter.doubts, *(each.text(self.instance or "") for each in self.changed))

    @property
    def would_send(self) -> dict[str, int]:
        """Return how often each message would be sent."""
        return dict(forecast_of(self.messages).by_message)


@dataclass(frozen=True, slots=True)
class ListImport(Jsonable):
    """A list after its trial or its import, row by row; `doubts` are about the whole."""

    _json = ("source", "doubts", "rows")

    source: str
    rows: tuple[ImportedRow, ...]
    doubts: tuple[str, ...]

    @property
    def opened(self) -> int:
        """Return how many rows this import has opened."""
        return sum(row.opened for row in self.rows)

    @property
    def standing(self) -> int:
        """Return how many were open before."""
        return sum(row.instance is not None and not row.opened for row in self.rows)

    @property
    def new(self) -> int:
        """Return how many rows an import would open."""
        return sum(row.instance is None and row.matter.repeats is None for row in self.rows)

    @property
    def impossible(self) -> tuple[ImportedRow, ...]:
        """Return the rows that cannot be opened as they stand."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def forecast(self) -> Forecast:
        """Return what opening would send, if that was tried."""
        return forecast_of(each for row in self.rows for each in row.messages)


def try_list(
    engine: Engine,
    listing: Listing,
    *,
    by: str,
    scenario: str,
    source: str | None = None,
    since: date | str | None = None,
) -> ListImport:
    """Return what importing a list would come to, row by row; nothing is opened or written."""
    definition, name = engine.definition(scenario), source or listing.name
    items = [_item(definition, listing, matter, by=by, source=name, since=since) for matter in listing.matters]
    pairs = list(zip(listing.matters, items, strict=True))
    try:
        tried = engine.preview(scenario, items, by=by, new_units=_all_units(listing))
    except (BatchRefused, InvalidUnits, StatesError):  # each row is asked about by itself: which is it?
        rows = [_tried(engine, definition, matter, item, by=by) for matter, item in pairs]
    else:
        rows = _of_trial(engine, definition, pairs, tried, by=by)
    return ListImport(name, tuple(rows), listing.doubts)


def import_list(
    engine: Engine,
    listing: Listing,
    *,
    by: str,
    scenario: str,
    source: str | None = None,
    since: date | str | None = None,
    quiet: bool = False,
    key: str | None = None,
    session: Guest | None = None,
) -> ListImport:
    """Open an instance of `scenario` for each row that has none yet, all in one transaction.

    A row with a number is recognised by it and by `source`, which is by default the name of the file. A list that is
    under way is taken over `quiet`, its clocks from `since` or from the row's own day. Units that the directory does
    not know are taken as the list writes them. With an idempotency `key`, rows without a number are opened once as
    well. Raises as `Engine.open_many` does; nothing is opened then.
    """
    definition, name = engine.definition(scenario), source or listing.name
    items = [
        {**_item(definition, listing, matter, by=by, source=name, since=since), "quiet": quiet}
        for matter in listing.matters
    ]

    def open_all(together: Guest) -> tuple[ImportedRow, ...]:
        stood = {
            matter.number
            for matter in listing.matters
            if matter.number is not None and engine.opened(name, matter.number, session=together) is not None
        }
        opened = _open_all(engine, listing, scenario, items, by=by, key=key, session=together)  # type: ignore[arg-type]
        rows = []
        for matter, instance in zip(listing.matters, opened, strict=True):
            rows.append(
                ImportedRow(matter, instance.number, opened=matter.number is None or matter.number not in stood)
            )
            if matter.number is not None:
                stood.add(matter.number)
        return tuple(rows)

    return ListImport(name, engine.transact(open_all, session=session), listing.doubts)


def _open_all(
    engine: Engine,
    listing: Listing,
    scenario: str,
    items: list[NewItem],
    *,
    by: str,
    key: str | None,
    session: Guest,
) -> list[Instance]:
    """Open all rows, and return their instances in order; without a key, or with a number, at once."""
    new, pairs = _all_units(listing), list(zip(listing.matters, items, strict=True))
    at_once = [item for matter, item in pairs if key is None or matter.number is not None]
    opened = iter(engine.open_many(scenario, at_once, by=by, new_units=new, session=session))
    return [
        next(opened)
        if key is None or matter.number is not None
        else engine.open(scenario, by=by, new_units=new, key=f"{key}:{matter.line}", session=session, **item)
        for matter, item in pairs
    ]


def _all_units(listing: Listing) -> list[str]:
    named = (unit for matter in listing.matters for units in matter.units.values() for unit in units)
    return list(dict.fromkeys(named))


def _of_trial(
    engine: Engine,
    definition: Definition,
    pairs: list[tuple[ListedMatter, NewItem]],
    tried: OpeningPreview,
    *,
    by: str,
) -> list[ImportedRow]:
    """Return the rows of a list that can be opened as it is."""
    messages: dict[int, list[WouldSend]] = {}
    for each in tried.messages:
        messages.setdefault(each.item, []).append(replace(each, item=0))
    rows = []
    for place, ((matter, item), opened) in enumerate(zip(pairs, tried.items, strict=True)):
        row = ImportedRow(matter)
        if matter.repeats is None and opened.standing is not None:
            row = _stands(engine, definition, row, item, engine.instance(opened.standing, viewer=by))
        elif matter.repeats is None:
            row = replace(row, concerns=_all_concerns(engine, definition, matter, item))
            row = replace(row, messages=tuple(messages.get(place, ())))
        rows.append(row)
    return rows


def _stands(engine: Engine, definition: Definition, row: ImportedRow, item: NewItem, standing: Instance) -> ImportedRow:
    changed = tuple(differences(definition, engine.directory, item, standing))
    return replace(row, instance=standing.number, changed=changed)


def _item(
    definition: Definition, listing: Listing, matter: ListedMatter, *, by: str, source: str, since: date | str | None
) -> NewItem:
    """Return what opens an instance for a row; who imports fills the role that opens, if the list has no column of it.

    A role that must have units and has none waits for `assign`.
    """
    units = {
        name: units
        for name, units in matter.units.items()
        if units or definition.roles[name].required or not definition.roles[name].default
    }
    opener = definition.opens_by
    if opener is not None and opener not in listing.roles and not definition.roles[opener].default:
        units[opener] = (by.partition("/")[0],)
    units |= {role.name: () for role in definition.roles.values() if role.required and role.name not in units}
    return {
        "title": matter.title or None,
        "units": units,
        "data": matter.data,
        "note": matter.note,
        "source": source if matter.number is not None else None,
        "external_no": matter.number,
        "ongoing": matter.ongoing,
        "since": matter.since or since,
    }


def _tried(engine: Engine, definition: Definition, matter: ListedMatter, item: NewItem, *, by: str) -> ImportedRow:
    row = ImportedRow(matter)
    if matter.repeats is not None:
        return row
    if matter.number is not None and engine.has_database():
        standing = engine.opened(str(item.get("source")), matter.number, viewer=by)
        if standing is not None:
            return _stands(engine, definition, row, item, standing)
    units = [unit for several in matter.units.values() for unit in several]
    row = replace(row, concerns=_all_concerns(engine, definition, matter, item))
    try:
        tried = engine.preview(definition.scenario, [item], by=by, new_units=units)
    except BatchRefused as refused:
        return replace(row, problems=tuple(_why(each) for each in refused.refusals))
    except (InvalidUnits, StatesError) as error:
        return replace(row, problems=tuple(str(error).splitlines()))
    return replace(row, messages=tried.messages)


def _all_concerns(engine: Engine, definition: Definition, matter: ListedMatter, item: NewItem) -> tuple[Concern, ...]:
    units = [unit for several in matter.units.values() for unit in several]
    return (*_waiting(definition, item), *_concerns(engine, units, item))


def _why(refused: TransitionRefused) -> str:
    return words.clauses(refused.blockers)


def _waiting(definition: Definition, item: NewItem) -> list[Concern]:
    empty = [
        role.title for role in definition.roles.values() if role.required and not item.get("units", {}).get(role.name)
    ]
    if not empty:
        return []
    return [Concern("no-unit", words.text("without {titles}: it waits for {way_assign}", titles=empty))]


def _concerns(engine: Engine, units: list[str], item: NewItem) -> tuple[Concern, ...]:
    given: Any = item.get("data", {}).get(DEADLINE)
    deadline = date.fromisoformat(given) if isinstance(given, str) else None
    return tuple(
        concerns_about(leads=None, units=units, deadline=deadline, directory=engine.directory, today=engine.today())
    )
