"""What a diagram says of each part of a definition, in the language of the reader; nothing is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import ANYONE, OPEN, SYSTEM, Among, Extension, Level, Period, RecipientKind, act_called, pauses_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duban.states import (
        Approvable,
        Children,
        ClockRule,
        Definition,
        Light,
        Recipient,
        Repeats,
        Rung,
        State,
        Transition,
    )

_ACTOR_TEXTS = {SYSTEM: "system", ANYONE: "anybody"}
_EVERY_TEXTS = {
    Period.DAY: "every day",
    Period.WEEK: "every week",
    Period.MONTH: "every month",
    Period.QUARTER: "every quarter",
    Period.HALF_YEAR: "every half-year",
    Period.YEAR: "every year",
}
_JOIN_TEXTS = {"all": "all", "any": "any one"}
_AMONG_TEXTS = {
    Among.NEW: "the new {role}",
    Among.FORMER: "the former {role}",
    Among.OWING: "{role}, those still owing",
}
_LEVEL_TEXTS = {
    Level.CONTACT: "{role}: contact persons",
    Level.DEPUTY: "{role}: deputy heads",
    Level.HEAD: "{role}: heads",
    Level.LEADER: "{role}: leaders",
}
_LIGHT_TEXTS = {"green": "green light", "blue": "blue light", "yellow": "yellow light", "red": "red light"}


def roles_said(definition: Definition, names: Iterable[str]) -> str:
    """Return roles by their titles, in a row."""
    known = definition.roles
    return words.listed(known[each].title if each in known else words.text(_ACTOR_TEXTS[each]) for each in names)


def people_said(definition: Definition, recipients: Iterable[Recipient]) -> str:
    """Return recipients in a row: roles by their titles, others as the file names them."""
    return words.listed(_person(definition, each) for each in recipients)


def _person(definition: Definition, recipient: Recipient) -> str:
    if recipient.kind is not RecipientKind.ROLE:
        return recipient.name
    role = definition.roles[recipient.name].title
    if recipient.among is not None:
        role = words.text(_AMONG_TEXTS[recipient.among], role=role)
    known = recipient.level in _LEVEL_TEXTS
    return words.text(_LEVEL_TEXTS[recipient.level], role=role) if known else role


def levels_said(levels: Iterable[Level]) -> str:
    """Return whom of the units that have not answered an urge is told, in a row."""
    silent = words.text("units without an answer")
    known = (words.text(_LEVEL_TEXTS[each], role=silent) if each in _LEVEL_TEXTS else silent for each in levels)
    return words.listed(known)


def act_said(definition: Definition, entry: Transition) -> tuple[str, str]:
    """Return what stands at an arrow: the trigger with who pulls it, and its conditions and effects."""
    actors = roles_said(definition, entry.by)
    if entry.joint:
        actors = words.text("jointly: {actors}", actors=actors)
    if entry.by_each:
        actors = words.text("each unit: {actors}", actors=actors)
    return f"{entry.trigger}{words.aside(actors)}", words.clauses(_conditions(definition, entry))


def _conditions(definition: Definition, entry: Transition) -> Iterator[str]:
    if entry.requires:
        needed = words.listed(_given(definition, name) for name in entry.requires)
        yield words.text("needs {what}, given anew" if entry.fresh else "needs {what}", what=needed)
    if entry.when is not None:
        yield words.text("if {condition}", condition=entry.when)
    if entry.why is not None:
        yield words.text("because: {reason}", reason=entry.why)
    if entry.not_by is not None:
        yield words.text("not by whoever did “{trigger}”", trigger=entry.not_by)
    if entry.times is not None:
        yield words.text("at most so often in a round: {times}", times=entry.times)
    if entry.within is not None:
        length = entry.within.said
        within = words.text("within {length}", length=length)
        yield words.text("within {length} of each entering", length=length) if entry.each_entry else within
    yield from deciders_said(definition, entry)
    yield from _about_units(definition, entry)
    if entry.restarts:
        yield words.text("{clocks} start anew", clocks=words.listed(entry.restarts))
    if entry.new_round:
        yield words.text("a new round begins")
    if entry.opens is not None:
        yield words.text("opens “{scenario}”", scenario=entry.opens.scenario)


def deciders_said(definition: Definition, rule: Approvable) -> Iterator[str]:
    """Yield who has to approve something, whose opinion is asked first, and who may record the decision."""
    if rule.approve and not isinstance(rule, Extension):
        yield words.text("takes the approval of {role}", role=roles_said(definition, rule.approve))
    if rule.opinion is not None:
        role = roles_said(definition, rule.opinion.of)
        if rule.opinion.within is None:
            yield words.text("opinion of {role} first", role=role)
        else:
            yield words.text("opinion of {role} first, within {length}", role=role, length=rule.opinion.within.said)
    if rule.recorded_by:
        yield words.text("the decision may be recorded by {role}", role=roles_said(definition, rule.recorded_by))


def _about_units(definition: Definition, entry: Transition) -> Iterator[str]:
    if entry.excuse is not None:
        yield words.text("a unit may be excused by {role}", role=roles_said(definition, entry.excuse.by))
    if entry.rebinds is not None:
        yield words.text("names new units: {role}", role=roles_said(definition, [entry.rebinds]))


def _given(definition: Definition, name: str) -> str:
    return definition.fields[name].title if name in definition.fields else words.text("a note")


def opening_said(definition: Definition) -> str:
    """Return who opens an instance."""
    who = roles_said(definition, [definition.opens_by]) if definition.opens_by else words.text("anybody")
    repeats = definition.repeats
    if repeats is None:
        return words.text("opened by {who}", who=who)
    return words.text("opened by {who}, and {every}: {day}", who=who, every=_every(repeats), day=_day(repeats))


def _every(repeats: Repeats) -> str:
    return words.text(_EVERY_TEXTS[repeats.every])


def _day(repeats: Repeats) -> str:
    number, working = repeats.on.number, repeats.on.working
    if number > 0:
        return words.text("working day {number}" if working else "day {number}", number=number)
    if number == -1:
        return words.text("the last working day" if working else "the last day")
    return words.text("working day {number} from the end" if working else "day {number} from the end", number=-number)


def state_said(definition: Definition, state: State) -> Iterator[str]:
    """Yield what stands in a state's box under its name."""
    if state.waits_for is not None:
        yield words.text("waits for {role}", role=roles_said(definition, [state.waits_for]))
    if state.public is not None:
        yield words.text("for the public: {text}", text=state.public)
    if state.at_most is not None:
        yield words.text("at most {length}, then “{trigger}”", length=state.at_most.said, trigger=state.then)
    yield from _clocks_in(definition, state)
    for part in definition.children:
        if part.on == state.name:
            yield from _parts_said(definition, part)
            if part.then is not None:
                yield words.text(
                    "then “{trigger}”, once {join} of them are closed", trigger=part.then, join=_join(part.join)
                )


def _parts_said(definition: Definition, part: Children) -> Iterator[str]:
    """Yield for whom parts are opened, if at all, and who may hand out more by hand."""
    if part.each is not None:
        facts = {"scenario": part.scenario, "role": roles_said(definition, [part.each])}
        said = words.text("a part “{scenario}” for each unit of {role}", **facts)
        yield said if part.when is None else words.text("{said}, if {condition}", said=said, condition=part.when)
    if part.breakdown is not None:
        by = roles_said(definition, part.breakdown.by)
        said = words.text("parts “{scenario}” by hand: {by}", scenario=part.scenario, by=by)
        states = words.listed(part.breakdown.states)
        yield words.text("{said} (at {states})", said=said, states=states) if states else said


def _clocks_in(definition: Definition, state: State) -> Iterator[str]:
    for clock in definition.clocks.values():
        starts = {definition.initial if start == OPEN else start for start in clock.starts}
        if state.name in starts:
            yield words.text("{clock} starts", clock=clock.name)
        if state.name in clock.stops:
            yield words.text("{clock} stops", clock=clock.name)
        if pauses_in(state, clock, definition.clocks):
            yield words.text("{clock} pauses", clock=clock.name)


def _join(join: str | int) -> str:
    return words.text(_JOIN_TEXTS[join]) if isinstance(join, str) else str(join)


def clock_said(definition: Definition, clock: ClockRule) -> str:
    """Return a clock's budget, and where it starts and stops."""
    parts = [words.headed(clock.name, length_said(definition, clock) or words.text("no time limit"))]
    starts = words.listed(words.text("the opening") if start == OPEN else start for start in clock.starts)
    parts.append(words.text("from {starts} to {stops}", starts=starts, stops=words.listed(clock.stops)))
    pausing = [state.name for state in definition.states.values() if pauses_in(state, clock, definition.clocks)]
    if pausing:
        parts.append(words.text("pauses in {states}", states=words.listed(pausing)))
    return words.clauses(parts)


def length_said(definition: Definition, clock: ClockRule) -> str:
    """Return what a clock's due date rests on; empty if it has none."""
    budget = _budget(clock)
    if clock.after is not None:
        due = clock.after.said
        return words.text("{due}, {budget} while that has no date", due=due, budget=budget) if budget else due
    if not clock.unless:
        return budget
    title = definition.fields[clock.unless].title
    if not budget:
        return words.text("as “{title}” says", title=title)
    return words.text("as “{title}” says, {budget} where it says nothing", title=title, budget=budget)


def _budget(clock: ClockRule) -> str:
    budget = clock.budget.said if clock.budget else ""
    if clock.by is None:
        return budget
    values = [words.headed(value, length.said) for value, length in clock.by.by_value.items()]
    return words.listed([*values, words.text("else {budget}", budget=budget)] if budget else values)


def rung_said(definition: Definition, rung: Rung) -> tuple[str, str]:
    """Return when a rung takes effect, and what it does."""
    done = [light_said(rung.light)] if rung.light else []
    done += _sent(definition, rung.message, rung.notify, rung.copy, urgent=rung.urgent)
    if rung.then is not None:
        done.append(words.text("do “{then}”", then=rung.then))
    if rung.paper is not None:
        done.append(
            words.text(
                "“{paper}”, signed by {role}", paper=rung.paper, role=roles_said(definition, [rung.confirm or ""])
            )
        )
    elif rung.confirm is not None:
        done.append(words.text("waits until {role} releases it", role=roles_said(definition, [rung.confirm])))
    return rung.at.said, words.clauses(done)


def review_said(definition: Definition, clock: ClockRule) -> tuple[str, str]:
    """Return how often a clock without a due date asks for a report, and whom."""
    review = clock.review
    if review is None:
        return "", ""
    every = words.text("every {length}, without a due date", length=review.every.said)
    return every, words.clauses(_sent(definition, review.message, review.notify, review.copy, urgent=review.urgent))


def light_said(light: Light) -> str:
    """Return a light by its colour."""
    return words.text(_LIGHT_TEXTS[str(light)])


def _sent(
    definition: Definition,
    message: str | None,
    notify: tuple[Recipient, ...],
    copy: tuple[Recipient, ...],
    *,
    urgent: bool,
) -> Iterator[str]:
    if message is None:
        return
    said = words.text("“{message}” to {people}", message=message, people=people_said(definition, notify))
    if copy:
        said = words.joined([said, words.text("copy to {people}", people=people_said(definition, copy))])
    yield words.joined([said, words.text("at any hour")]) if urgent else said


def extension_said(definition: Definition, extension: Extension) -> str:
    """Return how a clock may be extended once."""
    facts = {
        "length": extension.at_most.said,
        "by": roles_said(definition, extension.by),
        "approve": roles_said(definition, extension.approve),
    }
    said = [words.text("at most {length} more: asked by {by}, decided by {approve}", **facts)]
    if extension.ask_until is not None:
        said.append(words.text("asked for until {moment}", moment=extension.ask_until.said))
    if extension.requires:
        given = words.listed(_given(definition, name) for name in extension.requires)
        said.append(words.text("needs {what}", what=given))
    return words.clauses([*said, *deciders_said(definition, extension)])


def announced(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield what is told when something happens: after what, and what to whom."""
    for each in definition.announcements:
        events = [words.text("the opening") if event == OPEN else event for event in each.on]
        events += [act_called(event) for event in each.after]
        yield (
            words.listed(events),
            words.clauses(_sent(definition, each.message, each.notify, each.copy, urgent=each.urgent)),
        )


def filled(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield the roles, each with what is said of it."""
    for role in definition.roles.values():
        parts = [
            words.text("must be named at the opening") if role.required else "",
            words.text("several units") if role.many else "",
            words.text("by default {units}", units=words.listed(role.default)) if role.default else "",
        ]
        yield role.title, words.joined(parts)


def quota(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield the quotas of linked instances: what counts, and how many by whom."""
    for each in definition.targets.values():
        count = each.count
        states = words.listed(count.states) or words.text("done")
        shares = [
            words.text("{unit} {number} each", unit=unit, number=number) for unit, number in each.per_unit.items()
        ]
        if each.in_all is not None:
            shares.append(words.text("{number} in all", number=each.in_all))
        last = definition.fields[each.by].title if each.by in definition.fields else each.by
        facts = {"scenario": count.scenario, "states": states, "shares": words.listed(shares), "by": last}
        yield each.name, words.text("{scenario} at “{states}”: {shares}, by {by}", **facts)
    target = definition.target
    if target is None:
        return
    if target.per_unit:
        yield target.count, words.text("at least {number} linked items of each unit", number=target.at_least)
    else:
        yield target.count, words.text("at least {number} linked items", number=target.at_least)
