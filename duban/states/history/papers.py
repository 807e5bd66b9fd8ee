"""The entries of papers: drafted, edited, signed, made into files, scanned, voided; and what memories keep of them."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from duban.states.history.entries import Entry
from duban.states.subject import Drafted, Issued

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class PaperDrafted(Entry, frozen=True, kw_only=True):
    """A paper was drafted by a person, or by the engine after an act; it waits for a signature."""

    kind = "draft"
    by = "`draft`; the engine after an act that the scenario names"

    paper: str
    roles: tuple[str, ...]
    """The roles that may sign it."""
    after: str = ""
    """The trigger or the act of the engine after which it was drafted."""
    to: tuple[str, ...] | None = None
    copy: tuple[str, ...] | None = None
    reply_by: date | None = None
    """To which units it goes, who gets a copy, and the last day to answer it, if not as the scenario says."""
    content: str = ""
    """The SHA-256 of a salt and its title and texts, which are kept beside the history; empty if there are none."""
    note: str | None = None


class PaperEdited(Entry, frozen=True, kw_only=True):
    """A draft of a paper was edited; what it says then is all that differs from what the scenario says."""

    kind = "edit"
    by = "`edit_draft`"

    asked: int
    """The seq of the entry that drafted it."""
    to: tuple[str, ...] | None = None
    copy: tuple[str, ...] | None = None
    reply_by: date | None = None
    content: str
    note: str | None = None
    """As in `draft`."""


class Signed(Entry, frozen=True, kw_only=True):
    """A paper was signed: it got its number and left."""

    kind = "sign"
    by = "`sign`"

    asked: int
    """The seq of the entry that drafted it."""
    paper: str
    number: str
    series: str
    year: int
    place: int
    """Where the number stands: the pattern of the series, the local year, and the place in it, from 1."""
    level: int
    """The how-manieth paper of its kind it was for this instance."""
    to: tuple[str, ...] = ()
    """The units that it went to."""
    copies: tuple[str, ...] | UnsetType = UNSET
    """The units that got a copy; left out by earlier versions."""
    reply_by: date | None = None
    """The last day on which they can answer in time; null if no answer is asked for."""
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    """What the signer wrote; private fields as salted hashes of their values."""
    text: str = ""
    salt: str = ""
    """If the text was changed before signing: the SHA-256 of the salt and the text, which its messages have."""
    content: str = ""
    """The SHA-256 of a salt and all that its document is made of, which is kept beside the history."""
    note: str | None = None
    clock: str
    """Left empty for a paper that no rung has drafted."""
    lap: int
    rung: str
    message: str


class PaperFile(Struct, frozen=True, omit_defaults=True):
    """A file of a paper: what it is called, and the SHA-256 of its content."""

    name: str
    sha256: str


class PaperFiled(Entry, frozen=True, kw_only=True):
    """The document of a signed paper was made and is kept: as a file that can be edited, and as it is printed."""

    kind = "document"
    by = "the service that makes the documents of papers, `file_papers`"

    asked: int
    """The seq of the entry that signed it."""
    files: tuple[PaperFile, ...]


class PaperScanned(Entry, frozen=True, kw_only=True):
    """A scan of a paper, signed and sealed, came back; the last one counts."""

    kind = "scan"
    by = "`add_scan`"

    asked: int
    """The seq of the entry that signed it."""
    file: PaperFile
    note: str | None = None


class PaperVoided(Entry, frozen=True, kw_only=True):
    """A paper was voided: its number stays used, and nobody has to answer it any more."""

    kind = "void_paper"
    by = "`void_paper`"

    asked: int
    """The seq of the entry that signed it."""
    number: str
    note: str


def issued_by(facts: Signed, at: datetime) -> Issued:
    """Return what the memory keeps of a paper."""
    owing = facts.to if facts.reply_by is not None else ()
    return Issued(facts.paper, facts.number, facts.level, at, facts.reply_by, owing)


def voided(papers: Mapping[int, Issued], asked: int) -> dict[int, Issued]:
    """Return the papers to remember after one was voided."""
    found = dict(papers)
    if asked in found:
        found[asked] = replace(found[asked], units=(), void=True)
    return found


def drafted_by(facts: PaperDrafted | PaperEdited, seq: int, by: str, earlier: Drafted | None = None) -> Drafted | None:
    """Return what the memory keeps of what people have made of a draft; None if the engine has made it."""
    if isinstance(facts, PaperDrafted) and facts.after:
        return None
    hands = () if earlier is None else earlier.by
    return Drafted(seq, tuple(dict.fromkeys((*hands, by))), facts.to, facts.copy, facts.reply_by)


def paper_field(seq: int) -> str:
    """Return by which name the files of the paper signed in the entry `seq` are kept; no field is called so."""
    return f"#{seq}"
