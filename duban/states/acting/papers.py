"""Papers: who may sign a draft, what it then is called, whom it goes to, and until when that has to be answered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states.acting.guards import Blocker, role_blockers
from duban.states.acting.saying import units_meant
from duban.states.clocks import due_instant
from duban.states.names import same_name
from duban.states.recipients import RecipientKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from duban.states.definition import Definition, Paper, Rung
    from duban.states.subject import Actor, Issued, Subject, Waiting
    from duban.states.time import WorkingCalendar

_WIDTH = re.compile(r":[^{}]*")
_A_MOMENT = timedelta(microseconds=1)


def drafting_rung(definition: Definition, waiting: Waiting) -> Rung:
    """Return the rung that waits for its release, or that has drafted a paper."""
    return next(rung for rung in definition.ladders[waiting.clock] if rung.id == waiting.rung)


def signing_blockers(
    definition: Definition, subject: Subject, seq: int, actor: Actor, given: Collection[str]
) -> list[Blocker]:
    """Return why the actor may not sign the paper drafted in the history entry `seq`; `given` are what it writes."""
    waiting, request = subject.waiting.get(seq), f"{subject.number}#{seq}"
    if waiting is None:
        return [Blocker("state", {"id": request}, "decided")]
    if waiting.paper is None or waiting.paper not in definition.papers:
        return [Blocker("sign", {"id": request}, "none")]
    paper = definition.papers[waiting.paper]
    found = role_blockers(definition, subject, waiting.roles, actor)
    if actor.person is None:
        found.append(Blocker("sign", {"unit": actor.unit, "paper": paper.name}, "person"))
    titles = {name: definition.fields[name].title for name in paper.asks if name in definition.fields}
    found += [
        Blocker("requires", {"field": name, "title": title}) for name, title in titles.items() if name not in given
    ]
    rung = drafting_rung(definition, waiting)
    outside = any(each.kind is RecipientKind.MAILTO for each in rung.notify)
    if not outside and not units_meant(definition, subject, rung.notify):
        found.append(Blocker("sign", {"paper": paper.name}, "nobody"))
    return found


def refusal_blockers(subject: Subject, seq: int, *, approve: bool, note: str | None) -> list[Blocker]:
    """Return why a decision about a draft cannot stand: it is signed, and not granted, or refused with a reason."""
    waiting = subject.waiting.get(seq)
    if waiting is None or waiting.paper is None:
        return []
    if approve:
        return [Blocker("sign", {"id": f"{subject.number}#{seq}", "paper": waiting.paper}, "decide")]
    return [] if note and note.strip() else [Blocker("requires", {"field": "note"}, "note")]


def next_level(papers: Mapping[int, Issued], paper: str) -> int:
    """Return the how-manieth paper of its kind the next one is for an instance, from 1."""
    return 1 + sum(each.paper == paper for each in papers.values())


def level_called(paper: Paper, level: int) -> str:
    """Return what the n-th paper of its kind is called; empty if the scenario does not say."""
    return paper.levels[min(level, len(paper.levels)) - 1] if paper.levels else ""


def series_of(paper: Paper) -> str:
    """Return what papers are counted by together: their number without widths, as {seq:03d} makes the same as {seq}."""
    return _WIDTH.sub("", paper.number)


def paper_number(paper: Paper, at: datetime, place: int) -> str:
    """Return the number of a paper by its place in the series of the year; `at` is local."""
    return paper.number.format(year=at.year, month=at.month, seq=place)


def reply_day(paper: Paper, at: datetime, calendar: WorkingCalendar) -> date | None:
    """Return the last day on which a paper that was signed at an instant is answered in time; None if none is set."""
    if paper.reply_within is None:
        return None
    return calendar.local_date(due_instant(paper.reply_within, at=at, calendar=calendar) - _A_MOMENT)


def with_reply(papers: Mapping[int, Issued], asked: int, unit: str) -> dict[int, Issued]:
    """Return the papers to remember after a unit has answered one, which is the entry `asked`."""
    found = dict(papers)
    if asked in found:
        left = tuple([each for each in found[asked].units if not same_name(each, unit)])
        found[asked] = replace(found[asked], units=left)
    return found
