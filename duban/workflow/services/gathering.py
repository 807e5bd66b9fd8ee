"""Gathering: what waits for one person and is not urgent leaves as one message, most urgent first."""

from __future__ import annotations

import json
import uuid
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from duban import words
from duban.notifiers import Message
from duban.storage import StorageError, digests, outbox
from duban.words import Reason
from duban.workflow.services.framing import as_mail
from duban.workflow.services.letters import Letter
from duban.workflow.services.rendering import private_of_message, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.digests import Digests
    from duban.workflow.rules import Compiled

_SMS = "sms"
_FEWEST = 2
_LONGEST_VALUE = 35
"""The most characters that carriers take for one variable."""
_LAST = "9999-12-31"


class Line(NamedTuple):
    """What a digest says of one message: its own letter, the number, and the day that its clock is due on."""

    letter: Letter
    number: str
    due: date | None


class Gathered(NamedTuple):
    """A digest that may leave: as it is kept, the rules of its first message, and the letter that tells of all."""

    record: OutboxRecord
    compiled: Compiled
    letter: Letter


def gather(core: Core, connection: Connection, now: datetime) -> int:
    """Gather the messages that may leave now, if the settings say so, and return how many digests that makes."""
    settings = core.settings.digests
    if not settings.media:
        return 0
    made = 0
    found = digests.gatherable(connection, now=now, media=settings.media)
    for _, group in groupby(found, key=lambda record: (record.medium, record.address)):
        members = sorted(group, key=lambda record: (_due(record), record.id))
        if len(members) >= _FEWEST:
            digests.gather(connection, _message_id(core), members, now=now)
            made += 1
    return made


def gathered(core: Core, record: OutboxRecord, now: datetime) -> Gathered | None:
    """Freeze a digest and fill it in; one of which less than two messages are left is withdrawn: None.

    A message that cannot be filled in leaves alone, where it is seen what is wrong with it.
    """
    with core.database.writing() as connection:
        members = digests.freeze(connection, record)
        lines: list[Line] = []
        alone: list[int] = []
        first: Compiled | None = None
        for member in members:
            try:
                compiled = core.catalogue.pinned(connection, member.definition, member.number)
                letter = rendered(compiled, member, private_of_message(connection, compiled, member))
            except StorageError:
                raise
            except Exception:  # noqa: BLE001 - whatever it is, the message alone suffers from it
                alone.append(member.id)
                continue
            first = first or compiled
            lines.append(Line(letter, member.number, _day(member)))
        if first is None or len(members) - len(alone) < _FEWEST:
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
            return None
        digests.let_go(connection, alone)
        kept = digests.as_stored(connection, record)
    locale = json.loads(members[0].facts).get("locale", "zh")
    with words.speaking(locale):
        letter = _letter(core, kept, _each_once(lines), first.calendar.local_date(now))
    letter = as_mail(core, first, kept, letter, locale=locale)
    return Gathered(kept, first, letter)


def _letter(core: Core, record: OutboxRecord, lines: Sequence[Line], today: date) -> Letter:
    secrets = tuple(dict.fromkeys(secret for line in lines for secret in line.letter.secrets))
    settings, earliest = core.settings.digests, lines[0].letter.message.created_at
    parts = _short(settings, lines) if record.medium == _SMS else _long(lines, today, core.settings.desk.url)
    message = Message(
        id=record.message_id,
        medium=record.medium,
        to=record.address,
        name=record.contact,
        created_at=record.created_at.astimezone(earliest.tzinfo),
        **parts,
    )
    return Letter(message, secrets)


def _short(settings: Digests, lines: Sequence[Line]) -> dict[str, Any]:
    """Return an SMS: how many there are, and the one that is due first."""
    first, count = lines[0], len(lines)
    if first.due is None:
        what = first.number
    else:
        what = words.text(
            "{number} due {day}", number=first.number, day=words.written_day(first.due, this_year=first.due.year)
        )
    what = what[:_LONGEST_VALUE]
    return {
        "sms_template": settings.sms_template,
        "sms_sign": settings.sms_sign,
        "sms_values": {"count": str(count), "what": what},
        "text": words.text("{count} matters want something of you; first: {what}.", count=count, what=what),
    }


def _long(lines: Sequence[Line], today: date, desk: str | None) -> dict[str, Any]:
    late = sum(1 for line in lines if line.due is not None and line.due < today)
    facts = {"day": words.written_day(today, this_year=today.year), "count": len(lines), "late": late}
    subject = (
        words.text("[Today] {day}: {count} messages about your matters, {late} of them late", **facts)
        if late
        else words.text("[Today] {day}: {count} messages about your matters", **facts)
    )
    return {"subject": subject, "text": "\n".join(_written(lines, today, desk))}


def _written(lines: Sequence[Line], today: date, desk: str | None) -> Iterator[str]:
    yield words.text("What is due first stands first; each message in full stands below.")
    for place, line in enumerate(lines, 1):
        yield ""
        yield f"{place}. {line.letter.message.subject}"
        if line.due is not None:
            yield f"   {words.headed(words.text('Due'), words.written_day(line.due, this_year=today.year))}"
        if todo := _todo(line.letter.message.text):
            yield f"   {todo}"
        if desk:
            yield f"   {desk.rstrip('/')}/i/{quote(line.number, safe='')}"
    for place, line in enumerate(lines, 1):
        yield ""
        yield f"—— {place}. {line.number} ——"
        yield line.letter.message.text.strip()


def _todo(text: str) -> str:
    """Return the line of a message that says what to do now, as messages of the house have it; empty without one."""
    head = words.text("To do now:")
    return next((line.strip() for line in text.splitlines() if line.strip().startswith(head)), "")


def _each_once(lines: Sequence[Line]) -> list[Line]:
    """Return each message once: who is meant for two units is told the same twice otherwise."""
    found: dict[tuple[str, str, str], Line] = {}
    for line in lines:
        message = line.letter.message
        found.setdefault((line.number, message.subject, message.text or str(message.sms_values)), line)
    return list(found.values())


def _message_id(core: Core) -> str:
    """Return a new id: what a digest lets go may be gathered once more, and that is another message."""
    return f"digest-{uuid.uuid4().hex}@{core.settings.message_domain}"


def _due(record: OutboxRecord) -> str:
    facts = json.loads(record.facts)
    clock = facts.get("clock") or {}
    due: str = clock.get("due") or facts["item"].get("due_on") or _LAST
    return due


def _day(record: OutboxRecord) -> date | None:
    due = _due(record)
    return None if due == _LAST else date.fromisoformat(due)
