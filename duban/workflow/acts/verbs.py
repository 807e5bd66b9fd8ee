"""The verbs that change instances: each is one transaction of its own, or part of the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from duban.states import Act, Duration, as_known, extension_blockers, parse_duration
from duban.workflow.acts.batches import pull_all
from duban.workflow.acts.links import Relation, relate
from duban.workflow.acts.opening import Openings
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import Asked, Command, ask_extension, assignment_blockers, do_or_ask, tell_progress
from duban.workflow.people import bind_roles, bind_units, given_values
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.states import Subject
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance

Result = TypeVar("Result")


class Commands(ActsOnOne, Openings):
    """Moves, extends and links instances, and opens them.

    `by` is `unit` or `unit/person`, `note` a remark that the history keeps, `key` an idempotency key, `expect` the
    version last seen. With `session=` a verb joins the application's transaction and neither commits nor rolls back. A
    refusal changes nothing, and the application's transaction can go on. Instances are returned as `by` may see them.
    Scenarios, roles and fields are called by their names or their titles.
    """

    def fire(
        self,
        number: str,
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Pull a trigger of an instance, and return the instance as it is afterwards.

        If the scenario says who has to approve it, it is only asked for, and waits as `pending` tells; see `decide`.

        `units` are the new units of the role that the transition rebinds, by themselves or as `{role: units}`.
        One that the directory does not know is refused unless `new_units` names it.

        Raises:
            TransitionRefused: if the act is refused; `blockers` has every reason.
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            UnknownTrigger: if the instance's definition has no such trigger.
            UnknownScenario: if the act opens an instance of a scenario that is not loaded.
            InvalidData: if an argument or a field's value cannot be used.
            InvalidUnits: if the transition does not take these units.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, trigger=trigger, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger=trigger)
        arguments = {"number": number, "trigger": trigger, "by": actor, "data": data, "note": note, "units": units}
        new = listed("new_units", new_units)

        def act(work: UnitOfWork) -> None:
            compiled, subject = work.compiled, work.subject
            given = given_values(compiled.definition, self._core.directory, compiled.check(data), subject.data)
            asked = Act(trigger, actor, data=given, note=note)
            judgement = judge(compiled, subject, asked, now=work.now)
            taken = judgement.transition
            if taken is None:
                raise TransitionRefused(subject.number, trigger, judgement.blockers)
            if units is not None:
                standing = subject.units.get(taken.rebinds or "", ())
                known = (*new, *_bound(subject))
                named = bind_units(compiled.definition, self._core.directory, taken, subject.state, units, new=known)
                asked = replace(asked, units=as_known(named.units, standing), texts=named.texts)
            do_or_ask(work, taken, asked)

        return self._command(number, act, asked=Asked(key, "fire", arguments), expect=expect, session=session)

    def fire_many(
        self,
        numbers: Iterable[str],
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        session: Guest | None = None,
    ) -> list[Instance]:
        """Pull one trigger of many instances, all or none, and return them in order.

        Raises:
            BatchRefused: if the act is refused for any of them; it has every refusal.
            ValueError: if a number is given twice.
            UnknownInstance: if there is no instance with one of the numbers.
            UnknownTrigger: if the definition of one has no such trigger.
            InvalidData: if an argument or a field's value cannot be used.

        """
        check_texts(by=by, trigger=trigger, note=note)
        wanted = list(numbers)
        if not wanted:
            return []
        actor = self._core.actor(by, subject=wanted[0], trigger=trigger)
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            act = Act(trigger, actor, data=data or {}, note=note)
            command = Command(self._core, connection, hear=True, viewer=actor.unit)
            done: list[UnitOfWork] = []

            def carried_out(works: Sequence[UnitOfWork]) -> None:
                pull_all(works, act, self._core.directory)
                done.extend(works)

            found = command.run(wanted, carried_out, batch=True)
        if session is None:
            tell_progress(self._core, done)
        return found

    def assign(
        self,
        number: str,
        role: str,
        units: str | Sequence[str],
        *,
        by: str,
        note: str | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Bind units to a role of an instance, in place of those that fill it, and return the instance.

        If the units differ from those before, every clock that is not stopped begins a lap: its reminders start again.
        A unit that the directory does not know is refused unless `new_units` names it.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by` (`role`), or the instance is closed
                (`state`).
            TransitionConflict: if `expect` is not the current version.
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the role is unknown, or the units cannot fill it.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, role=role, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="assign")
        arguments = {"number": number, "role": role, "units": units, "by": actor, "note": note}
        new = listed("new_units", new_units)

        def act(work: UnitOfWork) -> None:
            definition, subject = work.compiled.definition, work.subject
            known = (*new, *_bound(subject))
            ((own, bound),) = bind_roles(definition, self._core.directory, {role: units}, only=True, new=known).items()
            blockers = assignment_blockers(definition, subject, actor)
            if blockers:
                raise TransitionRefused(subject.number, "assign", blockers)
            units_now = as_known(bound.units, subject.units.get(own, ()))
            work.assign(own, units_now, bound.texts, actor=actor, note=note)

        return self._command(number, act, asked=Asked(key, "assign", arguments), expect=expect, session=session)

    def extend(
        self,
        number: str,
        clock: str,
        length: str | Duration,
        *,
        by: str,
        note: str | None = None,
        data: Mapping[str, Any] | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Request more time on a clock, such as `5 working days`; somebody else grants or refuses it with `decide`.

        `data` has the `reason_code`, where the scenario requires it of a request; it stands with the request alone.

        Raises:
            TransitionRefused: if the actor may not ask (`role`), if the instance is closed (`state`), if the scenario
                does not allow such an extension of this clock now (`extension`), or if a reason is missing
                (`requires`).
            TransitionConflict: if `expect` is not the current version.
            DurationError: if the length cannot be read.
            InvalidData: if an argument or a field's value cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        asked = str(length) if isinstance(length, Duration) else length
        check_texts(by=by, clock=clock, length=asked, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="extend")
        more = parse_duration(length) if isinstance(length, str) else length
        arguments = {"number": number, "clock": clock, "length": str(more), "by": actor, "note": note}
        arguments |= {"data": data} if data else {}

        def act(work: UnitOfWork) -> None:
            compiled, subject = work.compiled, work.subject
            brought = given_values(compiled.definition, self._core.directory, compiled.check(data), subject.data)
            blockers = extension_blockers(
                compiled.definition,
                subject,
                clock,
                more,
                actor,
                now=work.now,
                calendar=compiled.calendar,
                note=note,
                data=brought,
            )
            if blockers:
                raise TransitionRefused(subject.number, "extend", blockers)
            ask_extension(work, clock, more, actor=actor, note=note, data=brought)

        return self._command(number, act, asked=Asked(key, "extend", arguments), expect=expect, session=session)

    def link(
        self,
        number: str,
        other: str,
        kind: str = "repeat_of",
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Link an instance with another, and return the first.

        `kind` is `repeat_of` (both are the same matter), `counts_for` (the first counts for the quota of the other),
        `after` (the first comes after the other, and is told when that is done), or any other word, which is only
        recorded.

        Raises:
            TransitionRefused: if the actor does not fill the scenario's `opens_by` (`role`), or the two cannot be
                linked so (`conflict`).
            UnknownInstance: if one of the two does not exist.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, other=other, kind=kind, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="link")
        arguments = {"number": number, "other": other, "kind": kind, "by": actor}
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            relation = Relation(number, other, kind, actor, note)
            asked = Asked(key, "link", {**arguments, "note": note})
            return Command(self._core, connection, viewer=actor.unit).run(
                [number, other], lambda works: relate(connection, works, relation), asked=asked
            )[0]

    def transact(self, work: Callable[[Guest], Result], *, session: Guest | None = None) -> Result:
        """Call `work` with a session, and return what it returns; the verbs that get this session are one transaction.

        The transaction is committed when `work` returns, and rolled back if it raises. With `session` it is part of the
        application's own, which is neither committed nor rolled back.
        """
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            return work(connection)


def _bound(subject: Subject) -> list[str]:
    """Return the units that an instance has already, in whatever role: whoever names them again makes no mistake."""
    return [unit for units in subject.units.values() for unit in units]
