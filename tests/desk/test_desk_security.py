"""What an attacker tries against the pages, row by row; most rows go over every address that the router has."""

from __future__ import annotations

import gzip
import html
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import HERE, PASSWORD, Browser, form_to, forms
from desk_office import ACCOUNTS
from test_rights import address

from duban.desk import Function
from duban.desk.serving import ALWAYS
from duban.desk.store import metadata as desk_tables
from duban.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx
    from desk_office import Office

MIB = 1_048_576
ROOM = Path(__file__).parents[2] / "duban" / "desk"


def rows(office: Office) -> dict[str, list[Any]]:
    """Return every row of every table, the engine's and the desk's."""
    with office.engine.database.reading() as connection:
        tables = [*metadata.sorted_tables, *desk_tables.sorted_tables]
        return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in tables}


def posts(office: Office, number: str) -> list[str]:
    return [address(page, number) for page in office.desk.pages if page.posted]


def test_a_form_needs_the_token_of_its_page_and_of_its_session(office: Office, number: str) -> None:
    clerk, before = office.browsers["tangrui"], rows(office)
    action = f"/i/{number}/do/签收"
    of_another = form_to(office.browsers["yanzheng"].get(action), action).fields
    of_another_page = form_to(clerk.get("/me"), "/me/password").fields
    for fields in ({}, of_another, of_another_page, {"csrf": ""}):
        for to in posts(office, number):
            if fields is not of_another_page or to != "/me/password":
                others = [office.browsers[name] for name in ("guanli", "wujia")]  # for what a clerk may not come to
                answers = {browser.post(to, data=fields).status_code for browser in (clerk, *others)}
                assert 403 in answers <= {403, 404}, to
    assert rows(office) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8700.evil.example"},
        {"referer": "https://evil.example/localhost:8700"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HERE},
    ],
)
def test_a_form_from_elsewhere_does_nothing_even_with_the_token(
    office: Office, number: str, headers: dict[str, str]
) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/签收"
    fields, before = form_to(clerk.get(action), action).fields, rows(office)
    assert clerk.post(action, data=fields, headers=headers).status_code == 403
    assert rows(office) == before


def test_looking_changes_nothing(office: Office, number: str) -> None:
    token = office.keeping.password_link("hejing")
    before = rows(office)
    for browser in (office.browsers["tangrui"], office.browsers["wujia"], office.stranger()):
        for _ in range(2):
            for page in office.desk.pages:
                for method in ("GET", "HEAD"):
                    browser.ask(method, address(page, number).replace("0" * 43, token))
    assert rows(office) == before


def test_every_answer_has_the_headers_and_only_stamped_files_are_kept(office: Office, number: str) -> None:
    clerk = office.browsers["tangrui"]
    answers: list[httpx.Response] = [clerk.get(address(page, number)) for page in office.desk.pages]
    answers += [clerk.get("/nowhere"), clerk.ask("DELETE", "/me"), clerk.get("/i/%00"), office.stranger().get("/")]
    answers += [clerk.post("/sign-in", content=b"x" * 2_000_000), clerk.get("/", headers={"host": "evil.example"})]
    assert {answer.status_code for answer in answers} >= {200, 303, 404, 405, 413, 421}
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        if answer.headers.get("content-type") == "image/svg+xml":  # a picture, which has its style in it
            assert policy.startswith("default-src 'none';"), answer.url
            assert "script-src" not in policy, answer.url
            policy = ALWAYS["content-security-policy"]
        found = {name: answer.headers[name] for name in ALWAYS} | {"content-security-policy": policy}
        untold = {"referrer-policy": "no-referrer"} if answer.url.path.startswith("/s/") else {}
        assert found == ALWAYS | untold, answer.url
        kept = answer.status_code == 200 and answer.url.path.startswith("/static/")
        assert answer.headers["cache-control"] == ("public, max-age=31536000, immutable" if kept else "no-store")
    assert "unsafe" not in ALWAYS["content-security-policy"]


def test_no_template_has_a_style_a_script_or_a_way_around_escaping() -> None:
    ours = '<script src="{{ visit.url('
    for template in (ROOM / "templates").iterdir():
        text = template.read_text("utf-8").replace(ours, "", int(template.name == "base.j2"))
        assert re.search(r"\sstyle=|<style|<script|\son(?!ly=)[a-z]+=|\|\s*safe|autoescape", text) is None, (
            template.name
        )


def test_the_script_is_small_and_asks_for_no_more_than_the_policy_lets_it() -> None:
    script = (ROOM / "static" / "desk.js").read_bytes()
    assert len(gzip.compress(script)) <= 12 * 1024
    assert re.search(rb"eval|innerHTML|Function\(|https?:", script) is None


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "'&quot;",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_is_shown_as_they_wrote_it(office: Office, payload: str) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = office.engine.open("issue", by="市优化办", title=payload, units=units, note=payload).number
    clerk = office.browsers["tangrui"]
    action = f"/i/{number}/do/申请退单"
    shown = clerk.send(clerk.get(action), action, note=payload, f__return_to=payload)
    for page in (clerk.get("/"), clerk.get(f"/i/{number}"), shown):
        assert payload in html.unescape(page.text)
        assert payload not in page.text or not set(payload) & set("<>\"'")
    assert form_to(shown, action).fields["note"] == payload


ELSEWHERE = (
    *("//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/%0d%0aset-cookie:x=1"),
    *("@evil.example", "/@evil.example", "\\\\evil.example", "javascript:alert(1)", "/nowhere", "//localhost:8700/me"),
    *(" //evil.example", "/\t/evil.example", "http:///evil.example", "/;@evil.example", ""),
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_who_signs_in_is_sent_on_to_our_own_pages_alone(office: Office, wanted: str) -> None:
    browser = Browser(office.desk)
    answer = browser.send(browser.get("/sign-in"), "/sign-in", name="tangrui", password=PASSWORD, next=wanted)
    assert answer.headers["location"] == "/"


def test_who_signs_in_is_sent_on_to_the_page_they_wanted(office: Office, number: str) -> None:
    browser = Browser(office.desk)
    asked = browser.get(f"/i/{number}/do/签收")
    answer = browser.send(browser.follow(asked), "/sign-in", name="tangrui", password=PASSWORD)
    assert browser.follow(answer).url == f"{HERE}/i/{number}/do/%E7%AD%BE%E6%94%B6"


def test_a_session_planted_before_is_not_the_one_after_signing_in(office: Office) -> None:
    browser = Browser(office.desk)
    browser.client.cookies.set("duban", "planted", domain="localhost")
    planted = browser.client.cookies["duban"]
    assert browser.sign_in("tangrui", PASSWORD).status_code == 303
    browser.client.cookies.delete("duban", domain="localhost")
    assert browser.client.cookies["duban"] != planted
    thief = Browser(office.desk)
    thief.client.cookies.set("duban", planted)
    assert thief.get("/me").status_code == 303


def test_the_database_holds_no_word_that_opens_anything(office: Office) -> None:
    token = office.keeping.password_link("hejing")
    browser = Browser(office.desk)
    browser.sign_in("tangrui", PASSWORD)
    dump = repr(rows(office))
    for secret in (token, PASSWORD, *browser.client.cookies.values()):
        assert secret not in dump


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8700", "", "a", "[::1].evil"])
def test_another_host_name_is_not_answered_to(office: Office, host: str) -> None:
    answer = office.stranger().get("/sign-in", headers={"host": host, "x-forwarded-host": "localhost"})
    assert answer.status_code == 421


def test_cookies_are_closed_to_scripts_and_held_to_this_site_where_there_is_tls(office: Office) -> None:
    plain, sealed = Browser(office.desk), Browser(office.desk, address="https://localhost:8700")
    set_plain = plain.sign_in("tangrui", PASSWORD).headers.get_list("set-cookie")
    set_sealed = sealed.sign_in("tangrui", PASSWORD).headers.get_list("set-cookie")
    for cookie in (*set_plain, *set_sealed):
        assert "HttpOnly; SameSite=Lax" in cookie
    assert all(cookie.startswith("__Host-") and cookie.count("; Secure") == 1 for cookie in set_sealed)
    assert all("Path=/;" in cookie and "Domain" not in cookie for cookie in set_sealed)
    assert "strict-transport-security" in sealed.get("/").headers


def test_a_form_may_not_say_who_acts(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/签收"
    fields = form_to(clerk.get(action), action).fields
    more = {
        "by": "市优化办/方晓宁",
        "actor": "市优化办",
        "f.reporter": "假的",
        "f.satisfaction": "满意",
        "unit": "市优化办",
    }
    assert clerk.post(action, data={**fields, **more}).status_code == 303
    assert office.engine.history(number)[-1].actor == "市住建局/唐瑞"
    assert "satisfaction" not in office.engine.instance(number).data
    assert office.engine.instance(number).data["reporter"] == "李某"


def test_a_broken_or_huge_form_is_refused_and_said_so(office: Office, number: str) -> None:
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/签收"
    kind = {"content-type": "multipart/form-data; boundary=x"}
    broken = clerk.post(action, content=b"--x\r\ncontent-disposition: form-data", headers=kind)
    many = clerk.post("/sign-in", data={f"f{place}": "x" for place in range(5000)})
    huge = clerk.post("/sign-in", content=b"a=" + b"x" * 1_200_000, headers={"content-type": "text/plain"})
    assert [answer.status_code for answer in (broken, many, huge)] == [403, 400, 413]
    assert office.engine.instance(number).state == "交办"


def test_every_form_of_every_page_can_be_sent(office: Office, number: str) -> None:
    for name in ACCOUNTS:
        browser = office.browsers[name]
        for page in office.desk.pages:
            shown = browser.get(address(page, number)) if page.shown else None
            for form in [] if shown is None or shown.status_code != 200 else forms(shown):
                assert form.method == "get" or form.fields["csrf"], form.action


class Chunks:
    """A body that does not say how long it is; `drawn` counts the bytes that were asked for."""

    def __init__(self, head: bytes, size: int, tail: bytes = b"", *, filling: bytes = b"x" * 65_536) -> None:
        self.parts = (head, *[filling] * (size // len(filling)), tail)
        self.drawn = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:  # noqa: D105 - as httpx asks for it
        for part in self.parts:
            self.drawn += len(part)
            yield part


def file_in(fields: dict[str, str], size: int) -> tuple[Chunks, dict[str, str]]:
    """Return a form with a file of so many bytes, in chunks, and its headers."""
    typed = "".join(
        f'--x\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    file = '--x\r\ncontent-disposition: form-data; name="f.evidence"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    return Chunks((typed + file).encode(), size, b"\n%%EOF\n\r\n--x--\r\n"), kind


def test_a_form_that_does_not_say_how_long_it_is_is_read_no_further_than_one_that_does(office: Office) -> None:
    body = Chunks(b"", 8 * MIB, filling=b"a=" + b"x" * 65_533 + b"&")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = office.stranger().post("/sign-in", content=body, headers=kind)
    assert answer.status_code == 413
    assert "最多1兆" in answer.text
    assert body.drawn < 2 * MIB


def test_only_who_has_signed_in_can_send_files(office: Office, number: str) -> None:
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请销号"
    fields = {**form_to(clerk.get(action), action).fields, "f.measure": "换了新机"}
    body, kind = file_in(fields, 4 * MIB)
    forged = office.stranger()
    forged.client.cookies.set("duban", "forged", domain="localhost")
    for browser in (office.stranger(), forged):
        refused = browser.post(action, content=body, headers=kind)
        assert refused.status_code == 413
        assert "请先登录" in refused.text
        assert body.drawn < 2 * MIB
        body, _ = file_in(fields, 4 * MIB)
    assert clerk.post(action, content=body, headers=kind).status_code == 303
    assert body.drawn > 4 * MIB


def test_who_was_idle_over_a_form_with_a_large_file_still_finds_what_was_typed(
    make_office: Callable[..., Office],
) -> None:
    office = make_office()
    units = {"lead": "市优化办", "responsible": "市住建局"}
    number = office.engine.open("issue", by="市优化办", units=units).number
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    clerk, action = office.browsers["tangrui"], f"/i/{number}/do/申请销号"
    fields = {**form_to(clerk.get(action), action).fields, "f.measure": "换了新机"}
    office.clock.advance(timedelta(hours=9))
    body, kind = file_in(fields, 4 * MIB)
    stopped = clerk.post(action, content=body, headers=kind)
    assert stopped.status_code == 401
    assert "换了新机" in stopped.text


def test_a_form_that_is_too_large_is_told_the_limit_of_this_office(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(people=False, act_mb=3)
    token = office.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    clerk = Browser(office.desk)
    clerk.choose(token, PASSWORD)
    body, kind = file_in({}, 6 * MIB)
    assert "最多4兆" in clerk.post("/i/WT-2026-0001/do/签收", content=body, headers=kind).text
