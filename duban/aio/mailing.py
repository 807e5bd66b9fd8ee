"""The verbs of messages, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run
from duban.workflow import UNSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.aio.guest import AsyncGuest
    from duban.notifiers import Receipt
    from duban.workflow import Draft, Engine, Instance, LinkShown, MessageLink, OutboxEntry, PaperContent


class AsyncMailing:
    """Shows, sends again and gives up messages."""

    engine: Engine

    async def retry(
        self, ids: Iterable[int] | None = None, *, to: str | None = None, session: AsyncGuest | None = None
    ) -> tuple[list[int], list[int]]:
        """Make dead messages pending again, and return two lists of ids: those revived, and those that are not dead.

        A message that had no address is addressed again, by the directory as it is now; one whose contact has another
        address there by now goes to that one.

        Args:
            ids: those of `outbox`; without any, all dead messages are retried that nobody has given up.
            to: a person as `unit/name`, who gets them instead; of the unit that the messages are meant for.
            session: your own; your transaction is neither committed nor rolled back.

        Raises:
            InvalidData: if an id is not a whole number.
            InvalidUnits: if the directory has no such person in the unit of a message, or no address of theirs by which
                it can go; then none is retried.
            UnknownMessage: if there is no message with an id; then none is retried.

        """
        return await run(partial(self.engine.retry, ids, to=to), session)

    async def give_up(self, ids: Iterable[int], *, by: str, note: str) -> tuple[list[int], list[int]]:
        """Leave dead messages alone from now on, and return two lists of ids: those given up, and those not dead.

        They are still listed among the dead, with who has given them up and why, and `retry` with their ids sends them;
        nobody is told of them any more.

        Raises:
            InvalidData: if an id is not a whole number, `by` names nobody, or there is no `note`.
            UnknownMessage: if there is no message with an id; then none is given up.

        """
        return await run(partial(self.engine.give_up, ids, by=by, note=note))

    async def send_test(self, *, medium: str, to: str, template: str = "") -> Receipt:
        """Send a test message by the configured channel, without the outbox, and return the channel's receipt.

        Args:
            medium: `email`, `sms`, or another one that is installed.
            to: an address of that medium.
            template: for an SMS, the carrier's template.

        Raises:
            SettingsError: if no channel is configured for the medium.
            NotifierError: if the channel does not accept the message.

        """
        return await run(partial(self.engine.send_test, medium=medium, to=to, template=template))

    async def send_directly(
        self,
        *,
        medium: str,
        to: str,
        subject: str = "",
        text: str = "",
        sms_template: str = "",
        sms_sign: str = "",
        sms_values: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Receipt:
        """Send a message at once that is of no use later, such as a code to sign in; return the channel's receipt.

        It stands neither in the outbox nor in any history, and is tried once.

        Args:
            medium: `email`, `sms`, or another one that is installed.
            to: an address of that medium.
            subject: of a mail.
            text: what it says; of an SMS, the wording that people see.
            sms_template: of an SMS, the carrier's template.
            sms_sign: of an SMS, the approved signature.
            sms_values: of an SMS, the values of the template.
            secrets: texts in it that no receipt and no error may repeat.

        Raises:
            SettingsError: if no channel is configured for the medium.
            NotifierError: if the channel does not accept the message, or does not answer in time.

        """
        return await run(
            partial(
                self.engine.send_directly,
                medium=medium,
                to=to,
                subject=subject,
                text=text,
                sms_template=sms_template,
                sms_sign=sms_sign,
                sms_values=sms_values,
                secrets=secrets,
            )
        )

    async def outbox(
        self,
        *,
        statuses: Sequence[str] = UNSENT,
        number: str | None = None,
        digest: int | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[OutboxEntry]:
        """Return the messages of these statuses, oldest first; `drafts` returns how they read.

        Args:
            statuses: any of `pending`, `delivered`, `withdrawn` and `dead`; by default `pending` and `dead`.
            number: return only the messages of this instance.
            digest: return only the messages that leave together under this number.
            limit: return at most this many, the newest.
            viewer: who reads; what is kept of a message's way has no private values, so all are told the same.
            session: your own; what your transaction has written is read too.

        Raises:
            InvalidData: if a status is unknown, or the limit is not a whole number or negative.
            UnknownInstance: if there is no instance with that number.

        """
        return await run(
            partial(self.engine.outbox, statuses=statuses, number=number, digest=digest, limit=limit, viewer=viewer),
            session,
        )

    async def outbox_counts(self, *, session: AsyncGuest | None = None) -> dict[str, int]:
        """Return how many messages have each status; of more than the newest 10,000 none is counted."""
        return await run(self.engine.outbox_counts, session)

    async def media_waiting(self) -> tuple[str, ...]:
        """Return the media of messages that could leave now, such as `email`; also of those that are being sent."""
        return await run(self.engine.media_waiting)

    async def link_of(self, message: int, *, session: AsyncGuest | None = None) -> MessageLink | None:
        """Return the link in a message of the outbox, for an application that sends or serves it itself; or None.

        Who has its token can act for the message's reader: it belongs into what is sent to that person, and nowhere
        else. It is the same whenever it is asked for.

        Raises:
            UnknownMessage: if the outbox has no message with that id.

        """
        return await run(partial(self.engine.link_of, message), session)

    async def by_link(self, token: str, *, session: AsyncGuest | None = None) -> LinkShown:
        """Return what the link with this token does, and whether it is still good; it changes nothing and uses nothing.

        Raises:
            UnknownLink: if no message has such a link.

        """
        return await run(partial(self.engine.by_link, token), session)

    async def follow_link(
        self, token: str, *, person: str | None = None, session: AsyncGuest | None = None
    ) -> Instance:
        """Do what the link with this token does, in the name of its reader, and return the instance; it is then used.

        The act and the use of the link are one transaction, and history says that it was done by the link. To be
        called only when a person has confirmed it: mail programs look at every address in a mail.

        Args:
            token: of the link.
            person: another one of `people`, as `by_link` lists them, who has the message.
            session: your own.

        Raises:
            UnknownLink: if no message has such a link.
            LinkDead: if it was used, or is not good any more; a kind of TransitionRefused, whose `blockers` say why.
            InvalidData: if nobody of the unit who may use it is called `person`.

        """
        return await run(partial(self.engine.follow_link, token, person=person), session)

    async def drafts(
        self, *, number: str | None = None, after: int = 0, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> list[Draft]:
        """Return the messages of the outbox as their recipients see them, oldest first, of every status.

        A message shows the private fields that the person whom it goes to may see, and `viewer` too; what people have
        written in a paper, to whom it went and whoever may read such papers. `number` selects the messages of one
        instance, `after` those with a greater id. Raises UnknownInstance if there is no instance with that number.
        """
        return await run(partial(self.engine.drafts, number=number, after=after, viewer=viewer), session)

    async def read_draft(self, id: str, *, viewer: str | None = None, session: AsyncGuest | None = None) -> Draft:
        """Return a paper that waits for a signature as it would leave if it were signed now, still without its number.

        `id` is one of those that `pending` returns. The text is what `sign` takes in a changed form; `viewer` hides the
        private fields that this reader may not see.

        Raises:
            TransitionRefused: if no draft of a paper waits under this id (`sign`), or it has been decided (`state`).
            UnknownInstance: if there is no such instance, or `id` is not an id.

        """
        return await run(partial(self.engine.read_draft, id, viewer=viewer), session)

    async def draft_content(
        self, id: str, *, viewer: str | None = None, session: AsyncGuest | None = None
    ) -> PaperContent:
        """Return all that the document of a paper that waits for a signature would say, still without its number.

        Raises as `read_draft`.
        """
        return await run(partial(self.engine.draft_content, id, viewer=viewer), session)
