"""Messages past the outbox, sent at once: a test of a channel, and what is good for minutes only."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import ChannelDown, Message, NotifierError, connected
from duban.states import medium_named
from duban.workflow.core import HasCore
from duban.workflow.errors import SettingsError
from duban.workflow.services.letters import Letter, secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.notifiers import Notifier, Receipt
    from duban.workflow.core import Core


class SendingDirectly(HasCore):
    """Sends messages by the configured channels without the outbox: nothing of them is kept."""

    def send_test(self, *, medium: str, to: str, template: str = "") -> Receipt:
        """Send a test message by the configured channel, without the outbox, and return the channel's receipt.

        Args:
            medium: `email`, `sms`, or another one that is installed.
            to: an address of that medium.
            template: for an SMS, the carrier's template.

        Raises:
            SettingsError: if no channel is configured for the medium.
            NotifierError: if the channel does not accept the message.

        """
        core = self._core
        notifier = _channel(core, medium)
        trial = medium_named(medium).trial(template)
        message = Message(
            id=f"test-{uuid.uuid4().hex}@{core.settings.message_domain}",
            medium=medium,
            to=to,
            created_at=core.now(),
            subject=trial.subject,
            text=trial.text,
            html=trial.html,
            **trial.fields,
        )
        return asyncio.run(_sent(notifier, Letter(message)))

    def send_directly(
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
        core = self._core
        notifier = _channel(core, medium)
        message = Message(
            id=f"direct-{uuid.uuid4().hex}@{core.settings.message_domain}",
            medium=medium,
            to=to,
            created_at=core.now(),
            subject=subject,
            text=text,
            sms_template=sms_template,
            sms_sign=sms_sign,
            sms_values=dict(sms_values or {}),
        )
        letter = Letter(message, secrets_of({each: each for each in secrets}))
        return asyncio.run(_sent_in_time(notifier, letter, core.settings.lease_seconds / 2))


def _channel(core: Core, medium: str) -> Notifier:
    factory = core.channels.get(medium)
    if factory is None:
        problem = words.Line(
            "no channel for {medium} is configured; there are: {known}. Add [channels.{medium}] to duban.toml"
            if core.channels
            else "no channel for {medium} is configured, nor any other. Add [channels.{medium}] to duban.toml",
            medium=medium,
            known=tuple(core.channels),
        )
        raise SettingsError(problem)
    return factory()


async def _sent(notifier: Notifier, letter: Letter) -> Receipt:
    async with connected(notifier):
        return await letter.sent_by(notifier)


async def _sent_in_time(notifier: Notifier, letter: Letter, patience: float) -> Receipt:
    try:
        async with asyncio.timeout(patience):
            return await _sent(notifier, letter)
    except TimeoutError:
        raise ChannelDown(words.Line("no answer within {seconds} seconds", seconds=f"{patience:g}")) from None
    except NotifierError:
        raise
    except Exception as error:  # noqa: BLE001 - a channel can fail in any way
        problem = f"{type(error).__name__}: {error}"
        raise ChannelDown(problem) from None
