"""Writes what was confirmed of a sheet, through the engine's verbs and by the rights of whoever brings it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from duban import words
from duban.ledger.excel.bringing.judging import line_said
from duban.ledger.excel.bringing.targets import Targets
from duban.ledger.excel.bringing.values import (
    CHANGED,
    CONFLICT,
    DONE,
    LEFT,
    MINE,
    NEW,
    OPEN,
    REFUSED,
    REPORT,
    SAME,
    WRONG,
    Taken,
    TakenRow,
)
from duban.ledger.excel.contract import FillKind
from duban.ledger.opening.lists import import_list
from duban.states import StatesError
from duban.workflow import WorkflowError

TITLE = "title"

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from duban.ledger.excel.bringing.values import Brought, BroughtCell, BroughtRow
    from duban.ledger.excel.contract import FillColumn
    from duban.storage import Guest
    from duban.workflow import Engine, Instance


def bring_sheet(
    engine: Engine,
    brought: Brought,
    *,
    rows: Collection[int] | None = None,
    take: Mapping[int, str] | None = None,
    told: Callable[[int, int | None], None] | None = None,
) -> Taken:
    """Write what a preview has shown, and return what became of each row.

    Each report, and each matter, is a transaction of its own: what is refused of one unit does not hold up the others,
    and no lock is held over all of them. What was changed since the preview is refused. The same file brought twice
    finds everything as it is; a command that is repeated after a crash is known by its idempotency key.

    Args:
        engine: where it is written.
        brought: what `preview_sheet` returned.
        rows: the lines of the rows that are to be written; left out, all that are ready.
        take: for the line of a row in conflict `file` to write its values, or `now` to leave those that are in
            conflict and write the others; all other such rows are left as they are.
        told: is called with how many rows are done, and of how many.

    """
    return _Taking(engine, brought, take or {}).done(rows, told)


class _Taking:
    def __init__(self, engine: Engine, brought: Brought, take: Mapping[int, str]) -> None:
        self._engine, self._brought, self._take = engine, brought, take
        self._columns: Mapping[str, FillColumn] = {each.id: each for each in brought.fills}
        self._targets = Targets(engine, brought.by)
        self._batch = f"{PurePath(brought.source).name[:60]} {brought.digest[:12]}"
        self._found: dict[int, TakenRow] = {}
        self._asked: set[str] = set()
        """The matters of which something was only asked for: somebody has to agree."""

    def done(self, rows: Collection[int] | None, told: Callable[[int, int | None], None] | None) -> Taken:
        groups: dict[str, list[BroughtRow]] = {}
        new: list[BroughtRow] = []
        for row in self._brought.rows:
            chosen = rows is None or row.line in rows
            settled = row.is_ready or (row.verdict == CONFLICT and row.line in self._take)
            if chosen and settled and row.verb == OPEN:
                new.append(row)
            elif chosen and settled and self._wanted(row):
                groups.setdefault(row.target, []).append(row)
            else:
                self._found[row.line] = TakenRow(row.line, row.key, LEFT, row.target, self._why_left(row))
        self._targets.read(target for target, group in groups.items() if group[0].verb == REPORT)
        count, total = 0, sum(map(len, groups.values())) + len(new)
        if new:
            self._open(new)
            count = len(new)
            if told is not None:
                told(count, total)
        for target, group in groups.items():
            self._write(target, group)
            count += len(group)
            if told is not None:
                told(count, total)
        ordered = tuple(self._found[row.line] for row in self._brought.rows)
        return Taken(self._brought.source, self._brought.digest, self._batch, ordered)

    @staticmethod
    def _why_left(row: BroughtRow) -> str:
        if row.verdict in {WRONG, CONFLICT}:
            return row.todo
        return words.text("the same already") if row.verdict == SAME else words.text("not chosen")

    def _write(self, target: str, group: list[BroughtRow]) -> None:
        """Write the rows of one report, or of one matter; if what they say together is refused, each by itself."""
        version, reason = self._tried(target, group, group[0].version)
        parts = [group] if reason is None or group[0].verb != REPORT else [[row] for row in group]
        for part in parts:
            if parts != [group]:
                version, reason = self._tried(target, part, version)
            for row in part:
                outcome = DONE if reason is None else REFUSED
                said = reason or (words.text("asked for: it waits for a decision") if target in self._asked else "")
                self._found[row.line] = TakenRow(row.line, row.key, outcome, row.target, said)

    def _tried(self, target: str, group: list[BroughtRow], version: int) -> tuple[int, str | None]:
        """Write rows of what is at this version, and return its version then, and why they are refused, or None."""
        try:
            done = self._report(target, group, version) if group[0].verb == REPORT else self._matter(target, group)
        except (WorkflowError, StatesError) as error:
            return version, words.clauses(str(error).splitlines())
        return done.version, None

    def _open(self, rows: list[BroughtRow]) -> None:
        """Open the new rows of a list, all or none: it is one paper, and its numbers run on."""
        asked = self._brought.listed
        if asked is None:
            return
        lines = {row.line: row for row in rows}
        matters = [
            replace(matter, note=words.joined([matter.note or "", self._note([lines[matter.line]])]))
            for matter in asked.listing.matters
            if matter.line in lines
        ]
        key = f"ledger-{self._brought.digest[:40]}"
        how: dict[str, Any] = {"by": self._brought.by, "scenario": asked.scenario, "source": asked.source, "key": key}
        try:
            listing = replace(asked.listing, matters=tuple(matters))
            done = import_list(self._engine, listing, **how, since=asked.since, quiet=asked.quiet)
        except (WorkflowError, StatesError) as error:
            reason = words.clauses(str(error).splitlines())
            self._found |= {row.line: TakenRow(row.line, row.key, REFUSED, "", reason) for row in rows}
            return
        for each in done.rows:
            self._found[each.line] = TakenRow(each.line, lines[each.line].key, DONE, each.instance or "")

    def _listed(self, number: str, row: BroughtRow) -> Instance:
        """Write what a list says otherwise of a matter that stands: its units, its title and its fields, at once."""
        asked = self._brought.listed
        matter = next(each for each in asked.listing.matters if each.line == row.line) if asked else None
        rules, by, note = self._targets.rules(self._engine.instance(number)), self._brought.by, self._note([row])
        columns = [cell.column for cell in self._wanted(row)]
        roles = [name for name in columns if name in rules.roles]
        data = {name: matter.data[name] for name in columns if matter is not None and name in matter.data}
        title = matter.title if matter is not None and TITLE in columns else None

        def write(together: Guest) -> Instance:
            done = None
            if data or title:
                key, expect = self._key(number, [row], [data, title]), row.version
                done = self._engine.correct(
                    number, data, by=by, note=note, title=title, key=key, expect=expect, session=together
                )
            for role in roles:
                units = [] if matter is None else list(matter.units[role])
                done = self._engine.assign(number, role, units, by=by, note=note, new_units=units, session=together)
            return done or self._engine.instance(number, viewer=by, session=together)

        return self._engine.transact(write)

    def _report(self, sheet: str, group: list[BroughtRow], expect: int) -> Instance:
        lines: dict[str, dict[str, object]] = {}
        for row in group:
            line = self._targets.line(sheet, row.number)
            if line is not None:
                changed = {cell.column: cell.here for cell in self._wanted(row)}
                lines[row.number] = line_said(changed, self._columns, line, idle_cell=row.idle)
        note, key = self._note(group), self._key(sheet, group, lines)
        return self._engine.report(sheet, lines, by=self._brought.by, note=note, key=key, expect=expect)

    def _matter(self, number: str, group: list[BroughtRow]) -> Instance:
        if self._brought.listed is not None:
            return self._listed(number, group[0])
        data = {
            self._columns[cell.column].name: self._value(cell)
            for row in group
            for cell in self._wanted(row)
            if self._columns[cell.column].kind == FillKind.FIELD
        }
        by, act = self._brought.by, self._brought.act
        note, key, expect = self._note(group), self._key(number, group, data), group[0].version
        waiting = {each.id for each in self._engine.pending(number=number)}
        if act is None:
            done = self._engine.correct(number, data, by=by, note=note, key=key, expect=expect)
        else:
            done = self._engine.fire(number, act, by=by, data=data, note=note, key=key, expect=expect)
        if {each.id for each in self._engine.pending(number=number)} - waiting:
            self._asked.add(number)
        return done

    def _value(self, cell: BroughtCell) -> object:
        return cell.here.split("、") if self._columns[cell.column].many else cell.here

    def _note(self, group: Sequence[BroughtRow]) -> str:
        """Return what the history says: from which sheet it came, and where it stands there."""
        lines = ", ".join(str(row.line) for row in group[:10]) + ("…" if len(group) > 10 else "")  # noqa: PLR2004
        return words.text("from a sheet (台账导入), batch {batch}, rows {lines}", batch=self._batch, lines=lines)

    def _key(self, target: str, group: Sequence[BroughtRow], what: object) -> str:
        facts = [self._brought.digest, target, group[0].version, self._brought.act, what]
        told = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
        return f"ledger-{hashlib.sha256(told.encode()).hexdigest()[:40]}"

    def _wanted(self, row: BroughtRow) -> list[BroughtCell]:
        """Return the cells of a row that are written: those in conflict only if the file's values were chosen."""
        verdicts = {NEW, CHANGED, CONFLICT} if self._take.get(row.line) == MINE else {NEW, CHANGED}
        return [cell for cell in row.cells if cell.verdict in verdicts]
