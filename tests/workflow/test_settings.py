"""Settings: where they come from, and what is said of one that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duban import Engine, Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


def load(folder: Path, text: str) -> Settings:
    (folder / "duban.toml").write_text(text, "utf-8")
    return Settings.load(folder / "duban.toml")


def test_relative_paths_start_from_the_folder_of_the_file_whatever_it_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "督办 %20 #1"
    folder.mkdir()
    with Engine(load(folder, 'database = "sqlite:///x.db"')) as engine:
        engine.open("issue", units={"lead": "甲", "responsible": "乙"}, by="甲")
    assert (folder / "x.db").stat().st_size > 0


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_HEARTBEAT_SECONDS", "9")
    monkeypatch.setenv("DUBAN_CHANNELS__EMAIL__PASSWORD", "s3cret")
    settings = load(tmp_path, 'heartbeat_seconds = 3\n[channels.email]\nnotifier = "smtp"\nhost = "h"')
    assert settings.heartbeat_seconds == 9
    assert settings.channels["email"].options(tmp_path) == {"host": "h", "password": "s3cret"}


@pytest.mark.parametrize(("name", "value"), [("DUBAN_SCENARIOS", "issue"), ("DUBAN_CHANNELS", "{")])
def test_a_variable_that_cannot_be_read_is_named_with_the_form_it_should_have(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf'"{name.removeprefix("DUBAN_").lower()}".*JSON, such as') as refused:
        load(tmp_path, "")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("password", ["007", "12345", "1e5", "true", "null", "-"])
def test_a_password_in_the_environment_is_text_whatever_it_looks_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DUBAN_CHANNELS__EMAIL__PASSWORD", password)
    settings = load(tmp_path, '[channels.email]\nnotifier = "smtp"\nhost = "h"')
    assert settings.channels["email"].options(tmp_path) == {"host": "h", "password": password}


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("s3cret\n", "utf-8")
    settings = load(tmp_path, '[channels.email]\nnotifier = "smtp"\npassword_file = "pw"')
    assert settings.channels["email"].options(tmp_path) == {"password": "s3cret"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("database = ", "duban.toml: Invalid value"),
        ('databse = "x"', "unknown setting 'databse'"),
        ("heartbeat_seconds = 0", "heartbeat_seconds: Input should be greater than 0"),
        ("heartbeat_seconds = []", "heartbeat_seconds: Input should be a valid number"),
        ("heartbeat_seconds = inf", "heartbeat_seconds: Input should be less than or equal to 86400"),
        ("lease_seconds = 1e300", "lease_seconds: Input should be less than or equal to 86400"),
        ('message_domain = "a b@c"', "message_domain: String should match pattern"),
        ('folder = "x"', "duban.toml: folder is where this file is; move the file, or set DUBAN_FOLDER"),
        ("[channels.email]\nhost = 'x'", "channels.email.notifier: Field required"),
        (
            "[channels.emial]\nnotifier = 'file'",
            "channels: no message leaves by 'emial'; there are: email",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["units", "contacts"])
def test_a_directory_that_is_not_there_is_said_with_the_setting_that_names_it(tmp_path: Path, name: str) -> None:
    settings = load(tmp_path, f'{name} = "none.csv"')
    with pytest.raises(SettingsError, match=rf"{name} = .*none\.csv.*there is no such file"):
        settings.load_directory()


def test_a_file_that_is_asked_for_and_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such file"):
        Settings.load(tmp_path / "none.toml")
