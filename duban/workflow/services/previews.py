"""Previews: a message as its reader would get it, as text, HTML and SMS, without being sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from duban import words
from duban.notifiers import NotifierError, sms_segments
from duban.states import Announcement, FieldType, InvalidData, Jsonable, TemplateError, due_first, media
from duban.storage import OutboxRecord, outbox
from duban.workflow.errors import UnknownMessage, near
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import UnitOfWork, compose, load, record_of
from duban.workflow.links import FollowingLinks
from duban.workflow.people import Addressee, Level, Postmaster
from duban.workflow.services.drafts import Drafting
from duban.workflow.services.framing import as_mail
from duban.workflow.services.rendering import private_of_message, rendered, without_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

    from duban.states import Changed, ClockLedger, Definition, MessageForm, Recipient, Subject
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.people import Contact
    from duban.workflow.rules import Compiled
    from duban.workflow.services.letters import Letter

_SMS, _MAIL = "sms", "email"
_TEXTS = frozenset({FieldType.STRING, FieldType.TEXT, FieldType.CHOICE})


@dataclass(frozen=True, slots=True)
class MessagePreview(Jsonable):
    """A message as one person gets it by one medium; `id` is that of the outbox, or None if it is not there.

    `text` is what leaves, `html` the same of a mail as HTML, `segments` how many SMS an SMS is charged as. If it cannot
    be rendered, `fault` says why.
    """

    id: int | None
    number: str
    message: str
    medium: str
    unit: str
    contact: str
    subject: str
    text: str
    html: str | None = None
    segments: int | None = None
    fault: str = ""


class PreviewingMessages(FollowingLinks, Drafting):
    """Shows messages as their readers would get them, and follows the links in them."""

    def preview_message(
        self,
        message: int | str,
        *,
        number: str | None = None,
        reader: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[MessagePreview]:
        """Return a message as its reader gets it: one of the outbox by its id, or any of an instance's scenario.

        One of the scenario is composed as if it were decided now, for a person of a unit, with what they may see; what
        an act would say has a mark in its place. Nothing is kept and nothing is sent.

        Args:
            message: the id of a message of the outbox, or the name of one of the scenario's `messages`.
            number: for a name, the instance that the message is about.
            reader: for a name, who gets it: `UNIT/PERSON`, or a unit, whose first person it then is.
            viewer: hides what this reader may not see either.
            session: the application's own transaction, if it has one.

        Raises:
            InvalidData: if a name comes without an instance or a reader, or the scenario has no such message.
            UnknownMessage: if the outbox has no message with that id.
            UnknownInstance: if there is no instance with that number.

        """
        check_texts(number=number, reader=reader, viewer=viewer)
        core = self._core
        core.prepare(session)
        if not isinstance(message, str):
            check_whole(id=message)
            with core.database.reading(session) as connection:
                core.refresh(connection)
                record = outbox.read_message(connection, message)
                if record is None:
                    raise UnknownMessage([message])
                return [_preview(core, connection, record, core.viewer(viewer))]
        if number is None or reader is None:
            raise InvalidData((words.Line("a message that is named needs an instance and a reader"),))
        with core.database.snapshot(session) as connection:
            instance = record_of(connection, number)
            core.follow(connection, instance.directory)
            compiled, subject = load(core.catalogue, connection, instance)
            if message not in compiled.declared:
                facts = {"name": message, "near": near(message, compiled.declared)}
                raise InvalidData((words.Line("the scenario has no message {name:shown}; {near}", **facts),))
            work = UnitOfWork(core, compiled, subject, now=core.now(), record=instance)
            return [
                _preview(core, connection, each, core.viewer(viewer)) for each in _composed(core, work, message, reader)
            ]


class _OneReader(Postmaster):
    """Addresses every message to one person, by each medium in use that can carry it, or that it is worded for."""

    def __init__(self, core: Core, reader: str) -> None:
        self._used = frozenset(core.channels)
        super().__init__(core.directory, [each.name for each in media()], core.settings.calls)
        unit, _, person = reader.partition("/")
        self._unit = core.directory.canonical(unit)
        people = [each for level in Level for each in core.directory.contacts(self._unit, level)]
        named = core.directory.person(self._unit, person) if person else ""
        self._contact: Contact | None = next((each for each in people if named in ("", each.name)), None)
        self._name = named or (self._contact.name if self._contact else self._unit)

    def addressees(
        self,
        definition: Definition,  # noqa: ARG002 - the reader is known
        subject: Subject,  # noqa: ARG002 - likewise
        form: MessageForm,
        *,
        notify: Sequence[Recipient],  # noqa: ARG002 - likewise
        copy: Sequence[Recipient],  # noqa: ARG002 - likewise
        on: date,  # noqa: ARG002 - likewise
        changed: Changed | None = None,  # noqa: ARG002 - likewise
    ) -> list[Addressee]:
        """Return the reader once for each medium of a message."""
        locale = self._contact.locale if self._contact else "zh-CN"
        return [
            Addressee(self._unit, self._name, each.name, "-", is_copy=False, locale=locale, reader=self._unit)
            for each in self.media
            if each.carries(form) and (each.name in self._used or any(key in form.parts for key in each.keys))
        ]


def _composed(core: Core, work: UnitOfWork, message: str, reader: str) -> list[OutboxRecord]:
    """Return the rows that a message would have for its reader if it were decided now."""
    ledger = _clock_of(work.compiled, work.subject, message)
    due = None if ledger is None else ledger.due_on
    act = {"by": core.directory.canonical(reader.partition("/")[0]), "note": words.text("(what is written there)")}
    rows = compose(
        work.compiled,
        work.subject,
        _OneReader(core, reader),
        Announcement((), (), message),
        message=message,
        ledger=None,
        about=ledger,
        now=work.now,
        index=work.index,
        domain=core.settings.message_domain,
        digests=core.settings.digests,
        fallback=core.settings.fallback,
        act={**act, "old": due, "new": due},
    )
    more: Mapping[str, Any] = dict.fromkeys(("leased_until", "leased_by", "digest_id")) | {"instance_id": work.row}
    return [OutboxRecord(id=0, **{**asdict(row), **more, "facts": _marked(work.compiled, row.facts)}) for row in rows]


def _marked(compiled: Compiled, kept: str) -> str:
    """Return a message's facts with its name in place of each text that no act has given so far."""
    facts = json.loads(kept)
    given = facts["item"]["data"]
    for name, declared in compiled.definition.fields.items():
        if declared.type in _TEXTS and not declared.many and name not in compiled.private and given.get(name) is None:
            given[name] = f"（{declared.title}）"
    return json.dumps(facts, ensure_ascii=False)


def _clock_of(compiled: Compiled, subject: Subject, message: str) -> ClockLedger | None:
    """Return the clock on whose ladder a message stands, or else the one that is due first."""
    for name, ladder in compiled.definition.ladders.items():
        if name in subject.clocks and any(rung.message == message for rung in ladder):
            return subject.clocks[name]
    return due_first(subject)


def _preview(core: Core, connection: Connection, record: OutboxRecord, viewer: str | None) -> MessagePreview:
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    record = without_written(connection, compiled, record, viewer)
    shown: dict[str, Any] = {"subject": "", "text": ""}
    try:
        letter = rendered(compiled, record, private_of_message(connection, compiled, record, viewer))
        shown = _shown(core, compiled, record, letter)
    except (NotifierError, TemplateError) as error:
        shown["fault"] = str(error)
    return MessagePreview(
        id=record.id or None,
        number=record.number,
        message=record.message,
        medium=record.medium,
        unit=record.unit,
        contact=record.contact,
        **shown,
    )


def _shown(core: Core, compiled: Compiled, record: OutboxRecord, letter: Letter) -> dict[str, Any]:
    leaves = as_mail(core, compiled, record, letter, leaves=False).message
    shown = {"subject": leaves.subject, "text": leaves.text}
    if record.medium == _MAIL:
        return {**shown, "html": as_mail(core, compiled, record, letter, always=True, leaves=False).message.html}
    if record.medium == _SMS:
        sign = leaves.sms_sign.strip("【】")
        signed = f"【{sign}】{leaves.text}" if sign and leaves.text else leaves.text
        return {**shown, "text": signed, "segments": sms_segments(signed)}
    return shown
