"""A channel for mail by SMTP, with one connection per batch; every kind of server failure has its own outcome."""

from __future__ import annotations

import re
import ssl
from asyncio import Transport
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPTimeoutError,
)

from duban import words
from duban.notifiers.channels.answers import CONTENT, REFUSED, refusal, said
from duban.notifiers.channels.dialogue import CLOSING, Answer, Dialogue, Refused
from duban.notifiers.channels.mime import compose, find_mailbox, set_mailbox
from duban.notifiers.errors import BadSetting, ChannelDown, Permanent, Retryable, Uncertain, one_line
from duban.notifiers.message import Receipt
from duban.notifiers.notifier import positive

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from duban.notifiers.channels.mime import Mailbox
    from duban.notifiers.message import Message

_NAME = "smtp"
Security = Literal["tls", "starttls", "none"]

_LAST_PORT = 65_535
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_SCHEMES: dict[str, Security] = {"smtps": "tls", "smtp+starttls": "starttls", "smtp": "none"}
_TAKEN = range(200, 300)
_STEPS_BEFORE, _STEPS_OF_A_MAIL = 8, 3
"""How many answers a connection may take until it is open, with TLS and a password, and a mail until its content."""
_LINE_END, _DOT = re.compile(rb"\r?\n|\r"), re.compile(rb"^\.", re.MULTILINE)


class SmtpNotifier:
    """Sends mail through one server.

    As an async context manager it keeps one connection for the batch and reopens it if the server drops it; otherwise
    each `send` opens its own. A connection sends one mail at a time: to send several at once, make several notifiers.

    The times are in seconds. `timeout` applies to each step until the connection is open, so that a dead host is found
    soon. The others are those of RFC 5321, 4.5.3.2: `command_timeout` for the answers to MAIL, RCPT and DATA,
    `answer_timeout` for the one to the whole mail, during which a server may look for viruses.
    `ca_file` replaces the system's certificate authorities.
    """

    def __init__(
        self,
        *,
        host: str,
        sender: str,
        reply_to: str | None = None,
        port: int | str | None = None,
        username: str | None = None,
        password: str | None = None,
        security: Security = "starttls",
        timeout: float | str = 30.0,
        command_timeout: float | str = 300.0,
        answer_timeout: float | str = 600.0,
        ca_file: str | None = None,
    ) -> None:
        if security not in tuple(_PORTS):
            given = str(security)[:40]
            raise BadSetting(_NAME, "security", words.Line("{given:shown} is none of tls, starttls, none", given=given))
        if not host:
            raise BadSetting(_NAME, "host", words.Line("is empty; name the mail server"))
        if username and security == "none" and not _is_loopback(host):
            problem = words.Line("a password is not sent to {host} unencrypted: use tls or starttls", host=host)
            raise BadSetting(_NAME, "security", problem)
        port = int(positive(_NAME, "port", port)) if port else _PORTS[security]
        if port > _LAST_PORT:
            problem = words.Line("is above {most}; mail servers listen on 465, 587 or 25", most=_LAST_PORT)
            raise BadSetting(_NAME, "port", problem)
        seconds = positive(_NAME, "timeout", timeout)
        self._sender = set_mailbox(_NAME, "sender", sender)
        self._reply_to = set_mailbox(_NAME, "reply_to", reply_to) if reply_to else None
        self._host, self._port, self._security = host, port, security
        self._username, self._password, self._timeout = username, password, seconds
        self._command_timeout = positive(_NAME, "command_timeout", command_timeout)
        self._answer_timeout = positive(_NAME, "answer_timeout", answer_timeout)
        self._trust = None if security == "none" else _trust(ca_file)
        self._dialogue: Dialogue | None = None
        self._entered = False
        self._eight_bits = False  # what the server was last seen to take

    @classmethod
    def from_url(cls, url: str, *, password: str | None = None) -> Self:
        """Return the notifier for a URL such as `smtp+starttls://user@host:587/?from=…`, with or without a password.

        The scheme may also be `smtps` or `smtp`; `timeout=` and `ca_file=` may follow. Raise BadSetting if the URL
        cannot be read.
        """
        try:
            parts = urlsplit(url)
            port, given = parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            problem = words.Line("cannot be read; write smtp+starttls://user:password@host:587/?from=…")
            raise BadSetting(_NAME, "url", problem) from None
        if parts.scheme not in _SCHEMES:
            known = tuple(f"{name}:" for name in _SCHEMES)
            raise BadSetting(_NAME, "url", words.Line("starts with none of {known}", known=known))
        if unknown := sorted(given.keys() - {"from", "timeout", "ca_file"}):
            known = ("from", "timeout", "ca_file")
            problem = words.Line("no such parameter {name:shown}; there are: {known}", name=unknown[0], known=known)
            raise BadSetting(_NAME, "url", problem)
        if "from" not in given:
            raise BadSetting(_NAME, "url", words.Line("does not say who sends: add ?from=name@example.org"))
        return cls(
            host=parts.hostname or "",
            sender=given["from"][-1],
            port=port,
            username=unquote(parts.username) if parts.username else None,
            password=password or (unquote(parts.password) if parts.password else None),
            security=_SCHEMES[parts.scheme],
            timeout=given.get("timeout", ["30"])[-1],
            ca_file=given.get("ca_file", [None])[-1],
        )

    def __repr__(self) -> str:
        """Return a text with the server and nothing secret."""
        return f"<SmtpNotifier {self._where} {self._security}>"

    @property
    def _where(self) -> str:
        return f"{self._host}:{self._port}"

    @property
    def patience(self) -> float:
        """Return the seconds that the server has for one mail: all its times together."""
        return (
            _STEPS_BEFORE * self._timeout
            + _STEPS_OF_A_MAIL * self._command_timeout
            + self._answer_timeout
            + self._timeout  # to end the dialogue
        )

    async def __aenter__(self) -> Self:
        """Keep one connection from now on, which the first mail opens."""
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._entered = False
        await self._leave()

    async def send(self, message: Message) -> Receipt:
        """Send one mail and return the server's answer.

        Raises:
            ChannelDown: if the server cannot be reached, or refuses the login.
            Unclear: if the server refuses this mail for want of a right, or its sender.
            Retryable: if the server refused the mail for now, or dropped the connection before it had all of the mail.
            Uncertain: if the server had all of the mail, and then did not answer or dropped the connection.
            Permanent: if the server refused the mail for good, or the message cannot be made a mail.

        """
        recipient = find_mailbox(message.to, message.name)
        write = partial(compose, message, self._sender, recipient, reply_to=self._reply_to)
        try:
            answer = await self._deliver(recipient, write)
        finally:
            if not self._entered:
                await self._leave()
        return Receipt(channel=_NAME, detail=f"{self._where}: {answer}")

    async def check(self) -> None:
        """Connect, log in and disconnect. Raise `ChannelDown` if sending would."""
        await self._connect()
        await self._leave()

    async def _deliver(self, recipient: Mailbox, write: Callable[..., bytes]) -> str:
        eight_bits = self._eight_bits
        content = write(readable=eight_bits)  # what cannot be a mail is refused before anything is said
        reused = self._dialogue is not None and self._dialogue.is_open
        dialogue = await self._connect()
        try:
            try:
                await self._address(dialogue, recipient)
            except (ConnectionError, Refused) as error:
                # The server closed an old connection before it got any of this mail, so this is no failed attempt.
                if not reused or (isinstance(error, Refused) and error.answer.code != CLOSING):
                    raise
                self._drop()
                dialogue = await self._connect()
                await self._address(dialogue, recipient)
            if self._eight_bits != eight_bits:
                content = write(readable=self._eight_bits)
            answer = await self._hand_over(dialogue, content)
        except Uncertain:
            self._drop()
            raise
        except (OSError, Refused) as error:
            await self._recover(dialogue, error)
            raise _outcome(error, self._where) from None
        except BaseException:
            # A cancelled dialogue leaves the connection in an unknown state.
            self._drop()
            raise
        return said(answer.code, answer.message)

    async def _address(self, dialogue: Dialogue, recipient: Mailbox) -> None:
        """Say whom a mail is from and whom it is for, and ask for leave to send its content."""
        options = b" BODY=8BITMIME" if self._eight_bits else b""
        if recipient.needs_utf8 or self._sender.needs_utf8:
            if "smtputf8" not in dialogue.offers:
                which = recipient if recipient.needs_utf8 else self._sender
                raise Permanent(
                    words.Line(
                        "{address} needs a mail server with SMTPUTF8, which {where} does not offer",
                        address=which.address,
                        where=self._where,
                    )
                )
            options = b" SMTPUTF8" + options
        sender = self._sender.address.encode()
        await dialogue.begin_mail(sender, recipient.address.encode(), options, patience=self._command_timeout)

    async def _hand_over(self, dialogue: Dialogue, content: bytes) -> Answer:
        """Send the content to its final dot, and return the answer; from then on the server may have the mail."""
        if not dialogue.is_open:
            raise ConnectionResetError
        content = _LINE_END.sub(b"\r\n", content)
        end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            answer = await dialogue.ask(_DOT.sub(b"..", content) + end, patience=self._answer_timeout)
        except OSError as error:
            raise Uncertain(self._unanswered(error)) from None
        if answer.code in REFUSED:
            raise Refused(CONTENT, answer)
        if answer.code not in _TAKEN:
            told = words.Line("{where} has the whole mail and answered what nobody can read", where=self._where)
            raise Uncertain(told)
        return answer

    def _unanswered(self, error: OSError) -> words.Line:
        if not isinstance(error, TimeoutError):
            return words.Line("{where} has the whole mail and dropped the connection", where=self._where)
        seconds = f"{self._answer_timeout:g}"
        return words.Line(
            "{where} has the whole mail and did not answer within {seconds} seconds", where=self._where, seconds=seconds
        )

    async def _connect(self) -> Dialogue:
        if self._dialogue is not None and self._dialogue.is_open:
            return self._dialogue
        client = SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            tls_context=self._trust,
            timeout=self._timeout,
            local_hostname=self._sender.domain,
        )
        try:
            await client.connect()
            if self._username:
                await client.login(self._username, self._password or "")
            if client.is_ehlo_or_helo_needed:
                await _greet(client)
        except (SMTPException, OSError) as error:
            _hang_up(client)
            raise ChannelDown(words.at(self._where, _refusal(error))) from None
        except BaseException:
            _hang_up(client)
            raise
        if not isinstance(client.transport, Transport):
            raise ChannelDown(words.Line("{where} dropped the connection", where=self._where))
        self._dialogue = Dialogue(client.transport, client.esmtp_extensions)
        self._eight_bits = "8bitmime" in self._dialogue.offers
        return self._dialogue

    async def _recover(self, dialogue: Dialogue, error: Exception) -> None:
        """Reset the connection for the next mail, or drop it."""
        if isinstance(error, Refused) and error.can_go_on:
            with suppress(OSError):
                await dialogue.ask(b"RSET\r\n", patience=self._timeout)
                return
        self._drop()

    async def _leave(self) -> None:
        if self._dialogue is not None and self._dialogue.is_open:
            with suppress(OSError):
                await self._dialogue.ask(b"QUIT\r\n", patience=self._timeout)
        self._drop()

    def _drop(self) -> None:
        if self._dialogue is not None:
            self._dialogue.hang_up()
        self._dialogue = None


async def _greet(client: SMTP) -> None:
    """Say hello, the old way to a server that does not know the newer one."""
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def _hang_up(client: SMTP) -> None:
    transport = client.transport
    client.close()
    if isinstance(transport, Transport):
        transport.abort()


def _outcome(error: Exception, where: str) -> Exception:
    """Return the error to raise for a message when a server's error interrupts an open connection."""
    if not isinstance(error, Refused):
        late = isinstance(error, TimeoutError)
        return Retryable(
            words.Line("{where} did not answer in time" if late else "{where} dropped the connection", where=where)
        )
    return refusal(error.step, error.answer.code, error.answer.message, where=where)


def _refusal(error: Exception) -> words.Line | str:
    """Return why the connection could not be opened."""
    cause: BaseException = error
    while cause.__cause__ is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__
    answer = said(error.code, error.message) if isinstance(error, SMTPResponseException) else ""
    reason: words.Line | str
    match cause, error:
        case ssl.SSLCertVerificationError(), _:
            reason = words.Line("its certificate is not trusted: {answer}", answer=cause.verify_message)
        case ssl.SSLError(), _:
            reason = words.Line("no TLS: {answer}", answer=cause.reason or one_line(str(cause)))
        case _, SMTPAuthenticationError():
            reason = words.Line("it refuses the user name or password: {answer}", answer=answer)
        case _, SMTPTimeoutError() | TimeoutError():
            reason = words.Line("it did not answer in time")
        case ConnectionRefusedError(), _:
            reason = words.Line("connection refused, nobody listens there")
        case _:
            reason = answer or one_line(str(cause)) or type(cause).__name__
    return reason


def _trust(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        problem = words.Line("cannot be read: {message:retold}", message=error.strerror or str(error))
        raise BadSetting(_NAME, "ca_file", problem) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
