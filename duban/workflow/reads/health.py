"""How far an installation is behind, in figures; each is read by an index, however many instances there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.storage import outbox, queries, relations

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Health(Jsonable):
    """How far an installation is behind at one instant.

    `lag_seconds` is how long the oldest due timer has waited, and `overdue` the number of instances that are due.
    `set_aside` counts the instances that the last sweep could not handle. `outbox_seconds` is how long the oldest
    message has waited that could leave, and `outbox_waiting` the number of such messages. If a channel has refused
    messages for now, `refused` counts all that are held back, and `refused_why` says why. `dead_letters` will not be
    tried again. `pending` counts the instances that wait for a decision.
    """

    at: datetime
    lag_seconds: float
    overdue: int
    set_aside: int
    outbox_seconds: float
    outbox_waiting: int
    refused: int
    refused_why: str
    dead_letters: int
    pending: int

    def sickness(self, longest: timedelta) -> str | None:
        """Return in one line what has waited longer than `longest`; None if nothing has.

        Dead letters and instances set aside do not count: only a person could end such an alarm. The doctor shows them.
        """
        most = longest.total_seconds()
        if self.lag_seconds > most:
            return f"{self.overdue} due instances are not handled, the oldest for {self.lag_seconds:.0f} s"
        if self.outbox_seconds > most:
            why = f": {self.refused_why}" if self.refused_why else ""
            return f"{self.outbox_waiting} messages do not leave, the oldest for {self.outbox_seconds:.0f} s{why}"
        return None


def take_health(connection: Connection, now: datetime) -> Health:
    """Return how far the installation is behind at `now`."""
    due, overdue = queries.overdue(connection, now)
    errand = relations.next_errand(connection)
    oldest = min((at for at in (due, errand) if at is not None), default=None)
    waiting, since = outbox.deliverable(connection, now=now)
    refused, tried, why = outbox.held_back(connection, now=now)
    stuck = min((at for at in (since, tried) if at is not None), default=None)
    return Health(
        at=now,
        lag_seconds=_seconds(oldest, now),
        overdue=overdue,
        set_aside=len(queries.set_aside(connection)) + len(relations.stuck_errands(connection)),
        outbox_seconds=_seconds(stuck, now),
        outbox_waiting=max(waiting, refused),
        refused=refused if tried is not None else 0,
        refused_why=words.told(why),
        dead_letters=outbox.count_of(connection, outbox.DEAD),
        pending=len(queries.undecided(connection)),
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
