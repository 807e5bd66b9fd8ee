"""The page of the link in a mail, in a real Chromium: it does nothing by itself, and one press does it."""

from __future__ import annotations

import re
from html import unescape
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from seats import NARROW, seat
from test_chromium import AXE, RUN_AXE

if TYPE_CHECKING:
    from desk_process import Served
    from playwright.sync_api import Browser

WIDE = 1280


def opened(office: Served) -> tuple[str, str]:
    """Open a matter, and return its number and the path of the link in its mail."""
    number = office.open()
    link = next(
        office.engine.link_of(each.id) for each in office.engine.outbox(number=number) if each.contact == "唐瑞"
    )
    assert link is not None
    return number, f"/s/{link.token}"


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (True, NARROW), (False, WIDE), (False, NARROW)])
def test_one_press_on_the_page_signs(chromium: Browser, office: Served, width: int, *, scripts: bool) -> None:
    number, path = opened(office)
    with seat(chromium, office, None, scripts=scripts, width=width) as reader:
        reader.go(path)
        reader.page.check("input[value='韩立群']")
        reader.click("确认签收", within="form")
        assert "韩立群" in reader.page.inner_text("main")
        assert "已签收" in reader.page.inner_text("main")
        assert reader.clicks == 1
    (entry,) = [each for each in office.engine.history(number) if each.kind == "act"]
    assert (entry.actor, "by_link" in entry.payload) == ("市住建局/韩立群", True)


def test_a_browser_that_runs_every_script_and_looks_for_long_sends_nothing(chromium: Browser, office: Served) -> None:
    number, path = opened(office)
    with seat(chromium, office, None) as scanner:
        sent: list[str] = []
        scanner.page.on("request", lambda request: sent.append(request.method))
        for _ in range(3):
            scanner.go(path)
            scanner.page.wait_for_load_state("networkidle")
            for event in ("pointermove", "scroll", "visibilitychange", "pagehide", "focus"):
                scanner.page.evaluate("name => { window.dispatchEvent(new Event(name)); }", event)
            scanner.page.mouse.wheel(0, 800)
            scanner.page.keyboard.press("Tab")
        assert set(sent) == {"GET"}
    assert office.acts(number) == []


def test_it_is_signed_by_the_keyboard_alone(chromium: Browser, office: Served) -> None:
    number, path = opened(office)
    with seat(chromium, office, None) as reader:
        reader.go(path)
        reader.tab_to("input[value='唐瑞']")
        reader.press("ArrowDown")
        reader.tab_to("main form button")
        reader.press("Enter", leads=True)
    (entry,) = [each for each in office.engine.history(number) if each.kind == "act"]
    assert entry.actor == "市住建局/韩立群"


def test_no_look_of_the_page_breaks_a_rule_of_accessibility(chromium: Browser, office: Served) -> None:
    _, alive = opened(office)
    number, moved = opened(office)
    office.engine.assign(number, "responsible", ["市教育局"], by="市优化办/方晓宁")
    _, used = opened(office)
    office.engine.follow_link(used.removeprefix("/s/"))
    for width in (WIDE, NARROW):
        with seat(chromium, office, None, width=width) as reader:
            for path, said in ((alive, "确认签收"), (moved, "已改由其他单位办理"), (used, "已签收"), ("/s/x", "地址")):
                reader.go(path)
                assert said in reader.page.inner_text("main")
                reader.page.evaluate(AXE.read_text("utf-8"))
                assert reader.page.evaluate(RUN_AXE) == [], path


SCANNERS = [
    ("GET", {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) SafeLinks"}),
    ("HEAD", {"User-Agent": "Barracuda Link Protect"}),
    ("GET", {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Dest": "document"}),
    ("GET", {"Range": "bytes=0-511", "Accept": "*/*"}),
]


def test_scanners_that_follow_all_they_find_leave_the_link_to_its_reader(office: Served) -> None:
    number, path = opened(office)
    there = urlsplit(office.address)
    asked = 0
    for method, headers in SCANNERS:
        ways, seen = [path], set[str]()
        while ways and len(seen) < 12:  # every link, and the address of every form, as if it were a link
            way = ways.pop(0)
            seen.add(way)
            connection = HTTPConnection(there.hostname or "", there.port, timeout=30)
            connection.request(method, way, headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
            connection.close()
            assert answer.status < 500, way
            asked += 1
            found = re.findall(r'(?:href|src|action)="(/[^"]+)"', page)
            ways += [unescape(each) for each in found if unescape(each) not in seen]
    assert asked > len(SCANNERS)
    assert office.acts(number) == []
    assert office.engine.by_link(path.removeprefix("/s/")).blockers == ()
