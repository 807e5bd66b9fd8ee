"""Reading matters by the API: lists a page at a time, and one matter with its history and its reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from program import Program, at, program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


@pytest.fixture(scope="module")
def own(make_office: Callable[..., Office]) -> Office:
    """Give the tests of lists an office in which nobody else opens anything."""
    office = make_office()
    for no in range(7):
        unit = "市教育局" if no == 6 else "市住建局"
        units = {"lead": "市优化办", "responsible": unit}
        data = {"reporter": "李某"}
        office.engine.open("issue", by="市优化办", title=f"第{no}件", units=units, data=data)
    return office


@pytest.fixture(scope="module")
def clerk(own: Office) -> Program:
    return program_of(own, "tangrui")


def test_a_list_has_the_rows_that_the_library_returns(own: Office, clerk: Program) -> None:
    found = clerk.get("/items").json()
    page = own.engine.page(viewer="市住建局/唐瑞")
    assert [row["title"] for row in found["items"]] == [f"第{no}件" for no in range(6)]
    assert found["items"] == [row.to_json() for row in page.items[:6]]
    assert (found["next"], found["previous"]) == (None, None)


def test_a_list_is_walked_by_cursors_forth_and_back(clerk: Program) -> None:
    first = clerk.get("/items?limit=4&count=true")
    assert (first.json()["total"], first.json()["more"]) == (6, False)
    second = clerk.client.build_request("GET", first.links["next"]["url"])
    rest = clerk.get(second.url.raw_path.decode().removeprefix("/api/v1"))
    assert [row["title"] for row in rest.json()["items"]] == ["第4件", "第5件"]
    back = clerk.get(f"/items?limit=4&cursor={rest.json()['previous']}")
    assert back.json()["items"] == first.json()["items"]


def test_a_cursor_is_good_for_the_question_that_it_was_given_for(own: Office, clerk: Program) -> None:
    cursor = clerk.get("/items?limit=2").json()["next"]
    for asked in (f"/items?limit=2&open_only=true&cursor={cursor}", f"/items?limit=2&cursor={cursor}x"):
        refused = clerk.get(asked)
        assert (refused.status_code, refused.json()["code"]) in {(400, "cursor"), (400, "parameters")}, refused.text
    other = program_of(own, "yanzheng").get(f"/items?limit=2&cursor={cursor}")
    assert (other.status_code, other.json()["code"]) == (400, "cursor")


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("light=green,blue", 6),
        ("light=green&light=red", 6),
        ("light=red", 0),
        ("waiting_for=@unit", 6),
        ("unit=市教育局", 0),
        ("text=第3件", 1),
        ("state=交办&scenario=issue&role=responsible&unit=@unit", 6),
        ("opened_from=2026-11-17", 0),
        ("opened_to=2026-11-16", 6),
        ("open_only=true&due_to=2026-12-31", 6),
    ],
)
def test_lists_are_narrowed_down(clerk: Program, asked: str, titles: int) -> None:
    found = clerk.get(f"/items?{asked}")
    assert found.status_code == 200, found.text
    assert len(found.json()["items"]) == titles


def test_a_list_has_the_fields_that_are_asked_for_in_the_order_asked_for(clerk: Program) -> None:
    found = clerk.get("/items?fields=number,light&include=allowed&sort=-number&limit=2").json()["items"]
    assert [sorted(row) for row in found] == [["allowed", "light", "number"]] * 2
    assert found[0]["number"] > found[1]["number"]
    assert {each["trigger"]: each["ok"] for each in found[0]["allowed"]}["签收"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("lihgt=red", "light"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("fields=number,secret", "secret"),
        ("include=history", "history"),
        ("open_only=perhaps", "open_only"),
        ("due_to=tomorrow", "due_to"),
        ("due_to=2026-11-20T08:00", "due_to"),
        ("sort=colour", "sort"),
        ("light=purple", "purple"),
        ("limit=2&limit=3", "limit"),
        ("data=x", "data"),
    ],
)
def test_what_cannot_be_asked_for_is_said(clerk: Program, asked: str, named: str) -> None:
    refused = clerk.get(f"/items?{asked}", headers={"accept-language": "en"})
    assert refused.status_code == 400, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert named in refused.text or "order" in refused.text


def test_a_matter_is_shown_as_the_command_line_shows_it(own: Office, clerk: Program) -> None:
    number = clerk.get("/items?limit=1").json()["items"][0]["number"]
    shown = clerk.get(at(number))
    assert shown.json() == own.engine.situation(number, viewer="市住建局/唐瑞").to_json()
    more = clerk.get(at(number, "?include=allowed,links,pending")).json()
    assert {"allowed", "links", "pending"} <= more.keys()
    assert "reporter" not in shown.json()["data"], "it is private to others"


def test_a_matter_that_has_not_changed_is_not_sent_again(own: Office, clerk: Program) -> None:
    number = own.engine.open("issue", by="市优化办", title="取号机", units=UNITS).number
    shown = clerk.get(at(number))
    tag = shown.headers["etag"]
    assert tag.startswith(f'"{shown.json()["version"]}.')
    for seen in (tag, f"W/{tag}", f'"other", {tag}'):
        again = clerk.get(at(number), headers={"if-none-match": seen})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    days = timedelta(days=10)
    own.clock.advance(days)  # nobody acts, and yet the light is another
    try:
        assert clerk.get(at(number), headers={"if-none-match": tag}).status_code == 200
    finally:
        own.clock.advance(-days)


def test_what_may_be_done_comes_with_what_it_asks_for(own: Office, clerk: Program) -> None:
    number = own.engine.open("issue", by="市优化办", title="取号机", units=UNITS).number
    own.engine.fire(number, "签收", by="市住建局")
    found = clerk.get(at(number, "/allowed")).json()
    acts = {each["trigger"]: each for each in found["items"]}
    assert found["version"] == own.engine.instance(number).version
    assert set(acts["申请销号"]["requires"]) == {"measure", "evidence"}
    assert acts["申请销号"]["schema"]["properties"]["data"]["required"] == acts["申请销号"]["requires"]
    assert not acts["签收"]["ok"]
    assert [each["code"] for each in acts["签收"]["blockers"]] == ["state"]


def test_history_and_reasons_are_those_of_the_library(own: Office, clerk: Program) -> None:
    engine, by = own.engine, "市住建局/唐瑞"
    number = engine.open("issue", by="市优化办", title="取号机", units=UNITS).number
    engine.fire(number, "签收", by=by)
    whole = clerk.get(at(number, "/history")).json()
    assert whole["items"] == [each.to_json() for each in engine.history(number, viewer=by)]
    behind = clerk.get(at(number, "/history?since=1&limit=1")).json()
    assert (behind["items"], behind["next"]) == (whole["items"][1:2], 2)
    assert clerk.get(at(number, "/why/due")).json() == [each.to_json() for each in engine.why_due(number, viewer=by)]
    assert clerk.get(at(number, "/why")).json() == engine.explain(number, viewer=by).to_json()
    assert clerk.get(at(number, "/why/escalated")).json() == []
    refused = clerk.get(at(number, "/why/not?trigger=签收")).json()
    assert refused == [each.to_json() for each in engine.why_not(number, "签收", by=by, viewer=by)]
    assert {each["message"] for each in clerk.get(at(number, "/messages")).json()["items"]}


@pytest.mark.parametrize("path", ["", "/allowed", "/history", "/messages", "/links", "/why", "/why/due", "/why/not"])
def test_a_matter_of_others_is_not_there(own: Office, clerk: Program, path: str) -> None:
    other = own.engine.open("issue", by="市优化办", units={**UNITS, "responsible": "市教育局"}).number
    for number in (other, "WT-2026-9999", "nonsense", "%00", "#"):
        answer = clerk.get(at(number, path))
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_browser_may_read_with_its_cookie_and_change_nothing(own: Office) -> None:
    browser = own.browsers["tangrui"]
    shown = browser.get("/api/v1/items?limit=1")
    assert shown.status_code == 200
    number = shown.json()["items"][0]["number"]
    refused = browser.post(f"/api/v1/items/{number}/acts", json={"trigger": "签收"})
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert own.engine.instance(number).state == "交办"
    assert own.stranger().get("/api/v1/items").status_code == 401


def test_an_administrator_reads_no_matters(own: Office) -> None:
    admin = program_of(own, "guanli")
    assert admin.get("/me").json()["function"] == "admin"
    assert (admin.get("/items").status_code, admin.get("/items").json()["code"]) == (403, "function")
