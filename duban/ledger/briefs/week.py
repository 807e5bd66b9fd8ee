"""What a leader has to know this week: which matters are red, where each is stuck, and what is proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable, RecipientKind
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime, tzinfo

    from duban.states import Definition, Recipient, Rung
    from duban.workflow import Engine, ListRow, Situation

MOST = 6
"""So many matters go on one page; of more it is said how many there are."""
_LONGEST = 60
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class WeekMatter(Jsonable):
    """A red matter: whose turn it is since when, who was urged, what was said last, and what comes next.

    `proposed` is the next rung of its ladder in words, or what waits for a decision; `decides` is who decides it. Both
    are empty if nothing is left but the leader's own word, which `exhausted` says.
    """

    number: str
    title: str
    due_on: date | None
    late: int
    turn: tuple[str, ...]
    turn_title: str
    state: str
    since: date
    urged: str
    said: str
    proposed: str
    decides: tuple[str, ...]
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Week(Jsonable):
    """A leader's week: the red matters, the most late first, and how many there are in all, of how many open ones.

    `yellow` are about to be red, `closed` were done in the seven days before.
    """

    reader: str
    as_of: date
    matters: tuple[WeekMatter, ...]
    red: int
    yellow: int
    open: int
    closed: int


def week_of(engine: Engine, *, reader: str = "", query: Query | None = None, most: int = MOST) -> Week:
    """Return the week as it stands now, by the engine's clock.

    Args:
        engine: of which office.
        reader: who reads, a unit or `unit/person`: only what they may read is said. Empty is trusted code.
        query: which matters; left out, all that are open. Its light and what it says of the end are set here.
        most: how many matters are told in full.

    """
    asked = replace(query or Query(), open_only=True, light=(), matters_only=True)
    viewer = reader or None
    today = engine.today()
    counts = engine.count(asked, by="light", viewer=viewer)
    found = _all(engine, replace(asked, light="red"), viewer)
    found.sort(key=lambda row: (row.instance.due_on is None, row.instance.due_on, row.instance.number))
    closed = replace(asked, open_only=False, closed_from=today - timedelta(days=6))
    return Week(
        reader=reader,
        as_of=today,
        matters=tuple(_matter(engine, row, viewer, today) for row in found[:most]),
        red=len(found),
        yellow=counts.by.get("yellow", 0),
        open=counts.total,
        closed=engine.count(closed, viewer=viewer).total,
    )


def _all(engine: Engine, query: Query, viewer: str | None) -> list[ListRow]:
    rows: list[ListRow] = []
    cursor: str | None = None
    while True:
        page = engine.page(query, cursor=cursor, limit=_AT_ONCE, viewer=viewer)
        rows += page.items
        cursor = page.next
        if cursor is None:
            return rows


def _matter(engine: Engine, row: ListRow, viewer: str | None, today: date) -> WeekMatter:
    item = row.instance
    situation = engine.situation(item.number, viewer=viewer, history=True)
    zone = situation.timezone
    proposed, decides, exhausted = _proposed(engine, situation)
    turn = "" if situation.turn is None else situation.definition.roles[situation.turn].title
    return WeekMatter(
        number=item.number,
        title=item.title,
        due_on=item.due_on,
        late=0 if item.due_on is None else max(0, (today - item.due_on).days),
        turn=situation.waits_for,
        turn_title=turn,
        state=item.state,
        since=_since(situation, zone),
        urged=_urged(situation, engine, zone, today),
        said=_said(row, situation, zone, today),
        proposed=proposed,
        decides=decides,
        exhausted=exhausted,
    )


def _since(situation: Situation, zone: tzinfo) -> date:
    """Return the day on which the matter came into its present state."""
    entered = situation.instance.opened_at
    for entry in situation.history:
        if entry.to_state is not None and entry.to_state != entry.from_state:
            entered = entry.at
    return entered.astimezone(zone).date()


def _urged(situation: Situation, engine: Engine, zone: tzinfo, today: date) -> str:
    """Return who was urged how often, by what, and when last; empty if nobody was."""
    told = [each for each in engine.why_escalated(situation.instance.number) if each.fired and each.told]
    said: list[str] = []
    if told:
        last = told[-1]
        said.append(f"已自动提醒{len(told)}次，最近{_day(last.at, zone, today)}")
    for urge in situation.urges[-1:]:
        waiting = f"，{'、'.join(urge.waiting)}未答复" if urge.waiting else "，已答复"
        said.append(f"{_day(urge.at, zone, today)}催办{'、'.join(urge.units)}{waiting}")
    for paper in situation.papers[-2:]:
        waiting = f"，{'、'.join(paper.waiting)}未回复" if paper.waiting else ""
        said.append(f"{day_said(paper.on, today)}发{paper.level}{paper.paper}（{paper.number}）{waiting}")
    return "；".join(said)


def _said(row: ListRow, situation: Situation, zone: tzinfo, today: date) -> str:
    """Return what was said last: an answer to an urge or a paper, a report, a remark."""
    found: list[tuple[datetime, str]] = []
    for urge in situation.urges:
        found += [(each.at, f"{each.by}答复：{each.text}") for each in urge.answers]
    for paper in situation.papers:
        found += [(each.at, f"{each.by}回复：{each.text}") for each in paper.replies]
    if row.progress is not None:
        report = "；".join(str(value) for value in row.progress.values.values() if value) or "无新进展"
        found.append((row.progress.at, f"{row.progress.by}月报：{report}"))
    if situation.remark is not None:
        found.append((situation.remark.at, f"{situation.remark.by}备注：{situation.remark.text}"))
    if not found:
        return ""
    at, text = max(found)
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"{_day(at, zone, today)}{short}"


def _proposed(engine: Engine, situation: Situation) -> tuple[str, tuple[str, ...], bool]:
    """Return what comes next and who decides: what waits for a decision, or the next rung of the ladder."""
    item = situation.instance
    if situation.pending:
        waits = situation.pending[0]
        what = {
            "extension": f"{waits.asked_by}申请延期{words.length(waits.length) if waits.length else ''}，待批",
            "paper": f"{waits.paper}已拟好，待签发",
            "release": f"{waits.what or '升级'}，待同意",
            "approval": f"{waits.what or waits.act}，待批",
        }[waits.kind]
        return what, waits.units, False
    done = {(each.clock, each.rung) for each in engine.why_escalated(item.number) if each.round == item.round}
    for clock in situation.clocks:
        if clock.status != "running" or clock.due_on is None:
            continue
        for rung in _later(situation.definition, clock.clock, {name for at, name in done if at == clock.clock}):
            return _rung_said(situation, rung), _deciding(situation, rung), False
    return "", (), True


def _later(definition: Definition, clock: str, done: Collection[str]) -> Iterator[Rung]:
    """Yield the rungs after the last that has fired or was skipped."""
    rungs = definition.ladders.get(clock, ())
    last = max((place for place, rung in enumerate(rungs) if rung.id in done), default=-1)
    yield from rungs[last + 1 :]


def _rung_said(situation: Situation, rung: Rung) -> str:
    at = rung.at
    offset = None if at.offset is None else str(at.offset)
    when = words.moment(at.anchor, at.sign, offset)
    whom = "、".join(dict.fromkeys(name for each in rung.notify for name in _names(situation, each)))
    if rung.paper is not None:
        return f"{when}向{whom}发{rung.paper}"
    if rung.then is not None:
        return f"{when}自动“{rung.then}”"
    return f"{when}提醒{whom}"


def _deciding(situation: Situation, rung: Rung) -> tuple[str, ...]:
    return () if rung.confirm is None else situation.instance.units.get(rung.confirm, ())


def _names(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    if recipient.kind is not RecipientKind.ROLE:
        return (recipient.name,)
    item = situation.instance
    if recipient.among is not None:
        return item.owing.get(recipient.name, ())
    return item.units.get(recipient.name, ())


def _day(at: datetime, zone: tzinfo, today: date) -> str:
    return day_said(at.astimezone(zone).date(), today)


def day_said(day: date, today: date) -> str:
    """Return a day, with its year unless that is this one."""
    said = f"{day.month}月{day.day}日"
    return said if day.year == today.year else f"{day.year}年{said}"
