"""An office with ledgers to export: matters of nine offices' kinds, some reported of, some with odd contents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban import Directory, Engine, Unit
from duban.testing import FixedClock

if TYPE_CHECKING:
    from duban import Instance

NINE = Path(__file__).parent / "nine"
LAYOUTS = sorted(path for path in NINE.glob("*.yaml") if path.name[0].isdigit())
OFFICE, BUILDERS, TEACHERS = "市优化办", "市住建局", "市教育局"

FORMULAS = ("=1+1", "+86 138 0000 0000", "-3万元", "@SUM(1)", '=HYPERLINK("http://example.org")')
"""Titles that a spreadsheet would reckon, or make a link of."""


def an_office(database: str, clock: FixedClock | None = None) -> Engine:
    """Return an engine whose scenarios have all that the nine ledgers show."""
    directory = Directory(
        [Unit(OFFICE), Unit(BUILDERS), Unit(TEACHERS), Unit("市财政局"), Unit("市领导")],
    )
    return Engine(
        database,
        scenarios=[NINE / "item.yaml", NINE / "monthly.yaml"],
        directory=directory,
        clock=clock or FixedClock("2026-01-30T09:00+08:00"),
    )


def open_item(engine: Engine, title: str = "修订绿地管理办法", **data: Any) -> Instance:  # noqa: ANN401 - as fields take them
    """Open a matter of two units; what is not given is filled in."""
    usual = {
        "item_no": "1",
        "category": "城建",
        "content": "第一行\n第二行",
        "goals": [{"name": "完成初稿", "day": "2026-03-20"}, {"name": "印发", "day": "2026-05-10"}],
        "place": "市民中心",
        "phone": "0711-3350000",
        "held_on": date(2026, 2, 10),
        "deadline": date(2026, 6, 30),
        "amount": 120,
    }
    units = {"lead": OFFICE, "responsible": [BUILDERS, TEACHERS], "partner": ["市财政局"], "leader": "市领导"}
    return engine.open("item", title=title, units=units, by=OFFICE, data={**usual, **data})


def report_for_february(engine: Engine, clock: FixedClock, *, done: str = "已完成初稿") -> str:
    """Let the sheets of February be opened, and the builders hand theirs in; return the number of the teachers'."""
    engine.sweep()
    clock.set("2026-02-28T17:00+08:00")
    engine.sweep()
    sheets = {item.units["reporter"][0]: item for item in engine.find(scenario="monthly")}
    lines = {line.number: {"done": done, "percent": 40} for line in sheets[BUILDERS].sheet.lines}
    engine.report(sheets[BUILDERS].number, lines, by=BUILDERS, hand_in=True)
    return sheets[TEACHERS].number
