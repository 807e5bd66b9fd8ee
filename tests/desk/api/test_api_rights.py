"""Every operation by every function, inside and outside its reach: read from the API, so that none is forgotten."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import pytest
from desk_office import ACCOUNTS
from program import Program, program_of
from test_api_acts import rows

from duban.desk import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_office import Office

    from duban.desk.api.operation import Operation

CLERK, LEADER, OFFICER, PRINCIPAL, AUDITOR, ADMIN = Function
EVERYBODY = frozenset(Function)
READING, ACTING = EVERYBODY - {ADMIN}, frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})
FILE = b"%PDF-1.7\n%of one matter\n%%EOF\n"


class May(NamedTuple):
    """Who may ask, and with which content; of a `matter` only inside their reach."""

    who: frozenset[Function] | None
    matter: bool = False
    body: Any = None


def _act(body: Any) -> May:  # noqa: ANN401 - whatever is sent
    return May(ACTING, matter=True, body=body)


TABLE: dict[str, May] = {
    **dict.fromkeys(("list_items", "count_items", "get_figures", "get_events"), May(READING)),
    **dict.fromkeys(("list_units", "list_people", "list_scenarios", "get_scenario", "get_diagram"), May(EVERYBODY)),
    **dict.fromkeys(("get_calendar", "get_me"), May(EVERYBODY)),
    "get_openapi": May(None),
    **dict.fromkeys(
        (
            *("get_item", "get_allowed", "get_history", "get_messages", "get_links", "list_files", "get_file"),
            *("get_why", "get_why_due", "get_why_escalated", "get_why_not"),
        ),
        May(READING, matter=True),
    ),
    "list_decisions": May(ACTING),
    "get_decision": May(ACTING, matter=True),
    "decide": _act({"approve": True}),
    "opine": _act({"text": "可以"}),
    "sign": _act({}),
    "withdraw": _act(None),
    "act": _act({"trigger": "签收"}),
    "assign": _act({"role": "responsible", "units": ["市教育局"]}),
    "extend": _act({"clock": "整改时限", "length": "1 working day", "note": "等配件"}),
    "report": _act({"lines": {}}),
    "remark": _act({"text": "已联系"}),
    "urge": _act({}),
    "answer": _act({"seq": 1, "text": "好"}),
    "link": _act({"other": "WT-2026-0001"}),
    "merge": _act({"into": "WT-2026-0001", "note": "同一件"}),
    "void": _act({"note": "重复"}),
    "correct": _act({"title": "更正", "note": "原题不准"}),
    "instruct": _act({"text": "抓紧", "leader": "市领导/梁以诚", "on": "2026-11-16"}),
    "open_item": May(ACTING, body={"scenario": "nothing"}),
    "act_on_many": May(ACTING, body={"items": []}),
    "open_many": May(ACTING, body={"items": []}),
    "add_file": May(ACTING),
}
"""An operation that is not in this table fails the test: add it here with whom it is for."""

SEES_ALL = {OFFICER, PRINCIPAL, AUDITOR}


@pytest.fixture(scope="module")
def matters(office: Office) -> dict[str, tuple[str, str]]:
    """Open a matter of three units, each with evidence and a request; return number and request by unit."""
    engine, found = office.engine, {}
    for unit in ("市住建局", "市质安站", "市教育局"):
        number = engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": unit}).number
        file = engine.put_file(io.BytesIO(FILE), by=unit, name="a.pdf")
        engine.fire(number, "签收", by=unit)
        engine.extend(number, "整改时限", "2 working days", by=unit, note="等配件")
        request = engine.pending(number=number)[0].id
        engine.fire(number, "申请销号", by=unit, data={"measure": "已换", "evidence": [file]})
        found[unit] = (number, request)
    return found


@pytest.fixture(scope="module")
def programs(office: Office) -> dict[str, Program]:
    return {name: program_of(office, name) for name in ACCOUNTS}


def address(operation: Operation, matter: tuple[str, str]) -> str:
    inside = {"number": matter[0], "id": matter[1], "sha256": hashlib.sha256(FILE).hexdigest(), "scenario": "issue"}
    return re.sub(r"\{(\w+)\}", lambda place: quote(inside[place[1]], safe=""), operation.path)


def ask(program: Program, operation: Operation, matter: tuple[str, str]) -> Any:  # noqa: ANN401 - httpx's answer
    sent: dict[str, Any] = {"json": TABLE[operation.name].body} if operation.body is not None else {}
    if operation.takes:
        sent = {"content": b"<html>", "headers": {"content-type": operation.takes}}
    return program.ask(operation.method, address(operation, matter), **sent)


def reaches(name: str, unit: str) -> bool:
    """Return whether an account reaches the matter of a unit."""
    _, own, function = ACCOUNTS[name]
    if function in SEES_ALL or own == "市优化办":
        return function is not ADMIN
    return unit == own or (function is LEADER and unit == "市质安站" and own == "市住建局")


def cases(office: Office) -> Iterator[Operation]:
    assert {each.name for each in office.desk.api.operations} == TABLE.keys()
    yield from office.desk.api.operations


def test_who_may_not_ask_is_told_so_and_changes_nothing(
    office: Office, matters: dict[str, tuple[str, str]], programs: dict[str, Program]
) -> None:
    before, stranger = rows(office), Program(office.desk)
    for operation in cases(office):
        may = TABLE[operation.name]
        if may.who is None:
            assert ask(stranger, operation, matters["市住建局"]).status_code == 200
            continue
        assert ask(stranger, operation, matters["市住建局"]).status_code == 401, operation.name
        for name, (_, _, function) in ACCOUNTS.items():
            if function not in may.who:
                refused = ask(programs[name], operation, matters["市住建局"])
                assert (refused.status_code, refused.json()["code"]) == (403, "function"), (operation.name, name)
    assert rows(office) == before


def test_of_a_matter_of_others_nobody_is_told_anything_and_nothing_is_changed(
    office: Office, matters: dict[str, tuple[str, str]], programs: dict[str, Program]
) -> None:
    before = rows(office)
    asked = 0
    for operation in cases(office):
        may = TABLE[operation.name]
        if not may.matter:
            continue
        for name, (_, _, function) in ACCOUNTS.items():
            for unit, matter in matters.items():
                if may.who is not None and function in may.who and not reaches(name, unit):
                    answer = ask(programs[name], operation, matter)
                    assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), (operation.name, name)
                    asked += 1
    assert asked > 100
    assert rows(office) == before


def test_who_may_ask_is_answered(
    office: Office, matters: dict[str, tuple[str, str]], programs: dict[str, Program]
) -> None:
    for operation in cases(office):
        may = TABLE[operation.name]
        for name, (_, _, function) in ACCOUNTS.items():
            if may.who is None or function not in may.who or operation.acts:
                continue
            if not may.matter or reaches(name, "市住建局"):
                assert ask(programs[name], operation, matters["市住建局"]).status_code == 200, (operation.name, name)


def test_what_is_private_is_in_no_answer_for_others(office: Office, programs: dict[str, Program]) -> None:
    canary = "反映人甲乙丙"
    data = {"reporter": canary}
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = office.engine.open("issue", by="市优化办", units=units, data=data).number
    matter = (number, f"{number}#1")
    assert canary in programs["fangxiaoning"].get(f"/items/{number}").text
    for name in ACCOUNTS:
        if name != "fangxiaoning":
            for operation in cases(office):
                if not operation.acts:
                    assert canary not in ask(programs[name], operation, matter).text, (operation.name, name)
            assert canary not in programs[name].get(f"/items?text={canary}").text
