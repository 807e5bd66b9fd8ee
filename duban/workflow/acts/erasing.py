"""Erasing a private value: out of the database for good, with an entry in the history that says who did it and why."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from duban import words
from duban.states import Blocker, InvalidData, Jsonable, ids_of, several_titled
from duban.states.history import Erased, fold, paper_field, read_history
from duban.storage import erasing, instances, outbox, paper_hash, papers, scrub, sqlite_file
from duban.workflow.acts.cleaning import Cleaner
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused, near
from duban.workflow.files import drop_files
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, Command, erasure_blockers, record_of
from duban.workflow.rules import speaks_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from duban.states import Actor
    from duban.states.history import Recorded
    from duban.storage import Database, Guest
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork

_TRANSACTION = "transaction"
_REMAINS = {
    "wal": words.Line("the write-ahead log may still hold it: it is emptied when the last program closes the database"),
    "freed": words.Line("free space of the database file may still hold it: VACUUM overwrites that"),
    "dead-rows": words.Line(
        "PostgreSQL keeps what was overwritten until VACUUM: "
        "run VACUUM duban_private, duban_outbox, duban_receipt, duban_paper; replicas and archived logs keep it longer"
    ),
    _TRANSACTION: words.Line("it is gone once your transaction is committed, and SQLite's log is emptied after that"),
}
"""Where the bytes may remain after an erasure, and what is to be done."""


@dataclass(frozen=True, slots=True)
class Erasure(Jsonable):
    """A private field that was erased: by whom, when and why, and how much was there.

    `values` counts the values that it ever had, `messages` those that repeated one. `remains` are codes of places that
    may still hold the bytes (`wal`, `freed`, `dead-rows`, `transaction`), and `backups` the files found beside the
    database that are older; `advice` says in words what is left to do.
    """

    _json = (..., "advice")

    number: str
    field: str
    seq: int
    by: str
    at: datetime
    note: str
    values: int
    messages: int
    remains: tuple[str, ...]
    backups: tuple[str, ...]

    @property
    def advice(self) -> tuple[str, ...]:
        """Return where the value may still be, one line each."""
        lines = [str(_REMAINS[code]) for code in self.remains]
        lines.append(words.text("backups made before this hold it still, and messages that have left are not recalled"))
        return (*lines, *(words.text("made before, and still there: {file}", file=file) for file in self.backups))


class Erasing(HasCore):
    """Erases private values."""

    def erase(
        self,
        number: str,
        field: str,
        *,
        by: str,
        note: str,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Erasure:
        """Erase every value that a private field of an instance ever had, and return what was done.

        The values and their salts are taken out of the database, and the values out of the messages and receipts that
        repeat them. Files that it named go as well, unless another field names them too. The history keeps the salted
        hashes, from which nothing can be guessed any more, and gets an entry that says who has erased the field, and
        why (`note`). A closed instance can be erased from, too.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by`, or if it has none, a role that may
                see the field (`role`); if no reason is given (`requires`); if the field was erased before or holds
                nothing (`erased`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if the instance has no such private field.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, field=field, note=note, key=key)
        core = self._core
        actor = core.actor(by, subject=number, trigger="erase")
        core.prepare(session)
        salts: list[str] = []
        with core.database.writing(session) as connection:
            field = _by_title(core, connection, number, field)
            asked = Asked(key, "erase", {"number": number, "field": field, "by": actor, "note": note})
            command = Command(core, connection, hear=True, viewer=actor.unit)
            act = _Act(connection, field, actor, note, salts)
            command.run([number], lambda works: act.take(works[0]), asked=asked, expect=expect)
            done = _told(connection, number, field)
        if session is None:
            drop_files(core, act.files, now=core.now())
        return _finished(core.database, done, salts, guest=session is not None)


class _Act:
    """The act of erasing: judged, written and prepared on the instance that is locked; `salts` gets the salts."""

    def __init__(self, connection: Connection, field: str, actor: Actor, note: str, salts: list[str]) -> None:
        self._connection = connection
        self._field = field
        self._actor = actor
        self._note = note.strip()
        self._salts = salts
        self._works: list[UnitOfWork] = []

    @property
    def files(self) -> list[str]:
        """Return the files that the field has named."""
        return [sha256 for work in self._works for sha256 in work.files.gone]

    def take(self, work: UnitOfWork) -> None:
        """Judge, and erase; raises InvalidData and TransitionRefused."""
        self._works.append(work)
        private = instances.read_private(self._connection, work.row)
        _require_private(work, self._field, {name for name, *_ in private})
        values = [(seq, text, salt) for name, text, seq, salt in private if name == self._field]
        there = [value for value in values if value[1] is not None or value[2]]
        blockers = erasure_blockers(work.compiled.definition, work.subject, self._field, self._actor)
        if not self._note:
            blockers.append(Blocker("requires", {}, "note"))
        if not there:
            blockers.append(self._gone(work))
        if blockers:
            raise TransitionRefused(work.subject.number, "erase", blockers)
        self._salts += [salt for _, _, salt in there if salt]
        cleaner = Cleaner(self._field, [json.loads(text) for _, text, _ in there if text is not None])
        rows = cleaner.cleaned(erasing.texts_beside(self._connection, work.row, work.subject.number))
        rows = _tied(self._connection, work, rows)
        of_papers = _papers(self._connection, work, self._field, rows)
        gone = tuple(paper_field(seq) for seq in of_papers if seq in work.subject.papers)
        work.erasings += (erasing.Erasing(self._field, rows, gone, work.now),)
        work.subject.private.pop(self._field, None)
        work.subject.version += 1
        entry = Erased(
            field=self._field,
            values=tuple(seq for seq, _, _ in there),
            messages=tuple(dict.fromkeys(row.message for row in rows if row.message is not None)),
            papers={str(seq): digest for seq, digest in sorted(of_papers.items())} or UNSET,
            note=self._note,
        )
        work.note(entry, self._actor)

    def _gone(self, work: UnitOfWork) -> Blocker:
        """Return why there is nothing to erase."""
        declared = work.compiled.definition.fields.get(self._field)
        facts: dict[str, Any] = {"field": self._field, "title": self._field if declared is None else declared.title}
        history = read_history(instances.read_history(self._connection, work.row))
        seq = fold(history).erased.get(self._field)
        if seq is None:
            return Blocker("erased", facts, "empty")
        before = history[seq - 1]
        local = before.at.astimezone(work.compiled.calendar.timezone)
        return Blocker("erased", {**facts, "by": before.actor, "local": local.isoformat()})


def _tied(connection: Connection, work: UnitOfWork, rows: Sequence[erasing.Texts]) -> list[erasing.Texts]:
    """Return the rows, those of messages with a new salt: the entry names each such message with what it is now."""
    records = {record.id: record for record in outbox.list_messages(connection, instance=work.row)}
    tied, changed = [], []
    for row in rows:
        record = records.get(row.key) if row.table == erasing.MESSAGES and row.salt is not None else None
        if record is not None:
            row = row._replace(salt=secrets.token_hex(16))  # noqa: PLW2901 - the row as it is to be written
            changed.append(replace(record, facts=str(row.texts["facts"]), salt=row.salt))
        elif row.table == erasing.PAPERS:
            row = row._replace(salt=secrets.token_hex(16))  # noqa: PLW2901 - likewise
        tied.append(row)
    work.send((), instead=changed)
    return tied


def _papers(connection: Connection, work: UnitOfWork, field: str, rows: Sequence[erasing.Texts]) -> dict[int, str]:
    """Return the hashes of what papers say that can hold a value of the field: their files go, whatever it says.

    `rows` are the texts that were changed, as they are to be written.
    """
    changed = {row.key: row for row in rows if row.table == erasing.PAPERS}
    found = {seq: paper_hash(str(row.salt), str(row.texts["content"])) for seq, row in changed.items()}
    for seq, content, salt in papers.texts_of(connection, work.row):
        issued = work.subject.papers.get(seq)
        if seq not in found and issued is not None and speaks_of(work.compiled, issued.paper, field, content):
            found[seq] = paper_hash(salt, content)
    return found


def _by_title(core: Core, connection: Connection, number: str, field: str) -> str:
    """Return the id of the field of an instance that has this id or title, or else what is given."""
    record = instances.read_instance(connection, number)
    if record is None:
        return field
    definition = core.catalogue.pinned(connection, record.definition, number).definition
    ids = ids_of(field, definition.fields)
    if len(ids) > 1:
        raise InvalidData((several_titled(field, ids),))
    return ids[0] if ids else field


def _require_private(work: UnitOfWork, field: str, stored: set[str]) -> None:
    """Raise InvalidData unless the field is a private one, or was one under earlier rules."""
    known = work.compiled.private | stored
    if field in known:
        return
    declared = work.compiled.definition.fields.get(field)
    facts = {"number": work.subject.number, "field": field}
    if declared is not None:
        problem = words.Line(
            "{field:shown} of {number} is not private: its values stand in the history, which is never changed", **facts
        )
    else:
        problem = words.Line(
            "{number} has no private field {field:shown}; {near}", near=near(field, sorted(known)), **facts
        )
    raise InvalidData((problem,))


def _told(connection: Connection, number: str, field: str) -> Erasure:
    """Return what the history says of the last erasure of a field."""
    history = read_history(instances.read_history(connection, record_of(connection, number).id))
    entry = history[_erased_at(history, field) - 1]
    facts = entry.facts
    if not isinstance(facts, Erased):
        raise TypeError(facts)
    values, messages = len(facts.values), len(facts.messages)
    return Erasure(number, field, entry.seq, entry.actor, entry.at, facts.note, values, messages, (), ())


def _erased_at(history: Sequence[Recorded], field: str) -> int:
    """Return the seq of the last erasure of a field; of one that was renamed since, by the name that it had."""
    told = fold(history).erased.get(field)
    named = (entry.seq for entry in history if isinstance(entry.facts, Erased) and entry.facts.field == field)
    return max(named) if told is None else told


def _finished(database: Database, done: Erasure, salts: Sequence[str], *, guest: bool) -> Erasure:
    """Return an erasure with what remains of it on the disk."""
    remains = (_TRANSACTION,) if guest else scrub(database, salts)
    return replace(done, remains=remains, backups=tuple(str(file) for file in _backups(database)))


def _backups(database: Database) -> list[Path]:
    """Return the files beside a SQLite database that a restore has put aside."""
    file = sqlite_file(database)
    return [] if file is None else sorted(file.parent.glob(f"{file.name}.*Z"))
