"""Values of any kind through the Python API are taken, or refused in one line and before anything is written."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import tries

from duban.scenarios import read_scenario
from duban.states import StatesError
from duban.storage.tables import metadata
from duban.testing import FixedClock, throwaway_engine
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duban import Engine

SCENARIO = """\
scenario: anything
version: 1
number: "A-{year}-{seq}"
calendar: china
roles:
  lead: {required: true}
  many: {many: true}
fields:
  string: {type: string}
  text: {type: text, private: [lead]}
  number: {type: number}
  boolean: {type: boolean}
  day: {type: date}
  moment: {type: datetime}
  choice: {type: choice, choices: [a, b]}
  file: {type: file}
  strings: {type: string, many: true}
  numbers: {type: number, many: true, private: [lead]}
  files: {type: file, many: true}
states:
  办理: {initial: true, waits_for: lead}
  销号: {final: true}
transitions:
  补: {from: 办理, to: 办理, by: lead, rebinds: many}
  完: {from: 办理, to: 销号, by: lead}
clocks:
  时限: {starts: open, stops: 销号, budget: 5 working days, unless: day}
  时刻: {starts: open, stops: 销号, budget: 5 working days, unless: moment}
ladder:
  时限:
    - {at: due - 3 months, light: yellow, notify: [lead, many], message: 催}
    - {at: due + 3 months, light: red, notify: [lead, many], message: 催}
extension:
  - {clock: 时限, by: lead, approve: many, at_most: 10 working days}
messages:
  催: {subject: "{{ item.number }}{{ string }}", text: "{{ number }}{{ day | date }}{{ moment | datetime }}{{ files }}"}
"""
SHA = "0" * 64
WEST = dt.timezone(-dt.timedelta(hours=14))
deep: list[Any] = []
for _ in range(5_000):
    deep = [deep]
VALUES: list[Any] = [
    *(
        None,
        "",
        [],
        (),
        {},
        set(),
        "x",
        "甲",
        "\x00",
        "\ud800",
        "x" * 100_001,
        "长" * 300,
        " ",
        "/",
        "甲/",
        "/甲",
        "system",
    ),
    *(
        0,
        -1,
        1,
        1.5,
        float("inf"),
        float("nan"),
        10**17,
        10**18,
        10**400,
        -(10**400),
        10**5000,
        2**63,
        2**64,
        True,
        False,
    ),
    *(
        "9" * 18,
        "9" * 400,
        "9" * 5000,
        "1e400",
        "nan",
        "inf",
        "١٢٣",
        " 5 ",
        "true",
        "否",
        b"x",
        b"\xff",
        memoryview(b"x"),
    ),
    *(dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(2024, 4, 30), dt.time(9), dt.timedelta(days=1)),
    *(dt.datetime(2024, 4, 30), dt.datetime(9999, 12, 31, 23, 59, tzinfo=WEST)),  # noqa: DTZ001 - one without a zone
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59-14:00", "2024-W01", "20240101", "2024-02-30"),
    *("1949-12-31", "2151-01-01", "2150-12-31", "1950-01-01", "2150-12-31T23:59+08:00", "2024-04-30 17:30", "24:00"),
    *(decimal.Decimal("1.1"), decimal.Decimal("NaN"), complex(1, 2), object(), print, range(3), Exception("x")),
    *({"name": "a", "sha256": SHA}, {"name": "\x00", "sha256": SHA}, {"name": "\ud800", "sha256": SHA}, {1: 2}, [{}]),
    *({"name": "a" * 3000, "sha256": SHA}, {"name": "a", "sha256": SHA, "uri": "\x00"}, {"name": None, "sha256": SHA}),
    *([["a"]], [None], ["a", None], [""], ["\x00"], [1, "x"], ["x"] * 50_000, [1] * 50_000, deep, "a", "b", "A-2024-1"),
    *("5 working days", "5 days", "9" * 5000 + " hours", "A-2024-1#1", "A-2024-1#" + "9" * 5000, "#", "5个工作日"),
    *({"lead": "甲"}, {"lead": []}, {"lead": None}, {"nobody": "甲"}, {"string": "x"}, {"number": float("nan")}),
    *({"number": 10**5000}, {"strings": deep}, {"string": object()}, {"string": "\ud800"}, {"x" * 5000: 1}),
]
NUMBER = "A-2024-1"
FIELDS = list(read_scenario(SCENARIO, "anything.yaml").fields)
VERBS: dict[str, Callable[[Engine, Any], object]] = {
    **{f"open {name}": (lambda engine, value, name=name: _open(engine, data={name: value}))
       for name in FIELDS},
    **{f"open {name}": (lambda engine, value, name=name: _open(engine, **{name: value}))
       for name in ("by", "title", "note", "source", "external_no", "key", "units", "data", "ongoing")},
    "open scenario": lambda engine, value: engine.open(value, by="甲", units={"lead": "甲"}),
    "open lead": lambda engine, value: _open(engine, units={"lead": value}),
    "open many": lambda engine, value: _open(engine, units={"lead": "甲", "many": [value]}),
    **{f"fire {name}": (lambda engine, value, name=name: engine.fire(NUMBER, "补", **{"by": "甲", name: value}))
       for name in ("by", "data", "note", "units", "key", "expect")},
    "fire data under a key": lambda engine, value: engine.fire(NUMBER, "补", by="甲", data={"string": value}, key="k"),
    "fire number": lambda engine, value: engine.fire(value, "补", by="甲"),
    "fire trigger": lambda engine, value: engine.fire(NUMBER, value, by="甲"),
    "assign role": lambda engine, value: engine.assign(NUMBER, value, ["甲"], by="甲"),
    "assign units": lambda engine, value: engine.assign(NUMBER, "many", value, by="甲"),
    "extend clock": lambda engine, value: engine.extend(NUMBER, value, "5 working days", by="甲"),
    "extend length": lambda engine, value: engine.extend(NUMBER, "时限", value, by="甲"),
    "decide": lambda engine, value: engine.decide(value, approve=True, by="甲"),
    "link other": lambda engine, value: engine.link(NUMBER, value, by="甲"),
    "link kind": lambda engine, value: engine.link(NUMBER, "A-2024-2", value, by="甲"),
    **{f"find {name}": (lambda engine, value, name=name: engine.find(**{name: value}))
       for name in ("scenario", "state", "unit", "role", "light", "due_by", "limit", "viewer")},
    "instance": lambda engine, value: engine.instance(value),
    "instance viewer": lambda engine, value: engine.instance(NUMBER, viewer=value),
    "history": lambda engine, value: engine.history(value),
    "allowed": lambda engine, value: engine.allowed(NUMBER, by=value),
    "why_not trigger": lambda engine, value: engine.why_not(NUMBER, value, by="甲"),
    "why_not by": lambda engine, value: engine.why_not(NUMBER, "补", by=value),
    "situation": lambda engine, value: engine.situation(value),
    "situation viewer": lambda engine, value: engine.situation(NUMBER, viewer=value),
    "situation by": lambda engine, value: engine.situation(NUMBER, by=value),
    "case_files scenario": lambda engine, value: engine.case_files(scenario=value),
    "case_files numbers": lambda engine, value: engine.case_files(numbers=value),
    "case_files viewer": lambda engine, value: engine.case_files(viewer=value),
    "explain": lambda engine, value: engine.explain(value),
    "rules": lambda engine, value: engine.rules(value),
    "definition": lambda engine, value: engine.definition(value),
    "definition version": lambda engine, value: engine.definition("anything", value),
    "working_calendar": lambda engine, value: engine.working_calendar(value),
    "numbers": lambda engine, value: engine.numbers(value),
    "numbers limit": lambda engine, value: engine.numbers("A", limit=value),
    "nearest_number": lambda engine, value: engine.nearest_number(value),
    "outbox statuses": lambda engine, value: engine.outbox(statuses=value),
    "outbox status": lambda engine, value: engine.outbox(statuses=[value]),
    "outbox number": lambda engine, value: engine.outbox(number=value),
    "outbox limit": lambda engine, value: engine.outbox(limit=value),
    "drafts number": lambda engine, value: engine.drafts(number=value),
    "drafts after": lambda engine, value: engine.drafts(after=value),
    "retry": lambda engine, value: engine.retry(value),
    "retry to": lambda engine, value: engine.retry([], to=value),
    "give_up": lambda engine, value: engine.give_up(value, by="市优化办", note="停用"),
    "give_up by": lambda engine, value: engine.give_up([], by=value, note="停用"),
    "give_up note": lambda engine, value: engine.give_up([], by="市优化办", note=value),
    "retry one": lambda engine, value: engine.retry([value]),
    "pending number": lambda engine, value: engine.pending(number=value),
    "pending unit": lambda engine, value: engine.pending(unit=value),
    "opened": lambda engine, value: engine.opened(value, "7"),
    "calendar": lambda engine, value: engine.calendar(value),
    "import_calendar": lambda engine, value: engine.import_calendar(value, dry_run=True),
    "import_calendar days": lambda engine, value: engine.import_calendar("local", value),
    "import_calendar works": lambda engine, value: engine.import_calendar("local", {dt.date(2024, 5, 1): value}),
    "import_calendar note": lambda engine, value: engine.import_calendar("local", {dt.date(2024, 5, 1): (True, value)}),
    "import_calendar day": lambda engine, value: engine.import_calendar("local", {value: (True, None)}),
}  # fmt: skip
"""What is asked of the engine, each with a place for anything at all."""


def _open(engine: Engine, **given: Any) -> object:  # noqa: ANN401 - anything may be given
    return engine.open("anything", **{"by": "甲", "units": {"lead": "甲"}, **given})


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with throwaway_engine(
        scenarios=[read_scenario(SCENARIO, "anything.yaml")], clock=FixedClock("2024-04-01T09:00+08:00")
    ) as made:
        for _ in range(2):
            _open(made)
        yield made


def counts(engine: Engine) -> dict[str, int]:
    with engine.database.reading() as connection:
        return {
            table.name: connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one()  # noqa: S608
            for table in metadata.sorted_tables
        }


@tries(250)
@given(verb=st.sampled_from(sorted(VERBS)), value=st.sampled_from(VALUES))
def test_anything_is_taken_or_refused_in_one_line_and_changes_nothing_then(
    engine: Engine, verb: str, value: object
) -> None:
    if verb == "import_calendar day" and isinstance(value, list | dict | set):
        return  # no such mapping can be made
    before = counts(engine)
    try:
        VERBS[verb](engine, value)
    except (WorkflowError, StatesError) as error:
        lines = str(error).splitlines()
    else:
        return
    assert lines
    assert max(map(len, lines)) < 1000
    assert counts(engine) == before


def test_afterwards_all_of_it_can_be_swept_read_and_verified(engine: Engine) -> None:
    """See what the values above have left behind, whichever of them were taken."""
    assert not engine.sweep().failures
    found = engine.verify()
    assert found.ok, found.findings
    for item in engine.find():
        assert json.dumps(item.to_json())
        for view in (engine.history, engine.why_due, engine.why_escalated, engine.why_not):
            view(item.number)
