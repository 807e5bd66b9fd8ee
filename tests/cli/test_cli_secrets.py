"""Passwords among the arguments are warned of, and shown nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import done, duban

from duban import Settings

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "geheim-4711"
HERE = "127.0.0.1:1"  # nobody answers there


@pytest.mark.parametrize(
    ("arguments", "way"),
    [
        (("db", "move", f"postgresql://duban:{SECRET}@{HERE}/duban"), "PGPASSWORD"),
        (("db", "move", f"postgresql://{HERE}/duban?user=duban&password={SECRET}"), "PGPASSWORD"),
        (("db", "move", f"postgresql://duban:{SECRET}@{HERE}:x/duban"), "PGPASSWORD"),
        (("db", "move", f"mysql://duban:{SECRET}@{HERE}/duban"), "PGPASSWORD"),
        (("demo", "--smtp", f"smtps://duban:{SECRET}@{HERE}/?from=a@b.example"), "DUBAN_SMTP_PASSWORD"),
        (("demo", "--smtp", f"http://duban:{SECRET}@{HERE}/?from=a@b.example"), "DUBAN_SMTP_PASSWORD"),
    ],
)
def test_a_password_among_the_arguments_is_warned_of_and_shown_nowhere(
    office: Path, arguments: tuple[str, ...], way: str
) -> None:
    done("list")
    (office / "duban.db").touch()
    answer = duban(*arguments)
    assert answer.status == 1
    warning, *errors = answer.err.splitlines()
    assert warning.startswith("提醒：")
    assert way in warning
    assert "***" in warning
    assert len(errors) == 1
    assert SECRET not in answer.out + answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("db", "move", f"postgresql://duban@{HERE}/duban"),
        ("demo", "--smtp", f"smtps://duban@{HERE}/?from=a@b.example"),
    ],
)
def test_without_one_there_is_nothing_to_warn_of(
    office: Path,  # noqa: ARG001 - the command runs in it
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    monkeypatch.setenv("DUBAN_SMTP_PASSWORD", SECRET)
    answer = duban(*arguments)
    assert answer.status == 1
    assert len(answer.err.splitlines()) == 1
    assert SECRET not in answer.out + answer.err


def test_settings_are_shown_without_what_is_secret_in_them(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    for name, value in {
        "DATABASE": f"postgresql://duban:{SECRET}@db/duban",
        "CHANNELS__EMAIL__NOTIFIER": "smtp",
        "CHANNELS__EMAIL__HOST": "mail.example.org",
        "CHANNELS__EMAIL__PASSWORD": SECRET,
        "CHANNELS__SMS__NOTIFIER": "http-sms",
        "CHANNELS__SMS__URL": f"https://sms.example.org/{SECRET}",
        "CHANNELS__SMS__HEADERS": f'{{"Authorization": "{SECRET}"}}',
        "HEARTBEAT__URL": f"https://hc.example.org/ping/{SECRET}",
    }.items():
        monkeypatch.setenv(f"DUBAN_{name}", value)
    settings = Settings.load()
    assert settings.database == f"postgresql://duban:{SECRET}@db/duban"
    for shown in (repr(settings), str(settings), repr(settings.channels), str(settings.heartbeat)):
        assert SECRET not in shown
    assert "mail.example.org" in repr(settings)
    doctor = duban("doctor")
    assert SECRET not in doctor.out + doctor.err
    assert [*empty.iterdir()] == []
