"""The ledger's page, read as a browser reads it."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from duban import Engine
from duban.ledger import ledger_rows, render_page
from duban.testing import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert('督办')</script><img src=x onerror=alert(1)>"
LOADING = {"script", "img", "link", "iframe", "object", "embed", "video", "audio", "base", "form"}


class Browser(HTMLParser):
    """Collects what the page would load, its elements and its visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(tmp_path: Path) -> str:
    clock = FixedClock("2024-04-01T09:00+08:00")
    with Engine(f"sqlite:///{tmp_path / 'duban.db'}", scenarios=["task"], clock=clock) as engine:
        for title, lead in ((HOSTILE, "甲局"), ("编制清单", "乙局")):
            item = engine.open(
                "task",
                title=title,
                by="市优化办",
                units={"lead": lead, "responsible": ["丙局<b>"]},
                data={"deadline": date(2024, 4, 30)},
            )
        engine.fire(item.number, "改派", by="市优化办", note=HOSTILE, units=["丁局"])
        now = clock.set("2024-05-06T09:00+08:00")
        engine.sweep()
        return render_page(
            ledger_rows(engine), title=f"台账{HOSTILE}", document_no="某发〔2024〕1号", as_of=now, proof="核验通过"
        )


def test_hostile_words_are_shown_and_do_nothing(page: str) -> None:
    browser = Browser(page)
    assert not LOADING & set(browser.tags)
    assert not any(name.startswith("on") for name, _ in browser.attributes)
    assert browser.text.count(HOSTILE) == 4
    assert "丙局<b>" in browser.text


def test_the_page_asks_nothing_of_any_network(page: str) -> None:
    browser = Browser(page)
    assert not {"src", "href", "action", "background"} & {name for name, _ in browser.attributes}
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_every_item_has_a_row_with_a_light_in_words_and_its_history_to_unfold(page: str) -> None:
    browser = Browser(page)
    assert browser.tags.count("details") == 2
    for words in (
        "RW-2024-0001",
        "RW-2024-0002",
        "2024-04-30",
        "已逾期",
        "红",
        "改派",
        "责任单位：丁局",
        "某发〔2024〕1号",
        "核验通过",
    ):
        assert words in browser.text


def test_the_head_counts_what_is_open_by_its_light(page: str) -> None:
    words = "".join(Browser(page).text.split())
    assert "2事项总数0已办结0其中按时办结0持续推进2在办红灯" in words
