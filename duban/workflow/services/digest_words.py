"""What a digest says: its matters one by one, the most late first, hand-outs of a plan together, and each in full."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from duban import words
from duban.notifiers import Listed, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled
    from duban.workflow.services.letters import Letter

_FEWEST = 2
_LEAD = "lead"
_LONGEST_VALUE = 35
"""The most characters that carriers take for one variable."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a digest says of one message: its letter, its matter, the day that its clock is due on, and for which units.

    `plan` is that of a hand-out, by which units of it are told of together; `part` is what the reader is in the matter.
    `sign` is what the reader does first, and `by` until when.
    """

    letter: Letter
    number: str
    title: str
    due: date | None
    light: str
    units: tuple[str, ...]
    same: tuple[object, ...]
    plan: str = ""
    leads: bool = False
    ends: date | None = None
    sign: str = ""


def line_of(compiled: Compiled, record: OutboxRecord, letter: Letter) -> Line:
    """Return what a digest says of a message."""
    facts = json.loads(record.facts)
    item, clock = facts["item"], facts.get("clock") or {}
    data = item.get("data", {})
    handed_out = item.get("opened_at") and _same_instant(item["opened_at"], record)
    plan = str(data.get("plan") or "") if handed_out else ""
    ends = item.get("headline_on") or item.get("due_on")
    return Line(
        letter,
        record.number,
        item.get("title", ""),
        due_of(facts),
        "" if facts.get("paper", {}).get("number") else clock.get("light") or "",
        (facts["unit"],),
        (record.number, record.message, record.rung, record.clock, record.lap, record.round, record.created_at),
        plan=plan,
        leads=facts["unit"] in item.get("units", {}).get(_LEAD, ()),
        ends=None if ends is None or item.get("ongoing") else date.fromisoformat(ends),
        sign=_first_act(compiled, item, facts["unit"]) if plan else "",
    )


def due_of(facts: Mapping[str, Any]) -> date | None:
    """Return the day on which the clock of a message is due, or else its instance."""
    due = (facts.get("clock") or {}).get("due") or facts["item"].get("due_on")
    return None if due is None else date.fromisoformat(due)


def each_once(lines: Iterable[Line]) -> list[Line]:
    """Return each message once: who is meant for two units is told the same twice otherwise."""
    found: dict[tuple[object, ...], Line] = {}
    for line in lines:
        known = found.get(line.same)
        units = line.units if known is None else tuple(dict.fromkeys((*known.units, *line.units)))
        found[line.same] = replace(known or line, units=units, leads=line.leads or (known is not None and known.leads))
    return list(found.values())


def short(lines: Sequence[Line], today: date) -> tuple[str, str]:
    """Return what an SMS says: how many there are, and the one that is most late or due first."""
    first = lines[0]
    if first.due is None:
        what = first.number
    else:
        facts = {"number": first.number, "day": words.written_day(first.due, this_year=first.due.year)}
        late = first.due < today
        what = words.text("{number} was due {day}", **facts) if late else words.text("{number} due {day}", **facts)
    return str(len(lines)), what[:_LONGEST_VALUE]


def subject_of_digest(lines: Sequence[Line], today: date) -> str:
    """Return what a mail is about: a plan's hand-outs if it has nothing else, or else how many there are."""
    late = sum(1 for line in lines if line.due is not None and line.due < today)
    facts = {"day": words.written_day(today, this_year=today.year), "count": len(lines), "late": late}
    sections = list(_by_plan(lines))
    if len(sections) == 1 and sections[0][0]:
        plan, handed = sections[0]
        return words.text("[Handed out] {plan}: {said}", plan=plan, said=_asked(handed, today))
    if late:
        return words.text("[Today] {day}: {count} messages about your matters, {late} of them late", **facts)
    return words.text("[Today] {day}: {count} messages about your matters", **facts)


def sections_of(lines: Sequence[Line], today: date, desk: str | None) -> list[Section]:
    """Return the matters as a mail lists them; those that a plan hands out have a heading of their own."""
    found, place = [], 0
    sections = _by_plan(lines)
    for plan, handed in sections:
        # If there is nothing else, the subject says it.
        heading = (
            ""
            if not plan or len(sections) == 1
            else words.text("{plan}: {said}", plan=plan, said=_asked(handed, today))
        )
        rows = []
        for line in handed:
            place += 1
            rows.append(_row(line, place, today, desk, short=bool(plan)))
        found.append(Section(heading, tuple(rows)))
    return found


def written(sections: Sequence[Section], lines: Sequence[Line], today: date) -> Iterator[str]:
    """Yield the lines of a mail: its matters, and behind them each message in full."""
    yield words.text("What is due first stands first; each message in full stands below.")
    for section in sections:
        if section.heading:
            yield from ("", section.heading)
        for row in section.rows:
            if not section.heading:
                yield ""
            yield f"{row.place}. {row.title}"
            yield from (f"   {said}" for said in (row.said, row.todo, row.link) if said)
    yield from in_full(lines, today)


def in_full(lines: Sequence[Line], today: date) -> Iterator[str]:
    """Yield each message in full, in the order of the list; one that was written on an earlier day says when."""
    ordered = [line for _, handed in _by_plan(lines) for line in handed]
    for place, line in enumerate(ordered, 1):
        wrote = line.letter.message.created_at.date()
        said = "" if wrote == today else f" · {words.written_day(wrote, this_year=today.year)}"
        yield ""
        yield f"—— {place}. {line.number}{said} ——"
        yield line.letter.message.text.strip()


def _row(line: Line, place: int, today: date, desk: str | None, *, short: bool) -> Listed:
    said, link = "", f"{desk.rstrip('/')}/i/{quote(line.number, safe='')}" if desk else ""
    if short:
        part = [line.number, *([words.text("as lead")] if line.leads else [])]
        until = words.text("ongoing") if line.ends is None else words.written_day(line.ends, this_year=today.year)
        said = words.headed(words.text("Due"), until)
        return Listed(place, f"{line.title}{words.aside(words.listed(part))}", said, "", link)
    if line.due is not None:
        day = words.written_day(line.due, this_year=today.year)
        said = words.headed(words.text("Due"), day)
        if line.due < today:
            said = words.text("{said}, late", said=said)
    if len(line.units) >= _FEWEST:
        said = words.listed([*([said] if said else []), words.text("for {units}", units=words.listed(line.units))])
    light = "red" if line.due is not None and line.due < today else line.light
    return Listed(place, line.letter.message.subject, said, _todo(line.letter.message.text), link, light)


def _asked(handed: Sequence[Line], today: date) -> str:
    """Return how many matters a plan hands to the reader, and what is wanted of all of them first."""
    leading = sum(line.leads for line in handed)
    days = [line.due for line in handed if line.due is not None and line.sign]
    facts = {"count": len(handed), "leading": leading}
    said = (
        words.text("{count} matters for your unit, {leading} of them as lead", **facts)
        if leading
        else words.text("{count} matters for your unit", **facts)
    )
    if not days:
        return said
    act = next(line.sign for line in handed if line.sign)
    day = words.written_day(min(days), this_year=today.year)
    return words.text("{said}; {act} all of them by {day}", said=said, act=act, day=day)


def _by_plan(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines, those that one plan hands out together, at the place of the first of them."""
    many = {line.plan for line in lines if line.plan and sum(each.plan == line.plan for each in lines) >= _FEWEST}
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        plan = line.plan if line.plan in many else ""
        group = next((each for each in found if each[0] == plan), None) if plan else None
        if group is not None:
            group[1].append(line)
        elif not plan and found and not found[-1][0]:
            found[-1][1].append(line)
        else:
            found.append((plan, [line]))
    return found


def _first_act(compiled: Compiled, item: Mapping[str, Any], unit: str) -> str:
    """Return the act that comes first for a unit where a matter stands, if it requires nothing: signing for it."""
    units = item.get("units", {})
    for name, entries in compiled.definition.transitions.items():
        for each in entries:
            mine = any(unit in units.get(role, ()) for role in each.by)
            if mine and each.primary and not each.requires and item["state"] in each.sources:
                return name
    return ""


def _same_instant(opened_at: str, record: OutboxRecord) -> bool:
    return datetime.fromisoformat(opened_at) == record.created_at


def _todo(text: str) -> str:
    """Return what a message says is to be done now, as messages of the house have it; empty if it does not."""
    head = words.text("To do now:")
    line = next((line for line in text.splitlines() if head in line), "")
    return f"{head}{line.partition(head)[2]}".strip() if line else ""
