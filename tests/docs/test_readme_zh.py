"""The office's page, followed in a shell of a Chinese locale: what it shows is what the command says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pages import ROOT, Shell, follow

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "README.zh.md"


def test_what_the_page_shows_can_be_done(tmp_path: Path) -> None:
    year = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).year
    with Shell(tmp_path, LC_ALL="", LANG="zh_CN.UTF-8", PYTHONUTF8="1") as shell:
        assert follow(PAGE, tmp_path, shell, numbers=("RW-2026-", f"RW-{year}-")) >= 4


def test_every_command_of_the_page_is_one_that_there_is() -> None:
    verbs = set(re.findall(r"`(duban (?:scenario \w+|db \w+|outbox \w+|calendar \w+|\w+))", PAGE.read_text("utf-8")))
    reference = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    assert len(verbs) >= 12
    assert verbs - set(re.findall(r"^## `(duban[ \w]+)`$", reference, re.MULTILINE)) == set()
