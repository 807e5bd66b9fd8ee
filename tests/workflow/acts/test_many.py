"""Many at once: opened or moved all or none, each as it would be alone, in a few statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from crowd import together
from sqlmodel import Session
from test_statements import statements, verbs

from duban import BatchRefused, Engine, InvalidUnits, StorageBusy, UnknownInstance
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter, Rows

    from duban import NewItem

pytestmark = pytest.mark.usefixtures("english")

UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def items(*titles: str) -> list[NewItem]:
    return [{"title": title, "units": UNITS} for title in titles]


def test_many_are_opened_with_numbers_in_a_row_and_each_is_told(engine: Engine, rows: Rows) -> None:
    opened = engine.open_many("matter", items("一", "二", "三"), by="市优化办")
    assert [(item.number, item.title) for item in opened] == [
        ("SX-2024-0001", "一"),
        ("SX-2024-0002", "二"),
        ("SX-2024-0003", "三"),
    ]
    assert [row["number"] for row in rows()["duban_outbox"]] == ["SX-2024-0001", "SX-2024-0002", "SX-2024-0003"]
    assert [item.number for item in engine.find(unit="市住建局")] == [item.number for item in opened]
    assert engine.verify().ok


def test_texts_are_kept_as_written_however_many_are_opened_at_once(engine: Engine) -> None:
    titles = ['{一,"二"}', "NULL", "\\", "'", '"', "{}", ",", "%s", "{NULL}", "一\\n二", "(一)", "；"]
    opened = engine.open_many("matter", items(*titles), by="市优化办")
    assert [engine.instance(item.number).title for item in opened] == titles
    assert [item.number for item in opened] == [f"SX-2024-{place:04}" for place in range(1, len(titles) + 1)]
    assert engine.verify().ok


@pytest.mark.parametrize("many", [4, 12])
def test_a_number_that_stands_already_keeps_all_from_being_opened(many: int, engine: Engine, rows: Rows) -> None:
    engine.open("matter", units=UNITS, by="市优化办")
    with engine.database.writing() as connection:
        connection.exec_driver_sql("UPDATE duban_instance SET number = 'SX-2024-0004', seq = 4")
    before = rows()
    with Session(engine.database.engine) as session:
        with pytest.raises(StorageBusy):
            engine.open_many("matter", items(*"一二三四五六七八九十百千"[:many]), by="市优化办", session=session)
        session.commit()  # the application goes on with its own
    assert rows() == before


def test_one_opened_among_many_is_what_it_would_be_alone(engine: Engine) -> None:
    alone = engine.open("matter", title="一", units=UNITS, by="市优化办", data={"deadline": "2024-04-30"})
    (among,) = engine.open_many(
        "matter", [{"title": "一", "units": UNITS, "data": {"deadline": "2024-04-30"}}], by="市优化办"
    )
    same = {name: value for name, value in alone.to_json().items() if name != "number"}
    assert {name: value for name, value in among.to_json().items() if name != "number"} == same
    entry, other = (engine.history(number)[0] for number in (alone.number, among.number))
    said, said_too = dict(entry.payload), dict(other.payload)
    assert len(said.pop("posted")) == len(said_too.pop("posted"))  # each message has an id of its own
    assert (said, entry.kind, entry.actor) == (said_too, other.kind, other.actor)


def test_an_outside_matter_is_opened_once_whether_it_stood_or_comes_twice(engine: Engine) -> None:
    stood = engine.open("matter", units=UNITS, by="市优化办", source="省平台", external_no="1")
    opened = engine.open_many(
        "matter",
        [
            {"units": UNITS, "source": "省平台", "external_no": "2"},
            {"units": UNITS, "source": "省平台", "external_no": "1"},
            {"units": UNITS, "source": "省平台", "external_no": "2"},
            {"units": UNITS},
        ],
        by="市优化办",
    )
    assert [item.number for item in opened] == ["SX-2024-0002", stood.number, "SX-2024-0002", "SX-2024-0003"]
    assert engine.open("matter", units=UNITS, by="市优化办").number == "SX-2024-0004"
    assert engine.verify().ok


def test_one_that_cannot_be_opened_keeps_all_from_being_opened(engine: Engine, rows: Rows) -> None:
    before = rows()
    with pytest.raises(InvalidUnits):
        engine.open_many("matter", [*items("一"), {"title": "二", "units": {"lead": "市优化办"}}], by="市优化办")
    with pytest.raises(BatchRefused) as error:
        engine.open_many("matter", items("一", "二"), by="市教育局")
    assert [refusal.codes for refusal in error.value.refusals] == [("role",), ("role",)]
    with pytest.raises(BatchRefused) as one:
        engine.open_many("matter", items("一"), by="市教育局")
    assert [refusal.codes for refusal in one.value.refusals] == [("role",)]
    assert rows() == before


def test_many_are_moved_and_come_back_in_the_order_asked_for(engine: Engine) -> None:
    first, second, third = engine.open_many("matter", items("一", "二", "三"), by="市优化办")
    moved = engine.fire_many([third.number, first.number, second.number], "签收", by="市住建局/张三", note="一并签收")
    assert [(item.number, item.state) for item in moved] == [
        (third.number, "整改"),
        (first.number, "整改"),
        (second.number, "整改"),
    ]
    assert engine.history(second.number)[-1].payload == {"note": "一并签收"}
    assert engine.history(second.number)[-1].actor == "市住建局/张三"
    assert engine.verify().ok


def test_private_data_given_to_many_stays_private(engine: Engine) -> None:
    numbers = [item.number for item in engine.open_many("matter", items("一", "二"), by="市优化办")]
    engine.fire_many(numbers, "补充", by="市住建局", data={"reporter": "李四", "measure": "增开窗口"})
    seen = engine.instance(numbers[1], viewer="市住建局").data
    assert (seen, engine.instance(numbers[1]).data["reporter"]) == ({"measure": "增开窗口"}, "李四")
    assert engine.verify().ok


def test_every_refusal_is_named_and_nothing_is_moved(engine: Engine, rows: Rows) -> None:
    numbers = [item.number for item in engine.open_many("matter", items("一", "二", "三"), by="市优化办")]
    engine.fire(numbers[1], "签收", by="市住建局")
    before = rows()
    with pytest.raises(BatchRefused) as error:
        engine.fire_many(numbers, "签收", by="市教育局")
    assert [refusal.subject for refusal in error.value.refusals] == numbers
    assert [refusal.codes for refusal in error.value.refusals] == [("role",), ("state", "role"), ("role",)]
    assert str(error.value).count("\n") == 2
    with pytest.raises(UnknownInstance, match="SX-2024-0999"):
        engine.fire_many([numbers[0], "SX-2024-0999"], "签收", by="市住建局")
    with pytest.raises(ValueError, match="more than once"):
        engine.fire_many([numbers[0], numbers[0]], "签收", by="市住建局")
    assert rows() == before


def test_a_refused_batch_leaves_the_callers_transaction_as_it_was(engine: Engine, rows: Rows) -> None:
    (item,) = engine.open_many("matter", items("一"), by="市优化办")
    before = rows()
    with Session(engine.database.engine) as session:
        with pytest.raises(BatchRefused):
            engine.fire_many([item.number], "签收", by="市教育局", session=session)
        with pytest.raises(BatchRefused):
            engine.open_many("matter", items("二", "三"), by="市教育局", session=session)
        session.commit()
    assert rows() == before
    with Session(engine.database.engine) as session:
        engine.open_many("matter", items("二", "三"), by="市优化办", session=session)
        engine.fire_many([item.number], "签收", by="市住建局", session=session)
        session.rollback()
    assert rows() == before


def test_a_batch_takes_as_many_statements_as_one_act(engine: Engine, backend: str) -> None:
    numbers = [item.number for item in engine.open_many("matter", items(*"一二三四五六七八九"), by="市优化办")]
    with statements(engine) as seen:
        engine.fire_many(numbers, "签收", by="市住建局")
    lock = {"sqlite": ["BEGIN"], "postgresql": []}[backend]
    wake = {"sqlite": [], "postgresql": ["SELECT"]}[backend]
    assert verbs(seen) == [*lock, "SELECT", "INSERT", "INSERT", *wake, "UPDATE"]


def test_none_is_nothing(engine: Engine) -> None:
    assert engine.open_many("matter", [], by="市优化办") == []
    assert engine.fire_many([], "签收", by="市住建局") == []


def fire_in_turn(url: str, scenario: Path, numbers: list[str]) -> int:
    """Sign for all of them, in the order given; returns how many times it was the one to do it."""
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T10:00+08:00")) as engine:
        try:
            return len(engine.fire_many(numbers, "签收", by="市住建局"))
        except BatchRefused:
            return 0


def test_processes_that_want_the_same_in_other_orders_do_not_wait_for_each_other(
    database_url: str, matter_file: Path, make_engine: MakeEngine
) -> None:
    engine = make_engine()
    numbers = [item.number for item in engine.open_many("matter", items(*"一二三四五六七八"), by="市优化办")]
    orders = [numbers, numbers[::-1], numbers[4:] + numbers[:4], numbers[::-2] + numbers[::2]]
    done = together(fire_in_turn, [(database_url, matter_file, order) for order in orders])
    assert sorted(done) == [0, 0, 0, 8]
    assert engine.verify().ok


def open_batches(url: str, scenario: Path, worker: int) -> list[str]:
    """Open batches that share an outside matter with those of all others."""
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T09:00+08:00")) as engine:
        made: list[str] = []
        for turn in range(5):
            shared: NewItem = {"units": UNITS, "source": "省平台", "external_no": f"{turn}"}
            made += [
                item.number for item in engine.open_many("matter", [*items(f"{worker}-{turn}"), shared], by="市优化办")
            ]
        return made


def test_batches_of_several_processes_leave_no_gaps_and_open_nothing_twice(
    database_url: str, matter_file: Path, make_engine: MakeEngine
) -> None:
    together(open_batches, [(database_url, matter_file, worker) for worker in range(4)])
    engine = make_engine()
    numbers = sorted(item.number for item in engine.find())
    assert numbers == [f"SX-2024-{seq:04d}" for seq in range(1, 4 * 5 + 5 + 1)]
    assert engine.verify().ok


def test_a_batch_that_waits_for_its_role_is_told_nothing_until_then(engine: Engine, open_matter: OpenMatter) -> None:
    open_matter(engine)
    (item,) = engine.open_many("matter", [{"units": {"lead": "市优化办", "responsible": []}}], by="市优化办")
    with pytest.raises(BatchRefused) as error:
        engine.fire_many([item.number], "签收", by="市住建局")
    assert "unassigned" in error.value.refusals[0].codes


def sign_for_all(url: str, scenario: Path, numbers: list[str]) -> int:
    """Act on all ten, again and again; returns how often that was possible."""
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T10:00+08:00")) as engine:
        return sum(len(engine.fire_many(numbers, "补充", by="市住建局")) == len(numbers) for _ in range(20))


def link_the_last_two(url: str, scenario: Path, numbers: list[str]) -> int:
    """Link the last two of ten, again and again, each time otherwise; returns how often that was possible."""
    with Engine(url, scenarios=[scenario], clock=FixedClock("2024-04-01T10:00+08:00")) as engine:
        return sum(engine.link(numbers[9], numbers[8], f"kind {n}", by="市优化办").version > 0 for n in range(20))


def either(work: Callable[[str, Path, list[str]], int], *given: Any) -> int:  # noqa: ANN401 - what the work takes
    return work(*given)


def test_a_batch_and_a_link_never_wait_for_each_other(
    database_url: str, make_engine: MakeEngine, tmp_path: Path, matter_file: Path
) -> None:
    # Without leading noughts the tenth number comes before the ninth in the order of texts, and after it by its key.
    plain = tmp_path / "plain.yaml"
    plain.write_text(matter_file.read_text("utf-8").replace("{seq:04d}", "{seq}"), encoding="utf-8")
    engine = make_engine(scenarios=[plain])
    numbers = [item.number for item in engine.open_many("matter", items(*"一二三四五六七八九十"), by="市优化办")]
    given = (database_url, plain, numbers)
    assert together(either, [(link_the_last_two, *given), (sign_for_all, *given)]) == [20, 20]
    assert engine.verify().ok
