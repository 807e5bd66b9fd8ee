"""An office with one kind of problem, in which matters are made in a line each, on the days that a test says."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duban import Engine, Figure, Figures
    from duban.testing import FixedClock

OFFICE, BUILD, SCHOOL, WATER = "市优化办", "市住建局", "市教育局", "市水利局"
PROOF = b"%PDF-1.7\n%%EOF\n"


@dataclass
class Office:
    """The engine and its clock; days are written as 03-02, in 2026, and things are done at ten in the morning."""

    engine: Engine
    clock: FixedClock

    def on(self, day: str, time: str = "10:00") -> None:
        """Let it be that day."""
        self.clock.set(f"2026-{day}T{time}+08:00")

    def opened(self, day: str, *units: str, due: str | None = None, **more: Any) -> str:  # noqa: ANN401 - as `open` takes them
        """Hand out a matter, due on a day or within fifteen working days, and return its number."""
        self.on(day)
        data = {} if due is None else {"deadline": f"2026-{due}"}
        roles = {"lead": OFFICE, "responsible": list(units or (BUILD,))}
        return self.engine.open("issue", by=OFFICE, title="取号机故障", units=roles, data=data, **more).number

    def signed(self, number: str, day: str, *units: str) -> None:
        """Have units sign for a matter."""
        self.on(day)
        for unit in units or (BUILD,):
            self.engine.fire(number, "签收", by=unit)

    def asked(self, number: str, day: str, *units: str) -> None:
        """Have units say that they are done."""
        self.on(day)
        for unit in units or (BUILD,):
            proof = self.engine.put_file(
                io.BytesIO(PROOF + f"{number}{unit}{day}".encode()), by=f"{unit}/甲", name="a.pdf"
            )
            self.engine.fire(number, "申请销号", by=f"{unit}/甲", data={"measure": "换机", "evidence": [proof]})

    def closed(self, number: str, day: str, *units: str, said: str | None = None, signed: bool = True) -> None:
        """Have a matter signed for, done and closed on a day."""
        if signed:
            self.signed(number, day, *units)
        self.asked(number, day, *units)
        self.engine.fire(number, "通过", by=f"{OFFICE}/乙", data={} if said is None else {"satisfaction": said})

    def figures(self, period: str = "2026-03", at: str | None = None, **more: Any) -> Figures:  # noqa: ANN401 - as `figures` takes them
        """Return figures as of a day, which is over, or as of now."""
        day = None if at is None else date.fromisoformat(f"2026-{at}")
        if day is not None:
            over = datetime.fromisoformat(f"{day + timedelta(days=1)}T00:00+08:00")
            self.clock.set(max(over, self.clock.now()))
        return self.engine.figures(period=period, at=day, **more)


def counts(figure: Figure) -> tuple[int, int | None, int]:
    """Return the numerator, the denominator and what was left out."""
    return figure.numerator, figure.denominator, figure.left_out
