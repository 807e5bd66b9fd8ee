"""Playing the year: a virtual clock goes from instant to instant, and the engine's own services do the work."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.demo.sheets import report
from duban.ledger import DemoChannelDown
from duban.workflow import DeliveryResult, SweepResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from duban.demo.cast import Step
    from duban.workflow import Engine, FixedClock, Instance, Progress

_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Played:
    """What the services did over the year, and the number of acts."""

    swept: SweepResult
    delivered: DeliveryResult
    acts: int


async def play(
    engine: Engine,
    clock: FixedClock,
    steps: Iterable[Step],
    *,
    until: datetime,
    progress: Progress | None = None,
    owing: Callable[[Instance], bool] | None = None,
) -> Played:
    """Sweep and deliver whenever the engine has work, and carry out each step at its instant, up to `until`.

    Units hand in their sheets, but for those of which `owing` is true. Raises DemoChannelDown if the mail cannot leave:
    a year in which it waits would show nothing.
    """
    waiting = deque(steps)
    swept, delivered, acts = SweepResult(), DeliveryResult(), 0
    last: datetime | None = None
    reported: date | None = None
    told, begin = progress or (lambda _done, _total: None), clock.now()
    while True:
        wakes = [instant for instant in (engine.next_instant(), waiting[0].at if waiting else None) if instant]
        if not wakes or min(wakes) > until:
            break
        at = max(min(wakes), clock.now())
        if last is not None and at <= last:
            at = last + _MOMENT  # what stays due, such as a retry, must not stop the clock
        told((at - begin).days, (until - begin).days)
        last = clock.set(at)
        swept += engine.sweep()
        while waiting and waiting[0].at <= at:
            waiting.popleft().perform(engine)
            acts += 1
        if (today := engine.today()) != reported:
            acts, reported = acts + report(engine, today, owing), today
        delivered += await engine.deliver()
        for medium, reason in delivered.down.items():
            raise DemoChannelDown(medium, reason)
    told((until - begin).days, (until - begin).days)
    clock.set(max(until, clock.now()))
    return Played(swept, delivered, acts)
