"""The verbs of links that act: the link in a message, what it shows, and following it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.states import Act, ClockStatus, InvalidData, Jsonable, same_name, shown
from duban.storage import outbox, reach
from duban.workflow.beginning import DirectoryMoved
from duban.workflow.core import HasCore
from duban.workflow.errors import LinkDead, UnknownMessage
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import Asked, Command, answer, load, record_of
from duban.workflow.links.offered import ANSWER
from duban.workflow.links.standing import found, judged, link_blockers, people_of
from duban.workflow.links.tokens import label_of, link_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Blocker, Subject
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.links.standing import Link
    from duban.workflow.links.tokens import MessageLink
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


@dataclass(frozen=True, slots=True)
class LinkShown(Jsonable):
    """What the page of a link shows to whoever has the message: no more than that said, and whether it is still good.

    `people` are those of the unit in whose name it can be followed, the message's reader first. `clocks` are those that
    run, each with its due day, and `units` those that lead. `urged` is the entry of the urge that it answers, and
    `blockers` say why it is not good any more; then nothing is shown of how the matter stands now.
    """

    number: str
    title: str
    unit: str
    contact: str
    trigger: str
    label: str
    people: tuple[str, ...] = ()
    clocks: tuple[tuple[str, date], ...] = ()
    units: tuple[str, ...] = ()
    urged: int | None = None
    blockers: tuple[Blocker, ...] = ()


class FollowingLinks(HasCore):
    """Shows and follows the links in messages, by which their readers do what takes nothing without signing in."""

    def link_of(self, message: int, *, session: Guest | None = None) -> MessageLink | None:
        """Return the link in a message of the outbox, for an application that sends or serves it itself; or None.

        Who has its token can act for the message's reader: it belongs into what is sent to that person, and nowhere
        else. It is the same whenever it is asked for.

        Raises:
            UnknownMessage: if the outbox has no message with that id.

        """
        check_whole(id=message)
        core = self._core
        core.prepare(session)
        with core.database.reading(session) as connection:
            record = outbox.read_message(connection, message)
            if record is None:
                raise UnknownMessage([message])
            compiled = core.catalogue.pinned(connection, record.definition, record.number)
            with words.speaking(compiled.definition.language or words.locale()):
                return link_in(core, compiled, record)

    def by_link(self, token: str, *, session: Guest | None = None) -> LinkShown:
        """Return what the link with this token does, and whether it is still good; it changes nothing and uses nothing.

        Raises:
            UnknownLink: if no message has such a link.

        """
        _require_text(token)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            core.refresh(connection)
            link = found(core, connection, token)
            instance = record_of(connection, link.record.number)
            compiled, subject = load(core.catalogue, connection, instance)
            blockers = link_blockers(core, connection, link, compiled, subject, now=core.now())
            return _shown(link, compiled, subject, people_of(core, link, subject), blockers)

    def follow_link(self, token: str, *, person: str | None = None, session: Guest | None = None) -> Instance:
        """Do what the link with this token does, in the name of its reader, and return the instance; it is then used.

        The act and the use of the link are one transaction, and history says that it was done by the link. To be
        called only when a person has confirmed it: mail programs look at every address in a mail.

        Args:
            token: of the link.
            person: another one of `people`, as `by_link` lists them, who has the message.
            session: your own.

        Raises:
            UnknownLink: if no message has such a link.
            LinkDead: if it was used, or is not good any more; a kind of TransitionRefused, whose `blockers` say why.
            InvalidData: if nobody of the unit who may use it is called `person`.

        """
        _require_text(token)
        if person is not None:
            check_texts(person=person)
        self._core.prepare(session)
        while True:
            try:
                return self._followed(token, person, session)
            except DirectoryMoved:
                continue

    def _followed(self, token: str, person: str | None, session: Guest | None) -> Instance:
        core = self._core
        with core.database.writing(session) as connection:
            core.refresh(connection)
            link = found(core, connection, token)
            record, trigger = link.record, link.offered.trigger
            actor = core.actor(
                f"{record.unit}/{record.contact if person is None else person}", subject=record.number, trigger=trigger
            )
            command = Command(core, connection, hear=True, viewer=actor.unit)

            def act(works: Sequence[UnitOfWork]) -> None:
                _require_good(core, connection, link, works[0], actor)
                _carry_out(link, works[0], actor)

            asked = Asked(None, "follow_link", {"number": record.number, "trigger": trigger, "by": actor})
            done = command.run([record.number], act, asked=asked)[0]
            reach.use_link(connection, reach.LinkUse(record.message_id, trigger, command.now, str(actor)))
        return done


def _require_text(token: object) -> None:
    """Raise InvalidData for what is no text; a text that cannot be stored is no token, like any other."""
    if not isinstance(token, str):
        check_texts(token=token)


def _require_good(core: Core, connection: Connection, link: Link, work: UnitOfWork, actor: Actor) -> None:
    """Raise LinkDead if a link is not good any more, now that nobody else can act, and InvalidData for a stranger."""
    subject = work.subject
    blockers = link_blockers(core, connection, link, work.compiled, subject, now=work.now)
    if blockers:
        raise LinkDead(link.record.number, link.verb, blockers)
    people = people_of(core, link, subject)
    if not any(same_name(actor.person, each) for each in people):
        line = words.Line("{person} is none of those who may use it: {known}", person=shown(actor.person), known=people)
        raise InvalidData((words.at("person", line),))


def _carry_out(link: Link, work: UnitOfWork, actor: Actor) -> None:
    trigger, message, seq = link.offered.trigger, link.record.message_id, link.offered.seq
    if seq is not None:
        with words.speaking(work.compiled.definition.language or "zh"):
            text = words.text("The urge was received; we are on it.")
        answer(work, seq, text, actor=actor, by_link=message)
        return
    judgement = judged(link, work.compiled, work.subject, actor, work.now)
    if judgement.transition is None:
        raise LinkDead(work.subject.number, link.verb, judgement.blockers)
    work.take(judgement.transition, Act(trigger, actor), by_link=message)


def _shown(
    link: Link, compiled: Compiled, subject: Subject, people: tuple[str, ...], blockers: Sequence[Blocker]
) -> LinkShown:
    record, trigger = link.record, link.offered.trigger
    said = LinkShown(
        number=record.number,
        title=link.facts["item"]["title"],
        unit=record.unit,
        contact=record.contact,
        trigger="" if trigger == ANSWER else trigger,
        label=label_of(trigger),
        urged=link.offered.seq,
        blockers=tuple(blockers),
    )
    if blockers:
        return said
    running = [
        (clock.name, clock.due_on)
        for clock in subject.clocks.values()
        if clock.status is not ClockStatus.STOPPED and clock.due_on is not None
    ]
    office = "lead" if "lead" in compiled.definition.roles else compiled.definition.office[0]
    return replace(
        said,
        title=subject.title,
        people=people,
        clocks=tuple(sorted(running, key=lambda each: each[1])),
        units=subject.units.get(office, ()),
    )
