"""What keeps messages or work from reaching people, so that somebody can be told: how much, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable, medium_title
from duban.storage import papers, queries, relations, silence
from duban.workflow.reads.marked import MarkedAddress, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Dead, Down, PaperToFile
    from duban.workflow.core import Core

RECENT = timedelta(days=7)
"""How long a message that has died is told of; the doctor counts it until it is retried."""

DOWN_LONG = timedelta(hours=1)
"""How long a channel may be down before anybody is told."""

_NAMED = 5
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Trouble(Jsonable):
    """One kind of thing that keeps messages or work from people.

    `count` says how many there are and `found` the same in words, `names` are the first few of them, `why` is the
    reason of one, and `advice` says what to do. `code` is the same in every language: `down` and `stopped` (of a
    channel and of its account, whose medium is the name), `dead`, `refused`, `gone` (addresses that do not exist),
    `mailbox` (of reports on lost mails), `unreachable`, `set-aside`, `papers` (whose documents cannot be made),
    `recurring` or `unusable`.
    """

    code: str
    count: int
    found: str
    names: tuple[str, ...]
    why: str
    advice: str


def find_troubles(core: Core, connection: Connection, now: datetime, *, recurring: tuple[str, ...]) -> list[Trouble]:
    """Return every kind of trouble that there is at `now`, none if all is well."""
    found = [_channel(core, one, now) for one in silence.down(connection, now) if _is_told(one, now)]
    found += _dead_letters(silence.dead_since(connection, now - RECENT))
    found += _gone(marked(core, connection))
    found += _mailbox(core)
    found += _unreachable(out_of_reach(core, connection, now))
    found += _set_aside([*queries.set_aside(connection), *relations.stuck_errands(connection)])
    found += _documents(papers.failing(connection))
    found += _recurring(recurring)
    found += _unusable(core)
    return found


def stopped_accounts(core: Core, connection: Connection, now: datetime) -> list[Trouble]:
    """Return the accounts that can send nothing until a person sees to them, and nothing else."""
    return [_channel(core, one, now) for one in silence.down(connection, now) if one.stopped]


def out_of_reach(core: Core, connection: Connection, now: datetime) -> list[str]:
    """Return the units that nobody can reach today, of those that have open matters or have just missed a message."""
    core.refresh(connection)
    post, day = core.postmaster, core.calendar.local_date(now)
    missed = silence.reached_nobody(connection, since=now - RECENT)
    return sorted(
        {*silence.at_work(connection, post.silent(day)), *(one for one in missed if not post.reaches(one, day))}
    )


def _is_told(one: Down, now: datetime) -> bool:
    """Return whether a channel that is down is told of: a stopped account at once, for it needs a person."""
    return one.stopped or now - one.since >= DOWN_LONG


def _documents(failing: list[PaperToFile]) -> Iterator[Trouble]:
    if failing:
        yield Trouble(
            "papers",
            len(failing),
            words.text("papers whose documents could not be made: {count}", count=len(failing)),
            _first(f"{one.number} #{one.seq}" for one in failing),
            failing[0].fault or "",
            words.text("mend the template or the wording, then {way_file_papers}"),
        )


def _channel(core: Core, one: Down, now: datetime) -> Trouble:
    if one.stopped:
        return _stopped(one, since=one.since.astimezone(core.calendar.timezone))
    facts = {"medium": medium_title(one.medium), "waited": _span(now - one.since), "count": one.waiting}
    return Trouble(
        "down",
        one.waiting,
        words.text("the channel for {medium} has been down for {waited}; messages that wait: {count}", **facts),
        (one.medium,),
        words.told(one.reason),
        words.text(
            "correct [channels.{medium}] in duban.toml, or see to the other side; try {way_send_test}",
            medium=one.medium,
        ),
    )


def _stopped(one: Down, *, since: datetime) -> Trouble:
    return Trouble(
        "stopped",
        one.waiting,
        words.text(
            "the account for {medium} has been stopped since {since}; messages that wait: {count}",
            medium=medium_title(one.medium),
            since=since.strftime("%m-%d %H:%M"),
            count=one.waiting,
        ),
        (one.medium,),
        words.told(one.reason),
        words.text(
            "see to credit, signature and rights at the provider; all that waits leaves by itself within minutes, "
            "and {way_send_test} shows whether it would",
            medium=one.medium,
        ),
    )


def _dead_letters(dead: list[Dead]) -> Iterator[Trouble]:
    if dead:
        yield Trouble(
            "dead",
            len(dead),
            words.text("messages that could not be sent: {count}", count=len(dead)),
            _first(one.number for one in dead),
            words.told(dead[0].reason),
            words.text("see why with {way_outbox_dead}; once mended, {way_retry}"),
        )
    if refused := {one.address: one for one in reversed(dead) if one.refused}:
        yield Trouble(
            "refused",
            len(refused),
            words.text("addresses that a server refused: {count}", count=len(refused)),
            _first(f"{one.unit}/{one.contact} {address}" for address, one in refused.items()),
            words.told(next(iter(refused.values())).reason),
            words.text("correct the addresses in contacts.csv, then {way_retry}"),
        )


def _gone(found: list[MarkedAddress]) -> Iterator[Trouble]:
    if found:
        ask = _first(one for each in found for one in each.ask)
        yield Trouble(
            "gone",
            len(found),
            words.text("addresses that do not exist, and count as none: {count}", count=len(found)),
            _first(f"{owner} {each.address}" for each in found for owner in (*each.people, *each.scenarios)),
            found[0].why,
            words.text(
                "correct them with {way_mend}; if one works after all, {way_works}; ask {names}",
                names=ask,
            )
            if ask
            else words.text("correct them with {way_mend}; if one works after all, {way_works}"),
        )


def _mailbox(core: Core) -> Iterator[Trouble]:
    if core.mailbox_down:
        yield Trouble(
            "mailbox",
            1,
            words.text("the mailbox for reports of lost mails cannot be read"),
            (core.settings.bounces.host,),
            core.mailbox_down,
            words.text("correct [bounces] in duban.toml, or see to the other side; try {way_read_bounces}"),
        )


def _unreachable(units: list[str]) -> Iterator[Trouble]:
    if units:
        yield Trouble(
            "unreachable",
            len(units),
            words.text("units that nobody can reach: {count}", count=len(units)),
            _first(units),
            "",
            words.text("add people, addresses or deputies to contacts.csv; see {way_unreachable}"),
        )


def _set_aside(found: list[tuple[str, str]]) -> Iterator[Trouble]:
    if found:
        yield Trouble(
            "set-aside",
            len(found),
            words.text("items whose due steps cannot be handled: {count}", count=len(found)),
            _first(number for number, _ in found),
            words.told(found[0][1]),
            words.text("remove the cause; it is tried again within minutes"),
        )


def _recurring(scenarios: tuple[str, ...]) -> Iterator[Trouble]:
    if scenarios:
        yield Trouble(
            "recurring",
            len(scenarios),
            words.text("scenarios whose recurring work cannot be opened: {count}", count=len(scenarios)),
            _first(scenarios),
            "",
            words.text("see the log of {way_daemon} for the cause; correct `repeats` in a new version of the scenario"),
        )


def _unusable(core: Core) -> Iterator[Trouble]:
    if core.unusable:
        yield Trouble(
            "unusable",
            len(core.unusable),
            words.text("scenario files that cannot be used: {count}", count=len(core.unusable)),
            _first(one.file for one in core.unusable),
            core.unusable[0].why,
            words.text("correct them ({way_check} looks at each), and restart {way_daemon}"),
        )


def _first(names: Iterable[str]) -> tuple[str, ...]:
    """Return the first few names, each once."""
    return tuple(dict.fromkeys(names))[:_NAMED]


def _span(length: timedelta) -> str:
    if length >= 2 * _DAY:
        return words.amount_of(length.days, "days")
    return words.amount_of(length // _HOUR, "hours")
