"""Every address by every function, inside and outside its scope: read from the router, so that none is forgotten."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from desk_office import ACCOUNTS

from duban import Engine, Settings
from duban.desk import Function
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_office import Office

    from duban.desk.serving import Page

CLERK, LEADER, OFFICER, PRINCIPAL, AUDITOR, ADMIN = Function
EVERYBODY = frozenset(Function)
WHOEVER = None


class May(NamedTuple):
    """Who may come to a page: members in these functions, or whoever comes; to a `matter` only inside their scope."""

    who: frozenset[Function] | None
    matter: bool = False


ON_MATTERS = May(EVERYBODY - {ADMIN}, matter=True)
ACTING = May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL}), matter=True)
OPENING = May(frozenset({CLERK, LEADER, OFFICER}))

TABLE: dict[str, May] = {
    "work": May(EVERYBODY),
    "waiting": May(EVERYBODY - {ADMIN}),
    "done": May(EVERYBODY - {ADMIN}),
    "sheet": May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})),
    "sheet-draft": May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})),
    "sheet-of": May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})),
    "sheet-of-draft": May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})),
    "sheet-in": May(frozenset({CLERK, LEADER, OFFICER, PRINCIPAL})),
    "decisions": May(ACTING.who),
    "decisions-together": May(ACTING.who),
    **dict.fromkeys(("decision", "decision-draft"), ACTING),
    **{
        f"{form}{draft}": ACTING
        for form in (
            *("matter-extend", "matter-urge", "matter-answer", "matter-remark", "matter-call", "matter-hand-on"),
            *("matter-assign", "matter-instruct", "matter-correct", "matter-merge", "matter-void"),
            *("matter-excuse", "matter-divide", "matter-link"),
        )
        for draft in ("", "-draft")
    },
    "act-draft": ACTING,
    **dict.fromkeys(("why", "diagram", "diagram-picture", "matter-messages", "evidence", "matter-paper"), ON_MATTERS),
    **dict.fromkeys(("paper", "paper-preview", "archive", "indicators", "pack"), ON_MATTERS),
    **dict.fromkeys(("paper-new", "paper-edit", "paper-scan", "paper-void"), ACTING),
    **dict.fromkeys(("papers", "papers-export"), May(EVERYBODY - {ADMIN})),
    "ledger": May(EVERYBODY - {ADMIN}),
    **dict.fromkeys(("ledger-conditions", "ledger-columns", "ledger-print"), May(EVERYBODY - {ADMIN})),
    **dict.fromkeys(("ledger-layouts", "ledger-by-layout"), May(EVERYBODY - {ADMIN})),
    **dict.fromkeys(("bulk", "bulk-result"), May(EVERYBODY - {ADMIN, AUDITOR})),
    **dict.fromkeys(("ledger-export", "ledger-views", "ledger-view-drop", "ledger-density"), May(EVERYBODY - {ADMIN})),
    "matrix": ON_MATTERS,
    "item": ON_MATTERS,
    "file": ON_MATTERS,
    "act": ACTING,
    **dict.fromkeys(("open", "open-draft", "open-plan-draft", "open-list-draft"), OPENING),
    "messages": May(frozenset({OFFICER, ADMIN})),
    "messages-test": May(frozenset({OFFICER, ADMIN})),
    "message": ON_MATTERS,
    "open-plan": OPENING,
    **dict.fromkeys(("figures", "figures-matters", "figures-print", "figures-export"), May(EVERYBODY - {ADMIN})),
    **dict.fromkeys(("bulletin", "bulletin-file"), May(frozenset({OFFICER, PRINCIPAL, AUDITOR}))),
    **dict.fromkeys(("summary", "summary-file"), May(frozenset({OFFICER, PRINCIPAL, AUDITOR}))),
    **dict.fromkeys(("week", "week-file"), May(EVERYBODY - {ADMIN})),
    **dict.fromkeys(("bulletin-of", "scores-of"), ON_MATTERS),
    "calls": OPENING,
    "open-list": OPENING,
    "checkup": May(frozenset({OFFICER, ADMIN})),
    "units": May(EVERYBODY),
    "units-named": May(frozenset({OFFICER, ADMIN})),
    "address-works": May(frozenset({OFFICER, ADMIN})),
    "units-export": May(frozenset({OFFICER, ADMIN})),
    "units-import": May(frozenset({OFFICER, ADMIN})),
    "unit": May(EVERYBODY),
    "unit-reshape": May(frozenset({OFFICER, ADMIN})),
    "person": May(frozenset({OFFICER, ADMIN, LEADER})),
    "leaving": May(frozenset({OFFICER, ADMIN, LEADER})),
    "absence": May(EVERYBODY),
    **dict.fromkeys(("kinds", "kind", "kind-diagram"), May(EVERYBODY - {ADMIN})),
    **dict.fromkeys(("kind-ahead", "kind-change", "kind-proposal"), May(frozenset({OFFICER}))),
    "me": May(EVERYBODY),
    "membership": May(EVERYBODY),
    "password": May(EVERYBODY),
    "sessions": May(EVERYBODY),
    "language": May(EVERYBODY),
    "second": May(EVERYBODY),
    "second-off": May(EVERYBODY),
    "second-sent": May(EVERYBODY),
    "sign-in": May(WHOEVER),
    "code": May(EVERYBODY),
    "sign-out": May(WHOEVER),
    "link": May(WHOEVER),
    "by-link": May(WHOEVER),
    "static": May(WHOEVER),
    "prove": May(EVERYBODY),
    "accounts": May(frozenset({ADMIN})),
    "account": May(frozenset({ADMIN})),
    "account-link": May(frozenset({ADMIN})),
    "account-place-end": May(frozenset({ADMIN})),
    "account-second-off": May(frozenset({ADMIN})),
    "account-end": May(frozenset({ADMIN})),
    "log": May(frozenset({ADMIN, AUDITOR})),
}
"""A page that is not in this table fails the test: add it here with whom it is for."""

NOT_ALWAYS_THERE = {"paper", "paper-new", "paper-edit", "paper-preview", "archive", "indicators", "pack", "bulletin-of"}
"""Pages of what the matters here do not have: the tests of papers, indicators and archives ask who sees these."""

TASKS = Path(__file__).parents[1] / "workflow" / "scenarios"

FILE = b"%PDF-1.7\n%all three machines work\n%%EOF\n"
"""Evidence that each of the matters has."""

SEES_ALL = {OFFICER, PRINCIPAL, AUDITOR}


@pytest.fixture(scope="session")
def matters(office: Office) -> dict[str, str]:
    """Open a matter of the housing bureau, one of the station below it, and one of the school board."""
    units = ("市住建局", "市质安站", "市教育局")
    engine, found = office.engine, {}
    for unit in units:
        roles = {"lead": "市优化办", "responsible": unit}
        found[unit] = number = engine.open("issue", by="市优化办", units=roles).number
        file = engine.put_file(io.BytesIO(FILE), by=unit, name="a.pdf")
        engine.fire(number, "签收", by=unit)
        engine.fire(number, "申请销号", by=unit, data={"measure": "已换", "evidence": [file]})
    return found


def address(page: Page, number: str) -> str:
    """Return an address of a page; what it names is there, so that only rights decide."""
    from duban.desk.serving import static_files  # noqa: PLC0415 - needs what is optional

    stamp, _, file = next(iter(static_files())).partition("/")
    named = {
        "account": "hejing",
        "name": "a.pdf",
        "sha256": hashlib.sha256(FILE).hexdigest(),
        "token": "0" * 43,
        "link": "A" * 52,
    }
    named |= {"seq": "1", "message": "1", "unit": "市住建局"}
    named |= {"seq": "1", "plan": "FA-2026-01", "scenario": "issue"}
    named |= {"seq": "1", "message": "1"}
    named |= {"seq": "1", "plan": "FA-2026-01"}
    return page.path.format(number=number, trigger="签收", stamp=stamp, file=file, **named)


def reached(function: Function, unit: str, matter: str) -> bool:
    """Return whether a member reaches the matter of a unit: a clerk those of their own, a leader those below too."""
    below = {"市住建局": {"市住建局", "市质安站"}}
    leads = unit == "市优化办"  # which leads all of these
    return leads or function in SEES_ALL or matter == unit or (function is LEADER and matter in below.get(unit, ()))


def test_every_page_is_in_the_table(office: Office) -> None:
    assert sorted(page.name for page in office.desk.pages) == sorted(TABLE)


def cases(office: Office) -> Iterator[tuple[Page, str, str]]:
    for page in office.desk.pages:
        for method in (*(["GET"] if page.shown else []), *(["POST"] if page.posted else [])):
            for unit in ("市住建局", "市质安站", "市教育局") if TABLE[page.name].matter else ("市住建局",):
                yield page, method, unit


@pytest.mark.parametrize("name", [name for name in ACCOUNTS if name != "hejing"])
def test_a_function_comes_to_what_is_in_its_scope_and_nowhere_else(
    office: Office, matters: dict[str, str], name: str
) -> None:
    _, unit, function = ACCOUNTS[name]
    wrong = []
    for page, method, matter in cases(office):
        answer = office.browsers[name].ask(method, address(page, matters[matter]))
        may = TABLE[page.name]
        inside = not may.matter or reached(function, unit, matter)
        allowed = (may.who is WHOEVER or function in may.who) and inside
        # A form without its token is refused only after its sender was found to be one who may come.
        expected = {404} if not allowed else {403} if method == "POST" else {200, 303, 410}
        expected |= {404} if page.name in NOT_ALWAYS_THERE and method == "GET" else set()
        expected = {404, 429} if page.name == "by-link" and method == "GET" else expected  # there is no such link
        if answer.status_code not in expected:
            wrong.append((page.name, method, matter, answer.status_code))
    assert wrong == []


def test_who_has_not_signed_in_comes_to_no_matter_and_no_account(office: Office, matters: dict[str, str]) -> None:
    stranger, wrong = office.stranger(), []
    for page, method, matter in cases(office):
        answer = stranger.ask(method, address(page, matters[matter]))
        if TABLE[page.name].who is WHOEVER:
            expected = {403} if method == "POST" else {404} if page.name == "by-link" else {200, 410}
        else:
            expected = {401} if method == "POST" else {303}
        if answer.status_code not in expected:
            wrong.append((page.name, method, answer.status_code))
    assert wrong == []


def test_a_matter_outside_is_not_told_from_one_that_does_not_exist(office: Office, matters: dict[str, str]) -> None:
    clerk = office.browsers["tangrui"]
    outside, nowhere = (clerk.get(f"/i/{number}") for number in (matters["市教育局"], "WT-2026-9999"))
    assert outside.status_code == nowhere.status_code == 404
    said = [
        page.text.replace(page.headers["x-request-id"], "").replace(number, "")
        for page, number in ((outside, matters["市教育局"]), (nowhere, "WT-2026-9999"))
    ]
    assert said[0] == said[1]


def test_a_private_field_is_shown_to_those_whose_role_sees_it_alone(office: Office) -> None:
    units, data = {"lead": "市优化办", "responsible": "市住建局"}, {"reporter": "欧阳举报人"}
    number = office.engine.open("issue", by="市优化办", units=units, data=data).number
    seen = {name for name in ACCOUNTS if "欧阳举报人" in office.browsers[name].get(f"/i/{number}").text}
    assert seen == {"fangxiaoning"}


def test_who_runs_the_whole_reaches_its_parts_and_links_show_nothing_else(tmp_path: Path) -> None:
    from duban.desk.models import Rulebook, matter_in_reach  # noqa: PLC0415 - needs what is optional
    from duban.desk.models.matter import item_view  # noqa: PLC0415
    from duban.desk.who import Membership, Viewer, scope_of  # noqa: PLC0415

    settings = Settings(database=f"sqlite:///{tmp_path}/duban.db")
    files = [TASKS / "tasks.yaml", TASKS / "piece.yaml"]
    with Engine(settings, scenarios=files, clock=FixedClock("2026-11-16T09:00+08:00"), channels={}) as engine:
        units = {"lead": "市发改委", "responsible": ["市住建局", "市教育局"]}
        whole = engine.open("tasks", by="市优化办", units=units, data={"mode": "销号"}).number
        for unit in units["responsible"]:
            engine.fire(whole, "签收", by=unit)
        parts = [part.number for part in engine.situation(whole).parts]
        old = engine.open("piece", by="市水利局", units={"lead": "市水利局", "doer": "市教育局"}).number
        engine.link(whole, old, "旧案", by="市优化办")
        rulebook = Rulebook(engine)

        def reached(unit: str) -> tuple[list[bool], set[str]]:
            place = Membership(1, unit, "某人", CLERK)
            viewer = Viewer(place.by, unit, CLERK, scope_of(place, {}))
            linked = {number for _, number, _, _ in item_view(engine, viewer, rulebook, whole).links}
            found = [matter_in_reach(engine, viewer, rulebook, number) is not None for number in (*parts, old)]
            return found, linked

        assert reached("市优化办") == ([True, True, False], set(parts))
        assert reached("市住建局") == ([True, False, False], {parts[0]})
        assert reached("市教育局") == ([False, True, True], {parts[1], old})
