"""Reporting by sheets: one act by which a unit writes all its lines, or some, and hands the sheet in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import NOTHING_NEW, Act, InvalidData, LineSaid, fold_name, is_keepable, shown
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, Command, report, tell_progress
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from duban.states import Actor, Sheet
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance

_NOTE = "note"


class Reporting(HasCore):
    """Writes the lines of sheets."""

    def report(
        self,
        number: str,
        lines: Mapping[str, Mapping[str, Any]],
        *,
        by: str,
        hand_in: bool = False,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Write lines of a sheet (填报), and return the sheet.

        What is not among the lines stays as it was, so that a sheet can be filled in bit by bit. When it is handed in,
        each matter learns what was said of it. Lines of matters that were struck from the sheet meanwhile are left out.

        Args:
            number: that of the sheet.
            lines: for the number of each matter its values, by the ids or titles of the fields that the sheet's
                scenario declares for a line; or `nothing_new: True`, with the reason as `note`.
            by: who reports, a unit or `unit/person`.
            hand_in: hand the sheet in with this very act, if no line is missing any more.
            note: the remark with which it is handed in, or else with which the lines are written.
            key: an idempotency key.
            expect: the version last seen.
            session: your own.

        Raises:
            TransitionRefused: if the instance is no sheet, a matter does not stand on it, a line says too little or too
                much, or some are missing as it is handed in (`lines`); if it is not the actor's (`role`), or is handed
                in already (`state`).
            TransitionConflict: if `expect` is not the current version.
            InvalidData: if there is no line and it is not handed in, if a line is given twice, or if a value cannot
                be used; it names every such value.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, key=key)
        core = self._core
        actor = core.actor(by, subject=number, trigger="report")
        given = _checked(lines)
        if not given and not hand_in:
            raise InvalidData((words.Line("no line is given: write at least one, or hand the sheet in"),))
        arguments = {"number": number, "lines": given, "by": actor, "hand_in": hand_in, "note": note}
        done: list[UnitOfWork] = []

        def carry_out(work: UnitOfWork) -> None:
            wanted = _standing(work.subject.sheet, given)
            if given and not wanted and (not hand_in or work.subject.closed_at is not None):
                return  # nothing of it is left to report, and perhaps the sheet has just ended with that
            if wanted or not hand_in:
                said = _said(work.compiled, work.subject.sheet, wanted)
                report(work, said, actor=actor, note=None if hand_in else note)
            if hand_in:
                _hand_in(work, actor, note)
            done.append(work)

        core.prepare(session)
        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, viewer=actor.unit)
            asked = Asked(key, "report", arguments)
            found = command.run([number], lambda works: carry_out(works[0]), asked=asked, expect=expect)[0]
        if session is None:
            tell_progress(core, done)
        return found


def _hand_in(work: UnitOfWork, actor: Actor, note: str | None) -> None:
    rule = work.compiled.definition.sheet
    if rule is None:  # so that the refusal says what is wrong
        report(work, {}, actor=actor)
        return
    act = Act(rule.hand_in.do, actor, note=note)
    judgement = judge(work.compiled, work.subject, act, now=work.now)
    if judgement.transition is None:
        raise TransitionRefused(work.subject.number, act.trigger, judgement.blockers)
    work.take(judgement.transition, act)


def _checked(lines: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - anything may be given
    """Return the lines as they are given; raises InvalidData if they are not by number and field."""
    if not isinstance(lines, Mapping):
        raise InvalidData((words.Line("lines has to map numbers to lines, not {given}", given=shown(lines)),))
    problems = [
        words.Line("{number}: a line has to map fields to values, not {given}", number=str(number), given=shown(line))
        for number, line in lines.items()
        if not isinstance(line, Mapping)
    ]
    names = [fold_name(str(number)) for number in lines]
    twice = [str(number) for number, name in zip(lines, names, strict=True) if names.count(name) > 1]
    problems += [words.Line("{number}: one line for each matter", number=number) for number in twice]
    if problems:
        raise InvalidData(tuple(problems))
    return {str(number): {str(name): value for name, value in line.items()} for number, line in lines.items()}


def _standing(sheet: Sheet | None, lines: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the lines but for those of matters that were struck: whoever filled in a form could not know of it."""
    struck = set() if sheet is None else {number.casefold() for number in sheet.struck}
    return {number: line for number, line in lines.items() if number.strip().casefold() not in struck}


def _said(compiled: Compiled, sheet: Sheet | None, lines: Mapping[str, Mapping[str, Any]]) -> dict[str, LineSaid]:
    """Return what lines say, with their values as the history keeps them; raises InvalidData with every problem."""
    known = {} if sheet is None else {number.casefold(): number for number in sheet.lines}
    found: dict[str, LineSaid] = {}
    problems: list[words.Line] = []
    for number, line in lines.items():
        proper = known.get(number.strip().casefold(), number)
        note, nothing = line.get(_NOTE), line.get(NOTHING_NEW, False)
        values = {name: value for name, value in line.items() if name not in {_NOTE, NOTHING_NEW}}
        try:
            checked = compiled.check_line(values) if proper in known.values() else {}
        except InvalidData as error:
            problems += [words.Line("{number}: {problem}", number=proper, problem=each) for each in error.problems]
            continue
        if note is not None and not is_keepable(note):
            problems.append(words.Line("{number}: the note has to be text", number=proper))
        elif not isinstance(nothing, bool):
            given = shown(nothing)
            problems.append(words.Line("{number}: nothing_new has to be true, not {given}", number=proper, given=given))
        else:
            found[proper] = LineSaid(checked, nothing, (note or "").strip() or None)
    if problems:
        raise InvalidData(tuple(problems))
    return found
