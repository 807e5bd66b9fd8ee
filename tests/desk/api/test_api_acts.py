"""Changing matters by the API: each act is one verb of the engine, done once, or refused with its reasons."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from program import Program, at, program_of

from duban.desk.store import metadata as desk_tables
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def rows(office: Office) -> dict[str, list[str]]:
    """Return every row of every table but the tokens, which note that they were used."""
    with office.engine.database.reading() as connection:
        tables = [*metadata.sorted_tables, *desk_tables.sorted_tables]
        kept = [table for table in tables if table.name not in {"duban_desk_token", "duban_desk_log"}]
        return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in kept}


@pytest.fixture(scope="module")
def clerk(office: Office) -> Program:
    return program_of(office, "tangrui")


@pytest.fixture(scope="module")
def reviewer(office: Office) -> Program:
    return program_of(office, "fangxiaoning")


def test_an_act_is_done_as_whoever_the_token_is_for(office: Office, clerk: Program, number: str) -> None:
    before = clerk.get(at(number))
    done = clerk.post(at(number, "/acts"), {"trigger": "签收"})
    assert (done.status_code, done.json()["state"]) == (200, "整改")
    assert done.json() == office.engine.instance(number, viewer="市住建局/唐瑞").to_json()
    assert office.engine.history(number)[-1].actor == "市住建局/唐瑞"
    assert done.headers["etag"].split(".")[0] != before.headers["etag"].split(".")[0]


def test_an_act_with_evidence(office: Office, clerk: Program, reviewer: Program, number: str) -> None:
    clerk.post(at(number, "/acts"), {"trigger": "签收"})
    file = office.engine.put_file(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), by="市住建局/唐瑞", name="a.pdf")
    data = {"measure": "已更换", "evidence": [file]}
    done = clerk.post(at(number, "/acts"), {"trigger": "申请销号", "data": data})
    assert done.json()["state"] == "复核", done.text
    back = reviewer.post(at(number, "/acts"), {"trigger": "退回整改", "note": "只换了一台"})
    assert (back.status_code, [each["pointer"] for each in back.json()["errors"]]) == (422, ["#/data/reason_code"])
    allowed = {each["trigger"]: each for each in reviewer.get(at(number, "/allowed")).json()["items"]}["退回整改"]
    reason = allowed["schema"]["properties"]["data"]["properties"]["reason_code"]["enum"][0]
    body = {"trigger": "退回整改", "note": "只换了一台", "data": {"reason_code": reason}}
    assert reviewer.post(at(number, "/acts"), body).json()["state"] == "整改"


@pytest.mark.parametrize("member", ["by", "actor", "function", "version", "session", "viewer", "key"])
def test_members_that_there_are_not_are_refused(office: Office, clerk: Program, number: str, member: str) -> None:
    before = rows(office)
    refused = clerk.post(at(number, "/acts"), {"trigger": "签收", member: "市优化办"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0] | {"message": ""} == {"pointer": f"#/{member}", "code": "unknown", "message": ""}
    assert rows(office) == before


def test_a_refusal_has_the_engines_reasons(office: Office, clerk: Program, number: str) -> None:
    before = rows(office)
    english = {"accept-language": "en"}
    refused = clerk.post(at(number, "/acts"), {"trigger": "通过"}, headers=english)
    problem = refused.json()
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert {
        "type": "/problems/refused",
        "status": 409,
        "code": "refused",
        "instance": f"/api/v1/items/{number}/acts",
    }.items() <= problem.items()
    assert {each["code"] for each in problem["blockers"]} >= {"state"}
    assert problem["trace"] == refused.headers["x-request-id"]
    chinese = clerk.post(at(number, "/acts"), {"trigger": "通过"}).json()
    assert problem["blockers"][0]["message"] != chinese["blockers"][0]["message"]
    assert problem["blockers"][0]["code"] == chinese["blockers"][0]["code"]
    assert rows(office) == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"trigger": "申请销号", "data": {"measure": "已更换"}}, "#/data/evidence"),
        ({"trigger": "申请销号", "data": {"measure": 5, "evidence": []}}, "#/data/measure"),
        ({"trigger": "申请销号", "data": "all"}, "#/data"),
        ({"trigger": 5}, "#/trigger"),
        ({"trigger": "签字"}, "#/trigger"),
        ({}, "#"),
        ({"trigger": "申请销号", "data": {"colour": "red"}}, "#/data/colour"),
        ({"trigger": "签收", "expect": 0}, "#/expect"),
        ({"trigger": "签收", "units": [7]}, "#/units/0"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    office: Office, clerk: Program, number: str, body: dict[str, object], pointer: str
) -> None:
    office.engine.fire(number, "签收", by="市住建局")
    before = rows(office)
    refused = clerk.post(at(number, "/acts"), body)
    assert refused.status_code == 422, refused.text
    assert pointer in {each["pointer"] for each in refused.json()["errors"]}, refused.text
    assert rows(office) == before


def test_what_somebody_has_done_meanwhile_is_said(office: Office, clerk: Program, number: str) -> None:
    seen = clerk.get(at(number)).headers["etag"]
    office.engine.fire(number, "签收", by="市住建局")
    before = rows(office)
    for sent in ({"headers": {"if-match": seen}}, {"json": {"trigger": "申请退单", "note": "不归我们", "expect": 1}}):
        body = {"json": {"trigger": "申请退单", "note": "不归我们"}}
        stale = clerk.ask("POST", at(number, "/acts"), **{**body, **sent})
        assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "stale", 2), stale.text
    assert rows(office) == before
    both = clerk.post(at(number, "/acts"), {"trigger": "签收", "expect": 2}, headers={"if-match": '"3.abc"'})
    assert both.status_code == 400


def test_a_repeated_request_gives_the_first_result(office: Office, clerk: Program, number: str) -> None:
    key = {"idempotency-key": f"once-{number}"}
    first = clerk.post(at(number, "/acts"), {"trigger": "签收"}, headers=key)
    again = clerk.post(at(number, "/acts"), {"trigger": "签收"}, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert len(office.engine.history(number)) == 2
    other = clerk.post(at(number, "/acts"), {"trigger": "签收", "note": "又一次"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_the_key_of_one_account_is_none_of_anothers(
    office: Office, clerk: Program, reviewer: Program, number: str
) -> None:
    key = {"idempotency-key": "the same"}
    assert clerk.post(at(number, "/remarks"), {"text": "已联系厂家", "to": "units"}, headers=key).status_code == 200
    other = reviewer.post(at(number, "/remarks"), {"text": "已知悉", "to": "units"}, headers=key)
    assert other.status_code == 200
    assert [each.actor for each in office.engine.history(number)][-2:] == ["市住建局/唐瑞", "市优化办/方晓宁"]


def test_the_other_verbs(office: Office, clerk: Program, reviewer: Program, number: str) -> None:
    engine = office.engine
    assert clerk.post(at(number, "/acts"), {"trigger": "签收"}).status_code == 200
    asked = clerk.post(at(number, "/extensions"), {"clock": "整改时限", "length": "2 working days", "note": "等配件"})
    assert asked.status_code == 200, asked.text
    waiting = reviewer.get("/decisions").json()["items"]
    (mine,) = [each for each in waiting if each["number"] == number]
    request = mine["id"].replace("#", "%23")
    assert reviewer.get(f"/decisions/{request}").json() == mine
    assert clerk.post(f"/decisions/{request}", {"approve": True}).status_code == 409
    granted = reviewer.post(f"/decisions/{request}", {"approve": True, "length": "1 working day"})
    assert granted.status_code == 200, granted.text
    assert reviewer.get(f"/decisions/{request}").status_code == 404
    urged = reviewer.post(at(number, "/urges"), {"note": "抓紧"})
    assert urged.status_code == 200, urged.text
    seq = engine.history(number)[-1].seq
    assert clerk.post(at(number, "/answers"), {"seq": seq, "text": "明天到货"}).status_code == 200
    named = reviewer.post(at(number, "/assignments"), {"role": "responsible", "units": ["市教育局"]})
    assert named.json()["units"]["responsible"] == ["市教育局"], named.text
    assert clerk.get(at(number)).status_code == 404
    wrong = reviewer.post(at(number, "/corrections"), {"title": "三台取号机故障", "note": "原题不准"})
    assert wrong.json()["title"] == "三台取号机故障", wrong.text
    gone = reviewer.post(at(number, "/voidings"), {"note": "登记重复"})
    assert gone.status_code in {200, 409}, gone.text


def test_a_request_is_taken_back(office: Office, clerk: Program, number: str) -> None:
    clerk.post(at(number, "/acts"), {"trigger": "签收"})
    clerk.post(at(number, "/extensions"), {"clock": "整改时限", "length": "2 working days", "note": "等配件"})
    (mine,) = clerk.get(f"/decisions?number={number}").json()["items"]
    gone = clerk.ask("DELETE", f"/decisions/{mine['id'].replace('#', '%23')}")
    assert gone.status_code == 200, gone.text
    assert office.engine.pending(number=number) == []


def test_links_lead_only_to_what_one_reaches(office: Office, reviewer: Program, clerk: Program, number: str) -> None:
    other = office.engine.open("issue", by="市督考办", units={"lead": "市督考办", "responsible": "市教育局"}).number
    mine = office.engine.open("issue", by="市优化办", units=UNITS).number
    assert reviewer.post(at(number, "/links"), {"other": mine}).status_code == 200
    before = rows(office)
    for to in (other, "WT-2026-9999"):
        for path, body in (("/links", {"other": to}), ("/mergers", {"into": to, "note": "同一件"})):
            refused = reviewer.post(at(number, path), body)
            assert refused.status_code == 422, refused.text
            assert refused.json()["errors"][0]["code"] == "unknown"
    assert rows(office) == before
    assert [each["number"] for each in clerk.get(at(number, "/links")).json()["items"]] == [mine]


def test_a_matter_is_opened_once_for_an_outside_number(office: Office, reviewer: Program, clerk: Program) -> None:
    body = {
        "scenario": "issue",
        "title": "公示栏电话无人接听",
        "units": UNITS,
        "source": "省平台",
        "external_no": "2026-0417",
    }
    made = reviewer.post("/items", body)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    assert made.headers["location"] == f"/api/v1/items/{number}"
    assert office.engine.history(number)[0].actor == "市优化办/方晓宁"
    again = reviewer.post("/items", body)
    assert (again.status_code, again.json()["number"]) == (200, number)
    found = clerk.get("/items?source=省平台&external_no=2026-0417").json()["items"]
    assert [row["number"] for row in found] == [number]


def test_an_outside_number_of_others_tells_nothing_of_theirs(office: Office, reviewer: Program) -> None:
    units = {"lead": "市督考办", "responsible": "市教育局"}
    made = office.engine.open("issue", by="市督考办", title="机密", units=units, source="省平台", external_no="77")
    before = rows(office)
    body = {"scenario": "issue", "units": UNITS, "source": "省平台", "external_no": "77"}
    refused = reviewer.post("/items", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "stands")
    assert made.number not in refused.text
    assert rows(office) == before


def test_content_that_cannot_be_read(office: Office, clerk: Program, number: str) -> None:
    before, to = rows(office), at(number, "/acts")
    typed = {"content-type": "application/json"}
    for content in (b"", b"{", b"\xff\xfe", b'{"trigger": NaN}', b"[" * 100_000, b'{"data":' * 30 + b"{}" + b"}" * 30):
        refused = clerk.post(to, content=content, headers=typed)
        assert (refused.status_code, refused.json()["code"]) == (400, "malformed"), content[:20]
    assert clerk.post(to, content=b"trigger=x", headers={"content-type": "text/plain"}).status_code == 415
    assert clerk.post(to, content=b"{}").status_code == 415
    assert clerk.post(to, content=b" " * 1_100_000, headers=typed).status_code == 413
    assert clerk.post(at(number, "/acts?by=x"), {"trigger": "签收"}).status_code == 400
    assert rows(office) == before


def test_methods_and_addresses_that_there_are_not(clerk: Program, number: str) -> None:
    refused = clerk.ask("PUT", at(number))
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert clerk.get("/nowhere").json()["code"] == "not-found"
    head = clerk.ask("HEAD", at(number))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"]


def test_hash_of_anothers_file_opens_nothing(office: Office, clerk: Program, number: str) -> None:
    content = b"%PDF-1.7\n%of another\n%%EOF\n"
    office.engine.put_file(io.BytesIO(content), by="市教育局", name="a.pdf")
    clerk.post(at(number, "/acts"), {"trigger": "签收"})
    before = rows(office)
    file = {"name": "a.pdf", "sha256": hashlib.sha256(content).hexdigest()}
    refused = clerk.post(at(number, "/acts"), {"trigger": "申请销号", "data": {"measure": "已换", "evidence": [file]}})
    assert refused.status_code in {409, 422}, refused.text
    assert rows(office) == before
