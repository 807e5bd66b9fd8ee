"""Reading a log of anchors, and what is wrong with the log itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import Jsonable
from duban.workflow.anchors import lines
from duban.workflow.errors import NoAnchors
from duban.workflow.people import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from os import PathLike

    from duban.workflow.anchors.lines import Anchor, Head
    from duban.workflow.anchors.signing import Signers

LARGEST = 256 * 1024 * 1024
_BEGINS = 64
HISTORY = "history"


@dataclass(frozen=True, slots=True)
class AnchorLog(Jsonable):
    """A log that was read: how many anchors, when the last was made, and the hash of its line.

    `signed_by` is the name of the key whose signature of the last anchor was checked; None if none was.
    """

    file: str
    anchors: int
    at: datetime | None
    last: str
    signed_by: str | None
    signed: bool
    """Whether the last anchor has a signature, checked or not."""


@dataclass(frozen=True, slots=True)
class AnchorsRead:
    """A log with all that stands in it.

    `heads` has by kind and name every head that was ever kept, the oldest first. `faults` says what is wrong with the
    log itself, each with its line.
    """

    log: AnchorLog
    heads: Mapping[str, Mapping[str, Sequence[Head]]]
    hashes: frozenset[str]
    faults: tuple[tuple[int, str], ...] = ()
    torn: bytes = b""
    """What stands behind the last whole line, of an export that was interrupted."""
    torn_at: int = 0
    unbroken: bool = True
    """Whether the last whole line ends in a line break."""

    def problems(self) -> Iterator[tuple[int, str]]:
        """Yield what is wrong with the log, its torn end included, each with its line."""
        yield from self.faults
        if self.torn:
            yield self.torn_at, words.text("is torn: an export was interrupted; the next one completes the log")


def read_anchors(file: str | PathLike[str], *, signers: Signers | None = None) -> AnchorsRead:
    """Return what a file of anchors holds: a log, or the heads that earlier versions exported.

    With `signers` the last anchor has to be signed by one of them; since each line holds the hash of the one before,
    that signature is one for all the lines above.

    Raises:
        NoAnchors: if the file holds none.
        OSError: if it cannot be read.

    """
    with Path(file).open("rb") as opened:
        begins = opened.read(_BEGINS)  # before all of it: /dev/zero never ends
    if not begins.lstrip().startswith(b"{"):
        raise NoAnchors(str(file))
    try:
        text = read_file(Path(file), LARGEST)
    except ValueError as error:
        raise NoAnchors(str(file), words.said_by(error)) from None
    return parse_anchors(str(file), text, signers=signers)


def parse_anchors(name: str, text: bytes, *, signers: Signers | None = None, must: bool = True) -> AnchorsRead:
    """Return what the text of a file holds, as `read_anchors` does; where it need not be signed, `must` is false."""
    if lines.is_log(text):
        return _Log(name, signers, must=must).read(text)
    heads = _earlier(text)
    if heads is None:
        raise NoAnchors(name)
    kept = {HISTORY: {number: (head,) for number, head in heads.items()}}
    hash_ = lines.digest(text)
    faults = () if signers is None else ((1, words.text("is not signed by this key")),)
    log = AnchorLog(name, 1, None, hash_, None, signed=False)
    return AnchorsRead(log, kept, frozenset({hash_}), faults)


class _Log:
    """Reads the lines of a log one after the other."""

    def __init__(self, name: str, signers: Signers | None, *, must: bool) -> None:
        self._name = name
        self._signers = signers
        self._must = must and signers is not None
        self._faults: list[tuple[int, str]] = []
        self._heads: dict[str, dict[str, list[Head]]] = {}
        self._hashes: list[str] = []
        self._last: Anchor | None = None
        self._torn: tuple[int, bytes] | None = None
        self._signed = False
        self._signed_by: str | None = None

    def read(self, text: bytes) -> AnchorsRead:
        """Return what the log holds."""
        *whole, rest = text.split(b"\n")
        unbroken = not rest
        if rest and lines.read_line(rest) is not None:
            whole.append(rest)  # all but the line break was written
            rest = b""
        for number, line in enumerate(whole, start=1):
            self._line(number, line)
        self._end_torn()
        if self._must and self._signed_by is None:
            self._faults.append((len(whole), words.text("is not signed by this key")))
        last = self._last
        place, at = (0, None) if last is None else (last.place, last.at)
        return AnchorsRead(
            AnchorLog(self._name, place, at, self._hash, self._signed_by, signed=self._signed),
            heads=self._heads,
            hashes=frozenset(self._hashes),
            faults=tuple(self._faults),
            torn=rest,
            torn_at=len(whole) + 1,
            unbroken=unbroken or bool(rest),
        )

    @property
    def _hash(self) -> str:
        return self._hashes[-1] if self._hashes else lines.START

    def _line(self, number: int, line: bytes) -> None:
        anchor = lines.read_line(line)
        if anchor is None:
            self._end_torn()
            self._torn = number, line
            return
        self._faults += [(number, problem) for problem in self._misplaced(anchor)]
        self._torn = None
        self._check(number, anchor, line)
        lines.merge(self._heads, anchor)
        self._last = anchor
        self._hashes.append(lines.digest(line))

    def _end_torn(self) -> None:
        """Note that a line that is no anchor is followed by none that says that it was torn."""
        if self._torn is not None:
            self._faults.append((self._torn[0], words.text("is no anchor: the line was changed")))

    def _misplaced(self, anchor: Anchor) -> Iterator[str]:
        """Yield what shows that the lines before an anchor are not those that it was appended to."""
        expected = 1 if self._last is None else self._last.place + 1
        if anchor.place != expected:
            facts = {"expected": expected, "found": anchor.place}
            yield words.text("is anchor {found}, where {expected} should be: lines were removed or moved", **facts)
        elif anchor.previous != self._hash:
            yield words.text("does not fit the line before: that one was changed or exchanged")
        if anchor.torn != (None if self._torn is None else lines.digest(self._torn[1])):
            yield words.text("does not fit the torn line before: that one was changed, removed or put there")

    def _check(self, number: int, anchor: Anchor, line: bytes) -> None:
        """Check the signature of a line, if its key is known."""
        said, signature = lines.signature_in(line)
        self._signed, self._signed_by = signature is not None, None
        if self._signers is None or signature is None or anchor.key not in self._signers:
            return
        if self._signers.accept(str(anchor.key), said, signature):
            self._signed_by = anchor.key
        else:
            self._faults.append((number, words.text("does not fit its signature: the line was changed")))


def _earlier(text: bytes) -> dict[str, Head] | None:
    """Return the heads in a file of an earlier version: JSON, number to seq and hash; None if these are none."""
    try:
        read: Any = json.loads(text)
        heads = {number: (seq, digest) for number, (seq, digest) in read.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not heads or not all(type(seq) is int and seq > 0 and type(digest) is str for seq, digest in heads.values()):
        return None
    return heads
