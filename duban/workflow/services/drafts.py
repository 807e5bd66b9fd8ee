"""Drafts: messages rendered as their recipients see them, without being sent."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import asdict

from duban.notifiers import NotifierError
from duban.states import USUAL_MEDIUM, Blocker, Jsonable, TemplateError, revision_of
from duban.storage import OutboxRecord, outbox
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import UnitOfWork, as_drafted, load, parse_id, record_of
from duban.workflow.papers import written
from duban.workflow.rules import sees_papers
from duban.workflow.services.documents import DocumentingPapers, content_said
from duban.workflow.services.rendering import PAPER_TEXTS, private_of_message, rendered, without_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.engine import Connection

    from duban.states import Waiting
    from duban.storage import Guest, InstanceRecord, NewMessage
    from duban.workflow.core import Core
    from duban.workflow.services.documents import PaperContent


@dataclass(frozen=True, slots=True)
class Draft(Jsonable):
    """A message of the outbox, rendered by the definition that it was composed under.

    If it cannot be rendered, and so will reach nobody, `fault` says why. A paper that waits for a signature has more:
    the `title` and `body` of its document, to whom it goes and who gets a copy, what it asks for, until when it is
    answered, the `revision` to name when it is edited or signed, and who has drafted and edited it (`hands`).
    """

    id: int
    number: str
    message: str
    medium: str
    unit: str
    contact: str
    is_copy: bool
    subject: str
    text: str
    fault: str = ""
    paper: str = ""
    title: str = ""
    body: str = ""
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    requirements: str = ""
    reply_by: date | None = None
    revision: int = 0
    hands: tuple[str, ...] = ()


class Drafting(DocumentingPapers):
    """Renders the messages of the outbox."""

    def drafts(
        self, *, number: str | None = None, after: int = 0, viewer: str | None = None, session: Guest | None = None
    ) -> list[Draft]:
        """Return the messages of the outbox as their recipients see them, oldest first, of every status.

        A message shows the private fields that the person whom it goes to may see, and `viewer` too; what people have
        written in a paper, to whom it went and whoever may read such papers. `number` selects the messages of one
        instance, `after` those with a greater id. Raises UnknownInstance if there is no instance with that number.
        """
        check_texts(number=number, viewer=viewer)
        check_whole(after=after)
        core = self._core
        core.prepare(session)
        with core.database.reading(session) as connection:
            if viewer is not None:
                core.refresh(connection)
            who = core.viewer(viewer)
            asked = None if number is None else record_of(connection, number).id
            records = [one for one in outbox.list_messages(connection, instance=asked) if one.id > after]
            core.catalogue.fetch(connection, {record.definition for record in records})
            return [_draft(core, connection, record, who) for record in records]

    def read_draft(self, id: str, *, viewer: str | None = None, session: Guest | None = None) -> Draft:
        """Return a paper that waits for a signature as it would leave if it were signed now, still without its number.

        `id` is one of those that `pending` returns. The text is what `sign` takes in a changed form; `viewer` hides the
        private fields that this reader may not see.

        Raises:
            TransitionRefused: if no draft of a paper waits under this id (`sign`), or it has been decided (`state`).
            UnknownInstance: if there is no such instance, or `id` is not an id.

        """
        core = self._core
        unit, number = core.viewer(viewer), parse_id(id)[0]
        with self._drafted(id, viewer, session) as found:
            unsent = dict.fromkeys(("leased_until", "leased_by", "digest_id"))
            rows = [
                OutboxRecord(id=0, **{**asdict(row), **unsent, "instance_id": found.record.id})
                for row in found.messages
            ]
            if not rows:
                blocker = Blocker("sign", {"paper": found.waiting.paper}, "nobody")
                raise TransitionRefused(number, "sign", [blocker])
            mail = next((row for row in rows if row.medium == USUAL_MEDIUM), rows[0])
            said = content_said(core, found.connection, found.record, found.document, seq=0, viewer=unit)
            drafted = found.waiting.drafted
            return replace(
                _draft(core, found.connection, mail, unit),
                paper=said.paper,
                title=said.title,
                body=said.text,
                to=said.to,
                copies=said.copies,
                requirements=said.requirements,
                reply_by=said.reply_by,
                revision=revision_of(found.waiting),
                hands=(str(found.waiting.asked_by),) if drafted is None else drafted.by,
            )

    def draft_content(self, id: str, *, viewer: str | None = None, session: Guest | None = None) -> PaperContent:
        """Return all that the document of a paper that waits for a signature would say, still without its number.

        Raises as `read_draft`.
        """
        unit = self._core.viewer(viewer)
        with self._drafted(id, viewer, session) as found:
            return content_said(self._core, found.connection, found.record, found.document, seq=0, viewer=unit)

    @contextmanager
    def _drafted(self, id: str, viewer: str | None, session: Guest | None) -> Iterator[_Drafted]:
        """Yield a draft as it would leave now; raises as `read_draft`."""
        check_texts(id=id, viewer=viewer)
        number, seq = parse_id(id)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            record = record_of(connection, number)
            core.follow(connection, record.directory)
            compiled, subject = load(core.catalogue, connection, record)
            waiting = subject.waiting.get(seq)
            if waiting is None or waiting.paper is None:
                facts = {"id": id}
                blocker = Blocker("state", facts, "decided") if waiting is None else Blocker("sign", facts, "none")
                raise TransitionRefused(number, "sign", [blocker])
            sees = sees_papers(compiled, subject, waiting.paper, core.viewer(viewer))
            work = UnitOfWork(core, compiled, subject, now=core.now(), record=record)
            content = _shown(written(connection, record.id, waiting), may_see=sees)
            messages, document = as_drafted(work, waiting, content)
            signer = next((unit for role in waiting.roles for unit in subject.units.get(role, ())), "")
            body = {**document, "drafted_by": str(waiting.asked_by), "signer": signer}
            yield _Drafted(connection, record, waiting, messages, body)


class _Drafted(NamedTuple):
    """A draft as it would leave now: the messages, and what its document is made of."""

    connection: Connection
    record: InstanceRecord
    waiting: Waiting
    messages: list[NewMessage]
    document: dict[str, Any]


def _shown(content: dict[str, Any], *, may_see: bool) -> dict[str, Any]:
    """Return what people have written in a draft, without its texts for whoever may not see all that they can hold."""
    return content if may_see else {name: each for name, each in content.items() if name not in PAPER_TEXTS}


def _draft(core: Core, connection: Connection, record: OutboxRecord, viewer: str | None) -> Draft:
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    subject = text = fault = ""
    try:
        shown = without_written(connection, compiled, record, viewer)
        message = rendered(compiled, shown, private_of_message(connection, compiled, shown, viewer)).message
        subject, text = message.subject, message.text
    except (NotifierError, TemplateError) as error:
        fault = str(error)
    return Draft(
        id=record.id,
        number=record.number,
        message=record.message,
        medium=record.medium,
        unit=record.unit,
        contact=record.contact,
        is_copy=record.is_copy,
        subject=subject,
        text=text,
        fault=fault,
    )
