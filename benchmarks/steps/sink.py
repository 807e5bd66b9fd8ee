"""A mail server that keeps nothing; prints its port. `--delay` has it wait so many milliseconds before each reply."""

import argparse
import asyncio

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--delay", type=float, default=0.0)
parser.add_argument("--pipelining", action="store_true", help="offer to take several commands at once")
given = parser.parse_args()

DELAY = given.delay / 1000
CAPABILITIES = b"250-sink\r\n250-8BITMIME\r\n" + b"250-PIPELINING\r\n" * given.pipelining + b"250 SMTPUTF8\r\n"


class Sink(asyncio.Protocol):
    """One connection: a line is a command, and after DATA all is the mail until its lone dot."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self.waiting, self.in_mail = b"", False
        self.say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        replies = b""
        while True:
            end = b"\r\n.\r\n" if self.in_mail else b"\r\n"
            said, found, rest = self.waiting.partition(end)
            if not found:
                break
            self.waiting = rest
            replies += self.answer(said)
        if replies:
            self.say(replies)

    def answer(self, said: bytes) -> bytes:
        verb = b"" if self.in_mail else said[:4].upper()
        self.in_mail = verb == b"DATA"
        if verb == b"QUIT":
            asyncio.get_running_loop().call_later(DELAY, self.transport.close)
        known = {b"EHLO": CAPABILITIES, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
        return known.get(verb, b"250 ok\r\n")

    def say(self, reply: bytes) -> None:
        if DELAY:
            asyncio.get_running_loop().call_later(DELAY, self.transport.write, reply)
        else:
            self.transport.write(reply)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
