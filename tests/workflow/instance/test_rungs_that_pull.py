"""A rung that tells and pulls a trigger does both, even where what it pulls stops its own clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban.scenarios import load_scenario, read_scenario
from duban.storage import outbox
from duban.testing import FixedClock, throwaway_engine
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from duban.states import Definition

PERMIT = Path(__file__).parents[1] / "scenarios" / "permit.yaml"


def left_unanswered(definition: Definition) -> dict[str, str]:
    """Let an application lapse while nobody sweeps; return the status of each message of the clock that ran out."""
    clock = FixedClock("2024-05-06T09:00+02:00")
    with throwaway_engine(scenarios=[definition], directory=MadeUpPeople(), clock=clock) as engine:
        item = engine.open("permit", by="Bauamt", units={"clerk": "Bauamt", "applicant": "Frau Maier"})
        engine.fire(item.number, "accept", by="Bauamt")
        engine.fire(item.number, "ask", by="Bauamt", note="elevations are missing")
        clock.set("2024-06-20T09:00+02:00")
        engine.sweep()
        assert engine.instance(item.number).state == "withdrawn"
        with engine.database.reading() as connection:
            rows = outbox.list_messages(connection)
    return {row.unit: row.status for row in rows if row.clock == "reply"}


def test_the_message_of_a_rung_leaves_though_its_own_trigger_stops_the_clock() -> None:
    assert left_unanswered(load_scenario(PERMIT)) == {"Frau Maier": outbox.PENDING, "Bauamt": outbox.PENDING}


def test_what_an_earlier_rung_of_the_same_sweep_told_is_withdrawn_and_seen_to_be() -> None:
    warned = PERMIT.read_text("utf-8").replace(
        "    - {at: due,                    notify: applicant, copy: clerk,",
        '    - {id: warning, at: due, notify: "unit:Archiv", message: reminder}\n'
        "    - {at: due, notify: applicant, copy: clerk,",
    )

    told = left_unanswered(read_scenario(warned, "permit.yaml"))

    assert told == {"Archiv": outbox.WITHDRAWN, "Frau Maier": outbox.PENDING, "Bauamt": outbox.PENDING}


def test_what_a_person_released_leaves_though_its_trigger_stops_the_clock() -> None:
    held = PERMIT.read_text("utf-8").replace(
        "    - {at: due,                    notify: applicant, copy: clerk,",
        "    - {at: due, confirm: clerk, notify: applicant,",
    )
    clock = FixedClock("2024-05-06T09:00+02:00")
    with throwaway_engine(
        scenarios=[read_scenario(held, "permit.yaml")], directory=MadeUpPeople(), clock=clock
    ) as engine:
        item = engine.open("permit", by="Bauamt", units={"clerk": "Bauamt", "applicant": "Frau Maier"})
        engine.fire(item.number, "accept", by="Bauamt")
        engine.fire(item.number, "ask", by="Bauamt", note="elevations are missing")
        clock.set("2024-06-20T09:00+02:00")
        engine.sweep()
        (waiting,) = engine.pending()
        assert engine.decide(waiting.id, approve=True, by="Bauamt").state == "withdrawn"
        with engine.database.reading() as connection:
            rows = outbox.list_messages(connection)
    # The question whether to release it is settled; what was released is not taken back.
    assert {row.unit: row.status for row in rows if row.clock == "reply"} == {
        "Bauamt": outbox.WITHDRAWN,
        "Frau Maier": outbox.PENDING,
    }
