"""Signing (签发): a person puts its name to a draft, which then gets its number and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import signing_blockers
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import Asked, Command, parse_id, sign
from duban.workflow.papers.drafting import written as content_of
from duban.workflow.people import given_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance


class Signing(HasCore):
    """Signs the papers that rungs have drafted."""

    def sign(
        self,
        id: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        text: str | None = None,
        revision: int | None = None,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
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
        check_texts(by=by, id=id, note=note, key=key)
        if text is not None:
            check_texts(text=text)
        if revision is not None:
            check_whole(revision=revision)
        number, seq = parse_id(id)
        actor = self._core.actor(by, subject=number, trigger="sign")
        written = text.strip() if text is not None else None
        arguments = {"id": id, "by": actor, "data": data or {}, "text": written, "note": note}
        arguments |= {} if revision is None else {"revision": revision}

        def act(connection: Connection, work: UnitOfWork) -> None:
            compiled, subject = work.compiled, work.subject
            definition = compiled.definition
            given = given_values(definition, self._core.directory, compiled.check(data or {}), subject.data)
            said = [name for name in given if _says(given[name])]
            blockers = signing_blockers(definition, subject, seq, actor, said, revision=revision)
            if blockers:
                raise TransitionRefused(number, "sign", blockers)
            content = content_of(connection, work.row, subject.waiting[seq])
            sign(work, seq, actor=actor, data=given, text=written or None, note=note, content=content)

        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            return command.run([number], lambda works: act(connection, works[0]), asked=Asked(key, "sign", arguments))[
                0
            ]


def _says(value: object) -> bool:
    """Return whether a value says anything: a text of blanks does not."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != []
