"""Opening within one command: numbers are taken for all that is asked for at once, and rows written together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow.instance.numbering import Numbering
from duban.workflow.instance.opening import facts_of, new_subject, number_of, number_taken
from duban.workflow.instance.others import children
from duban.workflow.instance.saving import insert, keep_definitions, save
from duban.workflow.instance.work import UnitOfWork
from duban.workflow.rules import require_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Definition, Subject
    from duban.workflow.core import Core
    from duban.workflow.instance.named_files import JudgesFiles
    from duban.workflow.instance.openings import Opening
    from duban.workflow.instance.others import Request
    from duban.workflow.rules import Compiled

    Asked = tuple[UnitOfWork, Request]


class Opener:
    """Opens the instances that a command is asked for, and those that the work on others asks for.

    Args:
        core: the parts of the engine.
        connection: the transaction of the command.
        now: the instant of everything that is done.
        filing: judges the files that openings name.

    """

    def __init__(self, core: Core, connection: Connection, now: datetime, filing: JudgesFiles | None) -> None:
        self._core = core
        self._connection = connection
        self._now = now
        self._filing = filing
        self.numbers = Numbering(connection)
        self.works: list[UnitOfWork] = []
        """The work on the instances that were opened, whose rows are not inserted yet."""
        self._known: dict[str, bool] = {}

    def take(self, compiled: Compiled, many: int) -> Sequence[int]:
        """Take the next places in the year of a scenario."""
        # On SQLite nothing may be read before the write lock is held, which taking the number does.
        fresh = self._connection.dialect.name != "sqlite" and not self._require_content(compiled.definition)
        return self.numbers.take(compiled, many, self._now, fresh=fresh)

    def give_back(self) -> None:
        """Give back all numbers."""
        self.numbers.give_back(len(self.numbers))

    def begin(
        self, compiled: Compiled, opening: Opening, subject: Subject, seq: int, asked: str | None = None
    ) -> UnitOfWork:
        """Begin the work on an instance that has its number."""
        self._require_content(compiled.definition)
        work = UnitOfWork(self._core, compiled, subject, now=self._now, filing=self._filing)
        work.seq, work.asked = seq, asked
        work.open(opening, facts_of(opening))
        self.works.append(work)
        return work

    def _require_content(self, definition: Definition) -> bool:
        """Return whether anything was opened by this version before; raises ScenarioChanged if by another content."""
        if definition.digest not in self._known:
            self._known[definition.digest] = require_content(self._connection, definition)
        return self._known[definition.digest]

    def settle(self, works: Sequence[UnitOfWork]) -> None:
        """Open the instances that the work asks for, and pull the triggers of complete joins, until neither is left.

        An opened instance may itself open others, so each pass works on those that the one before has opened.
        """
        tree = [work for work in works if work.openings or work.divisions or work.compiled.definition.children]
        if not tree:
            return
        ahead = list(tree)
        opened: dict[int, list[tuple[Request, UnitOfWork]]] = {}
        while ahead:
            asked = [(work, request) for work in ahead for request in children.requests(self._core, work)]
            if asked:
                ahead = self._open_all(asked)
                tree += ahead
                for (work, request), part in zip(asked, ahead, strict=True):
                    opened.setdefault(id(work), []).append((request, part))
                continue
            # Nothing more is to be opened: each instance now records the states of its parts, the innermost first.
            for work in reversed(tree) if opened else ():
                children.note_opened(work, opened.pop(id(work), ()))
            ahead = [work for work in tree if children.join(work)]

    def _open_all(self, asked: Sequence[Asked]) -> list[UnitOfWork]:
        """Open what was asked for, and return the work on each, in order; the numbers of a scenario are taken at once.

        The counters are always taken in one order, so that no two commands can wait for each other's.
        """
        now = self._now
        subjects = [new_subject(request.compiled, request.opening, now) for _, request in asked]
        wanted: dict[str, list[Request]] = {}
        for _, request in asked:
            wanted.setdefault(request.scenario, []).append(request)
        places = {name: iter(self.take(wanted[name][0].compiled, len(wanted[name]))) for name in sorted(wanted)}
        works = []
        for (_, request), subject in zip(asked, subjects, strict=True):
            seq = next(places[request.scenario])
            subject.number = request.number or number_of(request.compiled, now, seq)
            works.append(self.begin(request.compiled, request.opening, subject, seq))
        return works

    def keep_definitions(self) -> None:
        """Store the definitions by which instances are opened for the first time; raises ScenarioChanged."""
        fresh = [work for work in self.works if not self._known[work.compiled.definition.digest]]
        if fresh:
            keep_definitions(self._connection, fresh)

    def insert(self) -> None:
        """Insert the rows of all; raises TransitionRefused if a number is taken."""
        if self.works:
            self.keep_definitions()
            inserted = insert(self._connection, self.works)
            if inserted < len(self.works):
                raise number_taken(self.works[inserted].subject)

    def save(self) -> None:
        """Write the work on all, whose rows are inserted."""
        save(self._connection, self.works, fresh=True)
