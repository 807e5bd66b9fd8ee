"""How far a matter is: its parts and what each unit has done or reported, and what was asked of them and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lateness, unit_of
from duban.desk.models.matter.reported import NOT_TOLD, Told, report_words, told_of_part
from duban.ledger import ended_words
from duban.states import Light, is_among

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from duban.desk.models.rulebook import Rulebook
    from duban.workflow import EachAct, PartView, Situation

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a matter: who does it, how it stands, and what was last reported of it."""

    number: str
    title: str
    units: str
    state: str
    lamp: Lamp
    last: Told = NOT_TOLD


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit has done (with `done` in order) or still owes, and what it has last reported."""

    unit: str
    done: tuple[str, ...]
    owes: tuple[str, ...]
    reported: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something that was said: what it is called, by whom and when, the text, and the answers to it."""

    seq: int
    called: str
    by: str
    at: datetime
    text: str
    answers: tuple[tuple[str, datetime, str], ...] = ()
    waiting: str = ""
    inside: bool = False
    paper: int = 0
    """Of a paper, the entry that signed it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The parts with their sum in words, a line for each unit with its sum, and what was said."""

    parts: tuple[Part, ...]
    sum_of_parts: str
    units: tuple[UnitLine, ...]
    sum_of_units: str
    sayings: tuple[Saying, ...]
    drafts: bool = False
    """Whether the viewer can draft a paper."""


def standing_of(standing: Situation, rulebook: Rulebook, reached: Collection[str]) -> Standing:
    """Return how far a matter is; of its parts, those whose numbers the viewer reaches."""
    parts = [each for each in standing.parts if each.number in reached]
    return Standing(
        parts=tuple(_part(each, standing, rulebook) for each in parts),
        sum_of_parts=_sum(parts),
        units=_unit_lines(standing),
        sum_of_units=_each_words([each for each in standing.each if each.open]),
        sayings=tuple(sorted(_sayings(standing), key=lambda each: each.seq, reverse=True)),
        drafts=any(each.verb == "draft" and each.ok for each in standing.possible),
    )


def _sum(parts: Collection[PartView]) -> str:
    """Return the sum of the parts: 12家：8完成、2红."""
    if not parts:
        return ""
    done = sum(each.closed and each.ended is None for each in parts)
    red = sum(not each.closed and each.light is Light.RED for each in parts)
    said = [words.text("{count} parts done", count=done)]
    said += [words.text("{count} parts red", count=red)] if red else []
    return words.headed(words.text("{count} parts", count=len(parts)), words.listed(said))


def _part(part: PartView, standing: Situation, rulebook: Rulebook) -> Part:
    unit = unit_of(standing.definition)
    if part.closed:
        lamp = Lamp("done", words.closed_as(part.state) if part.ended is None else ended_words(part.ended))
    elif part.due_on is None:
        lamp = Lamp(str(part.light), words.text("no due day"))
    else:
        calendar = rulebook.calendar(standing.instance.scenario)
        lamp = Lamp(str(part.light), lateness(part.due_on, rulebook.today, calendar, unit), _day(part.due_on, rulebook))
    told = told_of_part(part, standing.line_titles, standing.timezone)
    return Part(part.number, part.title, words.listed(part.units), part.state, lamp, told)


def _day(day: date, rulebook: Rulebook) -> str:
    return words.written_day(day, this_year=rulebook.today.year)


def _each_words(acts: Collection[EachAct]) -> str:
    return words.joined(
        words.text("{trigger}: {done} of {count} units", trigger=act.trigger, done=act.done, count=act.asked)
        for act in acts
        if act.asked > 1
    )


def _unit_lines(standing: Situation) -> tuple[UnitLine, ...]:
    """Return a line for each unit, if there are several that do something for themselves, or any that report."""
    item, zone = standing.instance, standing.timezone
    several = [act for act in standing.each if act.asked > 1 or len(act.signed) > 1]
    units = dict.fromkeys([*(unit for act in several for unit in _of(act)), *item.reports])
    lines = []
    for unit in units:
        done = tuple(
            words.joined([words.text("excused from “{trigger}”", trigger=act.trigger), each.note or ""])
            if each.excused
            else words.joined([act.trigger, words.written_on_weekday(each.at.astimezone(zone))])
            for act in several
            for each in act.signed
            if is_among(unit, (each.unit,))
        )
        owes = tuple(act.trigger for act in several if is_among(unit, act.owing))
        report = item.reports.get(unit)
        said = on = ""
        if report is not None:
            said, on = report_words(report, standing.line_titles, zone)
        lines.append(UnitLine(unit, done, owes, said, on))
    return tuple(lines)


def _of(act: EachAct) -> list[str]:
    return [*(each.unit for each in act.signed), *act.owing]


def _sayings(standing: Situation) -> list[Saying]:
    zone = standing.timezone
    found = []
    for urge in standing.urges:
        answers = tuple((each.by, each.at.astimezone(zone), each.text) for each in urge.answers)
        waiting = words.text("not answered yet: {units}", units=urge.waiting) if urge.waiting else ""
        if waiting and urge.due_on is not None:
            waiting = words.joined([waiting, words.text("due {day}", day=words.written_day(urge.due_on))])
        for step in urge.went_up:
            on = words.written_day(step.at.astimezone(zone).date())
            waiting = words.joined([waiting, words.text("told those above on {day}: {units}", day=on, units=step.told)])
        at = urge.at.astimezone(zone)
        found.append(Saying(urge.seq, words.text("urge"), urge.by, at, urge.note or "", answers, waiting))
    for order in standing.instructions:
        on = words.written_date(order.on)
        text = order.text or ""
        asks = words.text("asks of the units: {demand}", demand=order.demand) if order.demand else ""
        by = words.joined([order.leader, on])
        at = order.at.astimezone(zone)
        said = "\n".join(filter(None, (text, asks)))
        found.append(Saying(order.seq, words.text("instruction of a leader"), by, at, said))
    for paper in standing.papers:
        answers = tuple((each.by, each.at.astimezone(zone), each.text) for each in paper.replies)
        waiting = words.text("not answered yet: {units}", units=paper.waiting) if paper.waiting else ""
        if waiting and paper.reply_by is not None:
            waiting = words.joined([waiting, words.text("due {day}", day=words.written_day(paper.reply_by))])
        at = paper.signed_at.astimezone(zone)
        to = words.text("to {unit}", unit=words.listed(paper.to))
        said = words.joined([f"{paper.number} {to}", words.text("Void") if paper.void else ""])
        found.append(Saying(paper.seq, paper.paper, paper.signed_by, at, said, answers, waiting, paper=paper.seq))
    if standing.remark is not None:
        last = standing.remark
        at, inside = last.at.astimezone(zone), last.to == OFFICE
        found.append(Saying(last.seq, words.text("last remark"), last.by, at, last.text, inside=inside))
    return found
