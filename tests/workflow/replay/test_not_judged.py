"""What cannot be judged any more is counted with the reason, and nobody is accused for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from tampering import forge, other_rules

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock

LEAD, RESP, OTHER = "市优化办", "市住建局", "市教育局"


def run(engine: Engine, statement: str) -> None:
    with engine.database.writing() as connection:
        connection.execute(text(statement))


def test_a_condition_on_a_private_value_that_was_erased(office: Engine, number: str) -> None:
    office.fire(number, "签收", by=RESP)
    office.fire(number, "保密", by=RESP, data={"level": "低"})
    assert office.verify().unjudged == {}
    run(office, "UPDATE duban_private SET value = NULL")
    found = office.verify()
    assert found.ok
    assert (found.judged, found.unjudged) == (2, {"erased": 1})


def test_whatever_else_is_against_an_act_is_judged_without_the_erased_value(office: Engine, number: str) -> None:
    office.fire(number, "签收", by=RESP)
    office.fire(number, "保密", by=RESP, data={"level": "低"})
    run(office, "UPDATE duban_private SET value = NULL")
    forge(office, number, lambda entries: entries[2].update(actor=OTHER))
    assert [(finding.seq, finding.code) for finding in office.verify().findings if finding.code] == [(3, "role")]
    forge(office, number, lambda entries: entries[2].update(actor=RESP, to_state="销号"))
    assert (3, "told") in [(finding.seq, finding.code) for finding in office.verify().findings]


def test_an_act_that_goes_by_working_days_of_another_calendar(office: Engine, number: str, clock: FixedClock) -> None:
    clock.advance(timedelta(days=1))
    office.fire(number, "签收", by=RESP)
    clock.set("2024-04-20T09:00+08:00")
    office.fire(number, "临近", by=RESP)
    assert office.verify().unjudged == {}
    clock.advance(timedelta(days=1))
    # By these days neither act would have been in time, and the light would not have been red.
    off = {date(2024, 4, day): (day < 3, None) for day in range(1, 29)}
    office.import_calendar("china", {**off, date(2024, 3, 31): (True, None)})
    found = office.verify()
    assert found.ok
    assert found.unjudged == {"calendar": 2}


def test_rules_that_are_stored_no_more(office: Engine, number: str, make_engine: MakeEngine) -> None:
    office.fire(number, "签收", by=RESP)
    assert make_engine(scenarios=[]).verify().judged == 2
    run(office, "UPDATE duban_definition SET document = replace(document, '交办', '交接')")
    found = make_engine(scenarios=[]).verify()
    assert found.unjudged == {"rules": 2}
    assert not [finding for finding in found.findings if finding.code is not None]
    # Who has the file does not judge by it either: it is no proof of what is stored.
    assert office.verify().judged == 0


def test_entries_of_a_kind_that_a_newer_duban_wrote(office: Engine, number: str) -> None:
    office.fire(number, "签收", by=RESP)
    office.fire(number, "补报", by=RESP)
    forge(office, number, lambda entries: entries[1].update(kind="telepathy"))
    found = office.verify()
    assert (found.judged, found.unjudged) == (1, {"unknown": 2})
    assert not [finding for finding in found.findings if finding.code is not None]


def test_what_stands_behind_an_entry_that_was_edited(office: Engine, number: str) -> None:
    office.fire(number, "签收", by=RESP)
    office.fire(number, "补报", by=RESP)
    run(office, "UPDATE duban_history SET actor = '市教育局' WHERE seq = 2")
    found = office.verify()
    assert (found.judged, found.unjudged) == (1, {"unknown": 2})
    assert [(finding.seq, finding.code) for finding in found.findings] == [(2, None)]


def test_what_was_forbidden_is_named_beside_what_cannot_be_judged(
    office: Engine, number: str, proof_file: Path, make_engine: MakeEngine
) -> None:
    second = office.open("proof", title="又", units={"lead": LEAD, "resp": RESP}, by=LEAD).number
    office.fire(second, "签收", by=RESP)
    office.fire(second, "保密", by=RESP, data={"level": "低"})
    run(office, "UPDATE duban_private SET value = NULL")
    with other_rules(office, number, proof_file, ("交办, to: 整改, by: resp", "交办, to: 整改, by: lead")):
        make_engine(scenarios=[]).fire(number, "签收", by=LEAD)
    found = office.verify()
    assert [(finding.number, finding.code) for finding in found.findings] == [(number, "role")]
    assert found.unjudged == {"erased": 1}
