"""An IMAP server on loopback that does what the tests want: one user, folders of mails, and faults when asked for."""

from __future__ import annotations

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

USER, PASSWORD = "duban@city.example", 'open "sesame"'


@dataclass
class Mail:
    """One mail of a folder."""

    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Folders:
    """What the server has, and how it fails: `breaks` drops the connection at that command, `refuses` says NO."""

    folders: dict[str, list[Mail]] = field(default_factory=lambda: {"INBOX": [], "Processed": []})
    breaks: set[str] = field(default_factory=set)
    refuses: set[str] = field(default_factory=set)
    """Commands, or one of a command for a mail, as `FETCH 3`."""
    garbles: set[str] = field(default_factory=set)
    capabilities: str = "IMAP4rev1 ID MOVE UIDPLUS"
    password: str = PASSWORD
    commands: list[str] = field(default_factory=list)
    uid: int = 0

    def put(self, content: bytes, folder: str = "INBOX") -> Mail:
        """Let a mail come."""
        self.uid += 1
        self.folders[folder].append(Mail(self.uid, content))
        return self.folders[folder][-1]

    def unread(self, folder: str = "INBOX") -> list[int]:
        """Return the mails that are not marked as read."""
        return [each.uid for each in self.folders[folder] if r"\Seen" not in each.flags]


class _Session(socketserver.StreamRequestHandler):
    store: Folders
    folder: str = ""
    known = False

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            tag, _, rest = line.partition(" ")
            verb, _, given = rest.partition(" ")
            verb = verb.upper()
            if verb == "UID":
                verb, _, given = given.partition(" ")
                verb = verb.upper()
            self.store.commands.append(verb)
            if verb in self.store.breaks:
                return
            if verb in self.store.garbles:
                self._say("* )(*&^ 4711 ((( {99")
                return
            if {verb, f"{verb} {given.split(maxsplit=1)[0] if given else ''}"} & self.store.refuses:
                self._say(f"{tag} NO not now")
                continue
            if not self._answer(tag, verb, given):
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, verb: str, given: str) -> bool:
        match verb:
            case "CAPABILITY":
                # Before the login few say more than how to log in.
                self._say(f"* CAPABILITY {self.store.capabilities if self.known else 'IMAP4rev1 AUTH=PLAIN'}")
            case "LOGIN":
                user, _, password = given.partition(" ")
                typed = re.sub(r"\\(.)", r"\1", password.strip()[1:-1])
                if (user.strip('"'), typed) != (USER, self.store.password):
                    self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                    return True
                self.known = True
            case "SELECT" | "STATUS" if given.split('"')[1] not in self.store.folders:
                self._say(f"{tag} NO [TRYCREATE] no such folder")
                return True
            case "SELECT":
                self.folder = given.strip('"')
                self._say(f"* {len(self._mails)} EXISTS")
                self._say("* OK [UIDVALIDITY 4711] valid")
            case "SEARCH":
                found = (each for each in self._mails if not {r"\Seen", r"\Deleted"} & each.flags)
                self._say("* SEARCH " + " ".join(str(each.uid) for each in found))
            case "FETCH":
                self._fetch(int(given.split(maxsplit=1)[0]), int(given.rpartition("0.")[2].split(">")[0]))
            case "STORE" | "COPY" | "MOVE" | "EXPUNGE":
                self._change(verb, given)
            case "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK done")
                return False
            case _:
                pass
        self._say(f"{tag} OK done")
        return True

    @property
    def _mails(self) -> list[Mail]:
        return self.store.folders.get(self.folder, [])

    def _fetch(self, uid: int, most: int) -> None:
        for place, each in enumerate(self._mails, 1):
            if each.uid == uid:
                content = each.content[:most]
                self.wfile.write(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (place, uid, len(content)))
                self.wfile.write(content + b")\r\n")

    def _change(self, verb: str, given: str) -> None:
        uid, _, what = given.partition(" ")
        mail = next((each for each in self._mails if each.uid == int(uid)), None)
        if mail is None:
            return
        if verb == "STORE":
            mail.flags.update(re.findall(r"\\\w+", what))
        if verb in {"COPY", "MOVE"}:
            self.store.folders[what.strip('"')].append(Mail(mail.uid, mail.content, set(mail.flags)))
        if verb in {"MOVE", "EXPUNGE"}:
            self._mails.remove(mail)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def get_request(self) -> tuple[object, object]:  # type: ignore[override]
        wire, peer = super().get_request()
        return (wire if self.tls is None else self.tls.wrap_socket(wire, server_side=True)), peer

    def handle_error(self, *_: object) -> None:  # type: ignore[override]
        """Say nothing of a client that has gone."""


@contextmanager
def imap_server(store: Folders, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run the server and yield its port."""
    with _Server(("127.0.0.1", 0), type("Session", (_Session,), {"store": store})) as server:
        server.tls = tls
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            running.join()
