"""Layout of instances, clocks and histories for people, with the headings that offices use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.cli.terminal.aims import beside_pairs
from duban.cli.terminal.output import clean, light
from duban.cli.terminal.papers import paper_words
from duban.cli.terminal.plan_words import tasks_words
from duban.cli.terminal.reports import report_pairs
from duban.cli.terminal.words import medium_word, word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, tzinfo

    from rich.text import Text

    from duban.states import ReckonedDay
    from duban.workflow import (
        Allowed,
        ClockEvent,
        EachAct,
        ErasedField,
        HistoryEntry,
        Instance,
        Link,
        PartView,
        Situation,
        UrgeView,
        WhyDue,
        WhyEscalated,
        WhyNot,
    )

INSTANCE_COLUMNS = ("Number", "Matter", "Lead", "Responsible", "State", "Due", "Light")
HISTORY_COLUMNS = ("Seq", "Time", "Who", "What", "Remark", "Told")
RUNG_COLUMNS = ("Time", "Clock", "Step", "Result", "Why", "Told")
LINK_COLUMNS = ("Link", "Number", "Matter", "State")
PART_COLUMNS = ("Part", "Matter", "Unit", "State", "Due", "Light")
CLOCK_COLUMNS = ("Clock", "Status", "Due day", "Left")
DAY_COLUMNS = ("Date", "Counted", "Why")
ALLOWED_COLUMNS = ("Act", "Allowed?")

_LONGEST_VALUE = 60
_HALTS = ("pause", "stop", "resume")


def headline(item: Instance) -> Text:
    """Return an instance on one line: number, title, state, due day and light."""
    from rich.text import Text

    line = Text(clean(f"{item.number}  {item.title}  {state_text(item)}"))
    if item.due_on is not None:
        line.append("  " + word("due {day}", day=due(item)))
    return line.append("  ").append(light(item.light))


def instance_row(item: Instance) -> list[str | Text]:
    """Return an instance as a row of the ledger."""
    units = item.units
    if "lead" in units or "responsible" in units:
        lead, responsible = units.get("lead", ()), units.get("responsible", ())
    else:
        lead, responsible = (), tuple(dict.fromkeys(unit for names in units.values() for unit in names))
    return [
        item.number,
        item.title,
        named(lead) if "lead" in units else "",
        named(responsible) if "responsible" in units else words.listed(responsible),
        state_text(item),
        listed_due(item),
        light(item.light),
    ]


def state_text(item: Instance | Link | PartView) -> str:
    """Return the state, and if it was closed there without being done, how: 整改（已撤销）."""
    from duban.ledger import ended_words

    return item.state if item.ended is None else item.state + words.aside(ended_words(item.ended))


def named(units: Sequence[str]) -> str:
    """Return a list of units as text, or that none is named yet."""
    return words.listed(units) or word("(to be assigned)")


def due(item: Instance) -> str:
    """Return the due day as the ledger shows it."""
    if item.due_on is None:
        return word("ongoing") if item.ongoing and item.closed_at is None else ""
    return _day(item.due_on, provisional=item.provisional)


def listed_due(item: Instance) -> str:
    """Return the due day that lists show: that of the clock which the scenario puts forward, if it does."""
    if item.headline_on is None or item.headline_on == item.due_on:
        return due(item) if item.headline_on == item.due_on else ""
    return str(item.headline_on)


def allowed_row(allowed: Allowed) -> list[str]:
    """Return an act as a row of those that somebody may do, or why not."""
    if not allowed.ok:
        return [allowed.trigger, words.clauses(allowed.blockers)]
    if allowed.approve:
        return [allowed.trigger, word("may be asked for, and takes approval")]
    return [allowed.trigger, word("may be done, the usual next step") if allowed.primary else word("may be done")]


def situation_pairs(standing: Situation, *, operator: bool = False) -> list[tuple[str, str | Text]]:
    """Return the headings and values of one instance; to the operator, it is said which of them are private."""
    item, definition = standing.instance, standing.definition
    titles = {name: role.title for name, role in definition.roles.items()}
    which = word("{title} ({scenario}, version {version})", title=definition.title, **_pinned(item))
    where = word(
        "{state} (round {round}, version {version})", state=state_text(item), round=item.round, version=item.version
    )
    rows: list[tuple[str, str | Text]] = [
        (word("Number"), item.number),
        (word("Matter"), item.title),
        (word("Kind"), which),
        (word("State"), where),
        (word("Told to the public"), item.public_state or ""),
        (word("Light"), light(item.light)),
        (word("Due"), due(item)),
        (word("Tasks"), "" if standing.plan is None else tasks_words(standing.plan)),
        (word("Whose turn"), words.headed(titles[standing.turn], named(standing.waits_for)) if standing.turn else ""),
        (word("Opened"), moment(item.opened_at, standing.timezone)),
        (word("Closed"), moment(item.closed_at, standing.timezone) if item.closed_at else ""),
    ]
    rows += [(each.trigger, signed_words(each)) for each in standing.each]
    rows += beside_pairs(standing)
    rows += [(titles.get(role, role), named(units)) for role, units in item.units.items()]
    rows += [(definition.fields[name].title, value_text(value)) for name, value in item.data.items()]
    private = [definition.fields[name].title for name in item.data if definition.fields[name].private]
    if operator and private:
        rows.append((word("Read as"), word("operator, private fields included: {fields}", fields=private)))
    rows += [(_title(standing, each.field), _erased(standing, each)) for each in standing.erased]
    rows += _said(standing)
    rows += report_pairs(standing)
    rows += [(word("Paper"), paper_words(each)) for each in standing.papers]
    return [(heading, value) for heading, value in rows if value]


def signed_words(act: EachAct) -> str:
    """Return how many units have done what each of them has to do, who still owes it, and who is excused."""
    excused = [each.unit for each in act.signed if each.excused]
    parts = [word("{done} of {asked} have", done=act.done, asked=act.asked)]
    if act.owing:
        parts.append(word("still owed by {units}", units=words.listed(act.owing)))
    if excused:
        parts.append(word("excused: {units}", units=words.listed(excused)))
    return words.clauses(parts)


def _said(standing: Situation) -> list[tuple[str, str | Text]]:
    """Return the last remark, the instructions, and the last urge with what was answered to it."""
    from duban.workflow import moment_words

    rows: list[tuple[str, str | Text]] = []
    zone = standing.timezone
    if (remark := standing.remark) is not None:
        facts = {"text": remark.text, "by": remark.by, "at": moment(remark.at, zone)}
        rows.append((word("Last remark"), word("{text} ({by}, {at})", **facts)))
    for one in standing.instructions:
        asked = word("asks for: {demand}", demand=one.demand) if one.demand else ""
        said = words.clauses(filter(None, [one.text, asked]))
        said = words.clauses([said, word("opened {number}", number=one.opened)]) if one.opened else said
        rows.append((word("Instruction"), word("{leader}, {on}: {said}", leader=one.leader, on=one.on, said=said)))
    for urge in standing.urges[-1:]:
        facts = {"text": urge.note or word("please act on it"), "by": urge.by, "at": moment(urge.at, zone)}
        rows.append((word("Last urge"), word("entry {seq}: {text} ({by}, {at})", seq=urge.seq, **facts)))
        for each in urge.answers:
            facts = {"text": each.text, "by": each.by, "at": moment(each.at, zone)}
            rows.append((word("Answer"), word("{text} ({by}, {at})", **facts)))
        if urge.waiting:
            rows.append((word("Not answered"), _not_answered(urge)))
        for step in urge.went_up:
            facts = {"at": moment(step.at, zone), "moment": moment_words(step.step)}
            rows.append((word("Went up"), word("told {units} ({moment}, {at})", units=step.told, **facts)))
    return rows


def _not_answered(urge: UrgeView) -> str:
    waiting = words.listed(urge.waiting)
    return waiting if urge.due_on is None else word("{units}, due {day}", units=waiting, day=urge.due_on)


def _title(standing: Situation, field: str) -> str:
    declared = standing.definition.fields.get(field)
    return field if declared is None else declared.title


def _erased(standing: Situation, erased: ErasedField) -> str:
    """Return what stands in place of a value that was erased."""
    at = moment(erased.at, standing.timezone)
    return word("(erased by {by}, {at}: {note})", by=erased.by, at=at, note=erased.note)


def _pinned(item: Instance) -> dict[str, object]:
    return {"scenario": item.scenario, "version": item.scenario_version}


def _day(day: date | None, *, provisional: bool) -> str:
    if day is None:
        return ""
    return word("{day} (provisional)", day=day) if provisional else str(day)


def clock_row(clock: WhyDue) -> list[str]:
    """Return a clock as a row."""
    left = clock.left if clock.status in {"running", "paused"} else ""
    return [clock.clock, word(clock.status), _day(clock.due_on, provisional=clock.provisional), left]


def link_row(link: Link) -> list[str]:
    """Return a link as a row, saying what the other instance is to this one."""
    from duban.ledger import link_words

    towards = {
        "child_of": ("parent", "child"),
        "opened_by": ("opened by", "opened"),
        "in_plan": ("plan", "task of the plan"),
        "carried_into": ("carried over into", "carried over from"),
    }
    outwards, inwards = towards.get(link.kind, (link_words(link.kind), link_words(link.kind)))
    return [word(outwards if link.outgoing else inwards), link.number, link.title, state_text(link)]


def part_row(part: PartView) -> list[str | Text]:
    """Return a part of an instance as a row."""
    due = "" if part.due_on is None else str(part.due_on)
    return [part.number, part.title, words.listed(part.units), state_text(part), due, light(part.light)]


def history_rows(standing: Situation, entries: Sequence[HistoryEntry]) -> list[list[str]]:
    """Return the entries of a history as rows, each in words."""
    from duban.ledger import tell

    told = tell(standing.definition, entries, standing.timezone)
    return [
        [
            str(entry.seq),
            moment(entry.at, standing.timezone),
            happening.who,
            happening.what,
            _remark(standing, entry, happening.why),
            words.listed(happening.told),
        ]
        for entry, happening in zip(entries, told, strict=True)
    ]


def rung_row(rung: WhyEscalated, zone: tzinfo) -> list[str]:
    """Return a rung that was fired or skipped as a row."""
    from duban.workflow import clock_words, moment_words, skip_words

    result = word("fired") if rung.fired else word("skipped")
    step = moment_words(rung.rung)
    clock = clock_words(rung.clock)
    return [moment(rung.at, zone), clock, step, result, skip_words(rung.why), words.listed(rung.told)]


def clock_story(clock: WhyDue, zone: tzinfo) -> list[str]:
    """Return how a clock got its due day: a heading, and a line per event."""
    day = _due_words(clock, zone)
    lines = [
        word("{clock}: {basis}; due day {day}", clock=clock.clock, basis=clock.basis, day=day),
        f"  {word('calendar')} {clock.revision}",
    ]
    for event in clock.story:
        change = ""
        if event.due_on is not None and event.due_on != event.due_before:
            days = {"day": event.due_on, "before": event.due_before}
            given = event.due_before is None
            change = word("due day {day}", **days) if given else word("{before} → {day}", **days)
        who = "" if event.by == "system" else event.by
        entry = word("entry {seq}", seq=event.seq)
        said = words.joined([event.what, change, _used(clock, event), who])
        lines.append(f"  {entry} {moment(event.at, zone)} {said}")
    return lines


def _due_words(clock: WhyDue, zone: tzinfo) -> str:
    """Return the due day, with the time if the clock ends before the day does."""
    if clock.due_at is not None and clock.due_at.astimezone(zone).strftime("%H%M") != "0000":
        at = moment(clock.due_at, zone)
        return word("{day} (provisional)", day=at) if clock.provisional else at
    return _day(clock.due_on, provisional=clock.provisional) or word("none")


def _used(clock: WhyDue, event: ClockEvent) -> str:
    """Return how much of its budget a clock had used when it was paused, stopped or resumed."""
    if clock.budget is None or event.code not in _HALTS:
        return ""
    return word("used {much}", much=used_words(event.consumed, clock.budget))


def used_words(consumed: int, budget: str) -> str:
    """Return how much of a budget is consumed, in days of its unit or in hours and minutes."""
    from duban.states import Duration, parse_duration
    from duban.workflow import clock_time

    length = parse_duration(budget)
    return clock_time(consumed) if length.unit.in_hours else Duration(consumed, length.unit).said


def day_rows(days: Sequence[ReckonedDay], budget: str | None = None) -> list[list[str]]:
    """Return the days of a clock as rows; consecutive days that do not count for one reason share a row."""
    rows: list[list[str]] = []
    first = None
    for place, each in enumerate(days):
        first = first or each
        after = days[place + 1] if place + 1 < len(days) else None
        if after is not None and not each.counted and (after.counted, after.why) == (False, each.why):
            continue
        span = str(first.day) if first is each else word("{first} – {last}", first=first.day, last=f"{each.day:%m-%d}")
        counted = str(each.consumed) if budget is None or "hour" not in budget else used_words(each.consumed, budget)
        rows.append([span, counted if each.counted else "", each.why])
        first = None
    return rows


def fate_lines(rung: WhyEscalated, zone: tzinfo) -> list[str]:
    """Return how a rung's moment follows from its clock, what the rung led to, and what became of its messages."""
    from duban.ledger import withdrawal_words
    from duban.workflow import moment_words

    facts = [fact for fact in (rung.reckoning, rung.followed) if fact]
    step = word("{clock}: {moment}", clock=rung.clock, moment=moment_words(rung.rung))
    lines = [f"  {words.headed(step, words.clauses(facts))}"] if facts else []
    for told in rung.messages:
        when = "" if told.at is None else f" {moment(told.at, zone)}"
        why = words.aside(withdrawal_words(told.why))
        lines.append(f"    {told.unit} {told.contact} {medium_word(told.medium)} {word(told.status)}{when}{why}")
    return lines


def yet_line(one: WhyNot, zone: tzinfo) -> str:
    """Return as a line why something has not happened yet."""
    when = "" if one.at is None else words.aside(moment(one.at, zone))
    return f"  {words.headed(one.about, one.why)}{when}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Return an instant as text, in local time."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def value_text(value: Any) -> str:  # noqa: ANN401 - a field's value
    """Return a field's value as text; a file by its name."""
    if isinstance(value, list | tuple):
        return words.listed(value_text(each) for each in value)
    if isinstance(value, bool):
        return word("yes") if value else word("no")
    if hasattr(value, "keys") and "day" in value:
        done = word("done {day}", day=value["done"]) if value.get("done") else ""
        return f"{value['name']} {value['day']}{words.aside(words.joined([value.get('unit') or '', done]))}"
    if hasattr(value, "keys"):
        return str(value.get("name", value))
    return str(value)


def _remark(standing: Situation, entry: HistoryEntry, why: str) -> str:
    """Return the remark on an entry: its note or reason, and the data that came with the act."""
    from duban.states.history import Acted, Opened

    facts = entry.facts
    note = getattr(facts, "note", None)
    titles = {name: field.title for name, field in standing.definition.fields.items()}
    parts = [note] if note else []
    if entry.kind != "act" and why and why not in parts:
        parts.append(why)
    if isinstance(facts, Opened | Acted):
        parts += [words.headed(titles.get(name, name), _short(value_text(value))) for name, value in facts.data.items()]
        if facts.private:
            private = words.listed(titles.get(name, name) for name in facts.private)
            parts.append(words.headed(word("private"), private))
    return words.clauses(parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
