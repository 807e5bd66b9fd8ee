"""Provokes every reason why lines of a sheet are not written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from duban.scenarios import read_scenario
from duban.states import Act, Actor, LineSaid, Sheet, SheetLine, Subject, report_blockers
from duban.workflow.rules import Compiled, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Blocker

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
FORM = """
scenario: form
version: 1
title: Progress sheet
number: "F-{year}-{seq:04d}"
calendar: DE
timezone: Europe/Berlin
roles:
  filler: {title: reporting office, required: true}
sheet:
  every: month
  on: last working day
  title: "{unit} {period}"
  unit: filler
  hand_in: {do: hand over}
  lines:
    done: {title: Work done, type: text, required: true}
  nothing_new: {requires: note}
states:
  open sheet: {initial: true, waits_for: filler}
  taken: {final: true}
transitions:
  hand over: {from: open sheet, to: taken, by: filler}
clocks:
  period: {starts: open, stops: taken, budget: 5 working days}
ladder:
  period:
    - {at: due, light: red, notify: filler, message: late}
messages:
  late: {subject: Late, text: Late}
"""


def reports_refused() -> Iterator[Blocker]:
    """Yield a blocker for each reason."""
    strict = Compiled(read_scenario(FORM, "form.yaml"))
    talkative = read_scenario(FORM.replace("  nothing_new: {requires: note}\n", ""), "form.yaml")
    loose = read_scenario(FORM.replace(", required: true}\n  nothing", "}\n  nothing"), "form.yaml")
    rules, by = strict.definition, Actor("Works")
    idle, unexplained, silent = LineSaid(nothing_new=True, note="waits"), LineSaid(nothing_new=True), LineSaid()
    both = LineSaid(values={"done": "dug"}, nothing_new=True, note="waits")
    sheet = Sheet("2026-03", {"T-1": SheetLine("Pothole")})

    def standing(state: str = "open sheet", lines: Sheet | None = sheet) -> Subject:
        units = {"filler": ("Works",)}
        return Subject("F-2026-0001", "form", "Works March", state, NOW, units=units, entered_at=NOW, sheet=lines)

    yield from judge(strict, standing(), Act("hand over", by), now=NOW).blockers
    yield from report_blockers(rules, standing(lines=None), {"T-1": idle}, by)
    yield from report_blockers(rules, standing("taken"), {"T-1": idle}, by)
    yield from report_blockers(rules, standing(), {"T-2": idle}, by)
    yield from report_blockers(talkative, standing(), {"T-1": idle}, by)
    yield from report_blockers(rules, standing(), {"T-1": unexplained}, by)
    yield from report_blockers(rules, standing(), {"T-1": both}, by)
    yield from report_blockers(rules, standing(), {"T-1": silent}, by)
    yield from report_blockers(loose, standing(), {"T-1": silent}, by)
