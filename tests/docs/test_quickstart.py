"""The quickstart, typed into a real shell in an empty folder, from `pip install` to the mail that can be opened."""

from __future__ import annotations

import os
import shutil
import sysconfig
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pages import DOCS, ROOT, Shell, blocks, commands, missing

if TYPE_CHECKING:
    from pathlib import Path

PAGE = DOCS / "quickstart.md"


def test_each_command_does_what_the_page_says(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        (tmp_path / "duban").mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "duban" / name)
    shutil.copytree(ROOT / "duban", tmp_path / "duban" / "duban", ignore=shutil.ignore_patterns("__pycache__"))
    libraries = os.pathsep.join(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib")))
    year = str(datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).year)
    with Shell(tmp_path, PYTHONPATH=libraries, PIP_NO_DEPS="1") as shell:
        for block in blocks(PAGE):
            assert block.language == "console"
            for command, wanted in commands(block.text.replace("WT-2026-", f"WT-{year}-")):
                typed = shell.type(command)
                where = f"quickstart.md:{block.line}: $ {command}"
                assert missing(wanted, typed.shown) == [], f"{where}\nshows:\n{typed.shown}"
                refused = any(line.startswith("error:") for line in wanted)
                assert typed.status == int(refused), f"{where}\nends with {typed.status}:\n{typed.shown}"
    assert (tmp_path / "venv/bin/duban").exists()
