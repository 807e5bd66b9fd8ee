"""通报, 周报 and 汇总: the month's bulletin as it would stand, the week, half-years and years, as files too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup

from duban.desk.models.ledger import day_of, reach_of
from duban.desk.serving import SEES_MATTERS, Answer, NotFound, Page, Rule
from duban.desk.who import ALL_MATTERS
from duban.ledger import (
    BulletinError,
    NothingCollected,
    bulletin_files,
    bulletin_html,
    draft_bulletin,
    freeze,
    summarise,
    summary_files,
    summary_html,
    week_files,
    week_html,
    week_of,
)
from duban.states import InvalidData
from duban.workflow import Query, WorkflowError

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.serving import Visit
    from duban.ledger import Bulletin, Summary, Week

_HALF = 6
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show_bulletin(visit: Visit) -> Answer:
    """Show the bulletin of a period as it would stand: each number leads to its figure, and to the matters behind."""
    period, until = _asked(visit)
    shown, problems = "", tuple[str, ...]()
    try:
        draft = _bulletin(visit, period, until)
        shown = Markup(bulletin_html(draft, linked=lambda number: visit.url("item", number=number)))  # noqa: S704 - it is escaped there
    except (InvalidData, WorkflowError, BulletinError, ValueError) as wrong:
        problems = tuple(str(each) for each in getattr(wrong, "problems", (wrong,)))
    address = urlencode({"period": period, **({"until": until} if until else {})})
    facts = {"shown": shown, "period": period, "until": until, "problems": problems, "address": address}
    return Answer("bulletin.j2", facts, 422 if problems else 200)


def give_bulletin(visit: Visit) -> Answer:
    """Give the bulletin as a paper, or its frozen figures."""
    period, until = _asked(visit)
    settings = visit.engine.settings
    try:
        files = bulletin_files(_bulletin(visit, period, until), office=visit.viewer.unit, settings=settings)
    except (InvalidData, WorkflowError, BulletinError, ValueError):
        raise NotFound from None
    return _file(visit, files)


def show_week(visit: Visit) -> Answer:
    """Show the week of whoever comes: what is red of what they reach."""
    shown = Markup(week_html(_week(visit), linked=lambda number: visit.url("item", number=number)))  # noqa: S704 - it is escaped there
    return Answer("week.j2", {"shown": shown})


def give_week(visit: Visit) -> Answer:
    """Give the week as a paper."""
    return _file(visit, week_files(_week(visit), settings=visit.engine.settings))


def show_summary(visit: Visit) -> Answer:
    """Show a half-year or a year: its figures, who handed in what and who did not, and the texts by unit."""
    period, until = _half(visit)
    shown, problems = "", tuple[str, ...]()
    try:
        shown = Markup(summary_html(_summary(visit, period, until)))  # noqa: S704 - it is escaped there
    except (InvalidData, WorkflowError, BulletinError, ValueError) as wrong:
        problems = tuple(str(each) for each in getattr(wrong, "problems", (wrong,)))
    address = urlencode({"period": period, **({"until": until} if until else {})})
    facts = {"shown": shown, "period": period, "until": until, "problems": problems, "address": address}
    return Answer("summary.j2", facts, 422 if problems else 200)


def give_summary(visit: Visit) -> Answer:
    """Give a half-year or a year as a paper."""
    try:
        files = summary_files(_summary(visit, *_half(visit)), settings=visit.engine.settings)
    except (InvalidData, WorkflowError, BulletinError, ValueError):
        raise NotFound from None
    return _file(visit, files)


def _half(visit: Visit) -> tuple[str, str]:
    """Return the period that is asked for, or the half-year before this one, and until when."""
    today = visit.tools.rulebook.today
    last = f"{today.year}-H1" if today.month > _HALF else f"{today.year - 1}-H2"
    return visit.query.get("period") or last, visit.query.get("until")


def _summary(visit: Visit, period: str, until: str) -> Summary:
    day: date | None = day_of(until, visit.tools.rulebook.today) if until else None
    try:
        return summarise(visit.engine, period, at=day, reader=visit.viewer.name)
    except NothingCollected:  # its figures are worth reading without
        return summarise(visit.engine, period, at=day, reader=visit.viewer.name, scenario="")


def _asked(visit: Visit) -> tuple[str, str]:
    """Return the period that is asked for, or last month, and until when."""
    last = visit.tools.rulebook.today.replace(day=1) - timedelta(days=1)
    return visit.query.get("period") or f"{last:%Y-%m}", visit.query.get("until")


def _bulletin(visit: Visit, period: str, until: str) -> Bulletin:
    day: date | None = day_of(until, visit.tools.rulebook.today) if until else None
    return draft_bulletin(freeze(visit.engine, period, at=day, viewer=visit.viewer.name))


def _week(visit: Visit) -> Week:
    return week_of(visit.engine, reader=visit.viewer.name, query=Query(**reach_of(visit.viewer)))


def _file(visit: Visit, files: dict[str, bytes]) -> Answer:
    kind = visit.query.get("as") or "docx"
    found = [(name, content) for name, content in files.items() if name.endswith(f".{kind}")]
    if kind not in _TYPES or not found:
        raise NotFound
    name, content = found[0]
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Answer(body=content, kind=_TYPES[kind], headers=headers)


PAGES = (
    Page("bulletin", "/bulletin", Rule(ALL_MATTERS), shown=show_bulletin),
    Page("bulletin-file", "/bulletin/file", Rule(ALL_MATTERS), shown=give_bulletin),
    Page("summary", "/summary", Rule(ALL_MATTERS), shown=show_summary),
    Page("summary-file", "/summary/file", Rule(ALL_MATTERS), shown=give_summary),
    Page("week", "/week", SEES_MATTERS, shown=show_week),
    Page("week-file", "/week/file", SEES_MATTERS, shown=give_week),
)
