"""The page of the link in a mail: whoever only looks at it, people or machines, signs for nobody."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from browser import PASSWORD, Browser, form_to
from fastapi import FastAPI

from duban import Contact
from duban.desk import Desk, verify_journal
from duban.desk.accounts import journal
from duban.desk.store import reading
from duban.testing import RecordingNotifier
from duban.workflow import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from desk_office import Office

SCANNERS = [
    ("GET", {"user-agent": "Mozilla/5.0 (compatible; SafeLinks)"}),
    ("HEAD", {"user-agent": "Barracuda Sentinel"}),
    ("GET", {"purpose": "prefetch", "sec-purpose": "prefetch;prerender", "x-moz": "prefetch"}),
    ("GET", {"range": "bytes=0-1024", "accept": "*/*", "user-agent": "curl/8"}),
    ("OPTIONS", {"user-agent": "scanner"}),
    ("PUT", {"user-agent": "scanner"}),
    ("POST", {"user-agent": "a scanner that posts what it has not looked at"}),
]
PEOPLE = [
    Contact("市优化办", "方晓宁", Level.HANDLER, email="fang@example.org"),
    Contact("市住建局", "唐瑞", Level.HANDLER, email="tang@example.org"),
    Contact("市住建局", "韩立群", Level.HANDLER, email="han@example.org"),
    Contact("市教育局", "何静", Level.HANDLER, email="he@example.org"),
]


class Mailed:
    """An office whose mails are delivered, and what is in them."""

    def __init__(self, office: Office, post: RecordingNotifier) -> None:
        self.office, self.engine, self.post = office, office.engine, post

    def open(self, to: str = "市住建局", title: str = "取号机故障") -> str:
        units = {"lead": "市优化办", "responsible": to}
        return self.engine.open("issue", by="市优化办", title=title, units=units).number

    def link(self, person: str = "唐瑞") -> str:
        """Deliver, and return the path of the link in the last mail to somebody."""
        asyncio.run(self.engine.deliver())
        mail = next(each for each in reversed(self.post.sent) if each.name == person)
        found = re.search(r"https://duban\.example\.org(/s/\S+)", mail.text)
        assert found is not None, mail.text
        return found[1]

    def acts(self, number: str) -> list[tuple[str, str]]:
        return [(entry.actor, entry.trigger or entry.kind) for entry in self.engine.history(number)[1:]]

    def rows(self) -> dict[str, list[Any]]:
        with reading(self.engine) as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            return {
                name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))  # noqa: S608
                for name in names
            }

    def noted(self) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            return [each.facts for each in journal.read_journal(connection) if each.kind == "by link"]


@pytest.fixture(scope="module")
def mailed(make_office: Callable[..., Office]) -> Mailed:
    post = RecordingNotifier()
    url = "https://duban.example.org"
    return Mailed(make_office(contacts=PEOPLE, url=url, channels={"email": lambda: post}), post)


def test_a_press_signs_and_says_so_and_so_does_every_later_look(mailed: Mailed) -> None:
    number = mailed.open()
    path, reader = mailed.link(), mailed.office.stranger()
    page = reader.get(path)
    assert page.status_code == 200
    for said in (number, "取号机故障", "市住建局：请签收", "市优化办", "签收时限", "确认签收", "别人，请登录"):
        assert said in page.text
    done = reader.follow(reader.send(page, path))
    assert done.status_code == 200
    assert "唐瑞 2026年11月16日 09:00 已签收" in done.text
    assert mailed.acts(number) == [("市住建局/唐瑞", "签收")]
    assert "凭邮件链接，未登录" in mailed.office.browsers["fangxiaoning"].get(f"/i/{number}").text
    assert mailed.noted()[0] == {
        "number": number,
        "act": "签收",
        "unit": "市住建局",
        "person": "唐瑞",
        "sent to": "唐瑞",
    }
    with reading(mailed.engine) as connection:
        assert path[3:] not in json.dumps([each.facts for each in journal.read_journal(connection)])
    check = verify_journal(mailed.engine)
    assert check is not None
    assert check.ok
    second = reader.send(page, path)  # the same form, from the back button
    assert second.status_code == 409
    assert "唐瑞 2026年11月16日 09:00 已签收" in second.text
    assert mailed.acts(number) == [("市住建局/唐瑞", "签收")]


@pytest.mark.parametrize(("method", "headers"), SCANNERS)
def test_a_scanner_signs_for_nobody_and_leaves_no_trace(mailed: Mailed, method: str, headers: dict[str, str]) -> None:
    number = mailed.open()
    path, before = mailed.link(), mailed.rows()
    scanner = mailed.office.stranger()
    for _ in range(3):
        answer = scanner.ask(method, path, headers=headers)
        assert answer.status_code in {200, 403, 405}
        for linked in re.findall(r'(?:href|src|action)="([^"#]+)"', answer.text):
            scanner.ask("HEAD" if method == "HEAD" else "GET", linked.replace("&amp;", "&"), headers=headers)
    assert mailed.rows() == before
    reader = mailed.office.stranger()
    assert reader.send(reader.get(path), path).status_code == 303
    assert mailed.acts(number) == [("市住建局/唐瑞", "签收")]


def test_a_form_needs_the_token_of_the_browser_that_was_shown_it(mailed: Mailed) -> None:
    number = mailed.open()
    path, one, other = mailed.link(), mailed.office.stranger(), mailed.office.stranger()
    fields = form_to(one.get(path), path).fields
    other.get(path)
    assert other.post(path, data=fields).status_code == 403
    assert one.post(path, data=fields, headers={"origin": "https://evil.example"}).status_code == 403
    assert one.post(path, data=fields, headers={"sec-fetch-site": "cross-site", "origin": "null"}).status_code == 403
    assert one.post(path, data={**fields, "csrf": "0" * 64}).status_code == 403
    assert mailed.acts(number) == []
    # As browsers send it from a page that tells its address to nobody:
    assert one.post(path, data=fields, headers={"sec-fetch-site": "same-origin", "origin": "null"}).status_code == 303
    assert mailed.acts(number) == [("市住建局/唐瑞", "签收")]


def test_nothing_tells_the_address_to_others(mailed: Mailed) -> None:
    mailed.open()
    path, reader = mailed.link(), mailed.office.stranger()
    for answer in (reader.get(path), reader.ask("HEAD", path), reader.post(path), reader.get("/s/" + "A" * 52)):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    links = re.findall(r'href="([^"]+)"', reader.get(path).text)
    assert not any(path[3:] in link for link in links)


def test_the_person_is_chosen_and_who_is_none_of_them_signs_in(mailed: Mailed) -> None:
    number = mailed.open()
    path, reader = mailed.link(), mailed.office.stranger()
    page = reader.get(path)
    fields = form_to(page, path).fields
    assert fields["person"] == "唐瑞"
    elsewhere = reader.send(page, path, person="-")
    assert elsewhere.headers["location"].endswith(f"/i/{number}")
    refused = reader.post(path, data={**fields, "person": "何静"})
    assert refused.status_code == 409
    assert "不在可以用这个链接的人里：唐瑞、韩立群" in refused.text
    assert mailed.acts(number) == []
    reader.follow(reader.send(page, path, person="韩立群"))
    assert mailed.acts(number) == [("市住建局/韩立群", "签收")]
    assert (mailed.noted()[0]["person"], mailed.noted()[0]["sent to"]) == ("韩立群", "唐瑞")


def test_a_dead_link_says_why_and_how_to_sign_in_and_nothing_of_others(mailed: Mailed) -> None:
    number = mailed.open()
    path, reader = mailed.link(), mailed.office.stranger()
    page = reader.get(path)
    mailed.engine.assign(number, "responsible", ["市教育局"], by="市优化办")
    for answer in (reader.get(path), reader.send(page, path)):
        assert answer.status_code in {410, 409}
        assert "已改由其他单位办理，不再由市住建局办" in answer.text
        assert "登录查看事项" in answer.text
        assert "教育" not in answer.text
    assert mailed.acts(number)[-1][1] == "assign"


def test_a_wrong_link_is_like_an_address_that_there_is_not(mailed: Mailed) -> None:
    mailed.open()
    path = mailed.link()
    wrong = [path[:-1] + ("A" if path[-1] != "A" else "B"), "/s/" + "A" * 52, "/s/x", "/s/%00", "/s/" + "é" * 52]
    reader, before = mailed.office.stranger(client="10.7.7.7"), mailed.rows()

    def told(answer: httpx.Response) -> str:
        return re.sub(r"参考号 \w+|编号 \w+|[0-9a-f]{12}", "", answer.text)

    nowhere = reader.get("/nowhere")
    for each in wrong:
        answer = reader.get(each)
        assert (answer.status_code, told(answer)) == (404, told(nowhere)), each
    assert mailed.rows() == before


def test_who_tries_many_wrong_ones_waits_and_others_do_not(mailed: Mailed) -> None:
    mailed.open()
    path, guesser = mailed.link(), mailed.office.stranger(client="10.6.6.6")
    answers = [guesser.get("/s/" + "A" * 50 + f"{place:02}").status_code for place in range(40)]
    assert answers == [404] * 30 + [429] * 10
    held = guesser.get(path)
    assert (held.status_code, held.headers["retry-after"]) == (429, "601")
    assert mailed.office.stranger(client="10.6.6.7").get(path).status_code == 200
    before = mailed.engine.now()
    mailed.office.clock.advance(timedelta(minutes=11))
    assert guesser.get(path).status_code == 200
    mailed.office.clock.set(before)


def test_who_has_signed_in_sees_the_same_page_and_an_urge_is_answered_there(mailed: Mailed) -> None:
    number = mailed.open()
    clerk = mailed.office.browsers["tangrui"]
    path = mailed.link()
    clerk.follow(clerk.send(clerk.get(path), path))
    mailed.office.clock.advance(timedelta(minutes=5))
    mailed.engine.urge(number, by="市优化办", note="请抓紧")
    path = mailed.link()
    page = clerk.get(path)
    assert "市住建局：请答复催办" in page.text
    answered = clerk.follow(clerk.send(page, path))
    assert "已答复" in answered.text
    assert mailed.acts(number)[-1] == ("市住建局/唐瑞", "answer")
    assert "已收到催办，正在办理。" in clerk.get(f"/i/{number}").text


def test_it_works_below_a_prefix_and_where_the_application_says_who_comes(make_office: Callable[..., Office]) -> None:
    post = RecordingNotifier()
    office = make_office(
        contacts=PEOPLE, people=False, url="https://duban.example.org/work", channels={"email": lambda: post}
    )
    number = Mailed(office, post).open()
    asyncio.run(office.engine.deliver())
    found = re.search(r"https://duban\.example\.org/work(/s/\S+)", post.sent[0].text)
    assert found is not None

    async def nobody(_request: object) -> None:
        return None

    host = FastAPI()
    host.mount("/work", Desk(office.engine, identify=nobody))
    reader, path = Browser(host, address="https://duban.example.org"), f"/work{found[1]}"
    page = reader.get(path)
    assert "__Secure-duban-guest" in page.headers["set-cookie"]
    assert "唐瑞" in reader.follow(reader.send(page, path)).text
    assert office.engine.instance(number).state == "整改"


def test_the_page_is_there_when_somebody_signs_in_by_password_afterwards(mailed: Mailed) -> None:
    number = mailed.open()
    reader, path = mailed.office.stranger(), mailed.link()
    elsewhere = reader.send(reader.get(path), path, person="-")
    page = reader.get(reader.get(elsewhere.headers["location"]).headers["location"])
    done = reader.send(page, "/sign-in", name="tangrui", password=PASSWORD)
    assert done.headers["location"].endswith(f"/i/{number}")
