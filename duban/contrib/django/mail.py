"""A channel that sends mail as the Django project does: by its EMAIL_BACKEND, into `mail.outbox` in its tests."""

from __future__ import annotations

import asyncio
import smtplib
from email.utils import format_datetime, formataddr

from django.core.mail import EmailMultiAlternatives

from duban import ChannelDown, Message, Receipt, Retryable, Uncertain, Unclear

_TEMPORARY = range(400, 500)


class DjangoMail:
    """Sends each mail by `EMAIL_BACKEND`; the sender is `DEFAULT_FROM_EMAIL`, or `sender`."""

    def __init__(self, *, sender: str | None = None) -> None:
        self._sender = sender

    async def send(self, message: Message) -> Receipt:
        """Send one mail, and say of what went wrong whether it may be tried again."""
        return await asyncio.to_thread(self._send, message)

    def _send(self, message: Message) -> Receipt:
        headers = {"Message-ID": f"<{message.id}>", "Date": format_datetime(message.created_at)}
        if message.thread:
            headers |= {"In-Reply-To": f"<{message.thread}>", "References": f"<{message.thread}>"}
        to = [formataddr((message.name, message.to))]
        mail = EmailMultiAlternatives(message.subject, message.text, self._sender, to, headers=headers)
        if message.html is not None:
            mail.attach_alternative(message.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code, said) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            raise Uncertain(_said(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown(_said(error)) from error
        return Receipt("django", mail.message().get("Message-ID", ""))


def _refused(code: int, said: bytes | str) -> Exception:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    reason = f"{code} {' '.join(text.split())}"
    return Retryable(reason) if code in _TEMPORARY else Unclear(reason, alike=f"SMTP {code}")


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
