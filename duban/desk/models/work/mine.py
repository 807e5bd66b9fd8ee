"""待办: what waits for one's unit, the latest first, each with the act that is most likely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of, when_due
from duban.desk.models.rulebook import can_be_done, entry_of, leading
from duban.desk.models.values import COUNTED, NOTHING, Tally
from duban.desk.models.work.decisions import request_of
from duban.desk.models.work.holders import absent_for, holder_in, shares_of
from duban.desk.models.work.news import NewsLine, news_of
from duban.desk.who import ACTING
from duban.states import Light, is_among, same_name
from duban.workflow import AtHand, InvalidUnits, Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.work.decisions import Request
    from duban.desk.who import Viewer
    from duban.states import Transition
    from duban.workflow import Contact, Engine, HandRow, ListRow

SHOWN = 50
"""The rows of the page; the rest is counted."""
ASKED = 5
"""So many of the requests that wait for a decision stand on the page itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """The reason with which a matter came back, or an urge: the act, the note, who wrote it and when.

    An urge that the viewer may answer has its `seq` as `answers`.
    """

    trigger: str
    note: str
    by: str
    on: date
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One matter that waits; its act needs nothing typed if it can be done `at_once`, by the row itself.

    `reports` is the act that tells how far it is, and leaves it where it is. `fills` says that it is a sheet of the
    unit's own, which is filled in on its page.
    """

    number: str
    title: str
    kind: str
    state: str
    lamp: Lamp
    beside: tuple[str, ...]
    version: int
    said: tuple[Said, ...] = ()
    trigger: str | None = None
    at_once: bool = False
    reports: str | None = None
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; `total` also counts those that are not shown any more."""

    title: str
    rows: tuple[WorkRow, ...]
    total: Tally


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is away, until a day, and what waits for them; `unit` is named if it is another one."""

    name: str
    unit: str
    until: date | None
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class MyWork:
    """The whole page: how many wait, how many of those are overdue, and what is with others.

    If the unit takes part in very many, none of the numbers is the whole. What absent persons have in hand for whom the
    viewer stands in, and what colleagues have, is counted by itself. `asked` are the first of the requests to decide,
    and `news` what others have done since the viewer was last here.
    """

    today: date
    unit: str
    groups: tuple[Group, ...] = ()
    total: Tally = NOTHING
    overdue: Tally = NOTHING
    stands_in: tuple[StandIn, ...] = ()
    colleagues: tuple[WorkRow, ...] = ()
    open_total: Tally = NOTHING
    elsewhere: Tally = NOTHING
    lights: tuple[tuple[Light, Tally], ...] = ()
    decisions: int = 0
    asked: tuple[Request, ...] = ()
    news: tuple[NewsLine, ...] = ()

    @property
    def shown(self) -> int:
        """Return how many of those that wait are on the page."""
        return sum(len(group.rows) for group in self.groups)


def work_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, *, since: datetime | None = None) -> MyWork:
    """Return what waits for the viewer's unit, and what happened there `since` they were last here."""
    today, absent = rulebook.today, absent_for(engine, viewer, rulebook.today)
    others = [each for each in absent if not is_among(each.unit, (viewer.unit,))]
    beside = dict.fromkeys(each.unit for each in others)
    found = at_hand_of(engine, viewer, viewer.unit, SHOWN, beside=list(beside), since=since)
    shares = shares_of(found.rows, viewer, absent)
    aside = [*shares.colleagues, *(hand for _, hands in shares.absent for hand in hands)]
    late = sum(when_due(hand.row.instance, today) == "overdue" for hand in aside)
    return MyWork(
        today=today,
        unit=viewer.unit,
        groups=tuple(_grouped(shares.own, aside, found, rulebook)),
        total=at_least(found, found.turn - len(aside), len(shares.own)),
        overdue=at_least(found, found.due.get("overdue", 0) - late),
        stands_in=(
            *(_stand_in(rulebook, each, hands, "") for each, hands in shares.absent),
            *_elsewhere_for(found, others, rulebook),
        ),
        colleagues=tuple(hand_row(rulebook, hand) for hand in shares.colleagues),
        open_total=at_least(found, found.open),
        elsewhere=at_least(found, found.open - found.turn),
        lights=lights_of(found),
        decisions=len(found.pending),
        asked=asked_of(found, viewer, rulebook),
        news=news_of(found, viewer, rulebook),
    )


def at_least(found: AtHand, counted: int, shown: int = 0) -> Tally:
    """Return a number that is the whole unless counting stopped early; there are at least as many as are shown."""
    return Tally(max(counted, shown) if found.more else counted, found.more)


def at_hand_of(
    engine: Engine,
    viewer: Viewer,
    units: str | Sequence[str],
    limit: int,
    *,
    beside: Sequence[str] = (),
    since: datetime | None = None,
) -> AtHand:
    """Return what units have at hand, with what the viewer may do; nothing if nobody has ever named them."""
    if not units:
        return AtHand()
    by = viewer.by if viewer.function in ACTING else None
    try:
        return engine.at_hand(
            units, by=by, limit=limit, at_most=COUNTED, beside=beside, since=since, viewer=viewer.name
        )
    except InvalidUnits:  # nobody has had anything to do with this unit yet
        return AtHand()


def lights_of(found: AtHand) -> tuple[tuple[Light, Tally], ...]:
    """Return how many open matters have each light, the worst first."""
    return tuple((light, at_least(found, found.lights.get(light, 0))) for light in reversed(Light))


def asked_of(found: AtHand, viewer: Viewer, rulebook: Rulebook) -> tuple[Request, ...]:
    """Return the requests that have waited longest for the viewer to decide."""
    return tuple(request_of(each, viewer, rulebook) for each in found.pending[:ASKED])


def _stand_in(rulebook: Rulebook, away: Contact, hands: Sequence[HandRow], unit: str) -> StandIn:
    rows = tuple(hand_row(rulebook, hand) for hand in hands)
    return StandIn(away.name, unit, away.back_after(rulebook.today), rows)


def _elsewhere_for(found: AtHand, others: Sequence[Contact], rulebook: Rulebook) -> Iterator[StandIn]:
    """Yield whom the viewer stands in for in other units, with what they have in hand there, or nobody has."""
    for each in others:
        hands = [
            hand
            for hand in found.beside
            if is_among(each.unit, hand.row.waits_for) and same_name(holder_in(hand, each.unit) or each.name, each.name)
        ]
        yield _stand_in(rulebook, each, hands, each.unit)


def _grouped(own: Sequence[HandRow], aside: Sequence[HandRow], found: AtHand, rulebook: Rulebook) -> Iterator[Group]:
    titles = {
        "overdue": words.text("overdue already"),
        "today": words.text("due today"),
        "week": words.text("this week"),
        "later": words.text("later"),
        "undated": words.text("without a due day"),
    }
    today = rulebook.today
    for when, title in titles.items():
        rows = [hand for hand in own if when_due(hand.row.instance, today) == when]
        others = sum(when_due(hand.row.instance, today) == when for hand in aside)
        if rows:
            shown = tuple(hand_row(rulebook, hand) for hand in rows)
            yield Group(title, shown, at_least(found, found.due.get(when, 0) - others, len(shown)))


def hand_row(rulebook: Rulebook, hand: HandRow) -> WorkRow:
    """Return a row of what waits, with the act that the viewer is most likely to do next."""
    able = sorted(filter(can_be_done, hand.allowed), key=lambda each: not each.primary)
    trigger = next((each.trigger for each in able), None)
    row = work_row(rulebook, hand.row, trigger)
    if trigger is not None and not row.at_once:
        row = replace(row, reports=_report_in(rulebook, hand))
    sheet, rule = hand.row.instance.sheet, rulebook.of(hand.row.instance).sheet
    if sheet is not None and rule is not None and hand.row.turn == rule.unit:
        done, whole = len(sheet.lines) - len(sheet.missing), len(sheet.lines)
        written = words.text("{done} of {all} lines are written", done=done, all=whole)
        row = replace(row, fills=bool(hand.allowed), beside=(*row.beside, written))
    urged = hand.urged
    if urged is not None:
        on, seq = urged.at.astimezone(rulebook.zone).date(), urged.seq if hand.allowed else None
        said = Said(words.text("asks you to hurry"), urged.note or "", urged.by, on, seq)
        row = replace(row, said=(*row.said, said))
    turn, owing = hand.row.turn or "", hand.row.instance.owing
    if turn in owing and len(hand.row.instance.units.get(turn, ())) > 1:
        together = words.text("each unit does this itself; still to come: {units}", units=owing[turn])
        row = replace(row, beside=(*row.beside, together))
    if hand.reply_by is not None:
        day = words.written_day(hand.reply_by, this_year=rulebook.today.year)
        reply = words.text("{paper} is to be answered by {day}", paper=hand.reply_to, day=day)
        row = replace(row, beside=(*row.beside, reply))
    return row


def _report_in(rulebook: Rulebook, hand: HandRow) -> str | None:
    """Return the act that says how far a matter is: it writes something down, moves nothing, and can be done again."""
    definition, state = rulebook.of(hand.row.instance), hand.row.instance.state
    entries = ((each, entry_of(definition, each.trigger, state)) for each in hand.allowed if can_be_done(each))
    return next((each.trigger for each, entry in entries if entry is not None and _is_report(entry, state)), None)


def _is_report(entry: Transition, state: str) -> bool:
    plain = (entry.approve, entry.rebinds, entry.restarts, entry.opens, entry.not_by, entry.times, entry.within)
    return entry.target == state and bool(entry.requires) and not entry.new_round and not any(plain)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page of what the unit takes part in and waits for others to act on."""

    rows: tuple[WorkRow, ...]
    next: str | None
    previous: str | None


def elsewhere_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, *, cursor: str | None = None) -> Elsewhere:
    """Return what the viewer's unit takes part in and is not its turn, what has waited longest first.

    A page has fewer rows than there could be, for what is the unit's own turn is left out of it.
    """
    query = Query(unit=viewer.unit, open_only=True)
    try:
        page = engine.page(query, order="acted", cursor=cursor, limit=SHOWN, viewer=viewer.name)
    except InvalidUnits:
        return Elsewhere((), None, None)
    rows = tuple(work_row(rulebook, row) for row in page.items if not _waits(row, viewer.unit))
    return Elsewhere(rows, page.next, page.previous)


def _waits(row: ListRow, unit: str) -> bool:
    return is_among(unit, row.waits_for)


def work_row(rulebook: Rulebook, row: ListRow, trigger: str | None = None) -> WorkRow:
    """Return a row of the engine's as the pages show it."""
    item = row.instance
    definition, said = rulebook.of(item), _came_back(row, rulebook)
    entry = None if trigger is None else entry_of(definition, trigger, item.state)
    asks = entry is None or entry.requires or entry.rebinds or entry.approve
    leads = leading(definition)
    led_by = item.units.get(leads, ())
    beside = [words.headed(definition.roles[leads].title, words.listed(led_by))] if led_by else []
    if row.turn is not None and trigger is None and not said:
        title = definition.roles[row.turn].title
        beside.append(words.text("waits for {title}: {units}", title=title, units=row.waits_for))
    if row.holders:
        beside.append(words.text("in the hands of {people}", people=list(row.holders.values())))
    if item.round > 1:
        beside.append(words.text("round {round}", round=item.round))
    return WorkRow(
        number=item.number,
        title=item.title,
        kind=definition.title,
        state=item.state,
        lamp=lamp_of(item, rulebook),
        beside=tuple(beside),
        version=item.version,
        said=() if said is None else (said,),
        trigger=trigger,
        at_once=not asks,
    )


def _came_back(row: ListRow, rulebook: Rulebook) -> Said | None:
    """Return the reason with which a matter came back, if no act of its scenario has followed."""
    back, last = row.returned, row.last
    if back is None or not back.note or back.trigger is None:
        return None
    if last is not None and last.seq > back.seq and last.trigger is not None:
        return None
    return Said(back.trigger, back.note, back.by, back.at.astimezone(rulebook.zone).date())
