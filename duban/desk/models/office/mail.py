"""消息: how many there are of each state, what could not be sent grouped by its cause, and how the channels are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.states import medium_named, medium_title, same_name
from duban.workflow import message_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from duban.desk.who import Viewer
    from duban.workflow import Draft, Engine, OutboxEntry

DEAD, PENDING = "dead", "pending"
STATES = (DEAD, PENDING, "delivered", "withdrawn")
MOST = 1000
"""So many messages are looked at, the newest; of those that have left, fewer are shown."""

SHOWN = 100
_NAMED = 5

NOBODY, REFUSED, OTHER, GIVEN_UP = "nobody", "refused", "other", "given-up"
_OF_THE_ADDRESS = frozenset({"refused", "bounced", "lost"})
"""Why a message is dead if that is for its address: it was not taken there, or was reported as lost afterwards."""


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel: `ok`, or why it is not, since when messages wait for it, and how many do."""

    medium: str
    title: str
    state: str
    ok: bool = False
    why: str = ""
    since: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class DeadGroup:
    """Messages that could not be sent for one cause, so that one act mends them all.

    `kind` is `refused` (one address), `nobody` (a unit that nobody can reach), `other`, or `given-up`. `others` are the
    people of the unit to whom they could go instead.
    """

    kind: str
    why: str
    unit: str
    contact: str
    medium: str
    address: str
    entries: tuple[OutboxEntry, ...]
    others: tuple[str, ...] = ()

    @property
    def ids(self) -> str:
        """Return the ids of the messages, as the form sends them."""
        return ",".join(str(each.id) for each in self.entries)

    @property
    def called(self) -> tuple[tuple[str, int], ...]:
        """Return what the messages are called, and how many there are of each."""
        names = [message_called(each.message) for each in self.entries]
        return tuple((name, names.count(name)) for name in dict.fromkeys(names))

    @property
    def shown(self) -> tuple[OutboxEntry, ...]:
        """Return the newest few."""
        return self.entries[::-1][:_NAMED]

    @property
    def since(self) -> datetime:
        """Return when the oldest was decided."""
        return self.entries[0].created_at


@dataclass(frozen=True, slots=True)
class Mail:
    """The whole page: one state of the messages, with the counts of all."""

    state: str
    counts: Mapping[str, int]
    channels: tuple[ChannelView, ...]
    groups: tuple[DeadGroup, ...] = ()
    given_up: tuple[DeadGroup, ...] = ()
    listed: tuple[OutboxEntry, ...] = ()
    more: bool = False
    media: tuple[tuple[str, str], ...] = field(default=())

    @property
    def dead(self) -> int:
        """Return how many messages could not be sent and were not given up."""
        return sum(len(group.entries) for group in self.groups)


def mail_of(engine: Engine, viewer: Viewer, state: str) -> Mail:
    """Return the messages of one state, those that died by their cause, and what every channel does."""
    held = engine.outbox(statuses=(PENDING, DEAD), limit=MOST, viewer=viewer.name)
    dead = [each for each in held if each.status == DEAD]
    pending = [each for each in held if each.status == PENDING]
    groups = dead_groups(engine, dead)
    listed, limit = pending[::-1], MOST
    if state not in {DEAD, PENDING}:
        listed, limit = engine.outbox(statuses=(state,), limit=SHOWN, viewer=viewer.name)[::-1], SHOWN
    return Mail(
        state=state,
        counts=engine.outbox_counts(),
        channels=tuple(channels_of(engine, pending)),
        groups=tuple(group for group in groups if group.kind != GIVEN_UP),
        given_up=tuple(group for group in groups if group.kind == GIVEN_UP),
        listed=() if state == DEAD else tuple(listed),
        more=len(held if state in {DEAD, PENDING} else listed) >= limit,
        media=tuple((name, medium_title(name)) for name in engine.channels),
    )


def dead_groups(engine: Engine, dead: Sequence[OutboxEntry]) -> list[DeadGroup]:
    """Return dead messages grouped by what has to be mended, the largest group first."""
    found: dict[tuple[str, ...], list[OutboxEntry]] = {}
    for each in dead:
        found.setdefault(_cause(each), []).append(each)
    groups = [_group(engine, cause[0], entries) for cause, entries in found.items()]
    return sorted(groups, key=lambda group: -len(group.entries))


def _cause(entry: OutboxEntry) -> tuple[str, ...]:
    if entry.cause == GIVEN_UP:
        return GIVEN_UP, entry.reason or ""
    if not entry.address:
        return NOBODY, entry.unit
    if entry.cause in _OF_THE_ADDRESS:
        return REFUSED, entry.medium, entry.address
    return OTHER, entry.medium, entry.reason or ""


def _group(engine: Engine, kind: str, entries: list[OutboxEntry]) -> DeadGroup:
    last, one = entries[-1], len({each.unit for each in entries}) == 1
    contact = last.contact if kind == REFUSED else ""
    others = _others(engine, last, contact) if one and kind in {REFUSED, OTHER} else ()
    why = last.reason or words.text("no reason was kept")
    unit, address = last.unit if one else "", last.address if kind == REFUSED else ""
    return DeadGroup(kind, why, unit, contact, last.medium, address, tuple(entries), others)


def _others(engine: Engine, entry: OutboxEntry, contact: str) -> tuple[str, ...]:
    """Return the people of a message's unit, but its contact, who have an address of the same medium."""
    directory = engine.directory
    unit = directory.canonical(entry.unit)
    people = [each for each in directory.people if same_name(each.unit, unit) and not same_name(each.name, contact)]
    medium = medium_named(entry.medium)
    return tuple(dict.fromkeys(f"{each.unit}/{each.name}" for each in people if medium.address_of(each)))


def channels_of(engine: Engine, pending: Iterable[OutboxEntry]) -> Iterable[ChannelView]:
    """Yield how each channel is, by the messages that wait for it; one that is missing too."""
    waiting: dict[str, list[OutboxEntry]] = {name: [] for name in engine.channels}
    for each in pending:
        waiting.setdefault(each.medium, []).append(each)
    for name, entries in waiting.items():
        title, count = medium_title(name), len(entries)
        down = [each for each in entries if each.cause == "down"]
        stopped = [each for each in entries if each.cause == "stopped"]
        if stopped:
            yield _stopped(engine, name, stopped, count)
        elif down:
            state = words.text("rests since an attempt failed; it is tried about every five minutes")
            why, since = down[-1].reason or "", min(each.created_at for each in down)
            yield ChannelView(name, title, state, why=why, since=since, waiting=count)
        elif name not in engine.channels:
            state = words.text("is not set up: nothing leaves by it")
            yield ChannelView(name, title, state, waiting=count)
        else:
            yield ChannelView(name, title, _leaving(engine, entries), ok=True, waiting=count)


def _stopped(engine: Engine, name: str, stopped: Sequence[OutboxEntry], count: int) -> ChannelView:
    """Return a channel whose account can send nothing, with the words in which the operators are told."""
    found = [one for one in engine.troubles() if one.code == "stopped" and name in one.names]
    state = found[0].found if found else words.text("the account with the provider can send nothing")
    return ChannelView(name, medium_title(name), state, why=stopped[-1].reason or "", waiting=count)


def _leaving(engine: Engine, entries: Sequence[OutboxEntry]) -> str:
    """Return what a channel that works has before it."""
    later = [each.not_before for each in entries if each.not_before > engine.now()]
    if not entries:
        return words.text("nothing waits")
    if not later:
        return words.text("{count} leave with the next round", count=len(entries))
    return words.text(
        "{count} wait, the next until {moment}", count=len(entries), moment=min(later).strftime("%m-%d %H:%M")
    )


def sent_text(engine: Engine, viewer: Viewer, number: str, id: int) -> tuple[OutboxEntry, Draft] | None:
    """Return a message of a matter with its text as this viewer may see it; None if the matter has no such message."""
    entries = engine.outbox(statuses=STATES, number=number, viewer=viewer.name)
    entry = next((each for each in entries if each.id == id), None)
    if entry is None:
        return None
    drafts = engine.drafts(number=number, after=id - 1, viewer=viewer.name)
    return entry, next(each for each in drafts if each.id == id)


def gathered_with(engine: Engine, viewer: Viewer, entry: OutboxEntry) -> int:
    """Return with how many others a message leaves as one; those may be of matters that the viewer does not see."""
    if entry.digest is None:
        return 0
    return len(engine.outbox(statuses=STATES, digest=entry.digest, viewer=viewer.name)) - 1
