"""Drafting by hand: a person drafts a paper, and whoever may edits the drafts that wait for a signature."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import Blocker, InvalidData, drafting_blockers, editing_blockers, revision_of, shown
from duban.storage import papers
from duban.workflow.core import HasCore
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, check_whole, listed
from duban.workflow.instance import Asked, Command, Edits, draft, edit, parse_id
from duban.workflow.people import unknown_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from duban.states import Waiting
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance

_MOST_UNITS = 500


class DraftingPapers(HasCore):
    """Drafts papers by hand, and edits drafts."""

    def draft(
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
        session: Guest | None = None,
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
        check_texts(by=by, paper=paper, note=note, key=key)
        core = self._core
        actor = core.actor(by, subject=number, trigger="draft")
        edits = _edits(core, to, copy, title, text, requirements, reply_by)
        arguments = {"number": number, "paper": paper, "by": actor, "note": note, **_plain(edits)}

        def act(work: UnitOfWork) -> None:
            definition = work.compiled.definition
            found = drafting_blockers(definition, work.subject, paper, actor) + _past(work, edits)
            if found:
                raise TransitionRefused(number, "draft", found)
            draft(work, definition.papers[paper], edits, actor=actor, note=note or None)

        core.prepare(session)
        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, viewer=actor.unit)
            asked = Asked(key, "draft", arguments)
            return command.run([number], lambda works: act(works[0]), asked=asked, expect=expect)[0]

    def edit_draft(
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
        session: Guest | None = None,
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
        check_texts(by=by, id=id, note=note, key=key)
        if revision is not None:
            check_whole(revision=revision)
        number, seq = parse_id(id)
        core = self._core
        actor = core.actor(by, subject=number, trigger="edit_draft")
        edits = _edits(core, to, copy, title, text, requirements, reply_by)
        arguments = {"id": id, "by": actor, "note": note, "revision": revision, **_plain(edits)}

        def act(connection: Connection, work: UnitOfWork) -> None:
            subject = work.subject
            found = editing_blockers(work.compiled.definition, subject, seq, actor, revision) + _past(work, edits)
            if found:
                raise TransitionRefused(number, "edit_draft", found)
            waiting = subject.waiting[seq]
            edit(work, waiting, edits, written(connection, work.row, waiting), actor=actor, note=note or None)

        core.prepare(session)
        with core.database.writing(session) as connection:
            command = Command(core, connection, hear=True, viewer=actor.unit)
            asked = Asked(key, "edit_draft", arguments)
            return command.run([number], lambda works: act(connection, works[0]), asked=asked)[0]


def written(connection: Connection, key: int, waiting: Waiting) -> dict[str, Any]:
    """Return the title and the texts of a draft as people have written them."""
    found = papers.read_text(connection, key, revision_of(waiting))
    return {} if found is None else dict(json.loads(found))


def _edits(  # noqa: PLR0917 - what a draft has
    core: Core,
    to: Iterable[str] | None,
    copy: Iterable[str] | None,
    title: str | None,
    text: str | None,
    requirements: str | None,
    reply_by: date | None,
) -> Edits:
    """Check what somebody writes in a draft; raises InvalidData."""
    check_texts(title=title, note=requirements)
    if text is not None:
        check_texts(text=text)
    if reply_by is not None and (isinstance(reply_by, datetime) or not isinstance(reply_by, date)):
        raise InvalidData((words.at("reply_by", words.Line("has to be a day, not {given}", given=shown(reply_by))),))
    sent, copied = _units(core, "to", to), _units(core, "copy", copy)
    if sent == ():
        raise InvalidData((words.at("to", words.Line("is an empty list; leave the key out or name one")),))
    said, body, asked = (each if each is None else each.strip() for each in (title, text, requirements))
    return Edits(sent, copied, said, body, asked, reply_by)


def _units(core: Core, name: str, given: Iterable[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = listed(name, given)
    for each in names:
        check_texts(to=each)
    with core.database.reading() as connection:
        core.refresh(connection)
    wrong = [f"{unit}{hint}" for unit, hint in unknown_units(core.directory, names).items()]
    if wrong:
        raise InvalidData((words.at(name, words.Line("names units that nobody knows: {units}", units=wrong)),))
    found = [unit for each in names for unit in _meant(core, each)]
    if "" in found or len(found) > _MOST_UNITS:
        said = words.Line("has to name from one to {most} units", most=_MOST_UNITS)
        raise InvalidData((words.at(name, said),))
    return tuple(dict.fromkeys(found))


def _meant(core: Core, name: str) -> Iterable[str]:
    """Return the unit of a name; of a group, its members."""
    directory = core.directory
    if directory.is_group(name) and not directory.knows(name):
        return directory.members(name)
    return (core.unit(name),)


def _plain(edits: Edits) -> dict[str, Any]:
    day = edits.reply_by
    return {**edits._asdict(), "reply_by": None if day is None else day.isoformat()}


def _past(work: UnitOfWork, edits: Edits) -> list[Blocker]:
    """Return a blocker if a paper could not be answered in time any more."""
    today, day = work.compiled.calendar.local_date(work.now), edits.reply_by
    if day is None or day >= today:
        return []
    return [Blocker("draft", {"day": day.isoformat(), "today": today.isoformat()}, "past")]
