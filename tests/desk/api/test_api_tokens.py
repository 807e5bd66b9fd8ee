"""Tokens: whom they act for, what they may, how they end; and what they are not told of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from program import Program, at, program_of, token_for
from sqlalchemy import select

from duban.desk import Desk, Function, Identity, Limits, Membership, TokenOffice
from duban.desk.store import log, metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk_office import Office

UNITS = {"lead": "市优化办", "responsible": "市住建局"}


def test_of_a_token_only_the_hash_is_kept(office: Office) -> None:
    token = token_for(office, "tangrui")
    Program(office.desk, token).get("/me")
    with office.engine.database.reading() as connection:
        kept = [str(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
        kinds = [row.kind for row in connection.execute(select(log).order_by(log.c.seq))]
    assert not any(token in row or token.removeprefix("dbn_") in row for row in kept)
    assert {"token made", "token first used"} <= set(kinds)
    assert token not in str(TokenOffice(office.engine).list("tangrui"))


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", "Bearer dbn_" + "A" * 43, "Basic dGFuZ3J1aTp4", "Token x"])
def test_what_is_no_token_opens_nothing(office: Office, given: str) -> None:
    refused = Program(office.desk).get("/items", headers={"authorization": given} if given else {})
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends_when_it_is_revoked(office: Office) -> None:
    keeping = TokenOffice(office.engine)
    made, token = keeping.add("tangrui", title="对接", days=30, limits=Limits())
    program = Program(office.desk, token)
    assert program.get("/items").status_code == 200
    assert (keeping.revoke(made.id), keeping.revoke(made.id)) == (True, False)
    assert program.get("/items").status_code == 401


def test_a_token_ends_with_its_time_its_account_and_its_place(make_office: Callable[..., Office]) -> None:
    office = make_office()
    of_place, of_account, of_time = (program_of(office, name) for name in ("hejing", "wujia", "tangrui"))
    office.keeping.left("市教育局", "何静")
    office.keeping.end("wujia")
    assert of_place.get("/me").status_code == of_account.get("/me").status_code == 401
    office.clock.advance(timedelta(days=29))
    assert of_time.get("/me").status_code == 200
    office.clock.advance(timedelta(days=1))
    assert of_time.get("/me").status_code == 401


def test_a_token_may_no_more_than_its_scopes(office: Office, number: str) -> None:
    reader = program_of(office, "tangrui", scopes=("items:read",))
    assert reader.get(at(number)).status_code == 200
    for path, body in ((at(number, "/acts"), {"trigger": "签收"}), ("/items", {"scenario": "issue"})):
        refused = reader.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    writer = program_of(office, "tangrui", scopes=("items:act",))
    assert writer.get(at(number)).status_code == 403
    assert writer.post(at(number, "/acts"), {"trigger": "签收"}).status_code == 200


def test_a_token_is_limited_to_a_unit_and_to_scenarios(office: Office, number: str) -> None:
    other = office.engine.open("issue", by="市优化办", units={**UNITS, "responsible": "市教育局"}).number
    limited = program_of(office, "fangxiaoning", unit="市住建局")
    whole = program_of(office, "fangxiaoning")
    assert whole.get(at(other)).status_code == 200
    assert (limited.get(at(number)).status_code, limited.get(at(other)).status_code) == (200, 404)
    assert limited.post(at(other, "/urges"), {}).status_code == 404
    assert limited.post(at(number, "/links"), {"other": other}).status_code == 422
    shown = {row["number"] for row in limited.get("/items?limit=500").json()["items"]}
    assert number in shown
    assert other not in shown
    assert limited.get("/items?unit=市教育局").status_code == 403
    assert limited.post("/items", {"scenario": "issue", "units": UNITS}).status_code == 403
    assert limited.get(f"/decisions?number={other}").json()["items"] == []
    with pytest.raises(Exception, match="letter"):
        program_of(office, "fangxiaoning", scenarios=("letter",))
    of_kind = program_of(office, "fangxiaoning", scenarios=("issue",))
    assert of_kind.get("/items?limit=1").status_code == 200
    assert of_kind.get("/items?scenario=other").status_code == 403


def test_a_token_is_good_from_its_addresses_alone(office: Office) -> None:
    token = token_for(office, "tangrui", addresses=("10.1.2.3",))
    assert Program(office.desk, token).get("/me").status_code == 200
    assert Program(office.desk, token, client="10.1.2.4").get("/me").status_code == 401


def test_a_token_may_demand_keys_and_versions(office: Office, number: str) -> None:
    strict = program_of(office, "tangrui", demands=("idempotency-key", "if-match"))
    body, to = {"trigger": "签收"}, at(number, "/acts")
    assert strict.post(to, body).json()["code"] == "key-needed"
    without = strict.post(to, body, headers={"idempotency-key": f"a{number}"})
    assert (without.status_code, without.json()["code"]) == (428, "match-needed")
    tag = strict.get(at(number)).headers["etag"]
    done = strict.post(to, body, headers={"idempotency-key": f"a{number}", "if-match": tag})
    assert done.status_code == 200, done.text


def test_so_many_requests_a_minute(make_office: Callable[..., Office]) -> None:
    office = make_office(api_per_minute=5, api_acts_per_minute=2)
    number = office.engine.open("issue", by="市优化办", units=UNITS).number
    program, other = program_of(office, "tangrui"), program_of(office, "yanzheng")
    acts = [program.post(at(number, "/urges"), {}).status_code for _ in range(3)]
    assert acts[2] == 429
    reads = [program.get("/me") for _ in range(5)]
    assert reads[-1].status_code == 429
    assert 0 < int(reads[-1].headers["retry-after"]) <= 60
    assert other.get("/me").status_code == 200
    office.clock.advance(timedelta(minutes=1))
    assert program.get("/me").status_code == 200


def test_answers_are_in_the_language_that_is_asked_for(office: Office) -> None:
    program = program_of(office, "tangrui")
    said = {}
    for wish in ("en", "zh", "en-GB,zh;q=0.5", "fr", "fr, en;q=0.1", "zh;q=0,en;q=x", ""):
        said[wish] = program.get(at("WT-2026-9999"), headers={"accept-language": wish}).json()["title"]
    assert said["en"] == said["en-GB,zh;q=0.5"] == said["fr, en;q=0.1"] != said["zh"]
    assert said["zh"] == said["fr"] == said["zh;q=0,en;q=x"] == said[""]


def test_in_an_application_a_browser_reads_and_a_program_acts(office: Office, number: str) -> None:
    place = Membership(1, "市住建局", "唐瑞", Function.CLERK)

    async def identify(request: Any) -> Identity | None:  # noqa: ANN401 - Starlette's
        known = request.headers.get("authorization") == "Bearer of-the-host" or "host" in request.cookies
        return Identity(None, "tangrui", "唐瑞", place) if known else None

    desk = Desk(office.engine, identify=identify)
    browser, program = Program(desk, cookie="host=1"), Program(desk, "of-the-host")
    assert browser.get(at(number)).status_code == program.get(at(number)).status_code == 200
    assert browser.post(at(number, "/acts"), {"trigger": "签收"}).status_code == 401
    assert program.post(at(number, "/acts"), {"trigger": "签收"}).status_code == 200
    assert Program(desk, token_for(office, "tangrui")).get("/me").status_code == 401


def test_every_answer_has_the_desks_headers(office: Office, number: str) -> None:
    program = program_of(office, "tangrui")
    for answer in (program.get(at(number)), program.get("/nowhere"), Program(office.desk).get("/items")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in answer.headers
        assert "set-cookie" not in answer.headers
    foreign = program.get("/items", headers={"host": "evil.example"})
    assert foreign.status_code == 421
