"""The page on threats names a test for each, and each of these is there; SECURITY.md says how to report one."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREATS = (ROOT / "docs" / "why" / "threats.md").read_text(encoding="utf-8")
ROWS = [line for line in THREATS.partition("## Who can read what")[0].splitlines() if line.startswith("| ")][1:]


def test_each_threat_has_a_test_that_is_there() -> None:
    assert len(ROWS) > 8
    for row in ROWS:
        shown_by = re.findall(r"`(tests/[^`]+)`", row.split("|")[-2])
        assert shown_by, row
        for test in shown_by:
            assert "def test_" in (ROOT / test).read_text(encoding="utf-8"), test


def test_the_links_of_security_lead_somewhere() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", text)
    assert {"CHANGELOG.md", "docs/why/threats.md", "docs/why/history.md"} <= set(links)
    assert all((ROOT / link).exists() for link in links)
    assert "## What leaves the machine" in THREATS
