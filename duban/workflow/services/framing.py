"""The frame of a mail: which light and day stand at its head, where its button leads, and which thread it is in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from duban import words
from duban.notifiers import Frame, framed, in_rows
from duban.states import USUAL_MEDIUM, medium_named, unpack
from duban.workflow.links import link_in
from duban.workflow.services.rendering import locale_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.notifiers import Message, Section
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled
    from duban.workflow.services.letters import Letter

_REMEMBERED = 512
"""So many clocks are not put into words anew for each mail about them."""

HIDDEN = "#"
"""Stands for the address of a link that acts wherever a mail is only looked at."""


def as_digest(core: Core, message: Message, sections: Sequence[Section], full: Sequence[str]) -> Message:
    """Return a digest as it leaves: a mail with its matters listed in the frame, if the settings have one."""
    desk = (core.settings.desk.url or "").rstrip("/")
    if message.medium != USUAL_MEDIUM or not core.settings.desk.mail_frame:
        return message
    return in_rows(message, Frame(link=desk, label=words.text("Open the desk"), desk=desk), sections, full)


def as_mail(
    core: Core,
    compiled: Compiled,
    record: OutboxRecord,
    letter: Letter,
    *,
    always: bool = False,
    leaves: bool = True,
) -> Letter:
    """Return a letter as it leaves: a mail in its thread, and in the frame if the settings have one, or `always`.

    By other media it has the address of its matter, if there is a desk and the medium has a place for it. One that is
    framed already stays as it is, and so does a digest. A letter that does not leave, but is looked at, shows that
    there is a button which acts, and not where that leads.
    """
    desk = core.settings.desk
    if record.medium != USUAL_MEDIUM:
        with words.speaking(_language(compiled, record)):
            message = medium_named(record.medium).leaving(letter.message, *_leads(desk.url, record))
        return replace(letter, message=message)
    if record.instance_id is None:
        return letter
    message = replace(letter.message, thread=_thread(record))
    if always or desk.mail_frame:
        facts = unpack(record.facts)
        with words.speaking(locale_of(compiled, record, facts)):
            frame = _frame(desk.url, record, facts, message)
            link = link_in(core, compiled, record)
            if link is not None and link.url is not None:
                frame = replace(frame, act=link.url if leaves else HIDDEN, act_label=link.label)
                # What a server answers with may repeat the mail, and is kept: it must not tell the token to others.
                letter = replace(letter, secrets=(link.token, *letter.secrets))
            message = framed(message, frame)
    return replace(letter, message=message)


def _language(compiled: Compiled, record: OutboxRecord) -> str:
    return locale_of(compiled, record, unpack(record.facts))


def with_link(core: Core, compiled: Compiled, record: OutboxRecord, letter: Letter) -> Letter:
    """Return the letter of a message that leaves with others, and behind its text the link that acts, if any."""
    link = link_in(core, compiled, record) if record.medium == USUAL_MEDIUM else None
    if link is None or link.url is None or not letter.message.text:
        return letter
    text = f"{letter.message.text.rstrip()}\n{words.headed(link.label, link.url)}\n"
    return replace(letter, message=replace(letter.message, text=text), secrets=(link.token, *letter.secrets))


def _thread(record: OutboxRecord) -> str:
    """Return the identity that all mails about one instance answer to."""
    return f"matter-{sha256(record.number.encode()).hexdigest()[:32]}@{record.message_id.partition('@')[2]}"


def _frame(desk: str | None, record: OutboxRecord, facts: Mapping[str, Any], message: Message) -> Frame:
    link, label = _leads(desk, record)
    desk = (desk or "").rstrip("/")
    light, said = _light(facts, message.created_at.date(), message.subject)
    return Frame(light=light, said=said, link=link, label=label, desk=desk)


def _leads(desk: str | None, record: OutboxRecord) -> tuple[str, str]:
    """Return where a message leads, empty without a desk, and how that is called; a digest leads to the desk."""
    desk = (desk or "").rstrip("/")
    if record.instance_id is None:
        return desk, words.text("Open the desk")
    return f"{desk}/i/{quote(record.number, safe='')}" if desk else "", words.text("Open the matter")


def _light(facts: Mapping[str, Any], today: date, subject: str) -> tuple[str, str]:
    """Return the light of a message's clock and what is said of it; none of a paper, which is as it was signed."""
    clock = _clock(facts, today, subject)
    light, due = clock.get("light"), clock.get("due")
    if not light or not due or facts.get("paper", {}).get("number"):
        return "", ""
    return light, _said(light, clock["name"], date.fromisoformat(due), today, words.locale())


@lru_cache(maxsize=_REMEMBERED)
def _said(light: str, clock: str, due: date, today: date, locale: str) -> str:
    """Return what is said of a clock and its light; the same for all who are told of it on one day, by `locale`."""
    del locale  # that of the reader, by which the words are found
    said = {"light": words.text(f"{light} light"), "clock": clock}
    said["day"] = words.written_day(due, this_year=today.year)
    if due < today:
        return words.text("{light}, {clock} was due on {day}", **said)
    return words.text("{light}, {clock} is due on {day}", **said)


def _clock(facts: Mapping[str, Any], today: date, subject: str) -> Mapping[str, Any]:
    """Return the clock whose day the subject names, so that subject and head name the same; else the message's own."""
    own: Mapping[str, Any] = facts.get("clock") or {}
    each: Mapping[str, Any]
    for each in (own, *facts.get("clocks", {}).values()):
        due = each.get("due")
        if due and words.written_day(date.fromisoformat(due), this_year=today.year) in subject:
            return each
    return own
