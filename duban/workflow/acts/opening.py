"""The verbs that open instances: one or many, new or taken over while they are under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.workflow.core import HasCore
from duban.workflow.inputs import beginning, check_texts, listed, mapped
from duban.workflow.instance import Asked, Command, Opening
from duban.workflow.people import binding_once, given_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from duban.states import Actor
    from duban.storage import Guest
    from duban.workflow.instance import NewItem
    from duban.workflow.people import Expansion
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


class Openings(HasCore):
    """Opens instances."""

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
        since: date | datetime | str | None = None,
        quiet: bool = False,
        new_units: Iterable[str] = (),
        key: str | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Open an instance of the newest loaded definition of `scenario`, and return it.

        `title` is by default the scenario's own. `units` maps each role to the unit or units that fill it; `[]` leaves
        a required role to `assign`. `source` is the outside system that the matter comes from, and `external_no` its
        number there: each matter is opened once, and a repeat returns the instance that was opened first.

        A matter that was under way before began at `since`, a day or an instant: its first clocks run from then. If it
        is taken over `quiet`, nobody is told of it: the rungs whose moments have passed are recorded as skipped, and
        what comes due later is sent as ever. Where there is a directory, a unit that it does not know is refused unless
        `new_units` names it.

        Raises:
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if a role is unknown or required and left out, or its units cannot fill it or
                are not known.
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
            since=since,
            quiet=quiet,
            bind=self._binding(compiled, new_units),
        )
        arguments = {"scenario": compiled.definition.scenario, **opening.to_json()}
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            self._core.refresh(connection, acting=True)
            compiled = self._core.catalogue.newest(scenario)
            command = Command(self._core, connection, viewer=actor.unit)
            return command.open(compiled, [opening], asked=Asked(key, "open", arguments))[0][0]

    def open_many(
        self,
        scenario: str,
        items: Iterable[NewItem],
        *,
        by: str,
        new_units: Iterable[str] = (),
        session: Guest | None = None,
    ) -> list[Instance]:
        """Open instances of the newest loaded definition of `scenario`, all or none, and return them in order.

        Each item is a mapping with what `open` takes: title, units, data, note, source, external_no, ongoing, since,
        quiet. An outside matter that is open already, or is given twice, is opened once. A unit that the directory does
        not know is refused unless `new_units` names it.

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
        bind = self._binding(compiled, new_units)
        openings = [
            self._opening(compiled, actor, bind=bind, **mapped("items", item)) for item in listed("items", items)
        ]
        if not openings:
            return []
        self._core.prepare(session)
        with self._core.database.writing(session) as connection:
            self._core.refresh(connection, acting=True)
            command = Command(self._core, connection, viewer=actor.unit)
            opened = command.open(self._core.catalogue.newest(scenario), openings, batch=True)
            return [instance for instance, _ in opened]

    def _binding(
        self, compiled: Compiled, new_units: Iterable[str]
    ) -> Callable[[Mapping[str, str | Sequence[str]]], Mapping[str, Expansion]]:
        return binding_once(compiled.definition, self._core.directory, new=listed("new_units", new_units))

    def _opening(
        self,
        compiled: Compiled,
        actor: Actor,
        *,
        bind: Callable[[Mapping[str, str | Sequence[str]]], Mapping[str, Expansion]],
        title: str | None = None,
        units: Mapping[str, str | Sequence[str]] | None = None,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        source: str | None = None,
        external_no: str | None = None,
        ongoing: bool = False,
        since: date | datetime | str | None = None,
        quiet: bool = False,
    ) -> Opening:
        check_texts(title=title, note=note, source=source, external_no=external_no)
        return Opening(
            actor=actor,
            title=title or compiled.definition.title,
            units=bind(units or {}),
            data=given_values(compiled.definition, self._core.directory, compiled.check(data)),
            note=note,
            source=source,
            external_no=external_no,
            ongoing=bool(ongoing),
            since=beginning(since, compiled.calendar, now=self._core.now()),
            quiet=bool(quiet),
        )
