"""What the documents of papers say: filled in from what was pinned when they were signed, or as they would be now."""

from __future__ import annotations

import io
import json
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.evidence import NoEvidence, cleaned_name, kind_of
from duban.notifiers import NotifierError
from duban.states import SYSTEM, USUAL_MEDIUM, Actor, Blocker, Jsonable, TemplateError, utc
from duban.states.history import PaperFile
from duban.storage import OutboxRecord, canonical_json, evidence, instances, outbox, papers
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import Command, file_paper, load_alone, record_of
from duban.workflow.rules import may_see, sees_papers
from duban.workflow.services.rendering import Private, rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

    from duban.storage import Guest, InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork

_KINDS = ("docx", "pdf")
_MIB = 1024 * 1024
_FIRST = timedelta(minutes=5)
"""How long after a failure it is tried again for the first time; each time it takes twice as long."""
_MOST_DOUBLED = 6
_LONGEST_WHY = 1000
_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


class Said(NamedTuple):
    """The title and the text of a document; if they cannot be filled in, `fault` says why."""

    title: str
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PaperDue(Jsonable):
    """A signed paper whose document is still to be made: its instance and the entry that signed it.

    `tries` is how often that has failed, and `why` why it did last.
    """

    number: str
    asked: int
    tries: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class PaperContent(Jsonable):
    """All that the document of a paper says, as it was when it was signed; of a draft, as it would be now.

    `form` is in which form it is typeset, empty for that of its name; `office` whose name it bears; `files` are those
    of its matter, each as the title of its field, its name and its SHA-256. `figures` is the SHA-256 of the frozen
    figures that a bulletin is made of. `seq` is the entry that signed it, 0 for a draft. `fault` says why it cannot be
    filled in.
    """

    matter: str
    matter_title: str
    seq: int
    paper: str
    form: str
    office: str
    number: str
    level: str
    title: str
    text: str
    requirements: str
    to: tuple[str, ...]
    copies: tuple[str, ...]
    reply_by: date | None
    on: date
    signed_by: str
    drafted_by: str
    files: tuple[tuple[str, str, str], ...]
    figures: str = ""
    fault: str = ""


class DocumentingPapers(HasCore):
    """Says what the documents of papers are made of, and keeps them once they are made."""

    def paper_content(
        self, number: str, asked: int, *, viewer: str | None = None, session: Guest | None = None
    ) -> PaperContent:
        """Return all that the document of a signed paper says, as it was pinned when it was signed.

        Args:
            number: the instance.
            asked: the seq of the entry that signed it, as `papers` returns it.
            viewer: who reads: it has to see every private field that such papers can speak of.
            session: your own.

        Raises:
            TransitionRefused: if there is no such paper, or it was signed before documents were made (`paper`), or if
                the viewer may not read it (`role`).
            UnknownInstance: if there is no such instance.

        """
        check_texts(viewer=viewer)
        check_whole(asked=asked)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            record = record_of(connection, number)
            core.follow(connection, record.directory)
            compiled, subject = load_alone(core.catalogue, connection, record)
            issued, kept = subject.papers.get(asked), papers.read_text(connection, record.id, asked)
            if issued is None or kept is None:
                facts = {"number": number, "asked": asked}
                raise TransitionRefused(number, "paper", [Blocker("paper", facts, "none" if issued is None else "old")])
            if not sees_papers(compiled, subject, issued.paper, core.viewer(viewer), kept):
                raise TransitionRefused(number, "paper", [Blocker("paper", {"number": issued.number}, "private")])
            document = json.loads(kept)
            core.catalogue.fetch(connection, {document["definition"]})
            return content_said(core, connection, record, document, seq=asked, viewer=None)

    def papers_to_file(
        self, *, number: str | None = None, now: datetime | None = None, put_off: bool = False, limit: int = 100
    ) -> list[PaperDue]:
        """Return the signed papers whose documents are to be made by now, those that wait longest first.

        Args:
            number: only those of this instance.
            now: by when; left out, by the engine's clock.
            put_off: with those that could not be made before and are tried again later.
            limit: at most so many.

        """
        check_texts(number=number)
        check_whole(limit=limit)
        core = self._core
        core.prepare()
        with core.database.reading() as connection:
            until = _LATEST if put_off else core.now() if now is None else utc(now)
            found = papers.to_file(connection, until, limit=limit, number=number)
        return [PaperDue(each.number, each.seq, each.tries, words.told(each.fault or "")) for each in found]

    def file_paper(self, number: str, asked: int, files: Mapping[str, bytes]) -> bool:
        """Keep the document of a signed paper, by the names of its files; return False if it was kept already.

        They are evidence like the files of fields, bound to the paper in an entry of the history.

        Raises:
            NoEvidence: if no folder for files is set.
            FileRefused: if a file is too large or of another kind than docx and pdf.
            NoRoomForFiles: if the disk would have too little room left.
            TransitionRefused: if there is no such paper (`paper`).
            UnknownInstance: if there is no such instance.

        """
        core, limits = self._core, self._core.settings.evidence
        if core.files is None:
            raise NoEvidence
        core.prepare()
        with ExitStack() as stack:
            arrived = []
            for called, content in files.items():
                name, most = cleaned_name(called), limits.file_mb * _MIB
                incoming = stack.enter_context(core.files.put(io.BytesIO(content), name=name, at_most=most))
                kind = kind_of(name, incoming.content, size=incoming.size, taken=_KINDS)
                arrived.append((name, kind.name, incoming))
            done: list[bool] = []
            with core.database.writing() as connection:

                def act(works: Sequence[UnitOfWork]) -> None:
                    work = works[0]
                    if asked not in work.subject.papers:
                        facts = {"number": number, "asked": asked}
                        raise TransitionRefused(number, "paper", [Blocker("paper", facts, "none")])
                    if not papers.filed(connection, work.row, asked):
                        return
                    for _, kind, incoming in arrived:
                        evidence.keep_file(connection, incoming.sha256, incoming.size, kind, by=SYSTEM, at=work.now)
                    file_paper(work, asked, [PaperFile(name, incoming.sha256) for name, _, incoming in arrived])
                    done.append(True)

                Command(core, connection).run([number], act)
                # The bytes are in their place before anybody can read that they are.
                for _, _, incoming in arrived if done else ():
                    incoming.keep()
        return bool(done)

    def put_off_paper(self, number: str, asked: int, why: str) -> None:
        """Say why the document of a signed paper could not be made; it is tried again later, and later each time."""
        core = self._core
        core.prepare()
        with core.database.writing() as connection:
            record = record_of(connection, number)
            kept = papers.paper_of(connection, record.id, asked)
            if kept is not None:
                again = core.now() + _FIRST * 2 ** min(kept.tries, _MOST_DOUBLED)
                papers.put_off(connection, record.id, asked, again=again, why=why[:_LONGEST_WHY])


def content_said(
    core: Core,
    connection: Connection,
    record: InstanceRecord,
    document: Mapping[str, Any],
    *,
    seq: int,
    viewer: str | None,
) -> PaperContent:
    """Return all that a document says; private fields that the viewer may not see are hidden."""
    said, paper = document_said(core, connection, record, document, viewer), document["paper"]
    compiled = core.catalogue.pinned(connection, document["definition"], record.number)
    declared = compiled.definition.papers.get(paper["name"])
    signed_by, reply_by, on = paper.get("signed_by", ""), paper.get("reply_by"), date.fromisoformat(document["on"])
    office = Actor.parse(signed_by).unit if signed_by else document.get("signer", "")
    return PaperContent(
        matter=record.number,
        matter_title=document["facts"].get("item", {}).get("title", record.title),
        seq=seq,
        paper=paper["name"],
        form=(declared.form if declared is not None else None) or "",
        office=(declared.office if declared is not None else None) or office,
        number=paper.get("number", ""),
        level=paper.get("level", ""),
        title=said.title,
        text=said.text,
        requirements=paper.get("requirements", ""),
        to=tuple(paper["to"]),
        copies=tuple(paper.get("copy", ())),
        reply_by=None if reply_by is None else date.fromisoformat(reply_by),
        on=on,
        signed_by=signed_by,
        drafted_by=document.get("drafted_by", ""),
        files=tuple((each["field"], each["name"], each["sha256"]) for each in document.get("files", ())),
        figures=document.get("figures", ""),
        fault=said.fault,
    )


def document_said(
    core: Core, connection: Connection, record: InstanceRecord, document: Mapping[str, Any], viewer: str | None
) -> Said:
    """Return the title and the text of a document; private fields that the viewer may not see are hidden."""
    compiled = core.catalogue.pinned(connection, document["definition"], record.number)
    facts, paper = dict(document["facts"]), document["paper"]
    declared = compiled.definition.papers.get(paper["name"])
    own_title = declared is not None and declared.document is not None
    title, text = paper.get("title") or "", document.get("text") or ""
    if title and text:
        return Said(title, text)
    with words.speaking("zh"):
        facts |= {"unit": words.listed(paper["to"]), "contact": "", "paper": dict(paper)}
        values = {
            name: None if kept is None else json.loads(kept)
            for name, kept, _, _ in instances.read_private(connection, record.id)
            if name in compiled.private
        }
        units = facts.get("item", {}).get("units", {})
        fields = compiled.definition.fields
        hidden = {name for name in values if viewer is not None and not may_see(fields[name], units, viewer)}
        row = _row(record, document, facts)
        try:
            message = rendered(compiled, row, Private(values, frozenset(hidden))).message
        except (NotifierError, TemplateError) as error:
            return Said(title or paper["name"], text, str(error))
    return Said(title or (message.subject if own_title else paper["name"]), text or message.text)


def _row(record: InstanceRecord, document: Mapping[str, Any], facts: Mapping[str, Any]) -> OutboxRecord:
    """Return a message that says what the document says; it is never stored or sent."""
    at = record.opened_at
    return OutboxRecord(
        id=0,
        message_id="document@duban",
        instance_id=record.id,
        number=record.number,
        definition=document["definition"],
        message=document["message"],
        facts=canonical_json(facts),
        medium=USUAL_MEDIUM,
        unit=facts["unit"],
        contact="",
        address="nobody@example.org",
        is_copy=False,
        urgent=True,
        clock=None,
        round=record.round,
        lap=None,
        rung=None,
        status=outbox.PENDING,
        not_before=at,
        attempts=0,
        created_at=at,
        settled_at=None,
        reason=None,
        salt=None,
        leased_until=None,
        leased_by=None,
        digest_id=None,
        behind=None,
    )
