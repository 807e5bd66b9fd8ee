"""What every act has, and what became of it: who acts comes from the session, never from the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.states import InvalidData
from duban.workflow import KeyReused, TransitionConflict, TransitionRefused, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.desk.who import Identity
    from duban.workflow import Instance

DONE, REFUSED, CONFLICT, AGAIN = "done", "refused", "conflict", "again"


@dataclass(frozen=True, slots=True)
class Order:
    """What every act has: who does it to which matter, the version they saw, and the key of their form.

    A program that gives no key does the same again if it asks again.
    """

    who: Identity
    number: str
    key: str | None
    expect: int | None = None

    @property
    def by(self) -> str:
        """Return who acts."""
        return self.who.membership.by

    @property
    def own_key(self) -> str | None:
        """Return the idempotency key, if there is one: nobody else's form can have it."""
        return None if self.key is None else f"{self.who.key}:{self.key}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: `done`, with the matter; `refused`, with reasons; `conflict`; or done `again`.

    `fields` has what is wrong with single fields, and `error` is what the engine has raised.
    """

    how: str
    item: Instance | None = None
    reasons: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    error: Exception | None = None


def tried(verb: Callable[[], Instance | None]) -> Outcome:
    """Return what a verb did, or why it did not; what is nobody's mistake is raised."""
    try:
        return Outcome(DONE, verb())
    except TransitionConflict as conflict:
        return Outcome(CONFLICT, error=conflict)
    except TransitionRefused as refused:
        missing = {
            str(blocker.facts["field"]): str(blocker) for blocker in refused.blockers if "field" in blocker.facts
        }
        return Outcome(REFUSED, reasons=tuple(map(str, refused.blockers)), fields=missing, error=refused)
    except KeyReused as reused:
        return Outcome(AGAIN, error=reused)
    except (InvalidData, WorkflowError) as wrong:
        return Outcome(REFUSED, reasons=getattr(wrong, "problems", tuple(str(wrong).splitlines())), error=wrong)
