"""Mails that a mail server hands over one by one: it is told what is done with, and what to try again."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import duban

REPORT = (Path(__file__).parents[1] / "notifiers" / "bounces" / "exim.eml").read_bytes()
LETTER = b"From: somebody@example.org\nSubject: hello\n\nhello\n"


def handed_over(monkeypatch: pytest.MonkeyPatch, mail: bytes) -> int:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(mail)))
    return duban("outbox", "bounces", "-").status


@pytest.mark.parametrize(("mail", "status"), [(REPORT, 0), (LETTER, 0)], ids=["report", "letter"])
def test_what_is_read_is_done_with_whether_it_is_a_report_or_not(
    office: Path,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    mail: bytes,
    status: int,
) -> None:
    assert handed_over(monkeypatch, mail) == status


def test_a_report_is_to_be_tried_again_while_the_database_is_away(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = office / "duban.toml"
    lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("database")]
    away = 'database = "postgresql://duban@127.0.0.1:9/duban"'
    settings.write_text("\n".join([away, *lines, ""]), "utf-8")
    assert handed_over(monkeypatch, REPORT) == 75


def test_a_file_that_somebody_names_and_that_is_none_is_refused(office: Path) -> None:
    (office / "letter.eml").write_bytes(LETTER)
    assert duban("outbox", "bounces", "letter.eml").status == 1
