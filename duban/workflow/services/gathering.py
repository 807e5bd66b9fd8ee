"""Gathering: what waits for one person and is not urgent leaves as one message, most urgent first."""

from __future__ import annotations

import json
import logging
import time
import uuid
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from duban import words
from duban.notifiers import Message
from duban.storage import StorageError, digests, outbox
from duban.words import Reason
from duban.workflow.services.digest_words import (
    due_of,
    each_once,
    in_full,
    line_of,
    sections_of,
    short,
    subject_of_digest,
    written,
)
from duban.workflow.services.framing import as_digest, with_link
from duban.workflow.services.letters import Letter
from duban.workflow.services.rendering import locale_of, private_of_message, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled
    from duban.workflow.services.digest_words import Line

log = logging.getLogger("duban.delivery")

Found = TypeVar("Found")

_SMS = "sms"
_FEWEST = 2
_MOST = 100
"""The most messages that one digest tells of."""

_LAST = "9999-12-31"
_PAUSES = (*(0.01, 0.02, 0.05, 0.1, 0.2, 0.5), *([1.0] * 10))
"""How many seconds apart a digest asks for messages that somebody else's transaction holds."""


class Gathered(NamedTuple):
    """A digest that may leave: as it is kept, the rules of its first message, and the letter that tells of all."""

    record: OutboxRecord
    compiled: Compiled
    letter: Letter


def gather(core: Core, connection: Connection, now: datetime) -> int:
    """Gather the messages that may leave now, if the settings say so, and return how many digests that makes.

    Those that still wait for others to their reader leave with them.
    """
    media = core.settings.digests.used
    if not media:
        return 0
    made = 0
    due = [each for each in digests.gatherable(connection, now=now, media=media) if not _alone(each)]
    for medium, group in groupby(due, key=lambda record: record.medium):
        by_address: dict[str, list[OutboxRecord]] = {}
        for record in group:
            by_address.setdefault(record.address, []).append(record)
        for record in digests.waiting_for(connection, now=now, medium=medium, addresses=by_address):
            if not _alone(record):
                by_address[record.address].append(record)
        for found in by_address.values():
            found.sort(key=lambda record: (_due(record), record.id))
            for members in (found[at : at + _MOST] for at in range(0, len(found), _MOST)):
                if len(members) >= _FEWEST:
                    digests.gather(connection, _message_id(core), members, now=now)
                    made += 1
    return made


def gathered(core: Core, record: OutboxRecord, now: datetime) -> Gathered | None:
    """Freeze a digest and fill it in; one of which less than two messages are left is withdrawn: None.

    A message that cannot be filled in leaves alone, where it is seen what is wrong with it. Nothing is filled in within
    a transaction that writes: others would wait for it.
    """

    def freeze(connection: Connection) -> list[OutboxRecord]:
        members = digests.freeze(connection, record)
        if len(members) < _FEWEST:
            _dissolve(connection, record, members, now)
        return members

    members = patiently(core, freeze)
    if len(members) < _FEWEST:
        return None
    lines, rules = _lines(core, members)
    with core.database.writing() as connection:
        if len(lines) < _FEWEST:
            _dissolve(connection, record, members, now)
            return None
        if len(lines) < len(members):
            digests.let_go(connection, [each.id for each in members if each.id not in lines])
            digests.keep(connection, record, list(lines))
        kept = digests.as_stored(connection, record)
    first = rules[0]
    locale = locale_of(first, members[0], json.loads(members[0].facts))
    with words.speaking(locale):
        letter = _letter(core, kept, each_once(lines.values()), first.calendar.local_date(now))
    return Gathered(kept, first, letter)


def patiently(core: Core, what: Callable[[Connection], Found]) -> Found:
    """Return what is done in a transaction of its own; ask again while somebody else holds a message that it needs."""
    for pause in _PAUSES:
        try:
            with core.database.writing() as connection:
                return what(connection)
        except digests.MemberLocked:
            time.sleep(pause)
    with core.database.writing() as connection:
        return what(connection)


def _lines(core: Core, members: Sequence[OutboxRecord]) -> tuple[dict[int, Line], list[Compiled]]:
    """Return what the digest says of each message that can be filled in, by its id, and the rules of these."""
    lines: dict[int, Line] = {}
    rules: list[Compiled] = []
    with core.database.reading() as connection:
        for member in members:
            try:
                compiled = core.catalogue.pinned(connection, member.definition, member.number)
                letter = rendered(compiled, member, private_of_message(connection, compiled, member))
                language = locale_of(compiled, member, json.loads(member.facts))
                with words.speaking(language):
                    lines[member.id] = line_of(compiled, member, with_link(core, compiled, member, letter))
            except StorageError:
                raise
            except Exception:
                # Whatever it is, the message alone suffers from it: it leaves alone, and the dispatcher says why.
                log.debug("%s cannot be rendered", member.message_id, exc_info=True)
                continue
            rules.append(compiled)
    return lines, rules


def _dissolve(connection: Connection, record: OutboxRecord, members: Sequence[OutboxRecord], now: datetime) -> None:
    """Withdraw a digest, and let its messages leave alone."""
    digests.let_go(connection, [member.id for member in members])
    outbox.record_attempt(
        connection,
        record.id,
        status=outbox.WITHDRAWN,
        attempts=record.attempts,
        not_before=record.not_before,
        settled_at=now,
        reason=words.kept(Reason("digest", {})),
    )


def _letter(core: Core, record: OutboxRecord, lines: Sequence[Line], today: date) -> Letter:
    secrets = tuple(dict.fromkeys(secret for line in lines for secret in line.letter.secrets))
    message = Message(
        id=record.message_id,
        medium=record.medium,
        to=record.address,
        name=record.contact,
        created_at=record.created_at.astimezone(lines[0].letter.message.created_at.tzinfo),
        **dict(_parts(core, record, lines, today)),
    )
    if record.medium != _SMS:
        sections = sections_of(lines, today, core.settings.desk.url)
        message = as_digest(core, message, sections, list(in_full(lines, today)))
    return Letter(message, secrets)


def _parts(core: Core, record: OutboxRecord, lines: Sequence[Line], today: date) -> Iterator[tuple[str, Any]]:
    settings = core.settings.digests
    if record.medium == _SMS:
        count, what = short(lines, today)
        yield "sms_template", settings.sms_template
        yield "sms_sign", settings.sms_sign
        yield "sms_values", {"count": count, "what": what}
        yield "text", words.text("{count} matters want something of you; first: {what}.", count=count, what=what)
        return
    sections = sections_of(lines, today, core.settings.desk.url)
    yield "subject", subject_of_digest(lines, today)
    yield "text", "\n".join(written(sections, lines, today))


def _message_id(core: Core) -> str:
    """Return a new id: what a digest lets go may be gathered once more, and that is another message."""
    return f"digest-{uuid.uuid4().hex}@{core.settings.message_domain}"


def _alone(record: OutboxRecord) -> bool:
    """Return whether a message never leaves with others: a signed paper, and what its reader wants at once."""
    return '"alone"' in record.facts and bool(json.loads(record.facts).get("alone"))


def _due(record: OutboxRecord) -> str:
    due = due_of(json.loads(record.facts))
    return _LAST if due is None else due.isoformat()
