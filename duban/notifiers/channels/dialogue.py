"""The dialogue with a mail server over an open connection: commands, and the answers to them in their order.

aiosmtplib opens the connection. Its own dialogue takes one command at a time, and half of the time that a mail takes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from duban.notifiers.channels.answers import CONTENT, RECIPIENT, REFUSED, SENDER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

CLOSING = 421
"""The answer after which a server hangs up."""

UNREADABLE = -1
"""What stands for the code of an answer that is none."""

_GO_ON = 354
_WANTED = {SENDER: (250,), RECIPIENT: (250, 251), CONTENT: (_GO_ON,)}
"""The answers with which a mail goes on to its content."""

_LONGEST = 32 * 1024
"""The most bytes in an answer."""


class Answer(NamedTuple):
    """A server's answer: its code, and what it says, several lines as one text with line ends."""

    code: int
    message: str


class Refused(Exception):
    """The server gave another answer than the one to go on with, in the step that is named.

    The connection is good for another mail if it `can_go_on`: if this was a refusal, and no content is waited for.
    """

    def __init__(self, step: str, answer: Answer, *, waits_for_content: bool = False) -> None:
        super().__init__(step, answer)
        self.step, self.answer = step, answer
        self.can_go_on = answer.code in REFUSED and answer.code != CLOSING and not waits_for_content


class Dialogue(asyncio.Protocol):
    """Asks over a connection that is open already, of which nobody else reads any more.

    `offers` are the extensions that the server named, in small letters. What a server says without being asked is
    nobody's answer, and dropped.
    """

    def __init__(self, transport: asyncio.Transport, offers: Collection[str]) -> None:
        self.offers = frozenset(offers)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._expected, self._patience, self._deadline = 0, 0.0, 0.0
        self._answers: list[Answer] = []
        self._said = b""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Return whether there is still a connection."""
        return not self._transport.is_closing()

    def hang_up(self) -> None:
        """Close the connection at once: an orderly end of TLS takes more turns of a loop that may be ending."""
        self._transport.abort()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def begin_mail(self, sender: bytes, recipient: bytes, options: bytes, *, patience: float) -> None:
        """Say whom a mail is from and whom it is for, and ask for its content; all at once if the server offers that.

        Raises:
            Refused: if the server does not take one of the three.
            ConnectionError: if the connection was closed instead.
            TimeoutError: if there was no answer for `patience` seconds.

        """
        commands = [b"MAIL FROM:<%b>%b\r\n" % (sender, options), b"RCPT TO:<%b>\r\n" % recipient, b"DATA\r\n"]
        if "pipelining" not in self.offers:
            for step, asked in zip(_WANTED, commands, strict=True):
                answer = await self.ask(asked, patience=patience)
                if answer.code not in _WANTED[step]:
                    raise Refused(step, answer)
            return
        answers = await self.ask_together(commands, patience=patience)
        # A server that asks for the content of a mail which it has refused would take an empty one.
        asks = len(answers) == len(commands) and answers[-1].code == _GO_ON
        for step, answer in zip(_WANTED, answers, strict=False):
            if answer.code not in _WANTED[step]:
                raise Refused(step, answer, waits_for_content=asks)
        if not asks:
            raise ConnectionResetError

    async def ask(self, command: bytes, *, patience: float) -> Answer:
        """Send a command, or a mail's content, and return the answer.

        Raises:
            ConnectionError: if the connection was closed instead.
            TimeoutError: if there was no answer within `patience` seconds.

        """
        return (await self.ask_together([command], patience=patience))[0]

    async def ask_together(self, commands: Sequence[bytes], *, patience: float) -> list[Answer]:
        """Send several commands at once (RFC 2920), and return the answers in the same order.

        There are fewer of them if the server hangs up after the last. Each may take `patience` seconds after the one
        before; raises what `ask` does.
        """
        if not self.is_open:
            raise ConnectionResetError
        self._said, self._answers, self._expected, self._patience = b"", [], len(commands), patience
        self._waiting = self._loop.create_future()
        self._wait_for(patience)
        try:
            self._transport.write(b"".join(commands))
            await self._waiting
        finally:
            self._waiting = None
        return self._answers

    def data_received(self, data: bytes) -> None:
        """Take what the server says (asyncio calls this)."""
        if self._waiting is None or self._waiting.done():
            return
        said = self._said + data
        before = len(self._answers)
        while len(self._answers) < self._expected:
            answer, said = _first(said)
            if answer is None:
                break
            self._answers.append(answer)
            if answer.code in {CLOSING, UNREADABLE}:
                self._expected = 0
        self._said = said
        if len(self._answers) >= self._expected:
            self._waiting.set_result(None)
        elif len(self._answers) > before:
            self._wait_for(self._patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is closed (asyncio calls this)."""
        if self._waiting is None or self._waiting.done():
            return
        if self._answers:
            self._waiting.set_result(None)  # one of them may say why
        else:
            self._waiting.set_exception(ConnectionResetError(*(exc.args if exc is not None else ())))

    def _wait_for(self, patience: float) -> None:
        """Have so much patience from now on. A timer that would ring before is left: it looks, and is set anew."""
        self._deadline = self._loop.time() + patience
        if self._timer is not None:
            if self._timer.when() <= self._deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._waiting is None or self._waiting.done():
            return
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._look)
        else:
            self._waiting.set_exception(TimeoutError())


def _first(said: bytes) -> tuple[Answer | None, bytes]:
    """Return the first whole answer in what a server has said, and the rest; None if there is none yet."""
    lines: list[bytes] = []
    rest = said
    while True:
        line, found, rest = rest.partition(b"\n")
        if not found:
            return (Answer(UNREADABLE, "Response too long"), b"") if len(said) > _LONGEST else (None, said)
        if not line[:3].isdigit():
            told = line.decode("utf-8", "ignore").strip()
            return Answer(UNREADABLE, f"Malformed SMTP response line: {told}"), b""
        lines.append(line[4:].strip())
        if line[3:4] != b"-":
            return Answer(int(line[:3]), b"\n".join(lines).decode("utf-8", "surrogateescape")), rest
