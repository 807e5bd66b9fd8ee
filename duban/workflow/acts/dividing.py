"""Dividing work by hand (分解): parts with titles, units and dates of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from duban import words
from duban.states import InvalidData, shown
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import TransitionRefused
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import Asked, Division, divide, divide_blockers, divided_here, stranger_blockers
from duban.workflow.people import bind_roles, given_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.values import Instance

_KEYS = frozenset({"title", "units", "data"})


class NewPart(TypedDict, total=False):
    """A part to hand out: its title (left out: that of the whole), the unit or units that do it, and its values."""

    title: str | None
    units: str | Sequence[str]
    data: Mapping[str, Any] | None


class Dividing(ActsOnOne):
    """Hands out parts by hand."""

    def divide(
        self,
        number: str,
        parts: Iterable[NewPart],
        *,
        by: str,
        note: str | None = None,
        new_units: Iterable[str] = (),
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Hand out parts of an instance by hand, and return the instance; `situation` has the numbers of its parts.

        Each part is a mapping with `units` (a unit or several), `title` and `data`. What it does not say is that of the
        whole, as far as the scenario passes it on. One unit may get several parts. The parts are opened at once, all or
        none, and counted by the join of the state that divides the work.

        Raises:
            TransitionRefused: if the scenario does not let parts be handed out (`divide`) in the present state
                (`state`), the actor may not (`role`), a unit does not fill the role that is divided (`divide`), the
                join has been made (`divide`), or the reason is missing (`requires`).
            TransitionConflict: if `expect` is not the current version.
            InvalidUnits: if the units cannot do a part.
            InvalidData: if there is no part, or a field's value cannot be used.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, key=key)
        wanted = [_checked(part) for part in listed("parts", parts)]
        if not wanted:
            raise InvalidData((words.Line("no part is named: give at least one, with its units"),))
        actor = self._core.actor(by, subject=number, trigger="divide")
        new = listed("new_units", new_units)

        def act(work: UnitOfWork) -> None:
            definition, subject = work.compiled.definition, work.subject
            blockers = divide_blockers(definition, subject, actor, note=note)
            if blockers:
                raise TransitionRefused(subject.number, "divide", blockers)
            divisions = [self._division(work, part, note, new) for part in wanted]
            units = [unit for each in divisions for unit in each.units.units]
            blockers = stranger_blockers(definition, subject, units)
            if blockers:
                raise TransitionRefused(subject.number, "divide", blockers)
            for each in divisions:
                work.files.claim(self._core.catalogue.newest(each.children.scenario).definition, each.data, actor)
            divide(work, divisions, actor=actor, note=note)

        asked = Asked(key, "divide", {"number": number, "parts": wanted, "by": actor, "note": note})
        return self._command(number, act, asked=asked, expect=expect, session=session)

    def _division(self, work: UnitOfWork, part: NewPart, note: str | None, new: Sequence[str]) -> Division:
        """Return a part as it is asked for; raises InvalidUnits and InvalidData."""
        children = divided_here(work.compiled.definition, work.subject)
        if children is None:  # whoever asks has checked for blockers
            raise InvalidData((words.Line("nothing is divided by hand here"),))
        directory, target = self._core.directory, self._core.catalogue.newest(children.scenario)
        known = (*new, *(unit for units in work.subject.units.values() for unit in units))
        named = {children.takes: part.get("units") or []}
        bound = bind_roles(target.definition, directory, named, only=True, new=known)[children.takes]
        if not bound.units:
            raise InvalidData((words.Line("a part has no unit: say who does it"),))
        return Division(
            children=children,
            title=part.get("title") or work.subject.title,
            units=bound,
            data=given_values(target.definition, directory, target.check(part.get("data"))),
            note=note,
        )


def _checked(part: Any) -> NewPart:  # noqa: ANN401 - whatever the caller has given
    try:
        unknown = sorted(set(part) - _KEYS)
        title = part.get("title")
    except (AttributeError, TypeError):
        said = words.Line("a part has to be a mapping with title, units and data, not {part}", part=shown(part))
        raise InvalidData((said,)) from None
    if unknown:
        raise InvalidData((words.Line("a part has title, units and data, and no {names}", names=unknown),))
    check_texts(title=title)
    found: NewPart = dict(part)  # type: ignore[assignment]
    return found
