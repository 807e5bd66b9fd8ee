"""Freezing: the figures of a period as known at a cut-off, taken from the engine once, for all that is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from duban.ledger.bulletins.frozen import NAMES, Frozen, Number, Row, Standards, with_snapshot
from duban.ledger.bulletins.periods import before
from duban.ledger.documents import chinese_day
from duban.workflow import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.workflow import Engine, Figure, FiguresRow

_LISTED = ("done_in_time", "overdue_open", "overdue", "extended", "reworked", "signed_in_time", "received", "open")


def freeze(
    engine: Engine,
    period: str,
    *,
    at: date | None = None,
    query: Query | None = None,
    groups: Iterable[str] | None = None,
    standards: Standards | None = None,
    wording: str = "",
    viewer: str | None = None,
) -> Frozen:
    """Return the figures of a period, as known at a cut-off.

    Args:
        engine: whose figures.
        period: such as 2026-03.
        at: the last day that counts as a whole, or an instant; left out, now.
        query: of which matters; left out, all. Its plan and scenarios are kept with the figures, other conditions are
            not: `freeze_again` would reckon without them.
        groups: the groups of the directory that are ranked apart; left out, all that have units.
        standards: the rate that units have to reach, and the least volume of which a rate is ranked.
        wording: the office's own text of the bulletin, in place of ours.
        viewer: who reads.

    """
    found = engine.figures(query, period=period, at=at, by="unit", listed=_LISTED, viewer=viewer)
    first, last = found.first or date.min, found.last or found.as_of
    year = (date(last.year, 1, 1), last)
    until = found.until - timedelta(microseconds=1) if at is None else at
    months = engine.figures(query, period=year, at=at, by="month", listed=("done_in_time",), viewer=viewer)
    earlier = before(first, period)
    past = engine.figures(query, period=earlier, at=at, viewer=viewer).total if earlier else None
    wanted = dict(found.groups) if groups is None else {name: found.groups.get(name, ()) for name in groups}
    return with_snapshot(
        Frozen(
            period=period,
            first=f"{first}",
            last=f"{last}",
            until=_written(until, office_zone(engine)),
            at=until.isoformat(),
            plan=(query and query.plan) or "",
            scenarios=query.several("scenario") if query else (),
            units=tuple(_row(each) for each in found.rows),
            total=_row(found.total),
            sum=_row(found.sum),
            months=tuple(_row(each) for each in months.rows if each.key),
            before=Row("") if past is None else _row(past),
            groups={name: tuple(units) for name, units in wanted.items() if units},
            standards=standards or Standards(),
            wording=wording,
        )
    )


def freeze_again(engine: Engine, kept: Frozen) -> Frozen:
    """Return the figures of the same period, cut-off and matters, reckoned anew from the histories."""
    at = datetime.fromisoformat(kept.at) if "T" in kept.at else date.fromisoformat(kept.at)
    query = Query(plan=kept.plan or None, scenario=kept.scenarios)
    again = freeze(engine, kept.period, at=at, query=query)
    return with_snapshot(replace(again, groups=kept.groups, standards=kept.standards, wording=kept.wording))


def office_zone(engine: Engine) -> tzinfo:
    """Return the time zone in which the office writes hours: that of the first scenario."""
    calendar = next((engine.working_calendar(each.scenario) for each in engine.definitions()), None)
    return ZoneInfo("Asia/Shanghai") if calendar is None else calendar.timezone


def _written(until: date, zone: tzinfo) -> str:
    """Return a cut-off as papers write it: 2026年4月8日24时, 2026年4月8日09时30分."""
    if not isinstance(until, datetime):
        return f"{chinese_day(until)}24时"
    local = until.astimezone(zone)
    return f"{chinese_day(local)}{local:%H时%M分}"


def _row(row: FiguresRow) -> Row:
    return Row(row.key, {name: _number(figure) for name, figure in _figures(row.figures) if figure is not None})


def _figures(figures: Mapping[str, Figure]) -> Iterable[tuple[str, Figure | None]]:
    return ((name, figures.get(name)) for name in NAMES)


def _number(figure: Figure) -> Number:
    if figure.listed is None:
        return Number(figure.numerator, figure.denominator)
    behind = figure.listed
    return Number(
        figure.numerator,
        figure.denominator,
        tuple(each.number for each in behind.counted),
        tuple(each.number for each in behind.others),
        tuple((each.number, each.why or "") for each in behind.out),
    )
