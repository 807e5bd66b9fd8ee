"""Provokes every reason why a paper is not drafted, edited, signed, read or voided."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duban import Engine, TransitionRefused
from duban.scenarios import read_scenario
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.states import Blocker

RULES = """
scenario: letters
version: 1
title: Letters
number: "L-{year}-{seq:04d}"
calendar: DE
timezone: Europe/Berlin
opens_by: lead
roles:
  lead: {title: leading office, required: true}
  doer: {title: responsible office, required: true}
fields:
  name: {title: Reporter, type: string, private: [lead]}
states:
  work: {initial: true, waits_for: doer}
  done: {final: true}
transitions:
  finish: {from: work, to: done, by: doer}
papers:
  order: {message: order, number: "O-{seq}", by: lead, to: doer, sign: lead, four_eyes: true}
  report: {message: report, number: "R-{seq}", by: lead, to: lead, sign: lead}
messages:
  order: {subject: Order, text: Please do it}
  report: {subject: Report, text: "{{ name }} has written"}
"""
ANN, BOB = "Audit/Ann", "Audit/Bob"


def papers_refused(folder: Path) -> Iterator[Blocker]:
    """Yield a blocker for each reason."""
    file = folder / "letters.db"
    bare_text = RULES[: RULES.index("papers:")].replace("letters", "bare").replace('"L-', '"B-')
    bare = read_scenario(bare_text, "bare.yaml")
    rules = read_scenario(RULES, "letters.yaml")
    clock = FixedClock("2026-03-02T09:00+01:00")
    with Engine(f"sqlite:///{file}", scenarios=[rules, bare], clock=clock) as engine:
        units = {"lead": "Audit", "doer": "Works"}
        number, ended = (engine.open("letters", title="Pothole", units=units, by="Audit").number for _ in "12")
        without = engine.open("bare", title="Lamp", units=units, by="Audit").number
        yield from _refused(engine.draft, without, "order", by=ANN)
        yield from _refused(engine.draft, number, "zzz", by=ANN)
        yield from _refused(engine.draft, number, "order", by="Audit")
        yield from _refused(engine.draft, number, "order", by=ANN, reply_by=date(2026, 2, 27))
        engine.void(ended, by="Audit", note="a slip")
        yield from _refused(engine.draft, ended, "order", by=ANN)

        engine.draft(number, "order", by=ANN)
        order = engine.pending(number=number)[0].id
        seen = engine.read_draft(order).revision
        engine.edit_draft(order, by=ANN, text="Please do it soon")
        yield from _refused(engine.edit_draft, order, by=BOB, text="Please wait", revision=seen)
        yield from _refused(engine.sign, order, by=ANN)
        engine.sign(order, by=BOB)
        signed = engine.papers(number=number)[0].seq
        yield from _refused(engine.paper_content, number, 1)
        engine.void_paper(number, signed, by=BOB, note="a slip")
        yield from _refused(engine.void_paper, number, signed, by=BOB, note="a slip")
        yield from _refused(engine.answer, number, signed, "done", by="Works")

        engine.draft(number, "report", by=ANN)
        engine.sign(engine.pending(number=number)[0].id, by=BOB)
        report = engine.papers(number=number)[1].seq
        yield from _refused(engine.paper_content, number, report, viewer="Works")
        with sqlite3.connect(file) as database:  # as it stands in what was signed before there were documents
            database.execute("DELETE FROM duban_paper")
        yield from _refused(engine.paper_content, number, report)


def _refused(verb: Any, *arguments: Any, **options: Any) -> tuple[Blocker, ...]:  # noqa: ANN401 - a verb of the engine
    with pytest.raises(TransitionRefused) as found:
        verb(*arguments, **options)
    return found.value.blockers
