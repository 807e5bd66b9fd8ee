"""Charts of every kind that an office can have, and what can be wrong with a drawing."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from duban.ledger.charts import Month, MonthChart, RateBar, RateChart, RateGroup, draw_months, draw_rates

if TYPE_CHECKING:
    from duban.ledger.charts import Drawing

LONG = "云梦泽市大数据发展和政务服务管理局行政审批服务协调联络处办公室"
"""A name of 31 characters."""

_FORTY = sorted(
    (RateBar(LONG[: 4 + i % 27] if i % 4 == 0 else f"市第{i}局", (37 * i) % (i + 7), i + 6) for i in range(1, 41)),
    key=lambda bar: -bar.percent,
)


def rates(*bars: RateBar, target: int | None = 95, groups: tuple[RateGroup, ...] = ()) -> RateChart:
    """Return a chart of rates of one group, or of several."""
    note = "统计期2026年3月，截至2026年4月8日24时；分母为本期到期的事项，挂起的不计入"
    share = None if target is None else Decimal(target)
    return RateChart("2026年3月各单位按期办结率", groups or (RateGroup(bars),), share, note)


RATES = {
    "forty": rates(*_FORTY),
    "one": rates(RateBar("市住建局", 13, 15)),
    "none": rates(),
    "all 0 %": rates(*(RateBar(f"市第{i}局", 0, 5 + i) for i in range(5))),
    "all 100 %": rates(*(RateBar(f"市第{i}局", 5 + i, 5 + i) for i in range(5)), target=100),
    "long names": rates(RateBar(LONG, 22345, 24932), RateBar("市住建局", 1, 3, ranked=False), RateBar(LONG[1:], 1, 9)),
    "no target": rates(
        RateBar("市住建局", 13, 15), RateBar("Bureau of Housing and Urban Development", 1, 9), target=None
    ),
    "low target": rates(RateBar("市住建局", 13, 15), target=1),
    "groups": rates(
        groups=(
            RateGroup((RateBar("东湖区", 19, 20), RateBar("西山区", 8, 12)), "县（市、区）"),
            RateGroup((RateBar("市住建局", 9, 10), RateBar("市气象局", 1, 2, ranked=False)), "市直部门"),
            RateGroup((), "中央和省驻市单位"),
        )
    ),
}

_YEAR = tuple(Month(f"2025-{i:02d}", (i * 7) % 30, (i * 3) % 8, i // 2, i % 4) for i in range(7, 13)) + tuple(
    Month(f"2026-{i:02d}", 20 + i, i, i * 4, i) for i in range(1, 7)
)


def months(*each: Month) -> MonthChart:
    """Return a chart of months."""
    return MonthChart("各月交办事项办理情况", each, "截至2026年4月8日24时")


MONTHS = {
    "a year": months(*_YEAR),
    "one month": months(_YEAR[0]),
    "none": months(),
    "nothing in them": months(Month("2026-01"), Month("2026-02")),
    "far apart": months(Month("2026-01", 123_456, 1_200, 8, 1), Month("2026-02"), Month("2026-03", overdue=5)),
    "three years": months(*(Month(f"{y}-{m:02d}", m, 1, 2, 3) for y in (2024, 2025, 2026) for m in range(1, 13))),
}

CHARTS = {
    **{f"rates, {name}": one for name, one in RATES.items()},
    **{f"months, {n}": one for n, one in MONTHS.items()},
}
WIDTHS = (680.0, 520.0, 328.0, 300.0)


def drawn(chart: RateChart | MonthChart, width: float = 680.0) -> Drawing:
    """Return a chart, laid out."""
    return draw_rates(chart, width) if isinstance(chart, RateChart) else draw_months(chart, width)


def faults(drawing: Drawing) -> list[str]:
    """Return which labels are cut off or lie on each other, by their boxes; none in a drawing that can be read."""
    cut = [
        f"{label.text} is cut off at {label.box}"
        for label in drawing.labels
        for left, top, right, bottom in [label.box]
        if left < -0.5 or top < -0.5 or right > drawing.width + 0.5 or bottom > drawing.height + 0.5
    ]
    return cut + [
        f"{one.text} lies on {other.text}"
        for one, other in combinations(drawing.labels, 2)
        if _lies_on(one.box, other.box)
    ]


def _lies_on(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.5 and down > 0.5
