"""Somebody before the screen of a real Chromium, who is held to what every page keeps."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

try:
    from playwright.sync_api import Error, expect, sync_playwright
except ImportError:  # the fixture of the browser says so
    Error, expect, sync_playwright = OSError, None, None

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk_process import Served
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PDF = {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%all three machines work\n%%EOF\n"}
WIDE, NARROW = 1366, 360

FOCUSED = """() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const seen = top !== null && (here.contains(top) || top.contains(here));
  return [here.localName, here.getAttribute("href"), ringed, seen];
}"""
"""Returns what has the focus, where it leads, whether it is marked, and whether nothing covers it."""


class Seat:
    """Somebody before the screen: counts their clicks, and holds each page to what every page keeps."""

    def __init__(self, page: Page, address: str, cookie: str) -> None:
        self.page, self.clicks, self.complaints, self.cookie = page, 0, list[str](), cookie
        self._address = address
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, said: ConsoleMessage) -> None:
        """Note what the browser complains of; that a page says 409 or 404 is no fault of it."""
        if said.type in {"error", "warning"} and "status of 4" not in said.text:
            self.complaints.append(said.text)

    def go(self, path: str) -> None:
        self.page.goto(self._address + path)
        self.look()

    def opened(self, path: str) -> Response | None:
        """Open a page; None if it is a file or a picture."""
        try:
            answer = self.page.goto(self._address + path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return None
        return answer if answer is not None and "text/html" in answer.headers["content-type"] else None

    def click(self, what: str, *, within: str = "main") -> None:
        """Press a button, or follow a link, that leads to another page."""
        with self.page.expect_navigation():
            self._press(":is(button, a):visible", what, within)
        self.look()

    def open(self, what: str, *, within: str = "main") -> None:
        """Unfold something."""
        self._press("summary", what, within)

    def _press(self, kind: str, what: str, within: str) -> None:
        self.clicks += 1
        found = self.page.locator(f"{within} {kind}")
        found.get_by_text(what, exact=True).or_(found.filter(has_text=what)).first.click()

    def press(self, key: str, *, leads: bool = False) -> None:
        """Press a key; `leads` says that this opens another page."""
        if not leads:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.look()

    def tab_to(self, where: str) -> None:
        """Go there by Tab, and hold that each place on the way shows that it has the focus, and nothing covers it."""
        there = self.page.locator(where).element_handle()
        for _ in range(99):
            self.page.keyboard.press("Tab")
            *what, marked, seen = self.page.evaluate(FOCUSED)
            assert marked, (self.page.url, what)
            assert seen, (self.page.url, what)
            if self.page.evaluate("there => document.activeElement === there", there):
                return
        pytest.fail(f"{where} is never reached")

    def look(self) -> None:
        """Hold that nothing of the page sticks out sideways, and the browser has nothing to complain of."""
        wide, there = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= there, (self.page.url, wide)
        assert self.complaints == [], self.page.url


@contextmanager
def seat(
    chromium: Browser, office: Served, who: str | None, *, scripts: bool = True, width: int = WIDE
) -> Iterator[Seat]:
    """Seat somebody who has signed in; None has not."""
    context: BrowserContext = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}, locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    cookie = "" if who is None else office.session(who)
    if cookie:
        context.add_cookies([{"name": "duban", "value": cookie, "url": office.address}])
    try:
        yield Seat(context.new_page(), office.address, cookie)
    finally:
        context.close()


def row(number: str) -> str:
    """Return where a matter stands in a list."""
    return f'.row:has(a[href="/i/{number}"])'
