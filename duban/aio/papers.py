"""The verbs of papers, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from typing import Any

    from duban.aio.guest import AsyncGuest
    from duban.workflow import Engine, Instance, PaperContent, PaperDue, PaperView


class AsyncPapers:
    """Drafts, signs and voids papers, and keeps their documents."""

    engine: Engine

    async def draft(
        self,
        number: str,
        paper: str,
        *,
        by: str,
        to: Iterable[str] | None = None,
        copy: Iterable[str] | None = None,
        title: str | None = None,
        text: str | None = None,
        requirements: str | None = None,
        reply_by: date | None = None,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Draft a paper by hand, and return its instance; it waits for a signature, as one that a rung has drafted.

        What is left out is as the scenario has it. `pending` lists the draft, `read_draft` shows it.

        Args:
            number: the instance.
            paper: the kind of paper, by its name in the scenario, which says who may draft it.
            by: who drafts it.
            to: the units that it goes to (主送).
            copy: the units that get a copy (抄送); none for `[]`.
            title: its title.
            text: its text.
            requirements: what it asks for (办理要求).
            reply_by: the last day on which it is answered in time.
            note: a remark that the history keeps.
            key: an idempotency key.
            expect: the version last seen.
            session: your own.

        Raises:
            TransitionRefused: if the scenario has no such paper that people draft (`draft`), or if the actor may not
                (`role`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if an argument cannot be used, or a unit is not known.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(
                self.engine.draft,
                number,
                paper,
                by=by,
                to=to,
                copy=copy,
                title=title,
                text=text,
                requirements=requirements,
                reply_by=reply_by,
                note=note,
                key=key,
                expect=expect,
            ),
            session,
        )

    async def edit_draft(
        self,
        id: str,
        *,
        by: str,
        to: Iterable[str] | None = None,
        copy: Iterable[str] | None = None,
        title: str | None = None,
        text: str | None = None,
        requirements: str | None = None,
        reply_by: date | None = None,
        revision: int | None = None,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Edit a paper that waits for a signature, and return its instance; what is left out stays.

        Args:
            id: one of those that `pending` returns, such as `WT-2026-0001#7`.
            by: who edits it: somebody of a role that may draft or sign it.
            to: as for `draft`.
            copy: likewise.
            title: likewise; an empty text stands for what the scenario says.
            text: likewise.
            requirements: likewise.
            reply_by: likewise.
            revision: the revision of the draft that was seen, as `read_draft` returns it: if somebody has edited it
                since, nothing is changed.
            note: a remark that the history keeps.
            key: an idempotency key.
            session: your own.

        Raises:
            TransitionRefused: if the draft no longer waits (`state`), if the actor may not edit it (`role`), if it has
                been edited since (`draft`), or if the id is that of no draft (`sign`).
            InvalidData: if an argument cannot be used, or a unit is not known.
            UnknownInstance: if there is no such instance, or `id` is not an id.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(
                self.engine.edit_draft,
                id,
                by=by,
                to=to,
                copy=copy,
                title=title,
                text=text,
                requirements=requirements,
                reply_by=reply_by,
                revision=revision,
                note=note,
                key=key,
            ),
            session,
        )

    async def sign(
        self,
        id: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        text: str | None = None,
        revision: int | None = None,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Sign a paper that waits as a draft, and return its instance.

        It gets the next number of its series, in the same transaction, and leaves to whom it is for now: of
        `ROLE.owing` only to those that still owe something. To refuse it, `decide` with a note.

        Args:
            id: one of those that `pending` returns, such as `WT-2026-0001#7`.
            by: who signs, as `unit/person`.
            data: the fields that the paper asks for, and others.
            text: what it says in place of the drafted text; the history keeps its hash.
            revision: the revision of the draft that was read, as `read_draft` returns it: if somebody has edited it
                since, it is not signed.
            note: a remark that the history keeps.
            key: an idempotency key.
            session: your own.

        Raises:
            TransitionRefused: if the draft no longer waits (`state`), if the actor may not sign it (`role`), if the
                paper asks for a field that is not given (`requires`), if it has been edited since (`draft`), or if the
                id is that of no draft, no person is named, the signer has written it himself where four eyes are asked
                for, or there is nobody left to send it to (`sign`).
            InvalidData: if an argument or a field's value cannot be used.
            UnknownInstance: if there is no such instance, or `id` is not an id.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.sign, id, by=by, data=data, text=text, revision=revision, note=note, key=key), session
        )

    async def void_paper(
        self,
        number: str,
        asked: int,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Void a paper that was signed, and return its instance.

        Its number stays used, nobody has to answer it any more, and the units that it went to are told why. Another
        one can be drafted in its place.

        Args:
            number: the instance.
            asked: the seq of the entry that signed it, as `papers` returns it.
            by: who voids it: somebody of the roles that the scenario names, or that sign it.
            note: why.
            key: an idempotency key.
            expect: the version last seen.
            session: your own.

        Raises:
            TransitionRefused: if there is no such paper, or it is void already (`paper`), if the actor may not void it
                (`role`), or if no reason is given (`requires`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(
            partial(self.engine.void_paper, number, asked, by=by, note=note, key=key, expect=expect), session
        )

    async def add_scan(
        self,
        number: str,
        asked: int,
        file: Mapping[str, str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: AsyncGuest | None = None,
    ) -> Instance:
        """Keep a scan of a paper that came back signed and sealed, and return its instance; the last one counts.

        Args:
            number: the instance.
            asked: the seq of the entry that signed it, as `papers` returns it.
            file: the scan, as `put_file` has returned it to the same actor.
            by: who adds it: somebody of a role that drafts, signs or voids it.
            note: a remark that the history keeps.
            key: an idempotency key.
            session: your own.

        Raises:
            TransitionRefused: if there is no such paper, or it is void (`paper`), or the actor may not (`role`).
            InvalidData: if the actor has not added such a file.
            NoEvidence: if no folder for files is set.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        return await run(partial(self.engine.add_scan, number, asked, file, by=by, note=note, key=key), session)

    async def papers(
        self,
        *,
        number: str | None = None,
        paper: str | None = None,
        unit: str | None = None,
        year: int | None = None,
        unanswered: bool = False,
        viewer: str | None = None,
        session: AsyncGuest | None = None,
    ) -> list[PaperView]:
        """Return the papers that were signed, in the order in which they were.

        Args:
            number: only those of this instance.
            paper: only those of this kind, by its name in the scenario.
            unit: only those that went to this unit.
            year: only those that were signed in this local year.
            unanswered: only those that somebody has still to answer.
            viewer: who reads; the register shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidData: if an argument cannot be used.

        """
        return await run(
            partial(
                self.engine.papers,
                number=number,
                paper=paper,
                unit=unit,
                year=year,
                unanswered=unanswered,
                viewer=viewer,
            ),
            session,
        )

    async def paper_content(
        self, number: str, asked: int, *, viewer: str | None = None, session: AsyncGuest | None = None
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
        return await run(partial(self.engine.paper_content, number, asked, viewer=viewer), session)

    async def papers_to_file(
        self, *, number: str | None = None, now: datetime | None = None, put_off: bool = False, limit: int = 100
    ) -> list[PaperDue]:
        """Return the signed papers whose documents are to be made by now, those that wait longest first.

        Args:
            number: only those of this instance.
            now: by when; left out, by the engine's clock.
            put_off: with those that could not be made before and are tried again later.
            limit: at most so many.

        """
        return await run(partial(self.engine.papers_to_file, number=number, now=now, put_off=put_off, limit=limit))

    async def file_paper(self, number: str, asked: int, files: Mapping[str, bytes]) -> bool:
        """Keep the document of a signed paper, by the names of its files; return False if it was kept already.

        They are evidence like the files of fields, bound to the paper in an entry of the history.

        Raises:
            NoEvidence: if no folder for files is set.
            FileRefused: if a file is too large or of another kind than docx and pdf.
            NoRoomForFiles: if the disk would have too little room left.
            TransitionRefused: if there is no such paper (`paper`).
            UnknownInstance: if there is no such instance.

        """
        return await run(partial(self.engine.file_paper, number, asked, files))

    async def put_off_paper(self, number: str, asked: int, why: str) -> None:
        """Say why the document of a signed paper could not be made; it is tried again later, and later each time."""
        await run(partial(self.engine.put_off_paper, number, asked, why))
