"""What watches the desk: whether it lives, whether it can work, and how far it is behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from browser import Browser

from duban import Engine
from duban.desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from desk_office import Office


def test_a_desk_that_can_work_says_so(office: Office) -> None:
    stranger = office.stranger()
    assert (stranger.get("/healthz").text, stranger.get("/readyz").text) == ("ok\n", "ok\n")


def test_a_desk_without_its_tables_lives_and_is_not_ready(tmp_path: Path) -> None:
    with Engine(f"sqlite:///{tmp_path}/duban.db", scenarios=["issue"]) as engine:
        engine.prepare()
        browser = Browser(Desk(engine))
        assert browser.get("/healthz").status_code == 200
        refused = browser.get("/readyz")
        assert (refused.status_code, refused.text) == (503, "DeskMissing\n")


def test_figures_are_told_to_this_machine_alone_and_name_nobody(office: Office, number: str) -> None:
    assert office.stranger().get("/metrics").status_code == 404
    told = Browser(office.desk, client="127.0.0.1").get("/metrics")
    assert told.headers["content-type"].startswith("application/openmetrics-text")
    assert re.search(r"^duban_lag_seconds [\d.]+$", told.text, re.MULTILINE)
    assert told.text.endswith("# EOF\n")
    assert number not in told.text
    assert "市" not in told.text
