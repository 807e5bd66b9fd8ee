"""填报表读回: a sheet that was filled in elsewhere is uploaded, looked at row by row, and written once it is confirmed.

The form carries the file from one page to the next, so that nothing of it is kept here before somebody confirms it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from duban import words
from duban.desk import acts
from duban.desk.forms import CarriedFile, NotCarried, pack_file, unpack_file
from duban.desk.models import matter_in_reach
from duban.desk.pages.opening.steps import FIELDS, seen_as
from duban.desk.serving import ACTS, Answer, Page
from duban.ledger import ListError
from duban.ledger.excel.bringing import preview_sheet, remarked_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.desk.serving import Visit
    from duban.ledger.excel.bringing import Brought, Taken

MOST_BYTES = 2 * 1024 * 1024
"""The most that is read of a sheet here, which the form carries; larger ones are brought by the command line."""

MOST_ROWS = 2_000
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_upload(visit: Visit) -> Answer:
    """Show where a sheet is uploaded."""
    return _entry(visit)


def take_sheet(visit: Visit) -> Answer:
    """Read a sheet that was uploaded, show it, give its copy with remarks, or write what was chosen, as asked."""
    try:
        carried = _carried(visit, "read", "file")
        exported = _exported(visit)
        brought = preview_sheet(
            visit.engine,
            carried.content,
            source=carried.name,
            against=None if exported is None else exported.content,
            by=acts.Order(visit.who, "", "").by,
            act=visit.form.get("act") or None,
            reach=_reach(visit),
        )
    except (_Unread, ListError) as error:
        return _entry(visit, str(error), 422)
    if len(brought.rows) > MOST_ROWS:
        facts = {"count": len(brought.rows), "most": MOST_ROWS}
        said = words.text("the sheet has {count} rows, and at most {most} are read here: part it", **facts)
        return _entry(visit, said, 422)
    return _answered(visit, carried, brought, exported)


def _answered(visit: Visit, carried: CarriedFile, brought: Brought, exported: CarriedFile | None) -> Answer:
    match visit.form.get("do"):
        case "copy":
            return _copy(carried, brought)
        case "write" if visit.form.get("seen") == _seen(brought):
            return _written(visit, brought)
        case "write":
            said = words.text("something has changed since: look once more, then confirm")
            return _page(visit, carried, brought, exported, warning=said, status=409)
    return _page(visit, carried, brought, exported)


class _Unread(ValueError):
    """Nothing came that could be read, for the reason that it says."""


def _exported(visit: Visit) -> CarriedFile | None:
    """Return the file as it was exported, where it came beside one that was saved as CSV; raises _Unread."""
    if visit.form.get("exported") or visit.form.uploads("against"):
        return _carried(visit, "exported", "against")
    return None


def _carried(visit: Visit, kept: str, sent: str) -> CarriedFile:
    """Return the file that was sent, or that the form has carried; raises _Unread."""
    if carried := visit.form.get(kept):
        try:
            return unpack_file(carried)
        except NotCarried:
            said = words.text("what was read has come back broken: choose the file once more")
            raise _Unread(said) from None
    files = visit.form.uploads(sent)
    if not files:
        raise _Unread(words.text("choose the file of a sheet that was filled in"))
    if files[0].size > MOST_BYTES:
        raise _Unread(words.text("at most {count} MB of a file are read here", count=MOST_BYTES // 1024 // 1024))
    return CarriedFile(files[0].name, files[0].content.read())


def _reach(visit: Visit) -> Callable[[str], bool]:
    """Return what says whether a matter is shown to the visitor: the file may have been made up."""
    return lambda number: matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, number) is not None


def _entry(visit: Visit, problem: str = "", status: int = 200) -> Answer:
    return Answer("sheet_in.j2", {"problem": problem, "act": visit.form.get("act")}, status)


def _page(
    visit: Visit,
    carried: CarriedFile,
    brought: Brought,
    exported: CarriedFile | None,
    *,
    warning: str = "",
    status: int = 200,
) -> Answer:
    form = visit.form
    ready = [row.line for row in brought.ready]
    chosen = set(map(int, filter(str.isdecimal, form.all("row")))) if form.get("do") else set(ready)
    take = {row.line: form.get(f"take.{row.line}") for row in brought.conflicts}
    facts = {
        "brought": brought,
        "rows": [row for row in brought.rows if row.verdict != "same"],
        "chosen": chosen,
        "take": take,
        "read": pack_file(carried),
        "exported": "" if exported is None else pack_file(exported),
        "seen": _seen(brought),
        "act": brought.act or "",
        "warning": warning,
    }
    return Answer("sheet_in_read.j2", facts, status)


def _written(visit: Visit, brought: Brought) -> Answer:
    form = visit.form
    lines = {int(each) for each in form.all("row") if each.isascii() and each.isdecimal()}
    take = {
        row.line: chosen for row in brought.conflicts if (chosen := form.get(f"take.{row.line}")) in {"file", "now"}
    }
    taken = acts.bring(visit.engine, brought, rows={*lines, *take}, take=take)
    return Answer("sheet_in_done.j2", {"brought": brought, "taken": taken, "rows": _told(brought, taken)})


def _told(brought: Brought, taken: Taken) -> list[dict[str, object]]:
    """Return what became of each row that said something else than stood here."""
    rows = {row.line: row for row in brought.rows}
    return [
        {"row": rows[each.line], "outcome": each.outcome, "reason": each.reason}
        for each in taken.rows
        if rows[each.line].verdict != "same"
    ]


def _copy(carried: CarriedFile, brought: Brought) -> Answer:
    name = carried.name.rpartition(".")[0] or carried.name
    called = quote(words.text("{name}-remarks", name=name) + ".xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{called}"}
    return Answer(body=remarked_copy(carried.content, brought), kind=_KIND, headers=headers)


def _seen(brought: Brought) -> str:
    """Return what tells whether a page showed just this."""
    return seen_as(json.dumps(brought.to_json(), ensure_ascii=False, default=str, sort_keys=True))


PAGES = (Page("sheet-in", "/sheets/in", ACTS, shown=show_upload, posted=take_sheet, files=True, fields=FIELDS),)
