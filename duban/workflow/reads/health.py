"""How far an installation is behind, in figures; each is read by an index, however many instances there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.states import Jsonable
from duban.storage import dead_letters, outbox, queries, relations, silence
from duban.workflow.reads.troubles import out_of_reach

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core


@dataclass(frozen=True, slots=True)
class Health(Jsonable):
    """How far an installation is behind at one instant.

    `lag_seconds` is how long the oldest due timer has waited since a sweep could have seen it, `overdue` how many
    instances wait so; those that no sweep could handle are `set_aside`. `outbox_seconds` is how long the oldest message
    has waited that could have left, `refused` how many messages are held back since a channel refused one, and
    `refused_why` why it did. `dead_letters` will not be tried again. `pending` counts the instances that wait for a
    decision, `recurring` names the scenarios whose recurring work cannot be opened.

    `down` has the media whose channel is down, each with how many seconds it has been so, `refused_addresses` counts
    the addresses that a server has refused for good, `unreachable` the units with open matters, or with a message that
    died of it in the last seven days, that nobody can reach today. `unusable` names the scenario files that were left
    out.
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
    recurring: tuple[str, ...] = ()
    down: Mapping[str, float] = field(default_factory=dict)
    refused_addresses: int = 0
    unreachable: int = 0
    unusable: tuple[str, ...] = ()

    def sickness(self, longest: timedelta) -> str | None:
        """Return in one line what has waited longer than `longest`; None if nothing has.

        Dead letters and instances set aside do not count: only a person could end such an alarm. The doctor shows them.
        """
        most = longest.total_seconds()
        if self.lag_seconds > most:
            return words.text(
                "due instances that are not handled: {count}; the oldest has waited {seconds} s",
                count=self.overdue,
                seconds=f"{self.lag_seconds:.0f}",
            )
        if self.outbox_seconds > most:
            return words.text(
                "messages that do not leave: {count}; the oldest has waited {seconds} s: {why}"
                if self.refused_why
                else "messages that do not leave: {count}; the oldest has waited {seconds} s",
                count=self.outbox_waiting,
                seconds=f"{self.outbox_seconds:.0f}",
                why=self.refused_why,
            )
        return None


def take_health(core: Core, connection: Connection, now: datetime, *, recurring: tuple[str, ...] = ()) -> Health:
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
        dead_letters=dead_letters.count_dead(connection),
        pending=queries.count_undecided(connection),
        recurring=recurring,
        down={one.medium: _seconds(one.since, now) for one in silence.down(connection, now)},
        refused_addresses=silence.refused_addresses(connection),
        unreachable=len(out_of_reach(core, connection, now)),
        unusable=tuple(one.file for one in core.unusable),
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
