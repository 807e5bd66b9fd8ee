"""Drafts: messages rendered as their recipients see them, without being sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.notifiers import NotifierError
from duban.states import Jsonable, TemplateError
from duban.storage import outbox
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import record_of
from duban.workflow.services.rendering import private_of_message, rendered

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.storage import Guest, OutboxRecord
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
            asked = None if number is None else record_of(connection, number).number
            records = [one for one in outbox.list_messages(connection, number=asked) if one.id > after]
            core.catalogue.fetch(connection, {record.definition for record in records})
            return [_draft(core, connection, record, who) for record in records]


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
