"""What comes after a signature: the scan that comes back, and voiding a paper that should not have left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.evidence import NoEvidence, cleaned_name
from duban.states import Field, FieldType, InvalidData, scanning_blockers, value_problem, voiding_blockers
from duban.states.history import PaperFile, Signed, read_history
from duban.storage import evidence, instances
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import Asked, Command, scan_paper, void_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.engine import Connection

    from duban.states import Actor
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance

_SCAN = Field("file", "file", type=FieldType.FILE)


class FollowingPapers(HasCore):
    """Takes scans of papers, and voids papers."""

    def void_paper(
        self,
        number: str,
        asked: int,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
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
        check_texts(by=by, note=note, key=key)
        check_whole(asked=asked)
        actor = self._core.actor(by, subject=number, trigger="void_paper")

        def act(connection: Connection, work: UnitOfWork) -> None:
            found = voiding_blockers(work.compiled.definition, work.subject, asked, actor, note)
            if found:
                raise TransitionRefused(work.subject.number, "void_paper", found)
            void_paper(work, asked, _went_to(connection, work, asked), actor=actor, note=note.strip())

        arguments = {"number": number, "asked": asked, "by": actor, "note": note}
        return self._follow(number, act, actor, Asked(key, "void_paper", arguments), expect, session)

    def add_scan(
        self,
        number: str,
        asked: int,
        file: Mapping[str, str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
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
        check_texts(by=by, note=note, key=key)
        check_whole(asked=asked)
        core = self._core
        if core.files is None:
            raise NoEvidence
        problem = value_problem(_SCAN, file)
        if problem is not None:
            raise InvalidData((words.at("file", problem),))
        actor = core.actor(by, subject=number, trigger="add_scan")
        kept = PaperFile(cleaned_name(file["name"]), file["sha256"].lower())

        def act(connection: Connection, work: UnitOfWork) -> None:
            found = scanning_blockers(work.compiled.definition, work.subject, asked, actor)
            if found:
                raise TransitionRefused(work.subject.number, "add_scan", found)
            self._require_added(connection, work, kept, actor)
            scan_paper(work, asked, kept, actor=actor, note=note)

        arguments = {"number": number, "asked": asked, "file": dict(file), "by": actor, "note": note}
        return self._follow(number, act, actor, Asked(key, "add_scan", arguments), None, session)

    def _follow(  # noqa: PLR0917 - what every verb of a paper has
        self,
        number: str,
        act: Callable[[Connection, UnitOfWork], None],
        actor: Actor,
        asked: Asked,
        expect: int | None,
        session: Guest | None,
    ) -> Instance:
        core = self._core
        core.prepare(session)
        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, viewer=actor.unit)
            return command.run([number], lambda works: act(connection, works[0]), asked=asked, expect=expect)[0]

    def _require_added(self, connection: Connection, work: UnitOfWork, file: PaperFile, actor: Actor) -> None:
        """Raise InvalidData unless the actor has added the file in the last hours: a hash alone is no proof."""
        hours = self._core.settings.evidence.unused_hours
        evidence.hold_files(connection, [file.sha256])
        if not evidence.uploads_by(connection, str(actor), [file.sha256], since=work.now - timedelta(hours=hours)):
            said = words.Line(
                "names {name:shown}, which {by} has not added in the last {hours} hours: add it first, {way_add_file}",
                name=file.name,
                by=str(actor),
                hours=hours,
            )
            raise InvalidData((words.at("file", said),))


def _went_to(connection: Connection, work: UnitOfWork, asked: int) -> tuple[str, ...]:
    """Return the units that a paper went to, with those that got a copy."""
    history: Any = read_history(instances.read_history(connection, work.row))
    facts = history[asked - 1].facts
    if not isinstance(facts, Signed):
        raise TypeError(facts)
    return tuple(dict.fromkeys((*facts.to, *(facts.copies or ()))))
