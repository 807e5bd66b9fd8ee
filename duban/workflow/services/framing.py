"""The frame of a mail: which light and day stand at its head, where its button leads, and which thread it is in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from duban import words
from duban.notifiers import Frame, framed, in_rows
from duban.states import USUAL_MEDIUM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.notifiers import Message, Section
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled
    from duban.workflow.services.letters import Letter


def as_digest(core: Core, message: Message, sections: Sequence[Section], full: Sequence[str]) -> Message:
    """Return a digest as it leaves: a mail with its matters listed in the frame, if the settings have one."""
    desk = (core.settings.desk.url or "").rstrip("/")
    if message.medium != USUAL_MEDIUM or not core.settings.desk.mail_frame:
        return message
    return in_rows(message, Frame(link=desk, label=words.text("Open the desk"), desk=desk), sections, full)


def as_mail(core: Core, compiled: Compiled, record: OutboxRecord, letter: Letter, *, always: bool = False) -> Letter:
    """Return a letter as it leaves: a mail in its thread, and in the frame if the settings have one, or `always`.

    One that is framed already stays as it is, and so does a digest.
    """
    if record.medium != USUAL_MEDIUM or record.instance_id is None:
        return letter
    message = replace(letter.message, thread=_thread(record))
    if always or core.settings.desk.mail_frame:
        facts = json.loads(record.facts)
        with words.speaking(compiled.language_of(record.message) or facts.get("locale", "zh")):
            message = framed(message, _frame(core.settings.desk.url, record, facts, message))
    return replace(letter, message=message)


def _thread(record: OutboxRecord) -> str:
    """Return the identity that all mails about one instance answer to."""
    return f"matter-{sha256(record.number.encode()).hexdigest()[:32]}@{record.message_id.partition('@')[2]}"


def _frame(desk: str | None, record: OutboxRecord, facts: Mapping[str, Any], message: Message) -> Frame:
    desk = (desk or "").rstrip("/")
    light, said = _light(facts, message.created_at.date())
    return Frame(
        light=light,
        said=said,
        link=f"{desk}/i/{quote(record.number, safe='')}" if desk else "",
        label=words.text("Open the matter"),
        desk=desk,
    )


def _light(facts: Mapping[str, Any], today: date) -> tuple[str, str]:
    """Return the light of a message's clock and what is said of it; none of a paper, which is as it was signed."""
    clock = facts.get("clock") or {}
    light, due = clock.get("light"), clock.get("due")
    if not light or not due or facts.get("paper", {}).get("number"):
        return "", ""
    day = date.fromisoformat(due)
    said = {"light": words.text(f"{light} light"), "clock": clock["name"]}
    said["day"] = words.written_day(day, this_year=today.year)
    if day < today:
        return light, words.text("{light}, {clock} was due on {day}", **said)
    return light, words.text("{light}, {clock} is due on {day}", **said)
