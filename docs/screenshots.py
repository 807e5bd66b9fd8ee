"""Makes the pictures of the desk in docs/pictures: `python docs/screenshots.py`.

It needs Debian's chromium, fonts-noto-cjk and pngquant.

They show the demo, which is played for it; so they change only if its pages or its plan do.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
MOST = 150_000
"""Bytes of a picture."""


class Shot(NamedTuple):
    """One picture: who looks at which page, in how large a window, and what they do there first."""

    name: str
    who: str
    path: str
    width: int = 1280
    height: int = 800
    first: Callable[[Page], None] | None = None


def read_and_sign(page: Page) -> None:
    """Open the first draft that waits to be signed."""
    page.get_by_role("link", name="阅读并签发").first.click()


def read_plan(page: Page) -> None:
    """Have the sample plan read."""
    page.locator("textarea").first.fill((ROOT / "duban" / "demo" / "samples" / "plan.txt").read_text("utf-8"))
    page.locator("main form button.p").first.click()


SHOTS = (
    Shot("desk-work", "费思远", "/"),
    Shot("desk-matter", "方晓宁", "/i/RW-2024-0007", height=960),
    Shot("desk-sheet", "费思远", "/sheet", height=960),
    Shot("desk-ledger", "段知远", "/ledger"),
    Shot("desk-sign", "段知远", "/decisions", first=read_and_sign),
    Shot("desk-plan", "方晓宁", "/open/plan", first=read_plan),
    Shot("desk-figures", "段知远", "/figures"),
    Shot("desk-phone", "费思远", "/", width=360, height=740),
)


@contextmanager
def demo() -> Iterator[str]:
    """Play the demo and serve its desk; yields its address."""
    command = [sys.executable, "-m", "duban", "demo", "--serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            found = re.search(r"http://localhost:\d+", process.stdout.readline() if process.stdout else "")
            if found is None:
                sys.exit("the demo did not start")
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Return a picture."""
    context = browser.new_context(viewport={"width": shot.width, "height": shot.height}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/demo")
    page.get_by_role("button", name=shot.who).click()
    page.goto(address + shot.path)
    if shot.first is not None:
        with page.expect_navigation():
            shot.first(page)
    taken = page.screenshot()
    context.close()
    return taken


def main() -> None:
    """Make all pictures, or those that are named."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the tests

    wanted = [shot for shot in SHOTS if shot.name in sys.argv[1:] or not sys.argv[1:]]
    program, quantize = shutil.which("chromium"), shutil.which("pngquant")
    if program is None or quantize is None:
        sys.exit("apt-get install chromium fonts-noto-cjk pngquant")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for shot in wanted:
            small = [quantize, "--quality", "60-90", "-"]
            taken = subprocess.run(small, input=take(browser, address, shot), stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - likewise
            if len(taken) > MOST:
                sys.exit(f"{shot.name} has {len(taken)} bytes, more than {MOST}")
            (PICTURES / f"{shot.name}.png").write_bytes(taken)
        browser.close()


if __name__ == "__main__":
    main()
