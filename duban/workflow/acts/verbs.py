"""The verbs that change instances: each is one transaction of its own, or part of the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from duban.states import Act, Duration, as_known, decision_blockers, extension_blockers, parse_duration
from duban.workflow.acts.batches import pull_all
from duban.workflow.acts.links import Relation, relate
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, Command, Opening, ask_extension, assignment_blockers, decide, parse_id
from duban.workflow.people import bind_roles, bind_units, given_values
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.states import Actor
    from duban.storage import Guest
    from duban.workflow.instance import NewItem, UnitOfWork
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance

Result = TypeVar("Result")


class Commands(ActsOnOne):
    """Opens, moves, extends and links instances.

    `by` is `unit` or `unit/person`, `note` a remark that the history keeps, `key` an idempotency key, `expect` the
    version last seen. With `session=` a verb joins the application's transaction and neither commits nor rolls back. A
    refusal changes nothing, and the application's transaction can go on. Instances are returned as `by` may see them.
    Scenarios, roles and fields are called by their names or their titles.
    """

    def open(
        self,
        scenario: str,
        *,
        by: str,
        title: str | None = None,
        units: Mapping[str, str | Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        source: str | None = None,
        external_no: str | None = None,
        ongoing: bool = False,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Open an instance of the newest loaded definition of `scenario`, and return it.

        `title` is by default the scenario's own. `units` maps each role to the unit or units that fill it; `[]` leaves
        a required role to `assign`. `source` is the outside system that the matter comes from, and `external_no` its
        number there: each matter is opened once, and a repeat returns the instance that was opened first.

        Raises:
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if a role is unknown or required and left out, or its units cannot fill it.
            InvalidData: if an argument or a field's value cannot be used.
            TransitionRefused: if the actor may not open it (`role`), or a required field is missing (`requires`).
            KeyReused: if the key was used before for something else.

        """
        check_texts(scenario=scenario, by=by, key=key)
        compiled = self._core.catalogue.newest(scenario)
        actor = self._core.actor(by, subject=str(title or compiled.definition.title), trigger="open")
        opening = self._opening(
            compiled,
            actor,
            title=title,
            units=units,
            data=data,
            note=note,
            source=source,
            external_no=external_no,
            ongoing=ongoing,
        )
        arguments = {"scenario": compiled.definition.scenario, **opening.to_json()}
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            self._core.refresh(connection, acting=True)
            compiled = self._core.catalogue.newest(scenario)
            command = Command(self._core, connection, viewer=actor.unit)
            return command.open(compiled, [opening], asked=Asked(key, "open", arguments))[0][0]

    def _opening(
        self,
        compiled: Compiled,
        actor: Actor,
        *,
        title: str | None = None,
        units: Mapping[str, str | Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        source: str | None = None,
        external_no: str | None = None,
        ongoing: bool = False,
    ) -> Opening:
        check_texts(title=title, note=note, source=source, external_no=external_no)
        return Opening(
            actor=actor,
            title=title or compiled.definition.title,
            units=bind_roles(compiled.definition, self._core.directory, units or {}),
            data=given_values(compiled.definition, self._core.directory, compiled.check(data)),
            note=note,
            source=source,
            external_no=external_no,
            ongoing=bool(ongoing),
        )

    def fire(
        self,
        number: str,
        trigger: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        units: str | Sequence[str] | Mapping[str, str | Sequence[str]] | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Pull a trigger of an instance, and return the instance as it is afterwards.

        `units` are the new units of the role that the transition rebinds, by themselves or as `{role: units}`.

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

        def act(work: UnitOfWork) -> None:
            compiled, subject = work.compiled, work.subject
            given = given_values(compiled.definition, self._core.directory, compiled.check(data), subject.data)
            asked = Act(trigger, actor, data=given, note=note)
            judgement = judge(compiled, subject, asked, now=work.now)
            taken = judgement.transition
            if taken is None:
                raise TransitionRefused(subject.number, trigger, judgement.blockers)
            if units is not None:
                named = bind_units(compiled.definition, self._core.directory, taken, subject.state, units)
                standing = subject.units.get(taken.rebinds or "", ())
                asked = replace(asked, units=as_known(named.units, standing), texts=named.texts)
            work.take(taken, asked)

        return self._command(number, act, asked=Asked(key, "fire", arguments), expect=expect, session=session)

    def open_many(
        self, scenario: str, items: Iterable[NewItem], *, by: str, session: Guest | None = None
    ) -> list[Instance]:
        """Open instances of the newest loaded definition of `scenario`, all or none, and return them in order.

        Each item is a mapping with what `open` takes: title, units, data, note, source, external_no, ongoing. An
        outside matter that is open already, or is given twice, is opened once.

        Raises:
            BatchRefused: if some of the items are refused; it has every refusal.
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if the units of an item cannot be bound.
            InvalidData: if a field's value cannot be used.
            StorageBusy: if another scenario opens one of the outside matters at the same moment; try again.

        """
        check_texts(scenario=scenario, by=by)
        compiled = self._core.catalogue.newest(scenario)
        actor = self._core.actor(by, subject=compiled.definition.title, trigger="open")
        openings = [self._opening(compiled, actor, **item) for item in items]
        if not openings:
            return []
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            self._core.refresh(connection, acting=True)
            command = Command(self._core, connection, viewer=actor.unit)
            opened = command.open(self._core.catalogue.newest(scenario), openings, batch=True)
            return [instance for instance, _ in opened]

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
            return command.run(wanted, lambda works: pull_all(works, act, self._core.directory))

    def assign(
        self,
        number: str,
        role: str,
        units: str | Sequence[str],
        *,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Bind units to a role of an instance, in place of those that fill it, and return the instance.

        If the units differ from those before, every clock that is not stopped begins a lap: its reminders start again.

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

        def act(work: UnitOfWork) -> None:
            definition, subject = work.compiled.definition, work.subject
            ((own, bound),) = bind_roles(definition, self._core.directory, {role: units}, only=True).items()
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
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Request more time on a clock, such as `5 working days`; somebody else grants or refuses it with `decide`.

        Raises:
            TransitionRefused: if the actor may not ask (`role`), if the instance is closed (`state`), or if the
                scenario does not allow such an extension of this clock now (`extension`).
            TransitionConflict: if `expect` is not the current version.
            DurationError: if the length cannot be read.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        asked = str(length) if isinstance(length, Duration) else length
        check_texts(by=by, clock=clock, length=asked, note=note, key=key)
        actor = self._core.actor(by, subject=number, trigger="extend")
        more = parse_duration(length) if isinstance(length, str) else length
        arguments = {"number": number, "clock": clock, "length": str(more), "by": actor, "note": note}

        def act(work: UnitOfWork) -> None:
            definition, subject = work.compiled.definition, work.subject
            blockers = extension_blockers(definition, subject, clock, more, actor, now=work.now)
            if blockers:
                raise TransitionRefused(subject.number, "extend", blockers)
            ask_extension(work, clock, more, actor=actor, note=note)

        return self._command(number, act, asked=Asked(key, "extend", arguments), expect=expect, session=session)

    def decide(
        self,
        id: str,
        *,
        approve: bool,
        by: str,
        note: str | None = None,
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Grant or refuse a request that waits for a decision, and return its instance.

        `id` is one of those that `pending` returns, such as `WT-2026-0001#7`.

        Raises:
            TransitionRefused: if the request no longer waits (`state`), if the actor may not decide it (`role`), or if
                the extension was asked for by the same unit or person (`four-eyes`).
            UnknownInstance: if there is no such instance, or `id` is not an id.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, id=id, note=note, key=key)
        number, seq = parse_id(id)
        actor = self._core.actor(by, subject=number, trigger="decide")
        arguments = {"id": id, "approve": approve, "by": actor, "note": note}

        def act(work: UnitOfWork) -> None:
            blockers = decision_blockers(work.compiled.definition, work.subject, seq, actor)
            if blockers:
                raise TransitionRefused(number, "decide", blockers)
            decide(work, seq, approve=approve, actor=actor, note=note)

        return self._command(number, act, asked=Asked(key, "decide", arguments), session=session)

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

        `kind` is `repeat_of` (both are the same matter), `counts_for` (the first counts for the quota of the other), or
        any other word, which is only recorded.

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
