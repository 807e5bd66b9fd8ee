"""事项: where a matter stands, whose turn it is, what the viewer may do to it and what not, and all that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.models.lateness import Lamp, lamp_of, lateness, unit_of
from duban.desk.models.matter.messages import ALL_STATUSES
from duban.desk.models.matter.path import Stage, path_of
from duban.desk.models.matter.people import who_can, whom_to_ring
from duban.desk.models.matter.standing import Standing, standing_of
from duban.desk.models.matter.verbs import Verb, verbs_of
from duban.desk.models.reach import links_in_reach
from duban.desk.models.rulebook import entry_of, is_for_people
from duban.desk.models.told import events_of
from duban.desk.models.values import value_words
from duban.desk.models.work.decisions import Request, request_of
from duban.desk.who import ACTING
from duban.ledger import link_words
from duban.states import SYSTEM, is_among

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.models.told import Event
    from duban.desk.who import Viewer
    from duban.states import Definition
    from duban.workflow import Allowed, Engine, FileView, HistoryEntry, Instance, OutboxEntry, Situation, WhyDue


@dataclass(frozen=True, slots=True)
class PossibleAct:
    """An act of the scenario: whether the viewer may do it now, or why not and who can; `asks` that it needs a form.

    It is `elsewhere` if it belongs to another state.
    """

    trigger: str
    ok: bool
    reasons: tuple[str, ...] = ()
    who_can: tuple[str, ...] = ()
    target: str | None = None
    asks: bool = False
    approve: tuple[str, ...] = ()
    elsewhere: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock: its light and words, from when to when, and how much of its budget is used (of 100)."""

    name: str
    lamp: Lamp
    span: str
    used: int | None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A role with its units, and whom to ring in each."""

    role: str
    units: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """The whole page of a matter."""

    item: Instance
    definition: Definition
    zone: tzinfo
    lamp: Lamp
    turn: str
    path: tuple[Stage, ...]
    aside: tuple[str, ...]
    acts: tuple[PossibleAct, ...]
    clocks: tuple[ClockView, ...]
    parties: tuple[Party, ...]
    facts: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    messages: tuple[OutboxEntry, ...]
    links: tuple[tuple[str, str, str, str], ...]
    seq: int
    situation: Situation
    files: tuple[FileView, ...] = ()
    came_back: Event | None = None
    verbs: tuple[Verb, ...] = ()
    requests: tuple[Request, ...] = ()
    standing: Standing | None = None
    own_turn: bool = False
    reports: bool = False

    @property
    def first(self) -> PossibleAct | None:
        """Return the act that is most likely: a usual one, or else if it is the viewer's turn the first they can do."""
        able = [act for act in self.acts if act.ok]
        return next((act for act in able if act.primary), able[0] if able and self.own_turn else None)


def item_view(engine: Engine, viewer: Viewer, rulebook: Rulebook, number: str) -> ItemView:
    """Return a matter as the viewer may see it, and what they may do."""
    by = viewer.by if viewer.function in ACTING and viewer.unit else None
    standing = engine.situation(number, viewer=viewer.name, by=by, history=True)
    history = standing.history
    item, definition = standing.instance, standing.definition
    links = links_in_reach(engine, viewer, rulebook, item, standing.links)
    events = events_of(definition, history, standing.timezone)
    path, aside = path_of(definition, item.state, [entry.to_state for entry in history if entry.to_state])
    return ItemView(
        item=item,
        definition=definition,
        zone=standing.timezone,
        lamp=lamp_of(item, rulebook),
        turn=_turn(standing),
        path=path,
        aside=aside,
        acts=tuple(
            _act(engine, standing, each) for each in standing.allowed if is_for_people(definition, each.trigger)
        ),
        clocks=tuple(_clock(clock, item, rulebook) for clock in standing.clocks),
        parties=tuple(
            Party(definition.roles[role].title, tuple((unit, whom_to_ring(engine, unit)) for unit in units))
            for role, units in item.units.items()
            if role in definition.roles
        ),
        facts=tuple(_facts(standing)),
        events=tuple(reversed(events)),
        messages=tuple(engine.outbox(statuses=ALL_STATUSES, number=number, viewer=viewer.name)),
        links=tuple((link_words(link.kind), link.number, link.title, link.state) for link in links),
        seq=history[-1].seq if history else 0,
        situation=standing,
        came_back=_came_back(history, events),
        verbs=verbs_of(engine, standing, rulebook),
        standing=standing_of(standing, rulebook, {link.number for link in links}),
        reports=by is not None and _reports(standing, viewer.unit),
        own_turn=is_among(viewer.unit, standing.waits_for),
        requests=tuple(request_of(each, viewer, rulebook, definition) for each in standing.pending),
        files=tuple(engine.files(number, viewer=viewer.name)) if engine.keeps_files else (),
    )


def acts_now(engine: Engine, viewer: Viewer, number: str) -> tuple[PossibleAct, ...]:
    """Return the acts that move a matter on and that the viewer can do now, if it is their turn or a usual act."""
    if viewer.function not in ACTING or not viewer.unit:
        return ()
    standing = engine.situation(number, viewer=viewer.name, by=viewer.by)
    definition, own_turn = standing.definition, is_among(viewer.unit, standing.waits_for)
    found = [_act(engine, standing, each) for each in standing.allowed if is_for_people(definition, each.trigger)]
    able = [each for each in found if each.ok and (own_turn or each.primary)]
    return tuple(sorted(able, key=lambda each: not each.primary))


def _came_back(history: Sequence[HistoryEntry], events: Sequence[Event]) -> Event | None:
    """Return the act that brought a matter back to where it had stood before, if it says why."""
    moves = [place for place, entry in enumerate(history) if entry.to_state and entry.from_state != entry.to_state]
    if not moves or not any(history[place].to_state == history[moves[-1]].to_state for place in moves[:-1]):
        return None
    found = events[moves[-1]]
    return found if found.ours and found.why else None


def _reports(standing: Situation, unit: str) -> bool:
    """Return whether a unit reports of a matter on its sheets."""
    rule, item = standing.definition.progress, standing.instance
    return rule is not None and item.closed_at is None and is_among(unit, item.units.get(rule.by, ()))


def _turn(standing: Situation) -> str:
    if standing.turn is None:
        return ""
    title = standing.definition.roles[standing.turn].title
    return words.headed(title, words.listed(standing.waits_for) or words.text("nobody is named yet"))


def _act(engine: Engine, standing: Situation, allowed: Allowed) -> PossibleAct:
    item, definition = standing.instance, standing.definition
    entry = entry_of(definition, allowed.trigger, item.state)
    asks = entry is None or bool(entry.requires or entry.rebinds)
    reasons = [blocker for blocker in allowed.blockers if blocker.code != "requires"]
    able: tuple[str, ...] = ()
    declared = entry or next(iter(definition.transitions.get(allowed.trigger, ())), None)
    if any(blocker.code in {"role", "four-eyes"} for blocker in reasons) and declared is not None:
        able = who_can(engine, item, declared.by)
    return PossibleAct(
        trigger=allowed.trigger,
        ok=not reasons and entry is not None and set(entry.by) != {SYSTEM},
        reasons=tuple(str(blocker) for blocker in reasons),
        who_can=able,
        target=None if entry is None else entry.target,
        asks=asks,
        approve=tuple(definition.roles[role].title for role in allowed.approve if role in definition.roles),
        elsewhere=entry is None,
        primary=allowed.primary,
    )


def _clock(clock: WhyDue, item: Instance, rulebook: Rulebook) -> ClockView:
    used = _used(clock, rulebook.today)
    due = "" if clock.due_on is None else words.written_day(clock.due_on, this_year=rulebook.today.year)
    said = [clock.basis, words.text("due {day}", day=due) if due else ""]
    if clock.status == "stopped":
        return ClockView(clock.clock, Lamp("done", words.text("stopped")), words.joined(said), used)
    if clock.status == "paused":
        return ClockView(clock.clock, Lamp("off", words.text("paused")), words.joined(said), used)
    if clock.due_on is None:
        return ClockView(clock.clock, Lamp("off", words.text("no due day")), words.joined(said), None)
    left = lateness(clock.due_on, rulebook.today, rulebook.calendar(item.scenario), unit_of(rulebook.of(item)))
    over = clock.due_on < rulebook.today
    shape = str(item.light) if clock.due_on == item.due_on or over else "green"
    return ClockView(clock.clock, Lamp(shape, left), words.joined(said), 100 if over else used, over=over)


def _used(clock: WhyDue, today: date) -> int | None:
    """Return how much of a clock's budget of days is used by today, of 100; None if it has no budget of days."""
    amount = (clock.budget or "").partition(" ")[0]
    if not amount.isdigit() or not int(amount) or "hour" in (clock.budget or ""):
        return None
    consumed = max((day.consumed for day in clock.days if day.day <= today), default=clock.consumed)
    return min(100, round(100 * consumed / int(amount)))


def _facts(standing: Situation) -> list[tuple[str, str]]:
    item, fields = standing.instance, standing.definition.fields
    found: list[tuple[str, str]] = []
    for name, declared in fields.items():
        value: Any = item.data.get(name)
        if value is not None and value not in ("", [], ()):
            found.append((declared.title, value_words(value)))
    found += [
        (fields[each.field].title if each.field in fields else each.field, words.text("erased"))
        for each in standing.erased
    ]
    if item.public_state:
        found.append((words.text("told to the public"), item.public_state))
    return found
