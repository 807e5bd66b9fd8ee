"""The desk in a real Chromium, served by a real process: what holds of every page, whatever is done on it."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from desk_addresses import addresses
from desk_process import PASSWORD, Served
from seats import FOCUSED, NARROW, PDF, WIDE, expect, row, seat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

AXE = Path(__file__).parent / "axe" / "axe.min.js"

RUN_AXE = """async () => {
  const only = {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]};
  const {violations} = await axe.run({runOnly: only, resultTypes: ["violations"], elementRef: false});
  return violations.map(each => [each.id, each.help, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]);
}"""
"""Returns what breaks a rule of WCAG 2.2 A or AA, and where."""


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)], ids=["scripts", "without"])
def test_a_matter_goes_from_signing_in_to_its_return_in_as_few_clicks_as_promised(
    chromium: Browser, office: Served, width: int, *, scripts: bool
) -> None:
    number = office.open()
    with seat(chromium, office, None, scripts=scripts, width=width) as clerk:
        clerk.go("/")
        assert clerk.page.url.endswith("/sign-in")
        clerk.page.fill("#name", "tangrui")
        clerk.page.fill("#password", PASSWORD)
        clerk.click("登录")
        clerk.clicks = 0
        clerk.click("签收", within=row(number))
        assert (clerk.clicks, office.acts(number)) == (1, ["签收"])
        clerk.go("/")
        clerk.clicks = 0
        clerk.click("申请销号", within=row(number))
        clerk.page.fill("textarea[name='f.measure']", "三台取号机都换了")
        clerk.page.set_input_files("input[type=file]", PDF)
        clerk.click("申请销号", within="form")
        assert clerk.clicks <= 3
        assert office.acts(number) == ["签收", "申请销号"]
        with seat(chromium, office, "fangxiaoning", scripts=scripts, width=width) as reviewer:
            reviewer.go("/")
            reviewer.clicks = 0
            reviewer.click("更多", within=row(number))
            reviewer.click("退回整改")
            reviewer.page.check("input[value='材料不全']")
            reviewer.page.fill("textarea[name=note]", "只换了一台")
            reviewer.click("退回整改", within="form")
            assert (reviewer.clicks, office.acts(number)[-1]) == (3, "退回整改")
        clerk.go("/")
        assert "只换了一台" in clerk.page.inner_text(row(number))


def test_after_signing_out_the_back_button_shows_no_matter(chromium: Browser, office: Served) -> None:
    number = office.open()
    with seat(chromium, office, "tangrui") as clerk:
        clerk.go(f"/i/{number}")
        clerk.click("退出", within="header")
        clerk.page.go_back()
        assert clerk.page.url.partition("?")[0].endswith("/sign-in")
        assert number not in clerk.page.inner_text("main")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
def test_a_double_press_does_it_once(chromium: Browser, office: Served, *, scripts: bool) -> None:
    number = office.open()
    with seat(chromium, office, "tangrui", scripts=scripts) as clerk:
        clerk.go("/")
        clerk.page.locator(f"{row(number)} button").dblclick()
        expect(clerk.page).to_have_url(re.compile("/i/"))  # without a script, the second press breaks off the first
        clerk.look()
        assert office.acts(number) == ["签收"]


def test_of_two_who_fill_in_the_same_form_the_later_hears_by_whom_and_keeps_what_was_typed(
    chromium: Browser, office: Served
) -> None:
    number = office.signed_for()
    with seat(chromium, office, "tangrui") as clerk, seat(chromium, office, "yanzheng") as leader:
        for each, measure in ((clerk, "三台都换了"), (leader, "先换了一台")):
            each.go(f"/i/{number}")
            each.page.fill("textarea[name='f.measure']", measure)
            each.page.set_input_files("input[type=file]", PDF)
        leader.click("申请销号", within="form.doing")
        assert office.acts(number) == ["签收", "申请销号"]
        clerk.click("申请销号", within="form.doing")
        said = clerk.page.inner_text("#problems")
        assert "你写的还在下面" in said
        assert "市住建局/严正" in said
        assert clerk.page.input_value("textarea[name='f.measure']") == "三台都换了"
        assert office.acts(number) == ["签收", "申请销号"]


def test_going_back_to_a_form_that_was_sent_does_nothing_twice(chromium: Browser, office: Served) -> None:
    number = office.open()
    with seat(chromium, office, "tangrui") as clerk:
        clerk.go("/")
        clerk.click("签收", within=row(number))
        clerk.page.go_back()
        clerk.click("申请销号", within=row(number))  # the list is up to date
        for measure in ("三台都换了", "又改了几个字"):
            clerk.page.fill("textarea[name='f.measure']", measure)
            clerk.page.set_input_files("input[type=file]", PDF)
            clerk.click("申请销号", within="form.doing")
            assert office.acts(number) == ["签收", "申请销号"]
            if "又" not in measure:
                clerk.page.go_back()
        assert "申请销号" in clerk.page.inner_text("main [role=alert]")


@pytest.mark.parametrize(("scripts", "width"), [(True, WIDE), (False, NARROW)], ids=["scripts", "without"])
def test_the_keyboard_alone_leads_through_signing_for_and_the_close_out(
    chromium: Browser, office: Served, width: int, *, scripts: bool
) -> None:
    number = office.open()
    with seat(chromium, office, "tangrui", scripts=scripts, width=width) as clerk:
        clerk.go("/")
        clerk.press("Tab")
        assert clerk.page.evaluate(FOCUSED) == ["a", "#m", True, True]  # the skip link
        clerk.press("Enter")
        clerk.tab_to(f"{row(number)} button")
        clerk.press("Enter", leads=True)
        assert office.acts(number) == ["签收"]
        clerk.go("/")
        clerk.tab_to(f"{row(number)} .b.p")
        clerk.press("Enter", leads=True)
        clerk.tab_to("textarea[name='f.measure']")
        clerk.page.keyboard.insert_text("三台取号机都换了")
        clerk.tab_to("input[type=file]")
        clerk.page.set_input_files("input[type=file]", PDF)
        clerk.tab_to("form.doing .b.p")
        clerk.press("Enter", leads=True)
        assert office.acts(number) == ["签收", "申请销号"]


def test_another_site_cannot_show_the_desk_in_a_frame(chromium: Browser, office: Served) -> None:
    class Around(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(f"<iframe src='{office.address}/'></iframe>".encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Around) as server, seat(chromium, office, "tangrui") as clerk:
        Thread(target=server.serve_forever, daemon=True).start()
        with clerk.page.expect_response(office.address + "/") as answered:
            clerk.page.goto(f"http://127.0.0.1:{server.server_port}/")  # the same host, so that the cookie goes along
        assert answered.value.status == 200
        (framed,) = clerk.page.frames[1:]
        expect(framed.locator("header.mast")).to_have_count(0)
        assert framed.url == "chrome-error://chromewebdata/"
        server.shutdown()


def test_an_ended_session_gives_a_half_filled_form_back(chromium: Browser, office: Served) -> None:
    number = office.open()
    with seat(chromium, office, "tangrui") as clerk:
        clerk.go(f"/i/{number}")
        office.engine.fire(number, "签收", by="市住建局/唐瑞")
        clerk.go(f"/i/{number}")
        clerk.page.fill("textarea[name='f.measure']", "写了半天的措施")
        office.expire(clerk.cookie)
        clerk.click("申请销号", within="form.doing")
        assert "登录已过期" in clerk.page.inner_text("main") or "你写的" in clerk.page.inner_text("main")
        clerk.page.fill("#name", "tangrui")
        clerk.page.fill("#password", PASSWORD)
        clerk.click("登录")
        assert "写了半天的措施" in clerk.page.inner_text("main")
        assert office.acts(number) == ["签收"]


def test_every_page_keeps_wcag_2_2_aa_and_fits_a_telephone(chromium: Browser, office: Served) -> None:
    found, elsewhere = [], []
    for who, paths in addresses(office).items():
        with seat(chromium, office, who) as visitor:
            visitor.page.add_init_script(path=AXE)
            for path in paths:
                visitor.page.set_viewport_size({"width": WIDE, "height": 800})
                if (answer := visitor.opened(path)) is None:
                    continue
                assert answer.status in {200, 410}, (path, answer.status)
                if unquote(urlsplit(answer.url).path) != path.partition("?")[0]:
                    elsewhere.append((path, answer.url))
                found += [(path, *each) for each in visitor.page.evaluate(RUN_AXE)]
                visitor.page.set_viewport_size({"width": NARROW, "height": 800})
                visitor.look()
    assert found == []
    assert elsewhere == []


def test_the_script_counts_asks_and_saves_and_its_keys_can_be_switched_off(chromium: Browser, office: Served) -> None:
    number = office.open()
    office.engine.fire(number, "签收", by="市住建局/唐瑞")
    with seat(chromium, office, "tangrui") as clerk:
        page = clerk.page
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        saved: list[dict[str, list[str]]] = []

        def keep(route: Route) -> None:
            assert route.request.headers["x-draft"] == "1"
            saved.append(parse_qs(route.request.post_data or ""))
            route.fulfill(status=204)

        clerk.go(f"/i/{number}")
        page.route("**/draft", keep)
        page.evaluate("document.querySelector('form.doing').dataset.draft = location.pathname + '/draft'")
        page.fill("textarea[name='f.measure']", "换了三台")
        page.focus("textarea[name=note]")
        page.get_by_text("存了草稿").wait_for()
        assert saved[0]["f.measure"] == ["换了三台"]
        assert saved[0]["csrf"]
        page.goto(office.address + "/")
        assert asked == []  # all of it is saved
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.press("?")  # typed into the field, where no key is a command
        assert page.input_value("#search") == "?"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.className") == "ti"
        page.keyboard.press("g")
        page.keyboard.press("l")
        page.wait_for_url("**/ledger")
        page.check("tbody input[type=checkbox] >> nth=0")
        assert page.inner_text(".bulk b") == "已选1件"
        page.check("thead input[type=checkbox]")
        assert page.locator("tbody tr[aria-selected=true]").count() == page.locator("tbody input:checked").count() > 1
        page.keyboard.press("?")
        page.uncheck("#keys input")
        page.click("#keys button")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "search"
        clerk.go(f"/i/{number}")
        page.fill("textarea[name='f.measure']", "还没有存")
        page.goto(office.address + "/")
        assert asked == ["beforeunload"]
