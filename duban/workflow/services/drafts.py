"""Drafts: messages rendered as their recipients see them, without being sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from duban.notifiers import NotifierError
from duban.states import USUAL_MEDIUM, Blocker, Jsonable, TemplateError
from duban.storage import OutboxRecord, outbox
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import UnitOfWork, as_drafted, load, parse_id, record_of
from duban.workflow.services.rendering import private_of_message, rendered

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.storage import Guest
    from duban.workflow.core import Core


@dataclass(frozen=True, slots=True)
class Draft(Jsonable):
    """A message of the outbox, rendered by the definition that it was composed under.

    If it cannot be rendered, and so will reach nobody, `fault` says why.
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


class Drafting(HasCore):
    """Renders the messages of the outbox."""

    def drafts(
        self, *, number: str | None = None, after: int = 0, viewer: str | None = None, session: Guest | None = None
    ) -> list[Draft]:
        """Return the messages of the outbox as their recipients see them, oldest first, of every status.

        A message shows the private fields that the person whom it goes to may see, and `viewer` too. `number` selects
        the messages of one instance, `after` those with a greater id. Raises UnknownInstance if there is no instance
        with that number.
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
            work = UnitOfWork(core, compiled, subject, now=core.now(), record=record)
            unsent = dict.fromkeys(("leased_until", "leased_by", "digest_id"))
            rows = [
                OutboxRecord(id=0, **{**asdict(row), **unsent, "instance_id": record.id})
                for row in as_drafted(work, waiting)
            ]
            if not rows:
                raise TransitionRefused(number, "sign", [Blocker("sign", {"paper": waiting.paper}, "nobody")])
            mail = next((row for row in rows if row.medium == USUAL_MEDIUM), rows[0])
            return _draft(core, connection, mail, core.viewer(viewer))


def _draft(core: Core, connection: Connection, record: OutboxRecord, viewer: str | None) -> Draft:
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    subject = text = fault = ""
    try:
        message = rendered(compiled, record, private_of_message(connection, compiled, record, viewer)).message
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
