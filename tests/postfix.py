"""Debian's Postfix as an instance of its own on high ports, with TLS, AUTH, a size limit and a policy that tests set.

What it has taken it hands by LMTP to the tests, so that they see each mail which it would have put into a mailbox.
"""

from __future__ import annotations

import asyncio
import base64
import random
import shutil
import socket
import subprocess
import tempfile
import threading
from collections import Counter, defaultdict
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.lmtp import LMTP
from mail_servers import PASSWORD, USER, make_authority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from email.message import EmailMessage

    Attributes = dict[str, str]
    Rule = Callable[[Attributes], "str | Awaitable[str | None] | None"]

SERVICES = {
    "plain": "",
    "submission": "-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes "
    "-o smtpd_client_restrictions=permit_sasl_authenticated,reject",
    "smtps": "-o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes "
    "-o smtpd_client_restrictions=permit_sasl_authenticated,reject",
    "expired": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_cert_file={folder}/expired-server.pem",
    "old": "-o smtpd_discard_ehlo_keywords=8bitmime,smtputf8,pipelining,size,chunking,enhancedstatuscodes,dsn",
    "small": "-o message_size_limit=2500",
    "few": "-o smtpd_client_connection_count_limit=2",
}
"""What each port does otherwise than the others."""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = /
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example
mydestination =
mynetworks =
smtpd_client_event_limit_exceptions =
virtual_mailbox_domains = regexp:{folder}/domains
virtual_mailbox_maps = regexp:{folder}/people
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_relay_restrictions = permit_sasl_authenticated, permit_auth_destination, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}
smtpd_end_of_data_restrictions = check_policy_service inet:127.0.0.1:{policy}
smtpd_error_sleep_time = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = $smtpd_tls_cert_file
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
"""

MASTER = """
{services}
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
error     unix  - - n - - error
retry     unix  - - n - - error
showq     unix  n - n - - showq
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
proxymap  unix  - - n - - proxymap
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass
class Desk:
    """What Postfix asks while it works: whether to take a mail, who may log in, and where mails go.

    It runs in a thread of its own, with an event loop of its own. `rule` is asked about each recipient and about each
    whole mail (`protocol_state` is RCPT or END-OF-MESSAGE), and answers as access(5) says; None lets it pass.
    """

    rule: Rule | None = None
    passwords: dict[str, str] = field(default_factory=lambda: {USER: PASSWORD})
    accepted: Counter[str] = field(default_factory=Counter)
    mails: defaultdict[str, list[EmailMessage]] = field(default_factory=lambda: defaultdict(list))
    news: threading.Condition = field(default_factory=threading.Condition)

    def reset(self) -> None:
        """Take everything again, from whoever knows the usual password."""
        self.rule, self.passwords = None, {USER: PASSWORD}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, ARG002, N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        with self.news:
            for address in envelope.rcpt_tos:
                self.mails[_domain(address)].append(mail)
            self.news.notify_all()
        return "250 in the mailbox"

    async def judge(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer as a policy server does."""
        while asked := await _attributes(reader):
            answer = None if self.rule is None else self.rule(asked)
            action = answer if answer is None or isinstance(answer, str) else await answer
            if asked["protocol_state"] == "END-OF-MESSAGE" and action is None:
                with self.news:
                    self.accepted[_domain(asked["recipient"])] += 1
            writer.write(f"action={action or 'DUNNO'}\n\n".encode())
            await writer.drain()

    async def authenticate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak Dovecot's protocol of authentication, version 1.2."""
        writer.write(b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n")
        while line := (await reader.readline()).decode().rstrip("\n"):
            verb, number, *given = line.split("\t")
            if verb == "AUTH":
                response = next(each for each in given if each.startswith("resp=")).removeprefix("resp=")
                _, user, password = base64.b64decode(response).decode().split("\0")
                right = self.passwords.get(user) == password
                writer.write(f"{'OK' if right else 'FAIL'}\t{number}\tuser={user}\n".encode())


class Postfix:
    """A running Postfix; `ports` by the names of `SERVICES`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk()
        self.authority = make_authority(folder)
        self.expired = make_authority(folder, prefix="expired-", days=30)
        self.ports = dict(zip(SERVICES, _free_ports(len(SERVICES)), strict=True))
        self._serving, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)

    @property
    def _command(self) -> list[str]:
        return ["postfix", "-c", str(self.folder)]

    def start(self) -> None:
        self._thread.start()
        assert self._serving.wait(60)
        facts = {"folder": self.folder, **self.ports}
        services = [
            f"127.0.0.1:{self.ports[name]} inet n - n - - smtpd {options.format(**facts)}"
            for name, options in SERVICES.items()
        ]
        (self.folder / "main.cf").write_text(MAIN.format(**facts))
        (self.folder / "master.cf").write_text(MASTER.format(services="\n".join(services)))
        (self.folder / "domains").write_text("/\\.example$/ here\n")
        (self.folder / "people").write_text("/^(u[0-9]+|张[0-9]*)@/ here\n")
        for name in ("queue", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        subprocess.run([*self._command, "start"], check=True, capture_output=True)

    async def _serve(self) -> None:
        loop, boxes = asyncio.get_running_loop(), []

        def box() -> LMTP:
            boxes.append(LMTP(self.desk, hostname="box.example", enable_SMTPUTF8=True, loop=loop))
            return boxes[-1]

        self._loop = loop
        async with (
            sessions(self.desk.judge) as judging,
            sessions(self.desk.authenticate) as authenticating,
            await loop.create_server(box, "127.0.0.1", 0) as server,
        ):
            self.ports |= {"policy": judging, "auth": authenticating, "lmtp": server.sockets[0].getsockname()[1]}
            self._serving.set()
            await self._stop.wait()
            for each in boxes:
                if each.transport is not None:
                    each.transport.abort()

    def stop(self) -> None:
        subprocess.run([*self._command, "abort"], check=False, capture_output=True)
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def settings(self, service: str = "plain", **more: object) -> dict[str, object]:
        """Return the settings of a channel that sends by one of the ports."""
        return {"host": "127.0.0.1", "port": self.ports[service], "security": "none", **more}

    def encrypted(self, service: str, **more: object) -> dict[str, object]:
        """Return the same of a port that demands TLS and a password."""
        kind = "tls" if service == "smtps" else "starttls"
        ca_file = (self.expired if service == "expired" else self.authority).ca_file
        login = {} if service == "expired" else {"username": USER, "password": PASSWORD}
        return self.settings(service, security=kind, ca_file=ca_file, **{**login, **more})

    def wait_for(self, domain: str, many: int) -> None:
        """Wait until so many mails have come to people of a domain."""
        with self.desk.news:
            assert self.desk.news.wait_for(lambda: len(self.desk.mails[domain]) >= many, timeout=60)

    def mails(self, domain: str) -> list[EmailMessage]:
        """Return what people of a domain have got, once all that Postfix has taken for them has come to them."""
        desk = self.desk
        with desk.news:
            come = desk.news.wait_for(lambda: len(desk.mails[domain]) >= desk.accepted[domain], timeout=20)
            assert come, f"{desk.accepted[domain]} were taken, {len(desk.mails[domain])} came"
            return list(desk.mails[domain])


@contextmanager
def running_postfix() -> Iterator[Postfix]:
    # Not pytest's own folder: where root runs the tests, the server's user must be able to enter this one.
    folder = Path(tempfile.mkdtemp(prefix="duban-postfix-"))
    folder.chmod(0o755)
    server = Postfix(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Wire:
    """A line to a server which a test may cut, hold or slow down; `heard` judges each piece that the server says.

    It returns what is passed on, or raises `Cut`.
    """

    to: int
    heard: Callable[[bytes], Awaitable[bytes]]
    connections: int = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.to)

        async def there() -> None:
            while said := await reader.read(65536):
                server_writer.write(said)
                await server_writer.drain()
            server_writer.close()

        async def back() -> None:
            while said := await server_reader.read(65536):
                writer.write(await self.heard(said))
                await writer.drain()
            writer.close()

        tasks = [asyncio.create_task(there()), asyncio.create_task(back())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for end in (writer, server_writer):
                end.transport.abort()


class Cut(Exception):
    """The line breaks."""


@asynccontextmanager
async def wire(to: int, heard: Callable[[bytes], Awaitable[bytes]]) -> AsyncIterator[tuple[int, Wire]]:
    """Lay a line to a server's port; gives its own port."""
    line = Wire(to, heard)
    async with sessions(line.carry) as port:
        yield port, line


@asynccontextmanager
async def sessions(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """Serve each connection to a port until the context is left; gives the port."""
    running: set[asyncio.Task[None]] = set()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await serve(reader, writer)
        finally:
            writer.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(session(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()


async def _attributes(reader: asyncio.StreamReader) -> Attributes:
    found: Attributes = {}
    while line := (await reader.readline()).decode().rstrip("\n"):
        name, _, value = line.partition("=")
        found[name] = value
    return found


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _free_ports(many: int) -> list[int]:
    """Return ports on which nobody listens, below those that the system gives to whoever connects somewhere."""
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 50 * many):
        with socket.socket() as each, suppress(OSError):
            each.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == many:
            break
    return found
