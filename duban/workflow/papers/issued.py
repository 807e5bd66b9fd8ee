"""The papers of one instance, with what was answered to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.states import Jsonable, level_called
from duban.states.history import Answered, Erased, PaperFiled, PaperScanned, PaperVoided, Signed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from duban.states import Subject
    from duban.states.history import Recorded
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class PaperReply(Jsonable):
    """What a unit answered to a paper, on which local day; `late` says that it did so after the last one."""

    seq: int
    at: datetime
    on: date
    by: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class PaperFileView(Jsonable):
    """A file of a paper: its document (`docx` or `pdf`) or a scan of it (`scan`), who has added it and when.

    Of several scans the last one counts.
    """

    kind: str
    name: str
    sha256: str
    seq: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperView(Jsonable):
    """A paper that was signed: its number, the day, the instance, to whom it went, and who has answered.

    `seq` is the entry with which it was signed, by which it is answered. `level` is what the n-th of its kind for the
    instance is called, `place` is that of the number in its series of the year. `waiting` are the units that have still
    to answer, by the end of `reply_by`. `copies` got a copy. If it was voided, `void` has the reason. `files` are its
    document, once that is made, and the scans that came back. It is not `documented` if it was signed before documents
    were made: nothing says then what it said, and it never gets one.
    """

    number: str
    paper: str
    on: date
    level: str
    matter: str
    title: str
    seq: int
    to: tuple[str, ...]
    signed_by: str
    signed_at: datetime
    reply_by: date | None
    replies: tuple[PaperReply, ...]
    waiting: tuple[str, ...]
    place: int
    copies: tuple[str, ...] = ()
    void: str = ""
    voided_by: str = ""
    voided_at: datetime | None = None
    files: tuple[PaperFileView, ...] = ()
    documented: bool = True

    @property
    def scan(self) -> PaperFileView | None:
        """Return the scan that counts: the last one that came back."""
        return self.file(SCAN)

    def file(self, kind: str) -> PaperFileView | None:
        """Return the document as `docx` or `pdf`, or the scan that counts (`scan`)."""
        return next((each for each in reversed(self.files) if each.kind == kind), None)


SCAN = "scan"


def papers_of(compiled: Compiled, subject: Subject, history: Iterable[Recorded]) -> tuple[PaperView, ...]:
    """Return the papers that were signed for an instance, in order, each with its answers."""
    found: dict[int, PaperView] = {}
    calendar = compiled.calendar
    for entry in history:
        facts = entry.facts
        if isinstance(facts, Signed):
            found[entry.seq] = PaperView(
                number=facts.number,
                paper=facts.paper,
                on=calendar.local_date(entry.at),
                level=_level(compiled, facts),
                matter=subject.number,
                title=subject.title,
                seq=entry.seq,
                to=facts.to,
                signed_by=entry.actor,
                signed_at=entry.at,
                reply_by=facts.reply_by,
                replies=(),
                place=facts.place,
                waiting=subject.papers[entry.seq].units if entry.seq in subject.papers else (),
                copies=facts.copies or (),
                documented=bool(facts.content),
            )
        elif isinstance(facts, PaperFiled | PaperScanned | PaperVoided) and facts.asked in found:
            found[facts.asked] = _followed(found[facts.asked], entry, facts)
        elif isinstance(facts, Erased):
            for seq in map(int, facts.papers or {}):
                if seq in found:
                    found[seq] = replace(found[seq], files=())
        elif isinstance(facts, Answered) and facts.asked in found:
            issued = found[facts.asked]
            day = calendar.local_date(entry.at)
            late = issued.reply_by is not None and day > issued.reply_by
            reply = PaperReply(entry.seq, entry.at, day, entry.actor, facts.text, late)
            found[facts.asked] = replace(issued, replies=(*issued.replies, reply))
    return tuple(found.values())


def _followed(paper: PaperView, entry: Recorded, facts: PaperFiled | PaperScanned | PaperVoided) -> PaperView:
    """Return a paper with what came after it was signed."""
    match facts:
        case PaperFiled():
            files = [(each.name.rpartition(".")[2], each) for each in facts.files]
        case PaperScanned():
            files = [(SCAN, facts.file)]
        case PaperVoided():
            return replace(paper, void=facts.note, voided_by=entry.actor, voided_at=entry.at)
    views = [PaperFileView(kind, each.name, each.sha256, entry.seq, entry.actor, entry.at) for kind, each in files]
    return replace(paper, files=(*paper.files, *views))


def _level(compiled: Compiled, facts: Signed) -> str:
    """Return what the paper's level is called by the present rules; empty if these do not know the paper."""
    paper = compiled.definition.papers.get(facts.paper)
    return "" if paper is None else level_called(paper, facts.level)
