"""Frozen figures of an invented month, small enough to be checked by hand."""

from __future__ import annotations

from duban.ledger.bulletins import Frozen, Number, Row, with_snapshot


def unit(
    name: str, part: int, whole: int, *, still: tuple[str, ...] = (), late: tuple[str, ...] = (), **more: Number
) -> Row:
    """Return a unit of which `whole` fell due; `still` are open and late, `late` were closed late."""
    in_time = tuple(f"RW-{name}-{i}" for i in range(part))
    numbers = {
        "received": Number(whole),
        "open": Number(len(still)),
        "done_in_time": Number(part, whole, in_time, (*still, *late)),
        "overdue": Number(len(still) + len(late), whole, (*still, *late), in_time),
        "overdue_open": Number(len(still), whole, still, (*in_time, *late)),
        "extended": Number(0, whole),
        "reworked": Number(0, whole),
    }
    return Row(name, {**numbers, **more})


def march(**changes: object) -> Frozen:
    """Return the figures of March: two groups, three of them with too few matters, and each kind of nothing."""
    units = (
        unit("东湖区", 9, 10, late=("RW-2026-0001",)),
        unit("西山区", 5, 5),
        unit("市住建局", 6, 9, still=("RW-2026-0003", "RW-2026-0004"), late=("RW-2026-0005",)),
        unit("市发改委", 8, 8, reported=Number(1, 2)),
        unit("市教育局", 8, 8),
        unit("市水利局", 1, 2, still=("RW-2026-0009",)),
        unit("市人社局", 0, 0, received=Number(3)),
    )
    total = Row(
        "",
        {
            "received": Number(45),
            "open": Number(9),
            "not_due_yet": Number(6),
            "done_in_time": Number(36, 41),
            "overdue": Number(5, 41),
            "overdue_open": Number(3, 41),
            "signed_in_time": Number(40, 42),
            "extended": Number(2, 41),
            "reworked": Number(0, 41),
            "satisfied": Number(0, 0),
            "reported": Number(1, 2),
        },
    )
    made = {
        "period": "2026-03",
        "first": "2026-03-01",
        "last": "2026-03-31",
        "until": "2026年4月8日24时",
        "at": "2026-04-08",
        "plan": "",
        "scenarios": (),
        "units": units,
        "total": total,
        "sum": Row("", {"done_in_time": Number(37, 42), "overdue_open": Number(3, 42)}),
        "months": (
            Row("2026-02", {"done_in_time": Number(30, 33), "overdue_open": Number(0, 33)}),
            Row(
                "2026-03",
                {
                    "done_in_time": Number(36, 41, out=(("RW-1", "not_due"), ("RW-2", "paused"))),
                    "overdue_open": Number(3, 41),
                },
            ),
        ),
        "before": Row("", {"done_in_time": Number(30, 33)}),
        "groups": {
            "各区": ("东湖区", "西山区", "北岭县"),
            "市直部门": ("市住建局", "市发改委", "市教育局", "市水利局", "市人社局", "市气象局"),
        },
    }
    return with_snapshot(Frozen(**{**made, **changes}))  # type: ignore[arg-type]
