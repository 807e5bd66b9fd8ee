"""Papers: who may sign a draft, what it then is called, whom it goes to, and until when that has to be answered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from duban.states.acting.guards import Blocker, role_blockers
from duban.states.acting.saying import units_meant
from duban.states.clocks import due_instant
from duban.states.names import same_name
from duban.states.recipients import Level, Recipient, RecipientKind
from duban.states.subject import Actor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from duban.states.definition import Definition, Paper, Rung
    from duban.states.subject import Issued, Subject, Waiting
    from duban.states.time import WorkingCalendar

_WIDTH = re.compile(r":[^{}]*")
_A_MOMENT = timedelta(microseconds=1)


def drafting_rung(definition: Definition, waiting: Waiting) -> Rung:
    """Return the rung that waits for its release, or that has drafted a paper."""
    return next(rung for rung in definition.ladders[waiting.clock] if rung.id == waiting.rung)


class Going(NamedTuple):
    """How a draft leaves once it is signed: to whom, whether at any hour, and what the system does then.

    `rung` is the rung that has drafted it; None if a person or an act has.
    """

    to: tuple[Recipient, ...]
    copy: tuple[Recipient, ...]
    urgent: bool
    rung: Rung | None


def paper_goes(definition: Definition, waiting: Waiting) -> Going:
    """Return how a draft leaves if it is signed now: as people have made it, or else as the rules say."""
    rung = None if waiting.rung is None else drafting_rung(definition, waiting)
    if rung is None:
        paper = definition.papers[waiting.paper or ""]
        going = Going(paper.to, paper.copy, urgent=False, rung=None)
    else:
        going = Going(rung.notify, rung.copy, rung.urgent, rung)
    drafted = waiting.drafted
    if drafted is None:
        return going
    to = going.to if drafted.to is None else _units(drafted.to, going.to)
    copy = going.copy if drafted.copy is None else _units(drafted.copy, going.copy)
    return going._replace(to=to, copy=copy)


def _units(units: Iterable[str], before: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Return units by name, each by its people of the levels that were to get it before."""
    levels = dict.fromkeys(each.level for each in before if each.kind is not RecipientKind.MAILTO) or (Level.HANDLER,)
    return tuple(Recipient(RecipientKind.UNIT, unit, level) for unit in units for level in levels)


def drafting_blockers(definition: Definition, subject: Subject, paper: str, actor: Actor) -> list[Blocker]:
    """Return why the actor may not draft a paper of this name."""
    known = sorted(name for name, each in definition.papers.items() if each.by)
    declared = definition.papers.get(paper)
    if declared is None or not declared.by:
        return [Blocker("draft", {"paper": paper, "known": known}, "unknown" if known else "never")]
    found = role_blockers(definition, subject, declared.by, actor)
    if declared.four_eyes and actor.person is None:
        found.append(Blocker("draft", {"unit": actor.unit, "paper": paper}, "person"))
    if subject.ended is not None:
        found.append(Blocker("draft", {"number": subject.number, "paper": paper}, "ended"))
    return found


def editing_blockers(
    definition: Definition, subject: Subject, seq: int, actor: Actor, revision: int | None
) -> list[Blocker]:
    """Return why the actor may not edit the draft of the entry `seq`, of which he has seen a `revision`."""
    waiting, request = subject.waiting.get(seq), f"{subject.number}#{seq}"
    if waiting is None:
        return [Blocker("state", {"id": request}, "decided")]
    if waiting.paper is None or waiting.paper not in definition.papers:
        return [Blocker("sign", {"id": request}, "none")]
    paper = definition.papers[waiting.paper]
    found = role_blockers(definition, subject, tuple(dict.fromkeys((*waiting.roles, *paper.by))), actor)
    if paper.four_eyes and actor.person is None:
        found.append(Blocker("draft", {"unit": actor.unit, "paper": paper.name}, "person"))
    return [*found, *_stale(waiting, request, revision)]


def revision_of(waiting: Waiting) -> int:
    """Return the entry that has written a draft last."""
    return waiting.seq if waiting.drafted is None else waiting.drafted.revision


def _stale(waiting: Waiting, request: str, revision: int | None) -> list[Blocker]:
    if revision is None or revision == revision_of(waiting):
        return []
    by = "" if waiting.drafted is None else waiting.drafted.by[-1]
    return [Blocker("draft", {"id": request, "by": by, "revision": revision_of(waiting)}, "edited")]


def _second_eyes(paper: Paper, waiting: Waiting, actor: Actor) -> list[Blocker]:
    """Return a blocker if the actor has drafted or edited himself what somebody else has to sign."""
    hands = () if waiting.drafted is None else waiting.drafted.by
    people = [each for each in map(Actor.parse, hands) if each.person is None or same_name(each.person, actor.person)]
    if not paper.four_eyes or not people:
        return []
    return [Blocker("sign", {"by": str(people[0]), "paper": paper.name}, "four-eyes")]


def _without_figures(definition: Definition, subject: Subject, paper: Paper, given: Collection[str]) -> list[Blocker]:
    """Return a blocker if the figures that the document is made of are not there."""
    name = paper.figures
    if name is None or name not in definition.fields or subject.data.get(name) or name in given:
        return []
    return [Blocker("requires", {"field": name, "title": definition.fields[name].title})]


def signers_of(definition: Definition, paper: str) -> tuple[str, ...]:
    """Return the roles that sign papers of this name, whoever drafts them."""
    declared = definition.papers.get(paper)
    own = () if declared is None or declared.sign is None else (declared.sign,)
    rungs = (rung for ladder in definition.ladders.values() for rung in ladder if rung.paper == paper)
    return tuple(dict.fromkeys((*own, *(rung.confirm for rung in rungs if rung.confirm is not None))))


def voiding_blockers(
    definition: Definition, subject: Subject, asked: int, actor: Actor, note: str | None
) -> list[Blocker]:
    """Return why the actor may not void the paper that was signed in the entry `asked`."""
    found = _issued_blockers(subject, asked)
    if not found:
        paper = subject.papers[asked].paper
        declared = definition.papers.get(paper)
        roles = () if declared is None else declared.voids
        found = role_blockers(definition, subject, roles or signers_of(definition, paper), actor)
    return found if note and note.strip() else [*found, Blocker("requires", {"field": "note"}, "note")]


def scanning_blockers(definition: Definition, subject: Subject, asked: int, actor: Actor) -> list[Blocker]:
    """Return why the actor may not add a scan of the paper that was signed in the entry `asked`."""
    found = _issued_blockers(subject, asked)
    if found:
        return found
    paper = subject.papers[asked].paper
    declared = definition.papers.get(paper)
    drafters = () if declared is None else (*declared.by, *declared.voids)
    return role_blockers(definition, subject, tuple(dict.fromkeys((*signers_of(definition, paper), *drafters))), actor)


def _issued_blockers(subject: Subject, asked: int) -> list[Blocker]:
    issued = subject.papers.get(asked)
    if issued is None:
        return [Blocker("paper", {"number": subject.number, "asked": asked}, "none")]
    return [Blocker("paper", {"number": issued.number}, "void")] if issued.void else []


def papers_after_act(definition: Definition, *, on: str = "", after: str = "") -> list[Paper]:
    """Return the papers that the engine drafts on a trigger, or after an act of its own."""
    return [each for each in definition.papers.values() if (on and on in each.on) or (after and after in each.after)]


def signing_blockers(
    definition: Definition,
    subject: Subject,
    seq: int,
    actor: Actor,
    given: Collection[str],
    *,
    revision: int | None = None,
) -> list[Blocker]:
    """Return why the actor may not sign the paper drafted in the history entry `seq`; `given` are what it writes.

    If he has seen a `revision`, it has to be the last one.
    """
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
    found += _without_figures(definition, subject, paper, given)
    found += _second_eyes(paper, waiting, actor)
    found += _stale(waiting, request, revision)
    going = paper_goes(definition, waiting)
    outside = any(each.kind is RecipientKind.MAILTO for each in going.to)
    if not outside and not units_meant(definition, subject, going.to):
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
    """Return the how-manieth paper of its kind the next one is for an instance, from 1; void ones do not count."""
    return 1 + sum(each.paper == paper and not each.void for each in papers.values())


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


def answered_by(paper: Paper, waiting: Waiting, at: datetime, calendar: WorkingCalendar) -> date | None:
    """Return the last day to answer a draft that is signed at an instant: the one that was set, or by the rules."""
    own = None if waiting.drafted is None else waiting.drafted.reply_by
    return reply_day(paper, at, calendar) if own is None else own


def with_reply(papers: Mapping[int, Issued], asked: int, unit: str) -> dict[int, Issued]:
    """Return the papers to remember after a unit has answered one, which is the entry `asked`."""
    found = dict(papers)
    if asked in found:
        left = tuple([each for each in found[asked].units if not same_name(each, unit)])
        found[asked] = replace(found[asked], units=left)
    return found
