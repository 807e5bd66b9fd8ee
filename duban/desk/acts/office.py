"""What the office does about itself: messages that could not be sent, and its units and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.acts.orders import AGAIN, DONE, REFUSED, Outcome
from duban.notifiers import NotifierError
from duban.states import InvalidData, medium_named
from duban.workflow import DirectoryChanged, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duban.desk.who import Identity
    from duban.workflow import Engine


def by_of(who: Identity) -> str:
    """Return who changes the directory or gives messages up; an administrator may belong to no unit."""
    place = who.membership
    return place.by if place.unit else f"{words.text('administration')}/{place.person}"


def kept(verb: Callable[[], object]) -> Outcome:
    """Return that something was done, or why it was not; what is nobody's mistake is raised."""
    try:
        verb()
    except DirectoryChanged:
        raise
    except (InvalidData, WorkflowError) as wrong:
        return Outcome(REFUSED, reasons=tuple(map(str, getattr(wrong, "problems", str(wrong).splitlines()))))
    return Outcome(DONE)


def resend(engine: Engine, ids: Sequence[int], *, to: str | None = None) -> Outcome:
    """Send dead messages again, to the addresses that the directory has now, or to another person of the unit.

    If none of them is dead any more, somebody was faster.
    """
    done: list[int] = []
    outcome = kept(lambda: done.extend(engine.retry(ids, to=to)[0]))
    return outcome if outcome.how != DONE or done else Outcome(AGAIN)


def mend_and_resend(engine: Engine, who: Identity, ids: Sequence[int], *, medium: str, old: str, new: str) -> Outcome:
    """Write another address into the directory, for whoever has the old one, and send what was refused to that one."""
    return kept(lambda: engine.mend_address(medium, old, new, ids=ids, by=by_of(who)))


def say_it_works(engine: Engine, who: Identity, *, medium: str, address: str) -> Outcome:
    """Note that an address that was found dead works again; if it is not marked any more, somebody was faster."""
    done: list[bool] = []
    outcome = kept(lambda: done.append(engine.address_works(medium, address, by=by_of(who))))
    return outcome if outcome.how != DONE or done[0] else Outcome(AGAIN)


def give_up(engine: Engine, who: Identity, ids: Sequence[int], *, note: str) -> Outcome:
    """Leave dead messages alone from now on."""
    done: list[int] = []
    outcome = kept(lambda: done.extend(engine.give_up(ids, by=by_of(who), note=note)[0]))
    return outcome if outcome.how != DONE or done else Outcome(AGAIN)


def send_test(engine: Engine, *, medium: str, to: str, template: str) -> Outcome:
    """Send a test message; `reasons` of one that was taken are what the channel answered."""
    try:
        receipt = engine.send_test(medium=medium, to=medium_named(medium).address(to), template=template)
    except (NotifierError, InvalidData, WorkflowError, ValueError) as wrong:
        return Outcome(REFUSED, reasons=(words.retold(str(wrong)),))
    return Outcome(DONE, reasons=(receipt.detail,))
