"""Parts in a history that was written by somebody else: each is found, though all hashes are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plans_and_parts import PIECE, TASKS, handed_out
from sqlalchemy import delete, select
from tampering import HISTORY, INSTANCE, Entries, forge

from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine with tasks and their parts."""
    return make_engine(scenarios=[TASKS, PIECE], directory=MadeUpPeople())


def findings(engine: Engine) -> list[str]:
    return [str(finding) for finding in engine.verify().findings]


def test_a_part_under_another_number_is_found(office: Engine) -> None:
    whole = handed_out(office, "销号")

    def renumber(entries: Entries) -> None:
        (opened,) = [entry for entry in entries if entry["kind"] == "parts"]
        opened["payload"]["parts"][1] |= {"place": 9, "number": f"{whole}-09"}

    forge(office, whole, renumber)
    assert any(f"the part has the number {whole}-09, by the rules it is {whole}-02" in one for one in findings(office))


def test_a_part_that_nobody_has_handed_out_is_found(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"title": "建章立制", "units": "市住建局"}], by="市发改委", note="分解")
    forge(office, whole, lambda entries: entries.pop(-2))
    assert any("by the rules there is no part for 市住建局" in one for one in findings(office))


def test_a_division_by_who_may_not_is_found(office: Engine) -> None:
    whole = handed_out(office, "填报")
    office.divide(whole, [{"title": "建章立制", "units": "市住建局"}], by="市发改委", note="分解")
    forge(office, whole, lambda entries: entries[-2].update(actor="市住建局"))
    assert any("its rules forbid this entry, by 市住建局" in one for one in findings(office))


def test_a_part_that_says_of_itself_that_it_is_another_is_found(office: Engine) -> None:
    whole = handed_out(office, "销号")
    forge(office, f"{whole}-02", lambda entries: entries[0]["payload"].update(place=5))
    assert f"{whole}-02: {whole} says otherwise which part of it this is" in findings(office)


def test_a_part_that_is_gone_is_missed(office: Engine) -> None:
    whole = handed_out(office, "销号")
    with office.database.writing() as connection:
        key = connection.execute(select(INSTANCE.c.id).where(INSTANCE.c.number == f"{whole}-02")).scalar_one()
        for table in reversed(INSTANCE.metadata.sorted_tables):
            columns = [column for column in ("instance_id", "from_id", "to_id") if column in table.c]
            for column in columns:
                connection.execute(delete(table).where(table.c[column] == key))
        connection.execute(delete(INSTANCE).where(INSTANCE.c.id == key))
    assert HISTORY.name == "duban_history"
    assert f"{whole}-02: was handed out as a part of {whole}, and is gone" in findings(office)
