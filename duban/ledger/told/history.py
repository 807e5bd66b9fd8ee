"""A history in the words of an office: one plain sentence per entry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.told.aims import AIMS
from duban.ledger.told.links import link_words, news_words, opened_other
from duban.ledger.told.papers import PAPERS
from duban.ledger.told.parts import divided, part_left, parts_opened
from duban.ledger.told.plans import PLAN_WORDS
from duban.ledger.told.reports import lines_written, progress_words, struck_words
from duban.ledger.told.requests import asked_told, decided_told, extension_told, taken_back_told
from duban.states import SYSTEM, Light, each_once, parse_duration
from duban.states.history import (
    Acted,
    Answered,
    ApprovalAsked,
    Assigned,
    ClockRedated,
    Corrected,
    Decided,
    Divided,
    Ended,
    Erased,
    Excused,
    ExtensionAsked,
    HandedOver,
    Instructed,
    LinesStruck,
    LinkHeard,
    LinkMade,
    Merged,
    News,
    Opened,
    OpinionGiven,
    OtherOpened,
    PartLeft,
    PartsOpened,
    PartWithdrawn,
    Progressed,
    Readdressed,
    Refused,
    Remarked,
    Reminded,
    Reported,
    RulesChanged,
    RungFired,
    RungSkipped,
    StayEnded,
    TakenBack,
    Unanswered,
    Urged,
)
from duban.workflow import moment_words, skip_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from duban.states import Definition
    from duban.states.history import Entry, Step
    from duban.workflow import HistoryEntry

_WITHDRAWAL_TEXTS = {
    "new lap": "the clock was reckoned anew",
    "stopped": "the clock stopped",
    "new round": "the next round began",
    "decided": "it was decided",
    "acted": "it was acted on",
    "signed": "the unit has done it, or was excused",
    "taken back": "who had asked took it back",
    "ended": "it is void or merged",
}
_MOST_NAMES = 4
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Happening:
    """One history entry in words; `at` is local, `what` a short sentence, `why` the reason given or empty.

    `kind` and `trigger` are those of the entry, so that programs can look for certain entries.
    """

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    told: tuple[str, ...]
    kind: str
    trigger: str | None
    light: Light | None
    hash: str


def tell(definition: Definition | None, history: Sequence[HistoryEntry], zone: tzinfo) -> tuple[Happening, ...]:
    """Return a history in words; without the definition, roles have their names instead of their titles."""
    return tuple(_tell(definition, entry, zone) for entry in history)


def length_words(length: str) -> str:
    """Return a length of time in words: 5个工作日, 5 working days."""
    return parse_duration(length).said


def withdrawal_words(why: str) -> str:
    """Return in words why a message was withdrawn; any other reason is returned as it is."""
    return words.text(_WITHDRAWAL_TEXTS[why]) if why in _WITHDRAWAL_TEXTS else why


def names_words(names: Sequence[str]) -> str:
    """Return names as a list; of many names, the first and how many there are: 市住建局、市发改委等12个单位."""
    if len(names) <= _MOST_NAMES:
        return words.listed(names)
    some = words.listed(names[: _MOST_NAMES - 1])
    return words.text("{some} and others, {count} units in all", some=some, count=len(names))


def colour_words(light: Light) -> str:
    """Return a light by its colour in words: 红, red."""
    return words.text(str(light))


def _tell(definition: Definition | None, entry: HistoryEntry, zone: tzinfo) -> Happening:
    facts = entry.facts
    what, why = _words(definition, entry, facts, zone)
    light = facts.light if isinstance(facts, RungFired) else None
    return Happening(
        seq=entry.seq,
        at=entry.at.astimezone(zone),
        who=words.text("system") if entry.actor == SYSTEM else entry.actor,
        what=what,
        why=why,
        told=facts.told or (),
        kind=entry.kind,
        trigger=entry.trigger,
        light=None if light is None else Light(light),
        hash=entry.hash,
    )


def _words(definition: Definition | None, entry: HistoryEntry, facts: Entry, zone: tzinfo) -> tuple[str, str]:
    what, why = "", _reason(facts)
    match facts:
        case Opened():
            what, why = _opened(facts, entry.to_state, zone), facts.note or ""
        case Acted():
            moved = entry.from_state != entry.to_state
            done = [entry.trigger or "", words.text("now at “{state}”", state=entry.to_state) if moved else ""]
            what = words.joined([words.joined(done) + _signed(definition, facts), _rebound(definition, facts)])
        case Assigned():
            what = words.text("named {units}", units=_rebound(definition, facts))
        case RungSkipped():
            what = words.text("{clock}: {moment}, skipped", clock=facts.clock, moment=moment_words(facts.rung))
            why = skip_words(facts.why)
        case Refused():
            what = words.text("could not do “{trigger}” by itself", trigger=entry.trigger)
            why = words.clauses(facts.blockers)
        case RungFired():
            what = _fired(facts)
        case Decided() | ApprovalAsked():
            what = decided_told(facts) if isinstance(facts, Decided) else asked_told(definition, facts)
        case Corrected():
            what = _corrected(definition, facts)
        case Erased():
            declared = None if definition is None else definition.fields.get(facts.field)
            what = words.text("erased “{title}”", title=facts.field if declared is None else declared.title)
        case _:
            what = lines_written(definition, facts) if isinstance(facts, Reported) else _PLAINLY[type(facts)](facts)
    return what + _by_link(facts), why


def _by_link(facts: Entry) -> str:
    linked = isinstance(facts, Acted | Answered) and facts.by_link
    return words.text(" (by the link in the mail, without signing in)") if linked else ""


def _opened(facts: Opened, state: str | None, zone: tzinfo) -> str:
    if facts.since is None:
        if facts.quiet:
            return words.text("taken over quietly, at “{state}”", state=state)
        return words.text("opened, at “{state}”", state=state)
    since = facts.since.astimezone(zone).date()
    if facts.quiet:
        return words.text("taken over quietly, under way since {since}, at “{state}”", since=since, state=state)
    return words.text("opened, under way since {since}, at “{state}”", since=since, state=state)


def _handed(facts: HandedOver) -> str:
    said = {"old": names_words(list(facts.names)), "new": names_words(each_once(chain(*facts.names.values())))}
    text = _HANDED_TEXTS.get(facts.why)
    return words.text("{old} is {new} now", **said) if text is None else words.text(text, **said)


_HANDED_TEXTS = {
    "rename": "{old} is called {new} now",
    "merge": "{old} has become {new}, which takes over",
    "split": "{old} was split, {new} takes over",
}
"""What is said of units that are others now, by why they are."""


def _titles(definition: Definition | None) -> dict[str, str]:
    return {} if definition is None else {name: role.title for name, role in definition.roles.items()}


def _signed(definition: Definition | None, facts: Acted) -> str:
    if facts.share and facts.share.owing:
        return words.text(" ({unit}; still owing: {owing})", unit=facts.share.unit, owing=facts.share.owing)
    if facts.share:
        return words.aside(facts.share.unit)
    if facts.because is not None and facts.because.nothing_left:
        return words.text(" (nothing is left to report)")
    if facts.because is not None and facts.because.owing is not None:
        return words.text(" (no unit owes it any more)")
    if not facts.missing:
        return ""
    titles = _titles(definition)
    missing = [titles.get(role, role) for role in facts.missing]
    return words.text(" (signed; still to sign: {missing})", missing=missing)


def _fired(facts: RungFired) -> str:
    parts = [words.text("{clock}: {moment}", clock=facts.clock, moment=moment_words(facts.rung))]
    if facts.light is not None:
        parts.append(words.text("the light turns {light}", light=colour_words(Light(facts.light))))
    if facts.message is not None:
        parts.append(words.text("sends “{message}”", message=facts.message))
    if facts.paper is not None:
        parts.append(words.text("drafts “{paper}”, which waits for a signature", paper=facts.paper))
    elif facts.confirm is not None:
        parts.append(words.text("waits for its release"))
    return words.joined(parts)


def _rebound(definition: Definition | None, facts: Step) -> str:
    titles = _titles(definition)
    return words.clauses(
        words.headed(titles.get(role, role), words.listed(facts.texts.get(role, units)))
        for role, units in facts.units.items()
    )


def _corrected(definition: Definition | None, facts: Corrected) -> str:
    """Return what was corrected, each value with the one before it; of private ones, only that they were."""
    titles = {} if definition is None else {name: field.title for name, field in definition.fields.items()}
    said = []
    if facts.title is not None:
        said.append(words.text("the title from “{before}” to “{after}”", before=facts.title_before, after=facts.title))
    for name, value in facts.data.items():
        values = {"title": titles.get(name, name), "after": plain_value(value)}
        if name in facts.before:
            before = plain_value(facts.before[name])
            said.append(words.text("“{title}” from “{before}” to “{after}”", before=before, **values))
        else:
            said.append(words.text("“{title}”, which was empty, to “{after}”", **values))
    said += [words.text("“{title}” (private)", title=titles.get(name, name)) for name in facts.private]
    return words.text("corrected {what}", what=words.clauses(said))


def plain_value(value: Any) -> str:  # noqa: ANN401 - as JSON has it
    """Return a field's value as text, a file by its name; a long one is cut."""
    if isinstance(value, list | tuple):
        return words.listed(plain_value(each) for each in value)
    if isinstance(value, bool):
        return words.text("yes" if value else "no")
    said = str(value.get("name", value)) if isinstance(value, dict) else str(value)
    return said if len(said) <= _LONGEST_VALUE else f"{said[:_LONGEST_VALUE]}…"


def _reason(facts: Entry) -> str:
    if isinstance(facts, Remarked | Answered | OpinionGiven):
        return facts.text
    if isinstance(facts, Instructed):
        return words.clauses(filter(None, [facts.text, _asked_for(facts)]))
    note, data = getattr(facts, "note", None), {} if isinstance(facts, Corrected) else getattr(facts, "data", {})
    texts = [note] if note else []
    texts += [value for name, value in data.items() if name in {"measure", "result"} and value not in texts]
    return words.clauses(texts)


def _redated(facts: ClockRedated) -> str:
    after = facts.clocks[facts.clock]
    said = {"clock": facts.clock, "before": facts.due_on, "after": after.due_on}
    if after.due_on == facts.due_on:
        return words.text("“{clock}”: the calendar was changed, still due on {after}", **said)
    return words.text("“{clock}”: due on {after} by the new calendar, not on {before}", **said)


def _migrated(facts: RulesChanged) -> str:
    parts = [words.text("rules of version {before} → {after}", before=facts.left.version, after=facts.to.version)]
    parts += [words.text("“{old}” is now called “{new}”", old=old, new=new) for old, new in facts.clock_names.items()]
    for clock, due in facts.due.items():
        before, after = due.before.due_on, due.after.due_on
        said = {"clock": clock, "before": before, "after": after or words.text("no due date")}
        if before != after:
            moved = words.text("“{clock}” due {before} → {after}", **said)
            parts.append(moved if before else words.text("“{clock}” due {after}", **said))
    return words.joined(parts)


def _normal(length: str) -> str:
    return str(parse_duration(length))


def _asked_for(facts: Instructed) -> str:
    return words.text("asks for: {demand}", demand=facts.demand) if facts.demand else ""


def _remarked(facts: Remarked) -> str:
    if not facts.text:
        return words.text("remarked for the office, not to be read by others")
    return words.text("remarked for the office") if facts.to == "office" else words.text("remarked")


_PLAINLY: dict[type[Entry], Callable[[Any], str]] = {
    Excused: lambda facts: words.text(
        "excused {unit} from “{trigger}”; still owing: {owing}",
        unit=facts.share.unit,
        trigger=facts.act,
        owing=facts.share.owing,
    ),
    ClockRedated: _redated,
    RulesChanged: _migrated,
    StayEnded: lambda facts: words.text(
        "{at_most:length} at “{state}” are over", state=facts.state, at_most=_normal(facts.at_most)
    ),
    ExtensionAsked: extension_told,
    OpinionGiven: lambda facts: words.text("gave an opinion on entry {asked}", asked=facts.asked),
    TakenBack: taken_back_told,
    Ended: lambda _facts: words.text("made it void: it is not to be done any more"),
    Merged: lambda facts: words.text("merged into {into}, which goes on for both", into=facts.into),
    Readdressed: lambda _facts: words.text("a message that had reached nobody was addressed anew"),
    Reminded: lambda facts: words.text("reminded to decide on entry {asked}", asked=facts.asked),
    OtherOpened: opened_other,
    News: news_words,
    LinesStruck: struck_words,
    Progressed: progress_words,
    Divided: divided,
    PartsOpened: parts_opened,
    PartLeft: part_left,
    PartWithdrawn: lambda facts: words.text("{number} needs this no more", number=facts.number),
    Remarked: _remarked,
    Urged: lambda facts: words.text("urged {units}", units=facts.units),
    Unanswered: lambda facts: words.text(
        "{units} had not answered the urge of entry {asked} ({moment})",
        units=facts.units,
        asked=facts.asked,
        moment=moment_words(facts.step),
    ),
    Instructed: lambda facts: words.text("instruction of {leader}, {on}", leader=facts.leader, on=facts.on),
    Answered: lambda facts: words.text("answered entry {asked}", asked=facts.asked),
    LinkMade: lambda facts: words.text("linked with {other} ({kind})", other=facts.other, kind=link_words(facts.link)),
    HandedOver: _handed,
    LinkHeard: lambda facts: words.text(
        "{number} was linked with this ({kind})", number=facts.number, kind=link_words(facts.link)
    ),
    **PAPERS,
    **PLAN_WORDS,
    **AIMS,
}
"""The kinds of entries that one fixed sentence tells."""
