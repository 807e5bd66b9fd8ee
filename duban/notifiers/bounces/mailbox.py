"""A mailbox that is read by IMAP, with the standard library; every way of failing has one error."""

from __future__ import annotations

import imaplib
import ssl
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Self

from duban import words
from duban.notifiers.errors import MailboxDown, MailRefused, one_line

if TYPE_CHECKING:
    from types import TracebackType

Security = Literal["tls", "starttls", "none"]

PORTS = {"tls": 993, "starttls": 143, "none": 143}
MOST_BYTES = 1_000_000
"""So much of a mail is fetched; what servers report stands at the beginning."""

_ERRORS = (imaplib.IMAP4.error, OSError, EOFError, ValueError)


class Mailbox:
    """One folder of a mailbox, opened and closed as a context manager; mails are named by their UIDs.

    What has been seen to is marked as read, or moved to the folder `processed`; all else is left as it is.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int | None = None,
        security: Security = "tls",
        username: str = "",
        password: str = "",
        folder: str = "INBOX",
        processed: str | None = None,
        timeout: float = 30.0,
        ca_file: str | None = None,
    ) -> None:
        self._host, self._port = host, port or PORTS[security]
        self._security, self._username, self._password = security, username, password
        self._folder, self._processed = folder, processed
        self._timeout, self._ca_file = timeout, ca_file
        self._client: imaplib.IMAP4 | None = None
        self._offers: frozenset[str] = frozenset()
        self.validity = ""
        """What tells the UIDs of this folder from those of another one of the same name (UIDVALIDITY)."""

    def __repr__(self) -> str:
        """Return a text with the server and nothing secret."""
        return f"<Mailbox {self._where} {self._security}>"

    @property
    def _where(self) -> str:
        return f"{self._host}:{self._port}"

    def __enter__(self) -> Self:
        """Connect, log in and open the folder. Raise MailboxDown if that cannot be done."""
        try:
            self._client = self._connected()
        except (*_ERRORS, ssl.SSLError) as error:
            raise self._down(error) from None
        try:
            self._log_in(self._client)
            self._open(self._client)
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._leave()

    def unread(self) -> list[str]:
        """Return the UIDs of the mails that are not marked as read, the oldest first."""
        found = self._ask("SEARCH", "UNSEEN UNDELETED")
        text = b" ".join(each for each in found if isinstance(each, bytes)).decode("ascii", "replace")
        return sorted({each for each in text.split() if each.isdigit()}, key=int)

    def fetch(self, uid: str) -> bytes:
        """Return the beginning of a mail, without marking it as read; nothing if it is not there any more."""
        found = self._ask("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((each[1] for each in found if isinstance(each, tuple) and len(each) > 1), b"")

    def done(self, uid: str) -> None:
        """Mark a mail as read, and move it if there is a folder for that."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
        if self._processed is None or self._client is None:
            return
        folder = _quoted(self._processed)
        if "MOVE" in self._offers:
            self._ask("MOVE", uid, folder)
            return
        self._ask("COPY", uid, folder)
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._offers:  # without it others' deleted mails would go as well
            self._ask("EXPUNGE", uid)

    def _connected(self) -> imaplib.IMAP4:
        trust = None if self._security == "none" else ssl.create_default_context(cafile=self._ca_file)
        if self._security == "tls":
            return imaplib.IMAP4_SSL(self._host, self._port, ssl_context=trust, timeout=self._timeout)
        client = imaplib.IMAP4(self._host, self._port, timeout=self._timeout)
        if trust is not None:
            try:
                client.starttls(trust)
            except BaseException:
                client.shutdown()
                raise
        return client

    def _log_in(self, client: imaplib.IMAP4) -> None:
        try:
            if self._username.isascii() and self._password.isascii():
                client.login(self._username, self._password)
            else:
                proof = f"\0{self._username}\0{self._password}".encode()
                client.authenticate("PLAIN", lambda _: proof)
        except imaplib.IMAP4.abort as error:
            raise self._down(error) from None
        except imaplib.IMAP4.error as error:
            said = words.Line("it refuses the user name or password: {answer}", answer=one_line(_said(error)))
            raise MailboxDown(words.at(self._where, said)) from None
        except _ERRORS as error:
            raise self._down(error) from None
        try:
            # Asked once more: many servers name what they can do with mails only after the login (RFC 3501, 7.2.1).
            self._offers = frozenset(_first(client.capability()[1]).upper().split())
            # Some providers in China open no folder for a program that has not said what it is (RFC 2971).
            if "ID" in self._offers:
                client.xatom("ID", '("name" "duban")')
        except imaplib.IMAP4.abort as error:
            raise self._down(error) from None
        except imaplib.IMAP4.error:
            pass  # what it refuses to say or to hear it can do without
        except _ERRORS as error:
            raise self._down(error) from None

    def _open(self, client: imaplib.IMAP4) -> None:
        try:
            if self._processed is not None:  # before a mail is marked that could then not be moved
                answer, said = client.status(_quoted(self._processed), "(MESSAGES)")
                self._require(self._processed, answer, said)
            answer, said = client.select(_quoted(self._folder))
            told = client.response("UIDVALIDITY")[1]
        except _ERRORS as error:
            raise self._down(error) from None
        self._require(self._folder, answer, said)
        self.validity = _first(told)

    def _require(self, folder: str, answer: str, said: object) -> None:
        if answer != "OK":
            facts = {"folder": folder, "answer": _first(said)}
            reason = words.Line("the folder {folder:shown} cannot be opened: {answer}", **facts)
            raise MailboxDown(words.at(self._where, reason))

    def _ask(self, command: str, *given: str) -> list[object]:
        if self._client is None:
            raise MailboxDown(words.at(self._where, words.Line("it is not open")))
        try:
            answer, found = self._client.uid(command, *given)
        except (*_ERRORS, ssl.SSLError) as error:
            raise self._down(error) from None
        if answer != "OK":
            refused = words.Line("it refuses {command}: {answer}", command=command, answer=_first(found))
            raise MailRefused(words.at(self._where, refused))
        return list(found)

    def _down(self, error: Exception) -> MailboxDown:
        match error:
            case TimeoutError():
                reason: words.Line | str = words.Line("it did not answer in time")
            case ssl.SSLCertVerificationError():
                reason = words.Line("its certificate is not trusted: {answer}", answer=error.verify_message)
            case ssl.SSLError():
                reason = words.Line("no TLS: {answer}", answer=error.reason or one_line(str(error)))
            case ConnectionRefusedError():
                reason = words.Line("connection refused, nobody listens there")
            case _:
                reason = one_line(_said(error)) or type(error).__name__
        return MailboxDown(words.at(self._where, reason))

    def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(*_ERRORS):
                client.logout()
            with suppress(OSError):
                client.shutdown()


def _said(error: Exception) -> str:
    """Return what a server said, which the library wraps as bytes in a text."""
    first = error.args[0] if error.args else ""
    return first.decode(errors="replace") if isinstance(first, bytes) else str(error)


def _first(found: object) -> str:
    each = found[0] if isinstance(found, list) and found else b""
    return one_line(each.decode(errors="replace")) if isinstance(each, bytes) else ""


def _quoted(folder: str) -> str:
    """Return a folder's name as IMAP writes it (RFC 3501, 5.1.3): Chinese in its own kind of UTF-7."""
    written, waiting = "", ""
    for sign in [*folder, ""]:
        if sign and not " " <= sign <= "~":
            waiting += sign
            continue
        if waiting:
            written += f"&{b64encode(waiting.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"
            waiting = ""
        written += "&-" if sign == "&" else f"\\{sign}" if sign in {'"', "\\"} else sign
    return f'"{written}"'
