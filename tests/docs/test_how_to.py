"""The how-to pages, followed from top to bottom: files written, commands typed, Python run."""

from __future__ import annotations

import re
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
from pages import DOCS, Shell, follow

from duban.ledger.documents import TEMPLATE_NAMES
from duban.workflow.people import directory_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGES = (
    "how-to/write-a-scenario.md",
    "how-to/embed.md",
    "how-to/follow-what-happens.md",
    "how-to/join-your-tables.md",
    "how-to/listen.md",
    "how-to/run-in-processes.md",
    "how-to/embed-in-django.md",
    "how-to/tenants.md",
    "how-to/test-an-application.md",
    "how-to/add-a-notifier.md",
    "how-to/add-a-medium.md",
    "how-to/send-by-wecom.md",
    "how-to/keep-files.md",
    "how-to/archive-and-packs.md",
    "how-to/serve-the-desk.md",
    "how-to/use-the-api.md",
    "how-to/keep-proof-elsewhere.md",
    "how-to/erase-a-private-value.md",
    "how-to/take-over-what-is-under-way.md",
    "how-to/bring-sheets-in.md",
    "how-to/run-a-plan.md",
    "how-to/keep-who-is-who.md",
    "how-to/approve-and-opine.md",
    "how-to/correct-and-end.md",
    "how-to/urge-and-remark.md",
    "how-to/search-by-words.md",
    "how-to/targets-and-order.md",
    "how-to/sign-a-paper.md",
    "how-to/bulletins-and-briefs.md",
    "how-to/divide-work.md",
    "how-to/word-messages.md",
    "how-to/report-by-month.md",
    "how-to/list-and-count.md",
    "how-to/count-a-quarter.md",
    "how-to/score.md",
    "how-to/export-a-ledger.md",
    "how-to/word-templates.md",
    "how-to/mail-that-comes-back.md",
    "reference/files.md",
)


PLUGIN = {} if "duban" in {point.name for point in entry_points(group="pytest11")} else {
    "PYTEST_PLUGINS": "duban.testing.plugin"
}  # fmt: skip
"""What lets pytest find our plug-in in an environment that was made before it had one."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget_media: Callable[[], None]) -> Iterator[Path]:
    """Give a folder of one's own to stand in, whose modules and media are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    forget_media()
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_followed(page: str, folder: Path) -> None:
    with Shell(folder, **PLUGIN) as shell:
        assert follow(DOCS / page, folder, shell) > 1


def test_the_names_of_word_templates_are_those_of_the_code() -> None:
    page = (DOCS / "how-to/word-templates.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\S+)` \| `(\w+)` \| `(.+)` \| (.+) \|$", page, re.MULTILINE)
    assert rows == [(each.chinese, each.name, each.tag, each.meaning) for each in TEMPLATE_NAMES], "run `make docs`"


def test_every_column_of_the_directory_is_told() -> None:
    page = (DOCS / "reference/files.md").read_text("utf-8")
    told = {cell for row in re.findall(r"^\| `(\w+)` \| (\w+) \|", page, re.MULTILINE) for cell in row}
    assert told == {*directory_csv._UNIT_COLUMNS, *directory_csv.contact_columns()}
