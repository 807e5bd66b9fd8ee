"""What an archived matter says, all of it text: its cover, what happened, papers, messages, files, and its proof."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.archives.retention import retention_of
from duban.ledger.archives.told import ending_of, told_of, value_words
from duban.ledger.told.links import link_words
from duban.workflow import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from duban.storage import Guest
    from duban.workflow import AnchorsRead, Engine, Link, Situation

    Linked = Callable[[Sequence[Link]], Iterable[Link]]

Rows = tuple[tuple[str, ...], ...]

_DECISIONS = frozenset({"ask", "extend", "opinion", "decide", "withdraw", "instruct", "void", "merge", "erased"})
"""The kinds of entries by which somebody with a say in it has decided or asked for it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record: its title, remarks, and a table; one without heads is of pairs."""

    title: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Record:
    """A matter as its archive has it: the facts of the register, the cover, and the sections.

    It is in the language of its scenario, whoever reads. `head` is the hash of its last entry. `digest` is that of
    everything that stands here: the same record is the same file.
    """

    number: str
    title: str
    kind: str
    units: str
    opened_on: str
    closed_on: str
    ending: str
    retention: str
    head: str
    cover: Rows
    sections: tuple[Section, ...]
    called: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that stands in the record."""
        told = [self.number, self.title, self.cover, [[*_of(each)] for each in self.sections], self.called]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _of(section: Section) -> tuple[Any, ...]:
    return section.title, section.notes, section.heads, section.rows


def record_of(
    engine: Engine,
    number: str,
    *,
    viewer: str | None = None,
    anchors: AnchorsRead | None = None,
    linked: Linked | None = None,
    session: Guest | None = None,
) -> Record:
    """Return what the archive of a matter says to a reader; it shows private values only to whoever may see them.

    `linked` returns those of its links that may be told; left out, all may. Of values that were erased it says so.
    Addresses of people stand in none of it. Raises UnknownInstance.
    """
    standing = engine.situation(number, viewer=viewer, history=True, session=session)
    if linked is not None:
        standing = replace(standing, links=tuple(linked(standing.links)))
    own = standing.definition.language
    with words.speaking(own) if own else nullcontext():
        return _told(engine, standing, viewer, anchors, session)


def _told(
    engine: Engine, standing: Situation, viewer: str | None, anchors: AnchorsRead | None, session: Guest | None
) -> Record:
    item, zone, head = standing.instance, standing.timezone, standing.history[-1]
    lead = item.units.get("lead") or next(iter(item.units.values()), ())
    kept = retention_of(engine.settings, item)
    sections = (
        _process(standing),
        _decisions(standing),
        _messages(engine, standing, session),
        _files(engine, standing, viewer, session),
        _proof(standing, anchors),
    )
    return Record(
        number=item.number,
        title=item.title,
        kind=standing.definition.title,
        units=words.listed(lead),
        opened_on=_day(item.opened_at, zone),
        closed_on=_day(item.closed_at, zone),
        ending=ending_of(standing),
        retention=kept,
        head=head.hash,
        cover=tuple(_cover(standing, kept)),
        sections=tuple(each for each in sections if each.rows or each.notes),
        called=words.text("File of a matter"),
    )


def _cover(standing: Situation, kept: str) -> Iterator[tuple[str, str]]:
    item, definition, zone = standing.instance, standing.definition, standing.timezone
    yield words.text("Number"), item.number
    yield words.text("Kind"), definition.title
    for role, units in item.units.items():
        if units:
            yield definition.roles[role].title if role in definition.roles else role, words.listed(units)
    yield words.text("Opened"), _at(item.opened_at, zone)
    yield words.text("Closed"), _at(item.closed_at, zone)
    yield words.text("State"), ending_of(standing)
    if item.round > 1:
        yield words.text("Rounds"), str(item.round)
    for clock in standing.clocks:
        if clock.due_on is not None:
            yield clock.clock, words.text("due {day}", day=clock.due_on)
    for name, value in item.data.items():
        declared = definition.fields[name]
        yield (
            declared.title + (words.aside(words.text("private")) if declared.private else ""),
            value_words(value, hashes=False),
        )
    for one in standing.erased:
        title = definition.fields[one.field].title if one.field in definition.fields else one.field
        facts = {"by": one.by, "at": _at(one.at, zone), "note": one.note}
        yield title, words.text("erased by {by}, {at}: {note}", **facts)
    for link in standing.links:
        yield link_words(link.kind), words.joined([link.number, link.title, link.state])
    yield words.text("To be kept for"), kept


def _process(standing: Situation) -> Section:
    told = told_of(standing, standing.history, hashes=False, brief=True)
    rows = tuple((str(one.seq), one.at, one.who, one.what, one.remark, one.told) for one in told)
    heads = tuple(words.text(each) for each in _PROCESS_TEXTS)
    return Section(words.text("What happened"), (), heads, (0, 0, 2.6, 4, 5, 2.6), rows)


def _decisions(standing: Situation) -> Section:
    """Return what was decided, asked for and instructed, and the papers with their numbers and answers."""
    zone, rows = standing.timezone, []
    for entry, one in zip(standing.history, told_of(standing, standing.history, hashes=False), strict=True):
        if entry.kind in _DECISIONS:
            rows.append((one.at, "", one.what, one.who, one.remark))
    for paper in standing.papers:
        replies = [f"{each.by} {_at(each.at, zone)}{words.text(': ')}{each.text}" for each in paper.replies]
        waiting = [words.text("not answered: {units}", units=paper.waiting)] if paper.waiting else []
        to = words.text("to {units}", units=paper.to)
        what = words.joined([paper.paper + (words.aside(paper.level) if paper.level else ""), to])
        rows.append((_at(paper.signed_at, zone), paper.number, what, paper.signed_by, "\n".join([*replies, *waiting])))
    heads = tuple(words.text(each) for each in _DECISION_TEXTS)
    return Section(words.text("Decisions and papers"), (), heads, (0, 2.5, 4, 2.6, 4), tuple(sorted(rows, key=_first)))


def _first(row: tuple[str, ...]) -> str:
    return row[0]


def _messages(engine: Engine, standing: Situation, session: Guest | None) -> Section:
    rows = []
    for each in engine.outbox(statuses=STATUSES, number=standing.instance.number, session=session):
        settled = "" if each.settled_at is None else _at(each.settled_at, standing.timezone)
        became = words.joined([words.text(_STATUS_TEXTS[each.status]), settled])
        reader = words.joined([each.unit, each.contact, words.text("copy") if each.is_copy else ""])
        medium = words.text(_MEDIUM_TEXTS[each.medium]) if each.medium in _MEDIUM_TEXTS else each.medium
        rows.append((_at(each.created_at, standing.timezone), each.message, reader, medium, became, each.reason or ""))
    heads = tuple(words.text(each) for each in _MESSAGE_TEXTS)
    return Section(words.text("Messages"), (), heads, (0, 2, 3, 0, 3, 3), tuple(rows))


def _files(engine: Engine, standing: Situation, viewer: str | None, session: Guest | None) -> Section:
    """Return the files that fields name or have named, with their hashes; those kept elsewhere say so."""
    item, definition, zone = standing.instance, standing.definition, standing.timezone
    kept = engine.files(item.number, viewer=viewer, session=session) if engine.keeps_files else []
    rows = []
    for each in kept:
        title = definition.fields[each.field].title if each.field in definition.fields else each.field
        given = words.joined([each.by, _at(each.at, zone)])
        rows.append((title, each.name, str(each.size), each.sha256, given))
    there = {each.sha256 for each in kept}
    for name, value in item.data.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if hasattr(one, "keys") and "sha256" in one and one["sha256"] not in there:
                row = (definition.fields[name].title, str(one["name"]), "", str(one["sha256"]))
                rows.append((*row, words.text("kept elsewhere")))
    heads = (*(words.text(each) for each in _FILE_TEXTS), "SHA-256", words.text("Handed in by"))
    return Section(words.text("Evidence files"), (), heads, (2, 4, 0, 0, 3), tuple(rows))


def _proof(standing: Situation, anchors: AnchorsRead | None) -> Section:
    """Return the head of the history and how it is verified, and the last anchor that holds an entry of it."""
    item, history = standing.instance, standing.history
    head = history[-1]
    rows = [
        (words.text("Entries"), str(len(history))),
        (words.text("Hash of the last entry"), head.hash),
        (words.text("Rules"), f"{item.scenario} {item.scenario_version}"),
        (words.text("Hash of the rules"), item.digest),
    ]
    seq, digest = _anchored(standing, anchors)
    if anchors is not None and seq:
        signed = anchors.log.signed_by
        said = words.text("entry {seq}, in the log {file}", seq=seq, file=anchors.log.file.rsplit("/", 1)[-1])
        rows += [(words.text("Anchored"), said), (words.text("Hash in the anchor"), digest)]
        rows.append((words.text("Signed by the key"), signed or words.text("nobody has checked a signature")))
    elif anchors is not None:
        rows.append((words.text("Anchored"), words.text("not in this log")))
    notes = (
        words.text(
            "Each entry of the history holds the hash of the one before, and the first holds that of the rules. duban "
            "verify recomputes all of them; duban history {number} --json shows the entries with their hashes, of "
            "which the last one has to be the one below. duban verify --against LOG --public-key KEY holds them "
            "against the signed anchors that are kept elsewhere.",
            number=item.number,
        ),
    )
    return Section(words.text("Proof"), notes, (), (), tuple(rows))


def _anchored(standing: Situation, anchors: AnchorsRead | None) -> tuple[int, str]:
    """Return the last entry that anchors hold as it stands, and its hash; 0 if they hold none."""
    heads: Sequence[tuple[int, str]] = ()
    if anchors is not None:
        heads = anchors.heads.get("history", {}).get(standing.instance.number, ())
    hashes = {entry.seq: entry.hash for entry in standing.history}
    return next(((seq, digest) for seq, digest in reversed(heads) if hashes.get(seq) == digest), (0, ""))


def _at(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _day(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d}"


_PROCESS_TEXTS = ("Seq", "Time", "Who", "What", "Remark", "Told")
_DECISION_TEXTS = ("Time", "Number", "What", "Who", "Remark")
_MESSAGE_TEXTS = ("Time", "Message", "Reader", "By", "What became of it", "Remark")
_FILE_TEXTS = ("Field", "Name as given", "Bytes")
_STATUS_TEXTS = {"pending": "pending", "delivered": "delivered", "withdrawn": "withdrawn", "dead": "dead"}
_MEDIUM_TEXTS = {"email": "email", "sms": "sms", "wecom": "wecom"}
