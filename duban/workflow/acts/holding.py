"""Handing a matter on within a unit (联络员 → 科室 → 经办), and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import same_name
from duban.workflow.acts.single import ActsOnOne
from duban.workflow.errors import InvalidUnits, near
from duban.workflow.inputs import check_texts
from duban.workflow.instance import Asked, hand_on

if TYPE_CHECKING:
    from duban.states import Actor
    from duban.storage import Guest
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.people import Directory
    from duban.workflow.values import Instance


class Holding(ActsOnOne):
    """Hands matters on within a unit."""

    def hand_on(
        self,
        number: str,
        *,
        to: str | None,
        by: str,
        note: str | None = None,
        key: str | None = None,
        expect: int | None = None,
        session: Guest | None = None,
    ) -> Instance:
        """Hand an instance on to a person of the actor's own unit, or with None take it back; return the instance.

        What is meant for the contact persons and handlers of that unit goes to this person from then on, for as long as
        the directory has them and they can be reached; otherwise to the unit as before. It is the unit that fills the
        role, and everybody in it may still act. The state and the clocks stay as they are.

        Raises:
            TransitionRefused: if the unit fills no role of the instance (`role`), if that is closed (`state`), or if
                the person has it in hand already, or nobody has whom it could be taken back from (`holder`).
            TransitionConflict: if `expect` is not the current version.
            InvalidUnits: if the directory knows people of the unit, and this is none of them.
            InvalidData: if `by` or `to` names nobody.
            UnknownInstance: if there is no such instance.
            KeyReused: if the key was used before for something else.

        """
        check_texts(by=by, note=note, key=key)
        if to is not None:
            check_texts(to=to)
        actor = self._core.actor(by, subject=number, trigger="hand_on")
        asked = Asked(key, "hand_on", {"number": number, "to": to, "by": actor, "note": note})

        def act(work: UnitOfWork) -> None:
            person = None if to is None else _person(self._core.directory, actor, to)
            hand_on(work, to=person, actor=actor, note=note)

        return self._command(number, act, asked=asked, expect=expect, session=session)


def _person(directory: Directory, actor: Actor, name: str) -> str:
    """Return the name of one of the people of a unit, as the directory has it."""
    own = name.replace("／", "/").rpartition("/")[2]
    people = [each.name for each in directory.people if same_name(each.unit, actor.unit)]
    if people and not any(same_name(own, each) for each in people):
        facts = {"unit": actor.unit, "person": name, "near": near(own, people)}
        raise InvalidUnits(words.Line("{unit} has nobody called {person:shown}; {near}", **facts))
    return directory.person(actor.unit, own)
