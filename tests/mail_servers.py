"""Real mail servers on loopback: aiosmtpd where it can do it, a scripted one for what it never does."""

# ruff: noqa: ANN001, ARG001, ARG002, N802 - aiosmtpd calls its handlers by these names, with all of these

from __future__ import annotations

import asyncio
import ssl
import warnings
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from duban.notifiers import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from email.message import EmailMessage
    from pathlib import Path

USER, PASSWORD = "duban", "correct horse battery"
_DAYS = 40_000


def mail_to(address: str = "zhang@zj.example", **facts: object) -> Message:
    given = {
        "id": "WT-2024-0001.7@duban.example",
        "medium": "email",
        "to": address,
        "name": "市住建局 张三",
        "subject": "【催办】WT-2024-0001 老旧小区改造",
        "text": "市住建局：\n请于 2024年4月23日 前办结。\n.\n",
        "created_at": datetime(2024, 4, 16, 0, 30, tzinfo=UTC),
    }
    return Message(**(given | facts))


@dataclass
class Inbox:
    """An aiosmtpd handler that keeps what it gets, and answers what the test wants."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    contents: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    offers: tuple[str, ...] = ()

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.contents]

    def _answer(self, verb: str) -> str | None:
        waiting = self.answers.get(verb)
        return waiting.pop(0) if waiting else None

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:
        session.host_name = hostname
        return [responses[0], *(f"250-{offer}" for offer in self.offers), *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        self.connections.add(session.peer)
        if answer := self._answer("MAIL"):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if answer := self._answer("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if answer := self._answer("DATA"):
            return answer
        self.contents.append(envelope.content)
        self.recipients.extend(envelope.rcpt_tos)
        return "250 queued as 4711"


def _authenticate(server, session, envelope, mechanism, data: LoginPassword) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(
    inbox: Inbox, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, **options: object
) -> AsyncIterator[int]:
    """Run aiosmtpd and yield its port; with TLS of either kind it demands a password."""
    if tls or starttls:
        options |= {"auth_required": True, "authenticator": _authenticate, "auth_require_tls": starttls is not None}
        options |= {"require_starttls": starttls is not None, "tls_context": starttls}
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        with warnings.catch_warnings():
            # aiosmtpd does not see that a connection which was TLS from the start is encrypted.
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            sessions.append(SMTP(inbox, hostname="mail.example", loop=loop, **options))
        return sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()


@dataclass
class Script:
    """A server that answers by the first word of each line; an answer of none drops the connection, `…` is silence."""

    answers: dict[str, str | None]
    greeting: str | None = "220 mail.example ESMTP"
    lines: list[str] = field(default_factory=list)
    sessions: int = 0
    open: set[asyncio.Task[None]] = field(default_factory=set)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def reached(self, state: Callable[[], bool]) -> None:
        """Wait until the dialogue has come to where the test wants it."""
        async with self.news:
            await self.news.wait_for(state)

    async def say(self, answer: str) -> None:
        """Break the silence in every session."""
        for writer in self.writers:
            await self._say(writer, answer)

    async def _tell(self) -> None:
        async with self.news:
            self.news.notify_all()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = asyncio.ensure_future(self._serve(reader, writer))
        self.open.add(session)
        session.add_done_callback(self.open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.writers.add(writer)
        await self._tell()
        try:
            if not await self._say(writer, self.greeting):
                return
            content = False
            while line := (await reader.readline()).decode():
                if content and line != ".\r\n":
                    continue
                verb = "." if content else line.split()[0].upper()
                self.lines.append(line.rstrip())
                await self._tell()
                content = False
                answer = self.answers.get(verb, "250 OK")
                if not await self._say(writer, answer):
                    return
                content = verb == "DATA" and answer is not None and answer.startswith("354")
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, answer: str | None) -> bool:
        if answer is None:
            return False
        if answer != "…":
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
        return True


@asynccontextmanager
async def scripted_server(script: Script) -> AsyncIterator[int]:
    """Run a scripted server and yield its port."""
    server = await asyncio.start_server(script.accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        sessions = list(script.open)
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        await server.wait_closed()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the tests' own: its file, and the context of a server that it vouches for."""

    ca_file: str
    server: ssl.SSLContext


def make_authority(folder: Path, *, prefix: str = "", days: int = _DAYS) -> Authority:
    """Issue a certificate for localhost and 127.0.0.1 that is valid for so many days from 2020 on."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "duban tests CA")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ca_usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    ca = (
        _certificate(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(ca_usage, critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    issued = (
        _certificate(name, ca_name, key, days)
        .add_extension(hosts, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    ca_file, server_file = folder / f"{prefix}ca.pem", folder / f"{prefix}server.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    server_file.write_bytes(issued.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_file)
    return Authority(str(ca_file), context)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int = _DAYS
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
